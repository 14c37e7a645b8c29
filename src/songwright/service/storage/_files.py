"""Finished files through obstore: a folder, an S3-like store or memory behind one face."""

from collections.abc import Iterable
from pathlib import Path

import obstore
from obstore.store import LocalStore, MemoryStore, from_url

from songwright.service.ports import FileStat


class ObstoreFiles:
    """An ObjectStore over any store obstore knows. Puts are atomic: obstore writes aside and renames."""

    def __init__(self, store: obstore.store.ObjectStore) -> None:
        self._store = store

    @classmethod
    def in_memory(cls) -> "ObstoreFiles":
        """A store that forgets."""
        return cls(MemoryStore())

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`; what was there is replaced."""
        obstore.put(self._store, key, content)

    def stat(self, key: str) -> FileStat | None:
        """Size and age of a file, or None if there is no such file."""
        try:
            head = obstore.head(self._store, key)
        except FileNotFoundError:
            return None
        return FileStat(size_bytes=head["size"], modified_at=head["last_modified"])

    def read(self, key: str, start: int, size: int) -> bytes:
        """`size` bytes from `start`. Raises FileNotFoundError without such a file."""
        return bytes(obstore.get_range(self._store, key, start=start, length=size))

    def delete(self, keys: Iterable[str]) -> None:
        """Remove these files; missing ones are no error."""
        for key in keys:
            try:
                obstore.delete(self._store, key)
            except FileNotFoundError:
                continue


def open_files(place: str) -> ObstoreFiles:
    """The store at a folder's path or an address as "s3://bucket/prefix"; a missing folder is made."""
    if "://" in place:
        return ObstoreFiles(from_url(place))
    folder = Path(place).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    return ObstoreFiles(LocalStore(folder.absolute()))

"""The growing MP3 of a take that is being made: pieces in the store, which the stream address hands on at once."""

from songwright.service.ports import ObjectStore, StreamEncoder, TrackFile, air_name, file_key
from songwright.song import Audio


class AirCheck:
    """Presses what is on air piece by piece and keeps the pieces, numbered, beside the take's files.

    A take that is made a second time writes the same pieces over its own.
    """

    def __init__(self, files: ObjectStore, encoder: StreamEncoder, task_id: str, take: int) -> None:
        self._files = files
        self._encoder = encoder
        self._task_id = task_id
        self._take = take
        self.kept: list[TrackFile] = []

    def __call__(self, piece: Audio) -> None:
        """Keep a further piece of the song."""
        self._keep(self._encoder.press(piece))

    def end(self) -> None:
        """Keep what the encoder still holds; nothing where nothing was on air."""
        if self.kept:
            self._keep(self._encoder.end())

    def drop(self) -> None:
        """Remove all pieces: the take will not be finished."""
        self._files.delete(file_key(self._task_id, self._take, file.name) for file in self.kept)

    def _keep(self, content: bytes) -> None:
        name = air_name(len(self.kept))
        self._files.put(file_key(self._task_id, self._take, name), content)
        self.kept.append(TrackFile(name=name, size_bytes=len(content)))

"""The contract of file stores, kept by memory and by a folder alike."""

from pathlib import Path

import pytest

from songwright.service.storage import ObstoreFiles, open_files


@pytest.fixture(params=["memory", "folder"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> ObstoreFiles:
    return ObstoreFiles.in_memory() if request.param == "memory" else open_files(str(tmp_path / "new" / "files"))


def test_what_is_put_can_be_read(files: ObstoreFiles) -> None:
    files.put("task/0-song.mp3", b"0123456789")
    stat = files.stat("task/0-song.mp3")
    assert stat
    assert stat.size_bytes == 10
    assert stat.modified_at.tzinfo
    assert files.read("task/0-song.mp3", 3, 4) == b"3456"
    assert files.read("task/0-song.mp3", 0, 10) == b"0123456789"


def test_a_second_put_replaces(files: ObstoreFiles) -> None:
    files.put("a/b", b"first and longer")
    files.put("a/b", b"second")
    assert files.read("a/b", 0, 6) == b"second"


def test_missing_files(files: ObstoreFiles) -> None:
    assert files.stat("a/b") is None
    with pytest.raises(FileNotFoundError):
        files.read("a/b", 0, 1)
    files.delete(["a/b"])


def test_deleted_files_are_gone(files: ObstoreFiles) -> None:
    for name in ("a/b", "a/c"):
        files.put(name, b"x")
    files.delete(["a/b", "a/none"])
    assert files.stat("a/b") is None
    assert files.stat("a/c")


def test_a_place_with_a_scheme_is_an_object_store() -> None:
    files = open_files("memory:///")
    files.put("a", b"x")
    assert files.read("a", 0, 1) == b"x"

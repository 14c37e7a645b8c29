import dataclasses
import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tones import TONES, pack, pinned

from songwright.outfit import Asset, FetchedPart, FolderFetcher, Home, Tell, set_up
from songwright.song import MissingPart


def files_of(home: Home) -> dict[str, bytes]:
    """Everything but the cache, by path."""
    found = (path for path in home.root.rglob("*") if path.is_file() and "cache" not in path.parts)
    return {path.relative_to(home.root).as_posix(): path.read_bytes() for path in found}


def install(asset: Asset, tarball: Path, home: Home, tell: Tell) -> None:
    set_up(home, tell=tell, fetcher=FolderFetcher(tarball.parent), parts=[FetchedPart(asset=asset, needed=True)])


def test_the_listed_files_arrive_and_nothing_else(tmp_path: Path, home: Home, tell: Tell):
    tarball = pack(tmp_path / "scope-tones-1.0.0.tgz", TONES | {"dist/index.js": b"unasked for"})
    install(pinned(tarball, TONES), tarball, home, tell)
    assert files_of(home) == {f"sounds/{name}": content for name, content in TONES.items()}


@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_package_with_any_other_byte_is_refused_whole(
    tmp_path_factory: pytest.TempPathFactory, place: float, flip: int
):
    folder = tmp_path_factory.mktemp("flipped")
    tarball = pack(folder / "scope-tones-1.0.0.tgz", TONES)
    asset, content = pinned(tarball, TONES), bytearray(tarball.read_bytes())
    content[int(place * len(content))] ^= flip
    tarball.write_bytes(content)
    home = Home(root=folder / "home")
    with pytest.raises(MissingPart, match="sha512 differs"):
        install(asset, tarball, home, lambda _: None)
    assert files_of(home) == {}


def test_a_member_that_the_list_does_not_know_by_content_is_refused(tmp_path: Path, home: Home, tell: Tell):
    tarball = pack(tmp_path / "scope-tones-1.0.0.tgz", TONES)
    asset = pinned(tarball, TONES | {"tones/low.bin": b"another tone"})
    with pytest.raises(MissingPart, match=r"tones/low\.bin in scope-tones-1\.0\.0\.tgz is not the file"):
        install(asset, tarball, home, tell)
    assert files_of(home) == {}


def test_a_missing_member_is_named(tmp_path: Path, home: Home, tell: Tell):
    tarball = pack(tmp_path / "scope-tones-1.0.0.tgz", {"LICENSE": TONES["LICENSE"]})
    with pytest.raises(MissingPart, match=r"holds no tones/high\.bin"):
        install(pinned(tarball, TONES), tarball, home, tell)


def test_no_name_or_link_inside_the_package_is_followed(tmp_path: Path, home: Home, tell: Tell):
    tarball = tmp_path / "scope-tones-1.0.0.tgz"
    with tarfile.open(tarball, "w:gz") as package:
        escape = tarfile.TarInfo("package/../../../escaped.bin")
        escape.size = 4
        package.addfile(escape, io.BytesIO(b"evil"))
        link = tarfile.TarInfo("package/tones/low.bin")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        package.addfile(link)
    asset = pinned(tarball, {"tones/low.bin": TONES["tones/low.bin"]})
    with pytest.raises(MissingPart, match=r"holds no tones/low\.bin"):
        install(asset, tarball, home, tell)
    assert not list(tmp_path.rglob("escaped.bin"))
    assert files_of(home) == {}


def test_the_size_in_the_list_is_a_promise(tmp_path: Path, home: Home, tell: Tell):
    tarball = pack(tmp_path / "scope-tones-1.0.0.tgz", TONES)
    asset = pinned(tarball, TONES)
    part = FetchedPart(asset=asset, needed=True)
    install(asset, tarball, home, tell)
    longer = dataclasses.replace(asset.files[0], size_bytes=asset.files[0].size_bytes + 1)
    assert part.examine(home).state == "found"
    assert FetchedPart(asset=dataclasses.replace(asset, files=(longer,)), needed=True).examine(home).state == "damaged"

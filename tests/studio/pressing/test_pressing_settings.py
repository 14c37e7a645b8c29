"""What a worker makes of a take beside its MP3 is a matter of settings."""

import time

import pytest
from pressing_takes import short_take

from songwright.app import build_workshop
from songwright.outfit import find_home
from songwright.song import BadRequest
from songwright.studio.session import Stopwatch


def pressed() -> set[str]:
    watch = Stopwatch(time.perf_counter, lambda _stage, _share: None)
    return set(build_workshop(find_home()).press(short_take(), watch))


def test_a_song_is_an_mp3_unless_more_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SONGWRIGHT_FORMATS", "SONGWRIGHT_STEMS"):
        monkeypatch.delenv(name, raising=False)
    files = pressed()
    assert "song.mp3" in files
    assert not {"song.wav", "song.flac", "stems/vocal.wav"} & files


def test_formats_and_stems_are_added_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONGWRIGHT_FORMATS", " FLAC, wav,flac")
    monkeypatch.setenv("SONGWRIGHT_STEMS", "true")
    assert {"song.mp3", "song.wav", "song.flac", "stems/vocal.wav", "stems/drums.wav"} <= pressed()


@pytest.mark.parametrize(("name", "value"), [("SONGWRIGHT_FORMATS", "ogg"), ("SONGWRIGHT_STEMS", "perhaps")])
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadRequest, match=name):
        build_workshop(find_home())

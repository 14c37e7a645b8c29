"""A take as files."""

import io
import json
from dataclasses import replace

import mido
import pytest
import soundfile
from pressing_takes import short_take

from songwright.song import Control, Credit, Handling, Heed, Meter
from songwright.studio.pressing import SongTags, press, report

PRESSED = press(
    short_take(),
    formats=frozenset({"mp3", "wav", "flac"}),
    stems=True,
    versions={"songwright": "9.9"},
    seconds_by_stage={"singing": 12.34567},
    licences={"voice": "Apache-2.0"},
)


def test_the_files_of_a_take():
    assert set(PRESSED) == {
        "song.mp3",
        "song.wav",
        "song.flac",
        "cover.jpg",
        "words.json",
        "words.lrc",
        "score.mid",
        "score.mxl",
        "score.json",
        "report.json",
        "waveform.json",
        "stems/vocal.wav",
        "stems/keys.wav",
        "stems/drums.wav",
        "stems/bass.wav",
    }
    frames = {soundfile.info(io.BytesIO(PRESSED[f"song.{kind}"])).frames for kind in ("mp3", "wav", "flac")}
    assert len(frames) == 1
    assert PRESSED["cover.jpg"] in PRESSED["song.mp3"]
    assert mido.MidiFile(file=io.BytesIO(PRESSED["score.mid"])).tracks


def test_the_report():
    told = json.loads(PRESSED["report.json"])
    assert told["seed"] == 3
    assert told["take"] == 1
    assert told["key"] == "A minor"
    assert told["tempo_bpm"] == 90
    assert told["loudness"] == {"lufs": -14.02, "true_peak_db": -1.31}
    assert [section["kind"] for section in told["form"]] == ["intro", "verse", "chorus", "chorus"]
    assert told["form"][1]["start_s"] == pytest.approx(2 * 4 * 60 / 90, abs=0.001)
    assert {row["part"]: row["instrument"] for row in told["instruments"]}["keys"] == "electric_piano_1"
    assert told["remarks"] == ["no SoundFont: synthesised instruments played"]
    assert told["unread"]
    assert told["versions"] == {"songwright": "9.9"}
    assert told["licences"] == {"voice": "Apache-2.0"}
    assert told["mp3"] == {"true_peak_db": pytest.approx(-6.02, abs=0.05), "held_db": 0.0}
    assert told["seconds_by_stage"] == {"singing": 12.346}


def test_the_report_names_the_engine_and_what_it_could_not_follow():
    take = short_take()
    told = report(take)
    assert told["engine"] is None
    credit = Credit(
        engine="far", checkpoint="model-7b", licence="MIT", tier="top", passed_over=("near: asleep",),
        handling=(
            Handling(control=Control.TEMPO, heed=Heed.APPROXIMATED, how="passed on"),
            Handling(control=Control.KEY, heed=Heed.HONOURED, how="exactly"),
        ),
    )  # fmt: skip
    told = report(replace(take, recording=replace(take.recording, credit=credit)))["engine"]
    assert told["approximated"] == {"tempo": "passed on"}
    assert {"words", "style", "seed"} <= set(told["ignored"])
    assert "key" not in told["ignored"]
    del told["approximated"], told["ignored"]
    assert told == {
        "name": "far", "tier": "top", "checkpoint": "model-7b", "licence": "MIT", "passed_over": ["near: asleep"],
    }  # fmt: skip


def test_the_same_take_gives_the_same_bytes():
    again = press(short_take(), versions={"songwright": "9.9"})
    assert {name: PRESSED[name] for name in again if name != "report.json"} == {
        name: content for name, content in again.items() if name != "report.json"
    }


def test_an_instrumental_has_no_words():
    files = press(short_take(sung=False))
    assert set(files) == {
        "song.mp3",
        "cover.jpg",
        "score.mid",
        "score.mxl",
        "score.json",
        "report.json",
        "waveform.json",
    }


def test_an_unknown_format_is_named():
    with pytest.raises(ValueError, match="unknown audio format ogg: choose from flac, mp3, wav"):
        press(short_take(), formats=frozenset({"ogg"}))


def test_tags_count_the_felt_beat():
    take = short_take(meter=Meter(beats=6, unit=8))
    assert SongTags.of(take.brief, take.lyrics).tempo_bpm == pytest.approx(60)
    assert SongTags.of(take.brief, take.lyrics).key == "Am"

"""What each control becomes with the built-in band: one test for each cell of the table in docs/engines.md."""

from typing import Any

import numpy as np
import pytest
from cells import cell
from far_engines import hear

from songwright.song import (
    Brief,
    Control,
    Gender,
    Key,
    Lyrics,
    Meter,
    Recording,
    Role,
    Score,
    Seconds,
    SongRequest,
    Weights,
)
from songwright.studio.engines import Band
from songwright.studio.playing import SineRack
from songwright.studio.reading import RulesReader
from songwright.studio.singing import HummingSinger
from songwright.studio.writing import HouseLyricist

BAND = "band"


def made(**asked: Any) -> tuple[Brief, Lyrics, Recording]:
    request: dict[str, Any] = {"prompt": "a song about a lighthouse", "style": "rock", "seed": 3}
    request["duration_s"] = Seconds(24.0)
    brief = RulesReader().read(SongRequest(**(request | asked)))
    lyrics = HouseLyricist().write(brief)
    return brief, lyrics, Band(rack=SineRack(), singer=HummingSinger()).record(brief, lyrics, 0, hear)


def score(**asked: Any) -> Score:
    written = made(**asked)[2].score
    assert written is not None
    return written


def roles(**asked: Any) -> set[Role]:
    return {stem.role for stem in made(**asked)[2].stems}


@cell(BAND, Control.PROMPT)
def test_the_prompt_is_read_by_rules_and_what_is_not_understood_is_told() -> None:
    assert score(prompt="a jazz waltz about rain", style="").meter == Meter(beats=3, unit=4)
    assert any("rap solo" in told for told in made(prompt="pop with a rap solo", style="")[0].unread)


@cell(BAND, Control.STYLE)
def test_the_style_is_played() -> None:
    assert [made(style=style)[2].style for style in ("house", "folk")] == ["house", "folk"]


@cell(BAND, Control.WORDS)
def test_words_are_sung_all_in_order() -> None:
    vocal = score(words="[Verse]\nOne kite, two winds\n\n[Chorus]\nUp and away", duration_s=None).part(Role.VOCAL)
    assert vocal is not None
    sung = "".join(note.syllable.text for note in vocal.notes if note.syllable).replace(" ", "")
    assert sung.startswith("Onekite,twowinds")
    assert "Upandaway" in sung


@cell(BAND, Control.AVOID)
def test_what_is_avoided_does_not_play() -> None:
    assert Role.DRUMS in roles()
    assert Role.DRUMS not in roles(avoid="drums")


@cell(BAND, Control.INSTRUMENTAL)
def test_an_instrumental_has_no_voice() -> None:
    assert Role.VOCAL in roles()
    assert not {Role.VOCAL, Role.BACKING} & roles(instrumental=True)


@cell(BAND, Control.VOICE)
def test_the_voice_is_of_the_gender_asked_for() -> None:
    genders = {name: card.gender for name, card in HummingSinger().voices().items()}
    for gender in Gender:
        sources = [stem.source for stem in made(voice=gender)[2].stems if stem.role in {Role.VOCAL, Role.BACKING}]
        heard = {genders[name] for source in sources for name in genders if name in source}
        assert heard == {gender.value}


@cell(BAND, Control.LANGUAGE)
def test_words_are_sung_by_the_rules_of_their_language() -> None:
    brief, lyrics, _ = made(words="Quand il pleut sur la ville\nje pense à toi toujours", duration_s=None)
    assert brief.language == "fr"
    assert {line.language for stanza in lyrics.stanzas for line in stanza.lines} == {"fr"}


@cell(BAND, Control.STYLE_WEIGHT, Control.WEIRDNESS, Control.AUDIO_WEIGHT)
@pytest.mark.parametrize("name", ["style", "weirdness", "audio"])
def test_weights_change_what_is_written(name: str) -> None:
    """How much and which way is measured in tests/studio/composing/test_weights.py."""
    low, high = (score(weights=Weights(**{name: weight}), duration_s=Seconds(60.0)) for weight in (0.0, 1.0))
    assert (low.parts, low.chords, low.sections) != (high.parts, high.chords, high.sections)


@cell(BAND, Control.DURATION)
@pytest.mark.parametrize("seconds", [15.0, 24.0, 47.0])
def test_a_length_is_kept_or_a_remark_says_why_not(seconds: float) -> None:
    recording = made(duration_s=Seconds(seconds), instrumental=True)[2]
    off_s = abs(recording.stems[0].audio.length_s - seconds)
    assert off_s <= 2.5 or any("were asked for" in remark for remark in recording.remarks)


@cell(BAND, Control.TEMPO, Control.KEY, Control.METER)
def test_tempo_key_and_meter_are_exact() -> None:
    written = score(tempo_bpm=97.0, key=Key.parse("F# minor"), meter=Meter(beats=3, unit=4))
    assert (written.tempo_bpm, written.key, written.meter) == (97.0, Key.parse("F# minor"), Meter(beats=3, unit=4))


@cell(BAND, Control.SEED)
def test_the_seed_brings_the_song_back() -> None:
    one, again, other = (made(seed=seed)[2] for seed in (5, 5, 6))
    for stem, same in zip(one.stems, again.stems, strict=True):
        np.testing.assert_array_equal(stem.audio.samples, same.audio.samples)
    assert one.score != other.score

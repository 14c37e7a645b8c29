"""Endings that sing the hook once more: its words, its tune, and a home chord that outlasts them."""

from functools import cache

import pytest
from singing_lines import RANGE, SungLine, fits, lines_of

from songwright.song import Score, Section, SectionKind, SongRequest, seconds_at
from songwright.studio.composing import compose
from songwright.studio.composing._compose import _lead_sheet
from songwright.studio.composing._vocal import write_vocal
from songwright.studio.reading import RulesReader
from songwright.studio.styles import RING_OUT_S, catalogue
from songwright.studio.writing import HouseLyricist

CHORUS = "chorus:"
SINGING = sorted(
    name for name, style in catalogue().items() if style.form.sung_ending and CHORUS in style.form.sections
)
CLUB = sorted(name for name, style in catalogue().items() if not style.form.sung_ending)
SEEDS = range(1, 5)


@cache
def lines(style_id: str, seed: int) -> tuple[SungLine, ...]:
    """What is sung, line by line, of a song from a prompt."""
    brief = RulesReader().read(asked(style_id, seed))
    sheet = _lead_sheet(brief, HouseLyricist().write(brief), 0, RANGE)
    return tuple(lines_of(sheet, write_vocal(sheet, RANGE)[0]))


@cache
def score(style_id: str, seed: int, asked_s: float | None = None) -> Score:
    brief = RulesReader().read(asked(style_id, seed, asked_s))
    return compose(brief, HouseLyricist().write(brief), take=0, voice_range=RANGE)


def asked(style_id: str, seed: int, asked_s: float | None = None) -> SongRequest:
    style = catalogue()[style_id].name
    return SongRequest(prompt="letters from the harbour", style=style, seed=seed, duration_s=asked_s)


def closing(style_id: str, seed: int) -> list[SungLine]:
    return [line for line in lines(style_id, seed) if line.passage.kind is SectionKind.OUTRO]


def end_of(song: Score, section: Section) -> int:
    return section.start + section.bars * song.meter.bar_ticks


@pytest.mark.parametrize("style_id", SINGING)
def test_an_ending_sings_a_line_of_the_chorus_to_its_tune(style_id: str) -> None:
    kept = []
    for seed in SEEDS:
        chorus = {line.line.text: line for line in lines(style_id, seed) if line.passage.kind is SectionKind.CHORUS}
        for line in closing(style_id, seed):
            model = chorus[line.line.text]
            assert line.rhythm == model.rhythm
            kept += [abs(mine - its) <= 4 for mine, its in zip(line.pitches, model.pitches, strict=True)]
    # What stands on a strong beat gives way to the ending's chord by a third at most, or to the range by an octave.
    assert sum(kept) >= 0.85 * len(kept)


@pytest.mark.parametrize("style_id", SINGING)
def test_the_band_outlasts_the_last_word_and_a_late_one_is_at_home(style_id: str) -> None:
    for seed in SEEDS:
        if not closing(style_id, seed):
            continue
        song = score(style_id, seed)
        last = next(part for part in song.parts if part.name == "vocal").notes[-1]
        end, bar = end_of(song, song.sections[-1]), song.meter.bar_ticks
        assert last.end < end
        assert last.start < end - bar or fits(last.pitch, song.chords[-1].chord)
        assert any(note.end > end - bar for part in song.parts if part.name != "vocal" for note in part.notes)


def test_about_as_many_endings_are_sung_as_the_styles_like() -> None:
    sung = [bool(closing(style_id, seed)) for style_id in SINGING for seed in SEEDS]
    # Seven in ten; a short ending has no room.
    assert 0.45 <= sum(sung) / len(sung) <= 0.85


@pytest.mark.parametrize("style_id", CLUB)
def test_club_music_ends_on_its_beat(style_id: str) -> None:
    assert not any(closing(style_id, seed) for seed in SEEDS)


def test_given_words_get_no_word_more() -> None:
    words = "[Verse]\nOne line of ours\nAnother line of ours\n\n[Chorus]\nThis is the hook\nAnd this is not"
    for seed in SEEDS:
        brief = RulesReader().read(SongRequest(style="Lo-fi hip hop", words=words, seed=seed))
        lyrics = HouseLyricist().write(brief)
        assert lyrics.text == words
        assert compose(brief, lyrics, take=0, voice_range=RANGE).sections[-1].stanza is None


@pytest.mark.parametrize("asked_s", [150.0, 180.0, 210.0])
def test_a_sung_ending_keeps_the_asked_length(asked_s: float) -> None:
    sung = 0
    for seed in SEEDS:
        song = score("pop", seed, asked_s)
        sung += song.sections[-1].stanza is not None
        long_s = seconds_at(end_of(song, song.sections[-1]), song.tempo_bpm) + RING_OUT_S
        assert abs(long_s - asked_s) <= seconds_at(song.meter.bar_ticks, song.tempo_bpm) / 2 + 0.01
    assert sung >= 2

"""What is improvised and what is riffed: within reach, breathing, on the chord, in unison."""

from dataclasses import replace
from functools import cache
from itertools import pairwise
from statistics import fmean

import pytest
from rehearsing import RANGE, STYLES, brief_of, inside

from songwright.song import PPQ, Chair, FormSection, Role, Score, Section, SectionKind
from songwright.studio.composing import compose
from songwright.studio.composing._arrange import Task, arrange
from songwright.studio.composing._compose import _lead_sheet
from songwright.studio.composing._improv import improvising_of, reach_of
from songwright.studio.composing._riff_book import riff_of, riffs
from songwright.studio.styles import catalogue


@cache
def solo_song(style_id: str, instrument: str, seed: int) -> tuple[Score, Section]:
    """A song whose second half is a solo of sixteen bars for one instrument."""
    brief, words = brief_of(style_id, seed)
    band = tuple(chair for chair in brief.band if chair.role is not Role.LEAD)
    form = (
        *(section for section in brief.form if section.stanza is not None),
        FormSection(kind=SectionKind.SOLO, bars=16, note=instrument.replace("_", " ")),
        FormSection(kind=SectionKind.OUTRO, bars=4),
    )
    band = (*band, Chair(role=Role.LEAD, instrument=instrument))
    score = compose(replace(brief, band=band, form=form), words, take=0, voice_range=RANGE)
    return score, next(section for section in score.sections if section.kind is SectionKind.SOLO)


def test_a_synthesised_bass_improvises_as_low_as_any_bass() -> None:
    assert reach_of(Chair(role=Role.BASS, instrument="synth:sine_bass")) == reach_of(
        Chair(role=Role.BASS, instrument="acoustic_bass")
    )


@pytest.mark.parametrize("style_id", STYLES)
def test_solos_lie_on_the_instrument_one_note_at_a_time(style_id: str) -> None:
    instrument = "tenor_sax" if STYLES.index(style_id) % 2 else "overdriven_guitar"
    low, high = reach_of(Chair(role=Role.LEAD, instrument=instrument))
    score, solo = solo_song(style_id, instrument, 1)
    lead = score.part(Role.LEAD)
    notes = inside(lead, solo, score)
    assert len(notes) >= 16
    assert all(one.end <= other.start for one, other in pairwise(notes))
    if improvising_of(catalogue()[style_id]) is not None:
        assert all(low <= note.pitch <= high for note in notes)


@pytest.mark.parametrize("style_id", ["blues", "rock", "jazz-swing", "country"])
def test_solos_breathe_and_climb_to_their_last_third(style_id: str) -> None:
    peaks, rests, early, late = [], [], [], []
    for seed in range(6):
        score, solo = solo_song(style_id, "tenor_sax", seed)
        notes = inside(score.part(Role.LEAD), solo, score)
        length = solo.bars * score.meter.bar_ticks
        silent = length - sum(note.duration for note in notes)
        rests.append(silent / length)
        early += [note.pitch for note in notes if note.start - solo.start < length / 3]
        late += [note.pitch for note in notes if 0.6 <= (note.start - solo.start) / length < 0.9]
        top = max(notes, key=lambda note: note.pitch)
        peaks.append((top.start - solo.start) / length)
    assert 0.03 <= fmean(rests) <= 0.6
    assert fmean(late) > fmean(early) + 1.0
    assert fmean(peaks) >= 0.42


@pytest.mark.parametrize("style_id", ["blues", "rock", "jazz-swing", "country"])
def test_the_long_notes_of_a_solo_belong_to_the_chord(style_id: str) -> None:
    hit = total = 0
    for seed in range(6):
        score, solo = solo_song(style_id, "tenor_sax", seed)
        for note in inside(score.part(Role.LEAD), solo, score):
            if note.duration > PPQ:
                chord = [span for span in score.chords if span.start <= note.start][-1].chord
                thirds = {(chord.root + 3) % 12, (chord.root + 4) % 12} if len(chord.intervals) == 2 else set()
                hit += note.pitch % 12 in {*chord.tones, *thirds}
                total += 1
    assert total > 10
    assert hit / total >= 0.85


def test_solos_of_two_takes_differ() -> None:
    brief, words = brief_of("rock")
    form = (*brief.form, FormSection(kind=SectionKind.SOLO, bars=8, note="guitar"))
    scores = [compose(replace(brief, form=form), words, take=take, voice_range=RANGE) for take in (0, 1)]
    solos = []
    for score in scores:
        section = next(s for s in score.sections if s.kind is SectionKind.SOLO)
        solos.append(
            [note.pitch for part in score.parts if part.role is Role.LEAD for note in inside(part, section, score)]
        )
    assert solos[0] != solos[1]


def test_every_riff_can_be_played() -> None:
    for riff in riffs():
        assert any(set(riff.roles) & {chair.role for chair in style.chairs} for style in catalogue().values()), (
            riff.rhythm
        )


def test_a_riff_is_played_in_unison_and_comes_back() -> None:
    found = 0
    for seed in range(12):
        brief, words = brief_of("rock", seed)
        sheet = _lead_sheet(brief, words, 0, RANGE)
        riff = riff_of(sheet)
        if riff is None or not {Role.GUITAR, Role.BASS} <= set(riff.roles):
            continue
        riffed = [
            {player.chair.role for player in arrange(sheet) for cue in player.cues
             if cue.passage.index == passage.index and cue.task is Task.RIFF}
            for passage in sheet.passages if passage.kind is SectionKind.INTRO
        ]  # fmt: skip
        score = compose(brief, words, take=0, voice_range=RANGE)
        intro = next(s for s in score.sections if s.kind is SectionKind.INTRO)
        guitar, bass = (inside(score.part(role), intro, score) for role in (Role.GUITAR, Role.BASS))
        if {Role.GUITAR, Role.BASS} <= riffed[0] and guitar and bass:
            found += 1
            together = {note.start for note in bass} & {note.start for note in guitar}
            assert len(together) >= 0.9 * len({note.start for note in bass})
            assert all(
                any((note.pitch - other.pitch) % 12 == 0 for other in guitar if other.start == note.start)
                for note in bass if note.start in together
            )  # fmt: skip
    assert found >= 2


def test_a_bass_that_solos_stays_a_bass() -> None:
    brief, words = brief_of("jazz-swing")
    band = tuple(chair for chair in brief.band if chair.role in (Role.DRUMS, Role.BASS))
    form = (*brief.form, FormSection(kind=SectionKind.SOLO, bars=8, note="bass"))
    score = compose(replace(brief, band=band, form=form), words, take=0, voice_range=RANGE)
    bass = score.part(Role.BASS)
    assert bass is not None
    assert all(28 <= note.pitch <= 60 for note in bass.notes)
    assert all(one.end <= other.start for one, other in pairwise(bass.notes))


def test_excluded_instruments_stay_away_from_riffs_and_solos() -> None:
    for seed in range(6):
        brief, words = brief_of("rock", seed)
        band = tuple(chair for chair in brief.band if chair.role not in (Role.GUITAR, Role.LEAD))
        form = (*brief.form, FormSection(kind=SectionKind.SOLO, bars=8, note="guitar"))
        score = compose(replace(brief, band=band, form=form), words, take=0, voice_range=RANGE)
        assert not [part for part in score.parts if "guitar" in part.instrument]

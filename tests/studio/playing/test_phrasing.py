"""Phrases in loudness: shaped when asked, untouched else, and alike where words and notes are."""

from dataclasses import replace
from statistics import fmean, pstdev

import pytest

from songwright.song import PPQ, Key, Meter, Note, Part, Role, Score, Section, SectionKind, Syllable, Tick
from songwright.studio.playing import perform

BAR = 4 * PPQ
AMOUNTS = (0.0, 0.25, 0.5, 0.75, 1.0)


def score_of(*parts: Part) -> Score:
    return Score(
        title="t",
        style="folk",
        tempo_bpm=100.0,
        meter=Meter(),
        key=Key(tonic=0),
        swing=1.0,
        swing_unit=8,
        sections=(
            Section(kind=SectionKind.CHORUS, start=Tick(0), bars=8, energy=0.7),
            Section(kind=SectionKind.CHORUS, start=Tick(8 * BAR), bars=8, energy=0.9),
        ),
        chords=(),
        parts=parts,
    )


def line(role: Role, instrument: str = "violin") -> Part:
    """Four-bar phrases of quarter notes that rise and fall, twice the same eight bars."""
    pitches = (60, 62, 64, 67, 69, 67, 64, 62)
    notes = []
    for number in range(64):
        last = number % 16 == 15
        syllable = Syllable(text="la", phones="lˈɑ", ends_line=last) if role is Role.VOCAL else None
        length = PPQ // 4 if last else PPQ
        notes.append(
            Note(
                start=Tick(number * PPQ),
                duration=Tick(length),
                pitch=pitches[number % 8],
                velocity=80,
                syllable=syllable,
            )
        )
    return Part(name=str(role), role=role, instrument=instrument, notes=tuple(notes))


def loudness(part: Part, expression: float, *, seed: int = 3) -> list[float]:
    played = perform(score_of(part), seed=seed, expression=expression, sings_once=True).parts[0]
    return [note.loudness * 127 for note in played.notes]


@pytest.mark.parametrize("role", [Role.VOCAL, Role.LEAD, Role.STRINGS, Role.KEYS, Role.GUITAR, Role.BASS, Role.DRUMS])
def test_loudness_varies_more_with_every_bit_of_expression(role: Role) -> None:
    def spread(amount: float) -> float:
        """Spread of the loudness that several performances share, so that their unevenness averages out."""
        heard = [loudness(line(role), amount, seed=seed) for seed in range(12)]
        return pstdev(fmean(notes) for notes in zip(*heard, strict=True))

    spreads = [spread(amount) for amount in AMOUNTS]
    assert spreads[0] < spreads[2] < spreads[4]
    assert spreads == sorted(spreads)


def test_a_phrase_swells_to_its_middle_and_tapers() -> None:
    loud = loudness(replace(line(Role.STRINGS), notes=line(Role.STRINGS).notes[:16]), 1.0)
    assert fmean(loud[6:10]) > fmean(loud[:2]) + 4
    assert fmean(loud[6:10]) > fmean(loud[-2:]) + 4


def test_shaping_leaves_the_mean_level_of_a_part() -> None:
    for role in (Role.VOCAL, Role.STRINGS, Role.KEYS):
        assert abs(fmean(loudness(line(role), 1.0)) - fmean(loudness(line(role), 0.0))) < 1.5


def test_what_is_sung_again_is_as_loud_as_before() -> None:
    loud = loudness(line(Role.VOCAL), 1.0)
    assert loud[:32] == loud[32:]


def test_without_once_the_voice_is_never_quite_alike() -> None:
    played = perform(score_of(line(Role.VOCAL)), seed=3).parts[0]
    loud = [note.loudness for note in played.notes]
    assert loud[:32] != loud[32:]


def test_timing_and_pitch_are_untouched() -> None:
    part = line(Role.KEYS)
    plain, shaped = (perform(score_of(part), seed=3, expression=amount).parts[0] for amount in (0.0, 1.0))
    assert [(n.onset, n.release, n.pitch) for n in plain.notes] == [(n.onset, n.release, n.pitch) for n in shaped.notes]

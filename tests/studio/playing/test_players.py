"""Each player's own habits: pedal, slur, breath, the arm that strums, the late soloist, the growing band."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import (
    Chord,
    ChordSpan,
    Key,
    Meter,
    Note,
    Part,
    PlayedNote,
    Role,
    Score,
    Section,
    SectionKind,
    Tick,
)
from songwright.studio.playing import perform
from songwright.studio.styles import catalogue, timeline

BAR = 1920
C_MAJOR = Chord(root=0, intervals=(0, 4, 7), bass=0, symbol="C")


def written(start: int, duration: int, pitch: int, velocity: int = 80) -> Note:
    return Note(start=Tick(start), duration=Tick(duration), pitch=pitch, velocity=velocity)


def played(part: Part, style_id: str, *, bpm: float = 120.0, swing: float = 1.0, energies: tuple[float, ...] = (0.5,),
           seed: int = 3) -> tuple[Score, tuple[PlayedNote, ...]]:  # fmt: skip
    """A part performed in eight bars a section, with a chord a bar."""
    score = Score(
        title="t", style=style_id, tempo_bpm=bpm, meter=Meter(), key=Key(tonic=0), swing=swing, swing_unit=8,
        sections=tuple(
            Section(kind=SectionKind.VERSE, start=Tick(place * 8 * BAR), bars=8, energy=energy)
            for place, energy in enumerate(energies)
        ),
        chords=tuple(
            ChordSpan(start=Tick(bar * BAR), duration=Tick(BAR), chord=C_MAJOR) for bar in range(8 * len(energies))
        ),
        parts=(part,),
    )  # fmt: skip
    (heard,) = perform(score, seed=seed).parts
    return score, heard.notes


def part_of(role: Role, instrument: str, *notes: Note) -> Part:
    return Part(name=role.value, role=role, instrument=instrument, notes=notes)


PEDALLING = [name for name, style in catalogue().items() if "keys" in style.parts and style.parts["keys"].pedal >= 0.5]


@pytest.mark.parametrize("style_id", sorted(PEDALLING))
def test_a_pedal_holds_the_chord_and_changes_just_after_the_next(style_id: str) -> None:
    notes = [written(bar * BAR, 240, pitch + bar) for bar in range(6) for pitch in (48, 55, 64)]
    score, heard = played(part_of(Role.KEYS, "acoustic_grand_piano", *notes), style_id)
    clock = timeline(score)
    for note in heard:
        late_s = [note.release - clock.at(bar * BAR) for bar in range(1, 8)]
        assert any(0.030 <= late <= 0.060 + 1e-9 for late in late_s)
        assert note.release - note.onset > 1.2


@pytest.mark.parametrize(
    ("style_id", "instrument"),
    [
        ("funk", "acoustic_grand_piano"),
        ("salsa", "acoustic_grand_piano"),
        ("gospel", "drawbar_organ"),
        ("waltz", "accordion"),
    ],
)
def test_no_pedal_where_the_style_or_the_instrument_has_none(style_id: str, instrument: str) -> None:
    notes = [written(bar * BAR, 240, 60) for bar in range(6)]
    _, heard = played(part_of(Role.KEYS, instrument, *notes), style_id)
    assert all(note.release - note.onset < 0.4 for note in heard)


def test_a_full_section_is_played_without_the_pedal() -> None:
    notes = [written(bar * BAR, 240, 60) for bar in range(16)]
    part = part_of(Role.KEYS, "acoustic_grand_piano", *notes)
    _, heard = played(part, "pop", energies=(0.4, 0.9))
    assert all(note.release - note.onset > 1.2 for note in heard[:7])
    assert all(note.release - note.onset < 0.4 for note in heard[8:])


@st.composite
def lines(draw: st.DrawFn) -> tuple[Note, ...]:
    """A line without rests over eight bars."""
    at, notes = 0, []
    for length, pitch in draw(st.lists(st.tuples(st.integers(1, 8), st.integers(58, 76)), min_size=30, max_size=60)):
        if at + length * 120 > 8 * BAR:
            break
        notes.append(written(at, length * 120, pitch))
        at += length * 120
    return tuple(notes)


@given(lines(), st.sampled_from(["tenor_sax", "flute", "fiddle", "cello"]), st.integers(0, 99))
@settings(max_examples=50, deadline=None)
def test_lines_are_slurred_and_repeats_struck_anew(line: tuple[Note, ...], instrument: str, seed: int) -> None:
    _, heard = played(part_of(Role.LEAD, instrument, *line), "cinematic-orchestral", seed=seed)
    assert len(heard) == len(line)
    for one, other in pairwise(heard):
        overlap = one.release - other.onset
        assert overlap <= min(0.040, (other.release - other.onset) / 2 + 0.03) + 1e-9
        assert overlap < 0 or one.pitch != other.pitch
        assert one.release > one.onset


def test_a_moving_line_overlaps_by_20_to_40_ms_and_a_synthesiser_does_not() -> None:
    line = [written(place * 480, 480, 60 + place % 5) for place in range(8)]
    _, heard = played(part_of(Role.LEAD, "violin", *line), "house")
    assert all(0.020 - 1e-9 <= one.release - other.onset <= 0.040 + 1e-9 for one, other in pairwise(heard))
    _, exact = played(part_of(Role.LEAD, "synth:saw_lead", *line), "house")
    assert all(one.release <= other.onset for one, other in pairwise(exact))


@given(lines(), st.sampled_from(["alto_sax", "flute", "trumpet"]))
@settings(max_examples=40, deadline=None)
def test_nobody_blows_for_ever(line: tuple[Note, ...], instrument: str) -> None:
    _, heard = played(part_of(Role.LEAD, instrument, *line), "folk", bpm=80.0)
    breath = heard[0].onset
    for one, other in pairwise(heard):
        if other.onset - one.release > 0.1:
            breath = other.onset
        # A note too short to spare the air passes the duty on to the next; eighths at 80 are long enough.
        spared = other.onset - one.onset >= 0.33
        assert not spared or other.onset - breath <= 7.0 + 2.6


@given(seed=st.integers(0, 10_000), strings=st.integers(2, 6))
@settings(max_examples=40, deadline=None)
def test_the_arm_goes_down_on_the_beat_and_up_between(seed: int, strings: int) -> None:
    pitches = (40, 47, 52, 56, 59, 64)[:strings]
    chords = [written(BAR + place * 240, 200, pitch) for place in range(8) for pitch in pitches]
    _, heard = played(part_of(Role.GUITAR, "acoustic_guitar_steel", *chords), "country", seed=seed)
    for place in range(8):
        stroke = sorted((n for n in heard if abs(n.onset - 2.0 - place * 0.25) < 0.1), key=lambda n: n.pitch)
        onsets = [note.onset for note in stroke]
        crossing = (onsets[-1] - onsets[0]) * 1000 * 3 / min(3, strings - 1)
        if place % 2 == 0:
            assert onsets == sorted(onsets)
            assert 12 - 1e-6 <= crossing <= 35 + 1e-6
        else:
            assert onsets == sorted(onsets, reverse=True)
            assert 8 - 1e-6 <= -crossing <= 20 + 1e-6


def test_an_arm_that_swings_in_sixteenths_comes_up_on_their_off_beats() -> None:
    chords = [written(place * 120, 100, pitch) for place in range(4, 32) for pitch in (57, 60, 64)]
    _, heard = played(part_of(Role.GUITAR, "electric_guitar_clean", *chords), "funk")
    for place in range(4, 32):
        stroke = sorted((n for n in heard if abs(n.onset - place * 0.125) < 0.05), key=lambda n: n.pitch)
        assert (stroke[-1].onset > stroke[0].onset) == (place % 2 == 0)


@pytest.mark.parametrize("bpm", [110.0, 150.0, 200.0, 240.0])
@pytest.mark.parametrize("role", [Role.LEAD, Role.VOCAL])
def test_a_jazz_soloist_is_late_on_the_beat_and_with_the_cymbal_off_it(bpm: float, role: Role) -> None:
    ratio = catalogue()["jazz-swing"].time.swing.at(bpm)
    line = [written(BAR + place * 240, 240, 60 + place % 7) for place in range(32)]
    instrument = "tenor_sax" if role is Role.LEAD else "voice"
    heards = [
        played(part_of(role, instrument, *line), "jazz-swing", bpm=bpm, swing=ratio, seed=seed)[1] for seed in range(12)
    ]
    beat_s, start_s = 60 / bpm, 240 / bpm
    late = [[heard[place].onset - start_s - place // 2 * beat_s for place in range(32)] for heard in heards]
    on = sum(row[place] for row in late for place in range(0, 32, 2)) / (16 * len(late))
    off = sum(row[place] for row in late for place in range(1, 32, 2)) / (16 * len(late))
    asked = catalogue()["jazz-swing"].lag_ms["sax" if role is Role.LEAD else "voice"] / 1000
    even = 0.5 * beat_s * (ratio - 1) / (ratio + 1)
    assert on == pytest.approx(min(asked, even), abs=0.0015)
    assert off == pytest.approx(beat_s * ratio / (1 + ratio), abs=0.0015)
    heard_ratio = (off - on) / (beat_s - off + on)
    assert 0.99 <= heard_ratio < ratio


def test_the_band_grows_into_a_fuller_section_and_not_into_a_quieter_one() -> None:
    hits = [written(place * 240, 100, 42, 80) for place in range(24 * 8)]
    growths: list[float] = []
    for seed in range(6):
        _, heard = played(part_of(Role.DRUMS, "kit:studio", *hits), "rock", energies=(0.4, 0.8, 0.5), seed=seed)
        loud = [note.loudness * 127 for note in heard]
        growths.append(sum(loud[60:64]) / 4 - sum(loud[40:56]) / 16)
        assert abs(sum(loud[120:128]) / 8 - sum(loud[100:116]) / 16) < 4
    assert 3.5 <= sum(growths) / 6 <= 8


@pytest.mark.parametrize("style_id", sorted(catalogue()))
def test_jitter_is_small_and_the_same_for_the_same_seed(style_id: str) -> None:
    notes = [written(place * 480, 240, 60) for place in range(28)]
    part = part_of(Role.KEYS, "acoustic_grand_piano", *notes)
    score, heard = played(part, style_id)
    clock = timeline(score)
    late = [note.onset - clock.at(place * 480) for place, note in enumerate(heard)][1:]
    by_beat = [late[place::4] for place in range(4)]
    assert all(max(beat) - min(beat) <= 2 * 2.5 * 0.003 for beat in by_beat)
    assert played(part, style_id)[1] == heard

"""A performance is its score, played: in time, in order, never exactly alike, the same for the same seed."""

from dataclasses import replace
from itertools import pairwise
from statistics import pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import (
    PPQ,
    Key,
    Meter,
    Note,
    Part,
    PlayedNote,
    PlayedPart,
    Role,
    Score,
    Section,
    SectionKind,
    Syllable,
    Tick,
)
from songwright.studio.playing import perform
from songwright.studio.playing._groove import swung
from songwright.studio.styles import catalogue, style, timeline

BEAT_S = 0.5
ROLES = [role for role in Role if role is not Role.DRUMS]


def score_of(*parts: Part, style_id: str = "house", swing: float = 1.0, unit: int = 8, bars: int = 8) -> Score:
    return Score(
        title="t",
        style=style_id,
        tempo_bpm=120.0,
        meter=Meter(),
        key=Key(tonic=0),
        swing=swing,
        swing_unit=unit,
        sections=(Section(kind=SectionKind.VERSE, start=Tick(0), bars=bars, energy=0.5),),
        chords=(),
        parts=parts,
    )


def part_of(role: Role, *notes: Note, instrument: str = "acoustic_grand_piano", name: str = "") -> Part:
    return Part(name=name or role.value, role=role, instrument=instrument, notes=notes)


def written(start: int, duration: int, pitch: int, velocity: int = 80, syllable: Syllable | None = None) -> Note:
    return Note(start=Tick(start), duration=Tick(duration), pitch=pitch, velocity=velocity, syllable=syllable)


@st.composite
def tunes(draw: st.DrawFn) -> tuple[Note, ...]:
    """Notes one after another on the sixteenth grid, with rests, in eight bars."""
    at, notes = 0, []
    for length, rest, pitch, velocity in draw(
        st.lists(st.tuples(st.integers(1, 8), st.integers(0, 4), st.integers(48, 72), st.integers(1, 127)), max_size=24)
    ):
        at += rest * 120
        if at + length * 120 > 8 * 1920:
            break
        notes.append(written(at, length * 120, pitch, velocity))
        at += length * 120
    return tuple(notes)


@given(
    tunes(), st.sampled_from(ROLES), st.sampled_from(sorted(catalogue())), st.integers(0, 2**64), st.floats(1.0, 2.2)
)
@settings(max_examples=60, deadline=None)
def test_every_note_is_played_once_near_its_time(
    tune: tuple[Note, ...], role: Role, style_id: str, seed: int, ratio: float
) -> None:
    score = score_of(part_of(role, *tune), style_id=style_id, swing=ratio, unit=16)
    performance = perform(score, seed=seed)
    (played,) = performance.parts
    assert performance.length_s == pytest.approx(timeline(score).at(score.end) + 3.0)
    assert len(played.notes) == len(tune)
    assert [note.onset for note in played.notes] == sorted(note.onset for note in played.notes)
    for heard, paper in zip(played.notes, tune, strict=True):
        grid_s = timeline(score).at(swung(paper.start, ratio=ratio, unit=16, meter=score.meter))
        assert abs(heard.onset - grid_s) < 0.11
        assert 0.0 <= heard.onset < heard.release <= performance.length_s
        assert abs(heard.loudness * 127 - paper.velocity) <= 6
        assert heard.pitch == paper.pitch
    assert perform(score, seed=seed) == performance


@given(tunes(), st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_a_voice_stands_on_the_grid_and_never_overlaps(tune: tuple[Note, ...], seed: int) -> None:
    sung = tuple(replace(note, syllable=Syllable(text="la", phones="lˈɑ")) for note in tune)
    (played,) = perform(score_of(part_of(Role.VOCAL, *sung), style_id="house"), seed=seed).parts
    for heard, paper in zip(played.notes, sung, strict=True):
        assert heard.onset == pytest.approx(paper.start / PPQ * BEAT_S, abs=1e-9)
        assert heard.syllable is paper.syllable
    assert all(a.release <= b.onset + 1e-9 for a, b in pairwise(played.notes))


def test_a_voice_lags_as_its_style_says() -> None:
    tune = (written(960, 480, 60), written(1920, 480, 62))
    (played,) = perform(score_of(part_of(Role.VOCAL, *tune), style_id="soul"), seed=1).parts
    late = style("soul").lag_ms["voice"] / 1000
    assert [note.onset for note in played.notes] == pytest.approx([1.0 + late, 2.0 + late])


def _onsets(part: PlayedPart, pitch: int) -> list[float]:
    return [note.onset for note in part.notes if note.pitch == pitch]


def test_lofi_snare_lies_back_and_the_kick_does_not() -> None:
    hits = tuple(written(bar * 1920 + beat * 480, 60, 38 if beat % 2 else 36) for bar in range(8) for beat in range(4))
    score = score_of(part_of(Role.DRUMS, *hits, instrument="kit:studio"), style_id="lofi-hip-hop")
    (played,) = perform(score, seed=5).parts
    late = {pitch: [onset - round(onset / BEAT_S) * BEAT_S for onset in _onsets(played, pitch)] for pitch in (36, 38)}
    assert sum(late[38]) / 16 == pytest.approx(style("lofi-hip-hop").lag_ms["snare"] / 1000, abs=0.002)
    assert sum(late[36][1:]) / 15 == pytest.approx(0.0, abs=0.002)
    assert 0.0005 < pstdev(late[38]) <= 0.004


def test_samba_sixteenths_lean_by_place() -> None:
    hits = tuple(written(1920 + place * 120, 60, 70) for place in range(16))
    score = score_of(part_of(Role.DRUMS, *hits, instrument="kit:808"), style_id="samba")
    (played,) = perform(score, seed=5).parts
    late_ms = [(note.onset - 2.0 - place * 0.125) * 1000 for place, note in enumerate(played.notes)]
    assert late_ms[:4] == pytest.approx([5.0, 0.0, -12.0, -18.0], abs=0.01)


def test_machines_keep_the_grid() -> None:
    hits = tuple(written(place * 120, 60, 42) for place in range(64))
    (played,) = perform(score_of(part_of(Role.DRUMS, *hits, instrument="kit:909")), seed=5).parts
    assert [note.onset for note in played.notes] == pytest.approx([place * 0.125 for place in range(64)])


@pytest.mark.parametrize("role", [Role.DRUMS, Role.KEYS, Role.BASS])
def test_repeated_notes_are_never_twice_the_same(role: Role) -> None:
    hits = tuple(written(place * 240, 120, 42, 90) for place in range(60))
    (played,) = perform(
        score_of(part_of(role, *hits, instrument="kit:909" if role is Role.DRUMS else "piano")), seed=2
    ).parts
    loud = [note.loudness * 127 for note in played.notes]
    assert min(abs(a - b) for a, b in pairwise(loud)) > 0.4
    assert 1.0 < pstdev(loud) < 4.0


def _spread_ms(notes: tuple[PlayedNote, ...]) -> list[float]:
    ordered = sorted(notes, key=lambda note: note.pitch)
    return [(note.onset - ordered[0].onset) * 1000 for note in ordered]


def test_down_strums_rise_and_up_strums_fall() -> None:
    def chord(start: int) -> tuple[Note, ...]:
        return tuple(written(start, 200, pitch) for pitch in (45, 52, 57, 61, 64))

    part = part_of(Role.GUITAR, *chord(1920), *chord(1920 + 240), instrument="acoustic_guitar_steel")
    (played,) = perform(score_of(part, style_id="rock"), seed=3).parts
    down, up = _spread_ms(played.notes[:5]), _spread_ms(played.notes[5:])
    assert down == sorted(down)
    assert 12 <= down[-1] <= 35
    assert up == sorted(up, reverse=True)
    assert 7 <= -up[-1] <= 21


def test_piano_chords_are_struck_within_a_few_ms_and_synths_at_once() -> None:
    chord = tuple(written(1920, 960, pitch) for pitch in (48, 55, 60, 64))
    piano, synth = perform(
        score_of(part_of(Role.KEYS, *chord, name="a"), part_of(Role.KEYS, *chord, instrument="synth:pluck", name="b")),
        seed=3,
    ).parts
    assert 1 <= _spread_ms(piano.notes)[-1] <= 9
    assert _spread_ms(synth.notes)[-1] == 0


def test_pads_come_early_and_join() -> None:
    chords = tuple(written(bar * 1920, 1920, pitch) for bar in range(4) for pitch in (48 + bar, 60 + bar))
    (played,) = perform(score_of(part_of(Role.PAD, *chords, instrument="synth:warm_pad")), seed=3).parts
    second = [note for note in played.notes if note.pitch in (49, 61)]
    third = next(note for note in played.notes if note.pitch == 50)
    assert all(-0.06 <= note.onset - 2.0 <= -0.02 for note in second)
    assert all(0.02 <= note.release - third.onset <= 0.04 for note in second)


@given(tunes())
@settings(max_examples=25, deadline=None)
def test_a_bass_never_overlaps_itself(tune: tuple[Note, ...]) -> None:
    long = tuple(replace(note, duration=Tick(note.duration + 240)) for note in tune)
    (played,) = perform(score_of(part_of(Role.BASS, *long, instrument="acoustic_bass")), seed=9).parts
    assert all(a.release <= b.onset for a, b in pairwise(played.notes))


def test_the_last_chord_rings_but_the_voice_stops() -> None:
    last = written(7 * 1920, 1920, 60)
    score = score_of(part_of(Role.KEYS, last), part_of(Role.VOCAL, last))
    keys, voice = perform(score, seed=1, ring_s=4.0).parts
    assert keys.notes[0].release == pytest.approx(16.0 + 2.0, abs=0.02)
    assert voice.notes[0].release == pytest.approx(16.0)


def test_parts_draw_from_their_own_streams() -> None:
    keys = part_of(Role.KEYS, *(written(place * 480, 240, 60) for place in range(16)))
    extra = part_of(Role.LEAD, written(0, 480, 72))
    alone = perform(score_of(keys), seed=4).parts[0]
    assert perform(score_of(extra, keys), seed=4).parts[1] == alone
    assert perform(score_of(keys), seed=5).parts[0] != alone

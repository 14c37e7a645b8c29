"""Time that bends comes back: phrases last as written, endings broaden, and everybody reads one clock."""

import io
from itertools import pairwise

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.song import PPQ, Key, Meter, Score, Section, SectionKind, Tick, seconds_at
from songwright.studio.pressing import midi
from songwright.studio.styles import broadening_s, catalogue, timeline

METERS = (Meter(), Meter(beats=3), Meter(beats=6, unit=8), Meter(beats=5), Meter(beats=7, unit=8))
STEADY = [name for name, style in catalogue().items() if not style.time.rubato and not style.time.ritardando]


@st.composite
def scores(draw: st.DrawFn, styles: list[str] | None = None) -> Score:
    meter = draw(st.sampled_from(METERS))
    lengths = draw(st.lists(st.integers(1, 16), min_size=1, max_size=8))
    starts = [sum(lengths[:place]) * meter.bar_ticks for place in range(len(lengths))]
    return Score(
        title="t", style=draw(st.sampled_from(styles or sorted(catalogue()))), tempo_bpm=draw(st.floats(40.0, 240.0)),
        meter=meter, key=Key(tonic=0), swing=1.0, swing_unit=8, chords=(), parts=(),
        sections=tuple(
            Section(kind=SectionKind.VERSE, start=Tick(start), bars=bars, energy=0.5)
            for start, bars in zip(starts, lengths, strict=True)
        ),
    )  # fmt: skip


@given(scores())
def test_time_never_turns_back_and_bends_no_further_than_the_style_says(score: Score) -> None:
    clock, time = timeline(score), catalogue()[score.style].time
    ticks = range(0, score.end + 1, PPQ // 4)
    assert all(one < other for one, other in pairwise([clock.at(tick) for tick in ticks]))
    slowest = 1.0 - max(time.rubato / (1.0 + time.rubato), time.ritardando)
    for mark in clock.marks:
        assert slowest - 1e-9 <= mark.tempo_bpm / score.tempo_bpm <= 1.0 / (1.0 - time.rubato) + 1e-9


@given(scores())
def test_every_four_bars_last_as_written(score: Score) -> None:
    clock, bar = timeline(score), score.meter.bar_ticks
    broad = 2 if catalogue()[score.style].time.ritardando and score.bars > 4 else 0
    for section in score.sections:
        for first in range(0, section.bars, 4):
            tick = section.start + first * bar
            if tick <= score.end - broad * bar:
                assert clock.at(tick) == pytest.approx(seconds_at(tick, score.tempo_bpm), abs=1e-6)


@given(scores())
def test_only_the_last_two_bars_prolong_the_song(score: Score) -> None:
    style = catalogue()[score.style]
    gained = timeline(score).at(score.end) - score.length_s
    expected = broadening_s(style, score.meter, score.tempo_bpm, score.bars)
    assert gained == pytest.approx(expected, abs=1e-6)
    assert -1e-9 <= gained <= 0.5 * seconds_at(score.meter.bar_ticks, score.tempo_bpm)


@given(scores(STEADY))
def test_other_styles_keep_the_written_tempo(score: Score) -> None:
    clock = timeline(score)
    assert [mark.tempo_bpm for mark in clock.marks] == [score.tempo_bpm]
    assert clock.at(12345) == pytest.approx(seconds_at(12345, score.tempo_bpm), rel=1e-12)


@given(scores())
def test_a_midi_file_holds_the_same_clock(score: Score) -> None:
    clock = timeline(score)
    file = mido.MidiFile(file=io.BytesIO(midi(score)))
    at_tick, at_s, tempo = 0, 0.0, 500_000
    for message in file.tracks[0]:
        at_tick += message.time
        at_s += mido.tick2second(message.time, PPQ, tempo)
        assert at_s == pytest.approx(clock.at(at_tick), abs=2e-3)
        if message.type == "set_tempo":
            tempo = message.tempo
    assert clock.tempo_at(score.end) == pytest.approx(mido.tempo2bpm(tempo), rel=1e-4)


def test_jazz_swings_less_the_faster_it_goes() -> None:
    swing = catalogue()["jazz-swing"].time.swing
    ratios = [swing.at(bpm) for bpm in (100.0, 130.0, 160.0, 190.0, 220.0, 260.0, 300.0)]
    assert ratios == sorted(ratios, reverse=True)
    assert swing.ratio[1] == ratios[0] > ratios[-1] == swing.ratio[0]
    assert swing.at(160.0) == pytest.approx((2.75 * (2.0 - 0.2 * 40 / 70)) ** 0.5)


@pytest.mark.parametrize("style_id", sorted(catalogue()))
def test_swing_stays_inside_its_range(style_id: str) -> None:
    time = catalogue()[style_id].time
    low, high = time.swing.ratio
    assert all(low - 1e-9 <= time.swing.at(bpm) <= high + 1e-9 for bpm in (*time.tempo_bpm, 40.0, 300.0))

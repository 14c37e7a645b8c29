"""The cell language, the families' habits and the lanes in other meters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.song import PPQ, Key, Meter, Role
from songwright.studio.composing import parse_numeral
from songwright.studio.composing._cells import parse_cell
from songwright.studio.composing._drums import _in_meter
from songwright.studio.composing._manners import cells_for, faults_of_cells, manner_of
from songwright.studio.composing._voicing import near_voicing
from songwright.studio.styles import catalogue


@pytest.mark.parametrize(
    ("cell", "beats", "expected"),
    [
        ("R4 54 o4 A4", 4, [("R", 0, 480), ("5", 480, 480), ("o", 960, 480), ("A", 1440, 480)]),
        ("-8 c8!", 1, [("c", 240, 240)]),
        ("R8t R8t R8t", 1, [("R", 0, 160), ("R", 160, 160), ("R", 320, 160)]),
        ("c4+8 x8", 2, [("c", 0, 720), ("x", 720, 240)]),
        ("R4. 516 516", 2, [("R", 0, 720), ("5", 720, 120), ("5", 840, 120)]),
    ],
)
def test_a_cell_reads_as_strokes(cell: str, beats: float, expected: list[tuple[str, int, int]]) -> None:
    assert [(s.what, s.start, s.duration) for s in parse_cell(cell, beats)] == expected


def test_a_stroke_knows_its_accent_and_its_chord() -> None:
    first, second = parse_cell("c8! R'8", 1)
    assert (first.accent, first.of_next, second.accent, second.of_next) == (True, False, False, True)


@pytest.mark.parametrize(("cell", "beats"), [("R4", 2), ("Q4", 1), ("R5", 1), ("R", 1), ("R4.. R8", 2)])
def test_a_wrong_cell_is_named(cell: str, beats: float) -> None:
    with pytest.raises(ValueError, match="cell"):
        parse_cell(cell, beats)


@pytest.mark.parametrize("style_id", sorted(catalogue()))
def test_every_style_has_playable_cells(style_id: str) -> None:
    style = catalogue()[style_id]
    assert not faults_of_cells(style)
    for meter in (Meter(), Meter(beats=3), Meter(beats=6, unit=8), Meter(beats=5)):
        for level in ("low", "mid", "high"):
            for role in (Role.BASS, Role.KEYS, Role.GUITAR, Role.ARP, Role.BRASS):
                assert cells_for(style, role, meter, level, "verse"), (role, meter, level)


def test_families_name_each_style_once() -> None:
    named = [style_id for style_id in catalogue() if style_id in manner_of(catalogue()[style_id]).styles]
    assert named == list(catalogue())


@given(
    style_id=st.sampled_from(sorted(catalogue())),
    meter=st.builds(Meter, beats=st.integers(2, 12), unit=st.sampled_from([4, 8, 16])),
)
def test_lanes_fit_any_bar(style_id: str, meter: Meter) -> None:
    style = catalogue()[style_id]
    steps = meter.bar_ticks * 4 // PPQ
    lanes = _in_meter(style.drums.lanes, meter, style.meters[0])
    assert all(len(text) % max(1, steps) == 0 for text in lanes.values())
    assert not lanes or any(set(text) & set("Xxgor") for text in lanes.values())


def test_voicings_hardly_move() -> None:
    key = Key(tonic=0)
    before: tuple[int, ...] = ()
    moved = []
    for numeral in ("I", "vi7", "ii7", "V7", "Imaj7", "IVmaj7"):
        shape = near_voicing(parse_numeral(numeral, key), 50, 74, before, 4, rootless=False)
        if before:
            moved.append(sum(min(abs(pitch - old) for old in before) for pitch in shape) / len(shape))
        before = shape
    assert max(moved) <= 2.0

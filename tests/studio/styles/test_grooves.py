"""What the schema says about wrong grooves and parts."""

from msgspec.structs import replace

from songwright.studio.styles import Groove, PartManner, catalogue, faults

POP = catalogue()["pop"]


def test_a_groove_needs_a_known_level() -> None:
    wrong = replace(POP, drums=replace(POP.drums, grooves=(Groove(level="loud", lanes={}),)))
    assert faults(wrong) == ["drums.grooves 1: level must be low, mid or high, not loud"]


def test_a_lane_of_a_groove_needs_whole_bars_of_known_marks() -> None:
    for steps in ("x" * 15, "x...y..........."):
        wrong = replace(POP, drums=replace(POP.drums, grooves=(Groove(level="low", lanes={"kick": steps}),)))
        assert faults(wrong) == ["drums.grooves 1: lanes.kick must be 8, 12, 16, 24 or 32 of X x g o r ."]


def test_a_part_needs_a_known_role() -> None:
    wrong = replace(POP, parts={**POP.parts, "kazoo": PartManner()})
    assert faults(wrong) == ["parts.kazoo: no such role"]

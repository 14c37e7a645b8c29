"""How a plan of sections is cut to a length: what goes first, and what is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.song import SectionKind
from songwright.studio.reading._fitting import Slot, fitted, total
from songwright.studio.styles import catalogue

KINDS = {kind.value: kind for kind in SectionKind}


def plan(text: str) -> list[Slot]:
    return [Slot(kind=KINDS[word.split(":")[0]], bars=int(word.split(":")[1])) for word in text.split()]


def told(slots: list[Slot]) -> str:
    return " ".join(f"{slot.kind.value}:{slot.bars}" for slot in slots)


@pytest.mark.parametrize(
    ("written", "bars", "cut"),
    [
        # a doubled chorus is the least loss
        ("verse:8 chorus:8 bridge:8 chorus:8 chorus:8", 32, "verse:8 chorus:8 bridge:8 chorus:8"),
        # a break between choruses outlives the chorus before it
        ("verse:8 chorus:8 verse:8 chorus:8 break:8 chorus:8", 40, "verse:8 chorus:8 verse:8 break:8 chorus:8"),
        # but of two choruses none goes for it
        ("verse:8 chorus:8 break:8 chorus:8", 24, "verse:8 chorus:8 chorus:8"),
        # nor one behind a verse that would stand alone between two played sections
        ("verse:8 solo:8 verse:8 chorus:8", 24, "verse:8 verse:8 chorus:8"),
        # a blues keeps a solo between its verses, and its twelve bars
        ("verse:12 verse:12 solo:12 verse:12 solo:12 verse:12", 48, "verse:12 verse:12 solo:12 verse:12"),
        ("verse:12 verse:12 solo:12 verse:12 solo:12 verse:12", 36, "verse:12 solo:12 verse:12"),
        # a song without a hook keeps its bridge, and the verse behind it
        ("verse:8 verse:8 bridge:8 verse:8 bridge:8 verse:8", 32, "verse:8 verse:8 bridge:8 verse:8"),
        ("verse:8 verse:8 bridge:8 verse:8", 24, "verse:8 bridge:8 verse:8"),
    ],
)
def test_what_goes_first(written: str, bars: int, cut: str) -> None:
    assert told(fitted(plan(written), bars, exact=True)) == cut


@pytest.mark.parametrize(
    ("written", "bars", "grown"),
    [
        # a refrain returns before the band plays on
        ("intro:4 verse:8 chorus:8 outro:4", 34, "intro:4 verse:8 chorus:8 instr:4 chorus:8 outro:2"),
        # where there is no room for it the band fills the gap
        ("intro:4 verse:8 chorus:8 outro:4", 28, "intro:4 verse:8 chorus:8 outro:8"),
    ],
)
def test_what_comes_first(written: str, bars: int, grown: str) -> None:
    assert told(fitted(plan(written), bars, exact=True)) == grown


@given(st.sampled_from(sorted(catalogue())), st.integers(24, 160))
def test_every_style_comes_out_to_the_bar_and_keeps_a_hook(style_id: str, bars: int) -> None:
    slots = [Slot(kind=kind, bars=length) for kind, length in catalogue()[style_id].plan]
    made = fitted(slots, bars, exact=True)
    assert total(made) == bars
    hooks = {SectionKind.CHORUS, SectionKind.DROP, SectionKind.VERSE}
    assert any(slot.kind in hooks for slot in made)


@given(st.integers(2, 5), st.integers(0, 2), st.integers(36, 120))
def test_verses_alone_are_parted_as_long_as_there_are_three(verses: int, solos: int, bars: int) -> None:
    slots = plan(" ".join(["verse:12", "solo:12"] * solos + ["verse:12"] * verses))
    made = [slot.kind for slot in fitted(slots, min(bars, total(slots)), exact=True)]
    assert not solos or SectionKind.SOLO in made or made.count(SectionKind.VERSE) < 3

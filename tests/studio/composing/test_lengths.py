"""A song of the asked length: what is stretched, and what is played where the words are few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.song import Seconds, SectionKind, SongRequest, seconds_at
from songwright.studio.composing._form import Passage, lay_out
from songwright.studio.composing._length import Draft, bounded, least_bars, to_length
from songwright.studio.reading import RulesReader
from songwright.studio.styles import catalogue
from songwright.studio.writing import HouseLyricist

LONGEST_END_S = 12.0
"""An intro or an ending is stretched no further than this beyond what the style plans."""
ENDS = (SectionKind.INTRO, SectionKind.OUTRO)


def laid_out(style: str, asked_s: float, seed: int) -> tuple[tuple[Passage, ...], dict[SectionKind, int], float]:
    """The passages, the bars that were planned of each end, and the seconds of a bar."""
    request = SongRequest(prompt=style.replace("-", " "), duration_s=Seconds(asked_s), seed=seed)
    brief = RulesReader().read(request)
    passages = lay_out(brief, HouseLyricist().write(brief), catalogue()[brief.style])
    planned = {section.kind: section.bars for section in brief.form if section.kind in ENDS}
    return passages, planned, seconds_at(brief.meter.bar_ticks, brief.tempo_bpm)


@pytest.mark.parametrize("style", ["bossa-nova", "jazz-ballad", "reggae", "reggaeton", "pop", "waltz", "blues", "soul"])
@pytest.mark.parametrize("asked_s", [60.0, 90.0, 150.0])
def test_nobody_waits_long_for_the_voice(style: str, asked_s: float) -> None:
    passages, planned, bar_s = laid_out(style, asked_s, seed=int(asked_s))
    for passage in passages:
        if passage.kind in ENDS:
            most = max(planned.get(passage.kind, 4), int(LONGEST_END_S / bar_s), 1)
            assert passage.bars <= most, (passage.kind, passage.bars, most)


def sung(kind: SectionKind, bars: int, stanza: int) -> Draft:
    return Draft(kind=kind, bars=bars, stanza=stanza, note="", line_bars=(2,) * (bars // 2))


def played(kind: SectionKind, bars: int = 4, most: int = 4) -> Draft:
    return Draft(kind=kind, bars=bars, stanza=None, note="", most=most)


def kinds(drafts: list[Draft]) -> str:
    return " ".join(f"{draft.kind.value}:{draft.bars}" for draft in drafts)


INTRO, OUTRO = played(SectionKind.INTRO), played(SectionKind.OUTRO)
VERSE, SECOND = sung(SectionKind.VERSE, 4, 0), sung(SectionKind.VERSE, 4, 1)
CHORUS = sung(SectionKind.CHORUS, 8, 2)


@pytest.mark.parametrize(
    ("drafts", "target", "made"),
    [
        ([INTRO, VERSE, SECOND, OUTRO], 20, "intro:4 verse:4 instr:4 verse:4 outro:4"),
        ([INTRO, VERSE, CHORUS, OUTRO], 36, "intro:4 verse:4 chorus:8 instr:8 chorus:8 outro:4"),
        ([INTRO, CHORUS, VERSE, CHORUS, OUTRO], 32, "intro:4 chorus:8 instr:4 verse:4 chorus:8 outro:4"),
        ([INTRO, VERSE, OUTRO], 14, "intro:2 verse:4 instr:4 outro:4"),
        ([INTRO, VERSE, OUTRO], 8, "intro:2 verse:4 outro:2"),
        ([INTRO, VERSE, CHORUS, OUTRO], 9, "verse:4 chorus:8"),
    ],
)
def test_missing_bars_are_played_where_they_part_what_is_sung(drafts: list[Draft], target: int, made: str) -> None:
    assert kinds(to_length(drafts, target)) == made


def test_the_barest_form_has_all_words() -> None:
    assert least_bars([INTRO, VERSE, CHORUS, OUTRO]) == 1 + 4 + 8 + 1


def test_only_ends_are_bounded() -> None:
    brief = RulesReader().read(SongRequest(prompt="pop at 120 bpm", seed=1))
    assert bounded(INTRO, brief).most == int(LONGEST_END_S / 2.0)
    assert bounded(played(SectionKind.SOLO, most=16), brief).most == 16


BARS = st.integers(1, 16)
MIDDLE = st.builds(
    sung, st.sampled_from([SectionKind.VERSE, SectionKind.CHORUS]), st.sampled_from([2, 4, 8]), st.integers(0, 2)
) | st.builds(played, st.just(SectionKind.SOLO), st.integers(1, 8), st.just(16))
LAST = st.builds(played, st.just(SectionKind.OUTRO), st.integers(1, 8), BARS) | st.just(sung(SectionKind.OUTRO, 4, 3))
FORMS = st.builds(
    lambda first, middle, last: [*first, *middle, *last],
    st.lists(st.builds(played, st.just(SectionKind.INTRO), st.integers(1, 8), BARS), max_size=1),
    st.lists(MIDDLE, min_size=1, max_size=6),
    st.lists(LAST, max_size=1),
)
"""An intro or none, whatever stands between, an ending or none."""


@given(FORMS, st.integers(2, 120))
def test_any_form_comes_out_to_the_bar_unless_its_words_are_longer(drafts: list[Draft], target: int) -> None:
    made = to_length(drafts, target)
    assert {draft.stanza for draft in made if draft.line_bars} == {draft.stanza for draft in drafts if draft.line_bars}
    bars = sum(draft.bars for draft in made)
    assert bars == target or (bars > target and all(draft.line_bars for draft in made))

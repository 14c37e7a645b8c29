"""Doubles, octaves and a choir beside the lead: where the style has them or somebody asks, never where banned."""

from dataclasses import replace

import pytest
from weighing import RANGE, song

from songwright.song import Beside, Brief, Delivery, Gender, Lyrics, Part, Role, Score, SectionKind
from songwright.studio.composing import CHORISTERS, compose

REFRAINS = (SectionKind.CHORUS, SectionKind.POST, SectionKind.DROP)


def score_with(style_id: str, seed: int = 3, **changes: object) -> tuple[Score, Brief, Lyrics]:
    brief, words = song(style_id, seed)
    brief = replace(brief, **changes)
    return compose(brief, words, take=0, voice_range=RANGE), brief, words


def lead(score: Score) -> Part:
    part = score.part(Role.VOCAL)
    assert part is not None
    return part


def choir(score: Score) -> list[Part]:
    return [part for part in score.parts if part.role is Role.BACKING and part.instrument == CHORISTERS]


def kind_at(score: Score, tick: int) -> SectionKind:
    # A pick-up belongs to the section that it leads into.
    return next(s.kind for s in reversed(score.sections) if s.start - 2 * score.meter.beat_ticks <= tick)


@pytest.mark.parametrize(
    ("style_id", "changes"),
    [("gospel", {}), ("pop", {"beside": (Beside.CHOIR,)}), ("folk", {"beside": (Beside.CHOIR,)})],
)
def test_a_choir_has_three_parts_that_differ_and_never_cross(style_id: str, changes: dict[str, object]) -> None:
    score, _, _ = score_with(style_id, **changes)
    parts = choir(score)
    assert [part.name for part in parts] == ["choir high", "choir middle", "choir low"]
    assert score.part(Role.BACKING) is parts[0]
    high, middle, low = (part.notes for part in parts)
    assert len(high) == len(middle) == len(low) > 10
    tune = {note.start: note.pitch for note in lead(score).notes}
    apart = 0
    for one, two, three in zip(high, middle, low, strict=True):
        assert one.start == two.start == three.start
        assert one.syllable == two.syllable == three.syllable
        assert one.pitch >= two.pitch >= three.pitch
        assert tune[two.start] == two.pitch
        assert one.pitch - two.pitch <= 9
        assert two.pitch - three.pitch <= 9
        apart += len({one.pitch, two.pitch, three.pitch}) == 3
    assert apart / len(high) > 0.9


@pytest.mark.parametrize(
    ("style_id", "changes"),
    [
        ("pop", {}),
        ("gospel", {"not_beside": (Beside.CHOIR,)}),
        ("gospel", {"voice_manner": "unaccompanied"}),
        ("pop", {"beside": (Beside.CHOIR,), "voice_manner": "unaccompanied"}),
    ],
)
def test_no_choir_where_nobody_wants_one(style_id: str, changes: dict[str, object]) -> None:
    score, _, _ = score_with(style_id, **changes)
    assert choir(score) == []


@pytest.mark.parametrize(
    ("style_id", "changes", "kinds"),
    [
        ("pop", {}, REFRAINS),
        ("folk", {}, ()),
        ("folk", {"beside": (Beside.DOUBLES,)}, tuple(SectionKind)),
        ("pop", {"not_beside": (Beside.DOUBLES,)}, ()),
        ("pop", {"voice_manner": "unaccompanied"}, ()),
        ("pop", {"partner": Gender.MALE}, ()),
    ],
)
def test_the_lead_is_doubled_where_the_style_does_or_somebody_asks(
    style_id: str, changes: dict[str, object], kinds: tuple[SectionKind, ...]
) -> None:
    score, _, _ = score_with(style_id, **changes)
    found = {kind_at(score, note.start) for note in lead(score).notes if note.doubled}
    alone = {kind_at(score, note.start) for note in lead(score).notes if not note.doubled}
    assert found <= set(kinds)
    assert bool(found) is bool(kinds)
    assert not alone & set(kinds)


def test_octaves_and_harmonies_are_sung_as_asked() -> None:
    octaves, _, _ = score_with("folk", beside=(Beside.OCTAVES,))
    harmony, _, _ = score_with("jazz-swing", beside=(Beside.HARMONY,))
    alone, _, _ = score_with("jazz-swing")
    tune = {note.start: note.pitch for note in lead(octaves).notes}
    second = octaves.part(Role.BACKING)
    assert second is not None
    assert {abs(note.pitch - tune[note.start]) for note in second.notes} <= {0, 12}
    assert sum(abs(note.pitch - tune[note.start]) == 12 for note in second.notes) > 0.6 * len(second.notes)
    assert all(RANGE[0] - 5 <= note.pitch <= RANGE[1] for note in second.notes)
    assert alone.part(Role.BACKING) is None
    third = harmony.part(Role.BACKING)
    tune = {note.start: note.pitch for note in lead(harmony).notes}
    assert third is not None
    assert sum(abs(note.pitch - tune[note.start]) in (3, 4, 5, 7, 8, 9) for note in third.notes) > 0.9 * len(
        third.notes
    )


def test_a_rapped_hook_is_said_in_unison_and_by_no_choir() -> None:
    brief, words = song("drill", 3)
    shouted = replace(
        words,
        stanzas=tuple(
            replace(stanza, lines=tuple(replace(line, delivery=Delivery.RAPPED) for line in stanza.lines))
            for stanza in words.stanzas
        ),
    )
    score = compose(replace(brief, beside=(Beside.CHOIR,)), shouted, take=0, voice_range=RANGE)
    assert choir(score) == []
    plain = compose(brief, shouted, take=0, voice_range=RANGE)
    second = plain.part(Role.BACKING)
    assert second is not None
    tune = {note.start: note.pitch for note in lead(plain).notes}
    assert all(note.pitch == tune[note.start] and note.delivery is Delivery.RAPPED for note in second.notes)

"""Two singers: turns, octaves, and a second voice where both sing."""

from dataclasses import replace

import pytest
from weighing import RANGE, song

from songwright.song import Gender, Lyrics, Part, Role, Score, Turn
from songwright.studio.composing import compose

STYLES = ["country", "folk", "metal", "pop", "soul", "techno"]


def duet(style_id: str, octaves: int, turns: tuple[Turn, ...]) -> tuple[Score, Score]:
    """The song as a duet whose lines go round the turns, and the same song for one voice."""
    brief, words = song(style_id, 3)
    count = 0
    stanzas = []
    for stanza in words.stanzas:
        lines = [replace(line, turn=turns[(count + i) % len(turns)]) for i, line in enumerate(stanza.lines)]
        count += len(lines)
        stanzas.append(replace(stanza, lines=tuple(lines)))
    shared = Lyrics(title=words.title, stanzas=tuple(stanzas), text=words.text)
    alone = compose(brief, words, take=0, voice_range=RANGE)
    paired = replace(brief, partner=Gender.MALE)
    score = compose(paired, shared, take=0, voice_range=RANGE, partner_octaves=octaves)
    return score, alone


def part_of(score: Score, role: Role) -> Part:
    part = score.part(role)
    assert part is not None
    return part


@pytest.mark.parametrize("style_id", STYLES)
@pytest.mark.parametrize("octaves", [-1, 0, 1])
def test_the_partner_sings_the_same_tune_in_its_own_octave(style_id: str, octaves: int) -> None:
    score, alone = duet(style_id, octaves, (Turn.LEAD, Turn.PARTNER))
    shared, whole = part_of(score, Role.VOCAL).notes, part_of(alone, Role.VOCAL).notes
    assert len(shared) == len(whole)
    assert {note.partner for note in shared} == {False, True}
    for one, other in zip(shared, whole, strict=True):
        assert one.pitch == other.pitch + (12 * octaves if one.partner else 0)
        assert (one.start, one.duration, one.syllable and one.syllable.text) == (
            other.start,
            other.duration,
            other.syllable and other.syllable.text,
        )
    assert score.part(Role.BACKING) is None


@pytest.mark.parametrize("style_id", STYLES)
def test_a_held_vowel_stays_with_the_singer_who_began_it(style_id: str) -> None:
    score, _ = duet(style_id, -1, (Turn.LEAD, Turn.PARTNER))
    singer = None
    for note in part_of(score, Role.VOCAL).notes:
        if note.syllable is not None:
            singer = note.partner
        assert note.partner is singer


@pytest.mark.parametrize("style_id", STYLES)
@pytest.mark.parametrize("octaves", [-1, 0, 1])
def test_where_both_sing_the_partner_has_the_words_at_an_interval_in_its_own_range(style_id: str, octaves: int) -> None:
    score, alone = duet(style_id, octaves, (Turn.BOTH,))
    lead, partner = part_of(score, Role.VOCAL).notes, part_of(score, Role.BACKING).notes
    assert [note.pitch for note in lead] == [note.pitch for note in part_of(alone, Role.VOCAL).notes]
    assert [note.start for note in lead] == [note.start for note in partner]
    rises = max(section.lift for section in score.sections)
    low, high = RANGE[0] - 5 + 12 * octaves, RANGE[1] + rises + 12 * octaves
    assert all(low <= note.pitch <= high for note in partner)
    assert all(note.partner is False for note in lead)

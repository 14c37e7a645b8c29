"""Known words get the times of those that were recognised, in order, and the others lie between them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import HeardWord, Seconds
from songwright.studio.timing import Alignment, TimedLine, TimedWord, align, pieces

VERSE, CHORUS = "the rain fell softly down", "sing it again my friend"
LYRICS = (VERSE, "over the hills and away", CHORUS, "nothing will ever be lost", CHORUS)
LENGTH_S = 50.0


def guessed(lines: tuple[str, ...] = LYRICS, length_s: float = LENGTH_S, sung: float = 0.7) -> tuple[TimedLine, ...]:
    """Each line has its even share of the song, of which it is sung so much."""
    share_s = length_s / max(len(lines), 1)
    found = []
    for number, text in enumerate(lines):
        words = text.split()
        step_s = sung * share_s / len(words)
        found.append(
            TimedLine(
                text=text,
                words=tuple(
                    TimedWord(
                        word=word, start_s=number * share_s + at * step_s, end_s=number * share_s + (at + 1) * step_s,
                        line=number, section="verse", section_index=0,
                    )
                    for at, word in enumerate(words)
                ),
            )
        )  # fmt: skip
    return tuple(found)


def words_of(lines: tuple[TimedLine, ...]) -> list[TimedWord]:
    return [word for line in lines for word in line.words]


def heard(*spans: tuple[str, float, float]) -> tuple[HeardWord, ...]:
    return tuple(HeardWord(text=text, start_s=Seconds(a), end_s=Seconds(b)) for text, a, b in spans)


def performed(late_s: float = 3.0, slow: float = 0.9) -> list[tuple[str, float, float]]:
    """The words as somebody sang them: later than guessed, and each a little shorter."""
    return [
        (word.word, word.start_s + late_s, word.start_s + late_s + slow * (word.end_s - word.start_s))
        for word in words_of(guessed())
    ]


def times(found: Alignment) -> list[tuple[str, float, float]]:
    return [(word.word, word.start_s, word.end_s) for word in words_of(found.lines)]


def test_what_was_recognised_has_its_own_times() -> None:
    sung = performed()
    found = align(guessed(), heard(*sung), LENGTH_S)
    assert times(found) == sung
    assert (found.recognised, found.words, found.share) == (25, 25, 1.0)
    assert [line.text for line in found.lines] == list(LYRICS)
    assert all(word.recognised for word in words_of(found.lines))


def test_spelling_and_small_mistakes_do_not_matter() -> None:
    sung = performed()
    close = {"rain": "Rain,", "fell": "fall", "hills": "\u201chills\u201d", "friend": "friends", "ever": "never"}
    found = align(guessed(), heard(*((close.get(word, word), a, b) for word, a, b in sung)), LENGTH_S)
    assert times(found) == sung


def test_words_that_were_not_recognised_lie_between_their_neighbours() -> None:
    sung = performed()
    left_out = {2, 3, 9, 10, 11}
    found = align(guessed(), heard(*(each for at, each in enumerate(sung) if at not in left_out)), LENGTH_S)
    told = words_of(found.lines)
    assert [at for at, word in enumerate(told) if not word.recognised] == sorted(left_out)
    for at, word in enumerate(told):
        assert word.start_s == pytest.approx(sung[at][1], abs=0.6)
        assert word.end_s == pytest.approx(sung[at][2], abs=0.6)
    assert told[1].end_s == told[2].start_s <= told[2].end_s == told[3].start_s <= told[3].end_s == told[4].start_s
    assert told[9].start_s == told[8].end_s
    assert told[9].end_s < told[10].start_s - 1.0  # a line ends in between, and rests


def test_words_before_the_first_and_behind_the_last_fill_what_is_left() -> None:
    sung = performed(late_s=10.0, slow=1.0)
    found = words_of(align(guessed(), heard(*sung[10:15]), 70.0).lines)
    assert found[10].start_s == pytest.approx(30.0)
    assert [found[at].start_s for at in (0, 5)] == pytest.approx([0.0, 15.0])  # 0 and 10 of 20, now of 30
    left = (70.0 - found[14].end_s) / (70.0 - 27.0)
    assert found[15].start_s == pytest.approx(found[14].end_s + 3.0 * left)
    assert found[24].end_s == pytest.approx(found[14].end_s + 20.0 * left)


def test_of_two_choruses_the_nearer_one_is_meant() -> None:
    sung = performed(late_s=1.0)
    for kept in (slice(10, 15), slice(20, 25)):
        told = words_of(align(guessed(), heard(*sung[kept]), LENGTH_S).lines)
        assert [at for at, word in enumerate(told) if word.recognised] == list(range(25))[kept]


def test_what_nobody_wrote_is_passed_over() -> None:
    sung = performed()
    noise = [("oh", a - 0.2, a - 0.1) for _, a, _ in sung[::3]]
    mixed = sorted([*sung, *noise], key=lambda each: each[1])
    assert times(align(guessed(), heard(*mixed), LENGTH_S)) == sung


def test_where_nothing_is_alike_the_guess_stays() -> None:
    for told in (heard(), heard(("zzz", 1.0, 2.0), ("...", 3.0, 4.0))):
        found = align(guessed(), told, LENGTH_S)
        assert found.lines == guessed()
        assert (found.recognised, found.share) == (0, 0.0)
    assert align((), heard(("oh", 0.0, 1.0)), LENGTH_S) == Alignment(lines=(), recognised=0, words=0)


@pytest.mark.parametrize(
    ("line", "told", "starts"),
    [
        ("雨が 降る", [("雨", 1.0, 2.0), ("が", 2.0, 3.0), ("降る", 4.0, 6.0)], [1.0, 4.0]),
        ("我爱你 永远", [("我爱你永远", 5.0, 10.0)], [5.0, 8.0]),
        ("नमस्ते दुनिया", [("नमस्ते", 1.0, 2.0), ("दुनिया", 3.0, 4.0)], [1.0, 3.0]),
        ("don't la-la señorita", [("dont", 1.0, 2.0), ("la", 2.0, 3.0), ("la", 3.0, 4.0), ("Senorita!", 5.0, 6.0)],
         [1.0, 2.0, 5.0]),
    ],
)  # fmt: skip
def test_other_scripts_and_joined_words(line: str, told: list[tuple[str, float, float]], starts: list[float]) -> None:
    found = align(guessed((line,), 12.0), heard(*told), 12.0)
    assert [word.start_s for word in words_of(found.lines)] == pytest.approx(starts)
    assert found.share == 1.0


def test_pieces_are_letters() -> None:
    assert pieces("Don\u2019t STOP — l'été!") == ("dont", "stop", "lete")
    assert pieces("ﾜﾀｼ 12") == (*"ワタシ", "12")
    assert pieces("…") == ()


WORDS = st.sampled_from(("the", "rain", "fell", "softly", "down", "sing", "again", "oh", "yeah", "雨", "—", "zz"))


@settings(deadline=None)
@given(
    st.lists(st.lists(WORDS, min_size=1, max_size=6), max_size=8),
    st.lists(st.tuples(WORDS, st.floats(0.0, 60.0), st.floats(0.0, 5.0)), max_size=40),
    st.floats(1.0, 60.0),
    st.floats(0.0, 1.0),
)
def test_times_never_run_backwards_whatever_was_heard(
    lines: list[list[str]], spans: list[tuple[str, float, float]], length_s: float, sung: float
) -> None:
    known = guessed(tuple(" ".join(line) for line in lines), length_s, sung)
    told = heard(*sorted(((text, a, a + length) for text, a, length in spans), key=lambda each: each[1]))
    found = align(known, told, length_s)
    timed = words_of(found.lines)
    assert [word.word for word in timed] == [word.word for word in words_of(known)]
    assert found.recognised == sum(word.recognised for word in timed) <= found.words
    assert found.words == sum(bool(pieces(word.word)) for word in timed)
    assert all(0.0 <= word.start_s <= word.end_s <= length_s + 1e-9 for word in timed)
    assert all(one.end_s <= two.start_s + 1e-9 for one, two in pairwise(timed))
    assert align(known, told, length_s) == found

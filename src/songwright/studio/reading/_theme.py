"""The song's subject: the prompt without its musical orders."""

from functools import cache

from songwright.studio.reading._hearing import Heard
from songwright.studio.reading._lexicon import Means
from songwright.studio.reading._vocabulary import orders, subjects


@cache
def _frame() -> frozenset[str]:
    """Words that only join an order to its sentence."""
    return frozenset(subjects().frame) | frozenset(orders().negation.words)


def is_frame(word: str) -> bool:
    """Whether a word means nothing by itself to the studio."""
    return word in _frame()


def theme(heard: Heard) -> str:
    """What the song is about, in the asker's own words and capitals; "" when the prompt only gives orders.

    "A song about my cat in the rain, lo-fi, 80 bpm" gives "my cat in the rain".
    """
    chunks: dict[int, list[int]] = {}
    for at, token in enumerate(heard.tokens):
        chunks.setdefault(token.chunk, []).append(at)
    kept: list[str] = []
    for places in chunks.values():
        span = _told(heard, places) or _bare(heard, places)
        if span is not None and any(at not in heard.consumed and _tells(heard, at) for at in range(*span)):
            start, stop = span
            kept.append(" ".join(heard.text[heard.tokens[start].start : heard.tokens[stop - 1].stop].split()))
    return ", ".join(kept)


def _tells(heard: Heard, at: int) -> bool:
    """Whether a word says more than "and" does."""
    return heard.tokens[at].word not in _JOINTS


def _told(heard: Heard, places: list[int]) -> tuple[int, int] | None:
    """The span that "about" opens in this chunk, with orders shed at its end."""
    for start, end in heard.subject:
        stop = end
        if start in places:
            while stop > start and (stop - 1 in heard.consumed or heard.tokens[stop - 1].word in _JOINTS):
                stop -= 1
            return (start, stop) if stop > start else None
    return None


_JOINTS = {"with", "in", "at", "and", "a", "an", "the", "of", "for", "by", "to"}
"""Words that can't end a subject."""


def _bare(heard: Heard, places: list[int]) -> tuple[int, int] | None:
    """What is left of a chunk when orders and the words that join them are shed from both ends."""
    about = {at for mark in heard.marks if mark.value(Means.ABOUT) for at in range(mark.start, mark.stop)}

    def shed(at: int) -> bool:
        return at in heard.consumed or at in about or is_frame(heard.tokens[at].word)

    start, stop = places[0], places[-1] + 1
    while start < stop and shed(start):
        start += 1
    while stop > start and shed(stop - 1):
        stop -= 1
    if start == stop:
        return None
    while (
        start > places[0] and start - 1 not in heard.consumed and heard.tokens[start - 1].word in subjects().keep_start
    ):
        start -= 1
    if stop <= places[-1] and stop not in heard.consumed and heard.tokens[stop].word in subjects().keep_end:
        stop += 1
    return start, stop

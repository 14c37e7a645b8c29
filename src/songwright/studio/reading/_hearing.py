"""Hears what a text orders: marks on its words, told from the words that are the song's subject."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from songwright.studio.reading._lexicon import HINT_WEIGHT, Means, Sense, lexicon
from songwright.studio.reading._measures import Measure, measures
from songwright.studio.reading._tokens import Token, tokens
from songwright.studio.reading._vocabulary import orders, subjects
from songwright.studio.reading._wishes import Wish, wishes

_PLAIN_GENDERS = {
    "female",
    "male",
    "feminine",
    "masculine",
    "soprano",
    "mezzo",
    "baritone",
    "femenina",
    "masculina",
    "voz",
}
"""Gender words that speak of the voice even alone; "girl" or "tenor" need a word for the voice beside them."""

_NARROW = {"not", "never", "non"}
"""These take out one thing: "not too fast reggae" is reggae."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A phrase that means something to the studio."""

    start: int
    """Index of its first word."""
    stop: int
    """Index after its last word."""
    senses: tuple[Sense, ...]
    negated: bool = False
    faint: bool = False
    """Inside the subject: a hint at the mood, not an order."""

    @property
    def hint(self) -> bool:
        """Whether it only hints at a style, as "beach" does."""
        return all(sense.means is Means.STYLE and sense.weight <= HINT_WEIGHT for sense in self.senses)

    def value(self, means: Means) -> str | None:
        """What it means in this way, or None."""
        return next((sense.value for sense in self.senses if sense.means is means), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A text with its marks."""

    text: str
    tokens: tuple[Token, ...] = ()
    marks: tuple[Mark, ...] = ()
    measures: tuple[Measure, ...] = ()
    consumed: frozenset[int] = field(default_factory=frozenset)
    """Indices of words that orders are made of."""
    subject: tuple[tuple[int, int], ...] = ()
    """Spans of words that "about ..." makes the subject."""
    wishes: tuple[Wish, ...] = ()
    """Wishes about the form."""

    def spoken(self, mark: Mark | Measure | Wish) -> str:
        """The text of a mark as it was written."""
        return self.text[self.tokens[mark.start].start : self.tokens[mark.stop - 1].stop]

    def named(self, means: Means, *, negated: bool = False) -> tuple[Mark, ...]:
        """The plain orders of one kind, in order."""
        return tuple(m for m in self.marks if m.negated is negated and not m.faint and m.value(means) is not None)


def hear(text: str, *, sentence: bool = False, negated: bool = False) -> Heard:
    """The orders in `text`.

    Args:
        text: Anything.
        sentence: Whether it may also tell a subject; a style or avoid field is a list of orders alone.
        negated: Whether all of it is to be taken out, as in the avoid field.
    """
    found = tokens(text)
    exact = measures(text, found, sentence=sentence)
    marks, taken_out = _spot(found, exact, negated=negated)
    exact += tuple(_tempi_beside_styles(found, marks, exact)) if sentence else ()
    formal = wishes(found, negated=negated)
    subject = _subject(found, marks, exact, formal) if sentence else ()
    formal = tuple(wish for wish in formal if not any(a < wish.stop and wish.start < b for a, b in subject))
    marks = _beside(marks, formal)
    marks = _settled(found, marks, subject, sentence=sentence)
    consumed = {at for measure in exact for at in range(measure.start, measure.stop)}
    for mark in marks:
        if not mark.faint and not (sentence and mark.hint):
            consumed.update(range(mark.start, mark.stop))
        if mark.negated and mark.start in taken_out:
            consumed.update(range(taken_out[mark.start], mark.start))
    for wish in formal:
        consumed.update(range(wish.start, wish.stop))
    return Heard(
        text=text,
        tokens=found,
        marks=marks,
        measures=exact,
        consumed=frozenset(consumed),
        subject=subject,
        wishes=formal,
    )


def _beside(marks: tuple[Mark, ...], formal: tuple[Wish, ...]) -> tuple[Mark, ...]:
    """The marks without what wishes about form are made of, but with the instruments that they call for."""
    # "with a rap verse" says two things: that there shall be one, and how it is given.
    kept = [
        mark
        for mark in marks
        if mark.value(Means.DELIVERY) or not any(w.start < mark.stop and mark.start < w.stop for w in formal)
    ]
    called = (
        Mark(start=w.tool_at[0], stop=w.tool_at[1], senses=(Sense(means=Means.TOOL, value=w.tool),))
        for w in formal
        if w.tool
    )
    return tuple(sorted((*kept, *called), key=lambda mark: mark.start))


def _tempi_beside_styles(
    found: tuple[Token, ...], marks: tuple[Mark, ...], exact: tuple[Measure, ...]
) -> Iterator[Measure]:
    """Bare numbers that end a chunk right behind a style: "dnb 174"."""
    for mark in marks:
        at = mark.stop
        last = at + 1 >= len(found) or found[at + 1].chunk != found[mark.start].chunk
        if at < len(found) and found[at].chunk == found[mark.start].chunk and last and mark.value(Means.STYLE):
            word = found[at].word
            if word.isdecimal() and 50 <= int(word) <= 220 and not any(measure.start == at for measure in exact):
                yield Measure(kind="bpm", value=float(word), text=word, start=at, stop=at + 1)


def _spot(
    found: tuple[Token, ...], exact: tuple[Measure, ...], *, negated: bool
) -> tuple[tuple[Mark, ...], dict[int, int]]:
    """All phrases of the lexicon, the longest first, with the negation before them (mark start -> its first word)."""
    texts = tuple(token.word for token in found)
    closed = {at for measure in exact for at in range(measure.start, measure.stop)}
    negation = orders().negation
    marks: list[Mark] = []
    origin: dict[int, int] = {}
    active: int | None = None
    at = 0
    while at < len(texts):
        if at and found[at].chunk != found[at - 1].chunk:
            active = None
        lacking = _lacking(texts[at])
        if lacking:
            marks.append(Mark(start=at, stop=at + 1, senses=lacking, negated=True))
            at += 1
            continue
        hit = None if at in closed else _phrase(found, texts, at, closed)
        if hit is not None:
            length, senses = hit
            marks.append(Mark(start=at, stop=at + length, senses=senses, negated=negated or active is not None))
            if active is not None:
                origin[at] = active
                active = None if texts[active] in _NARROW else active
            at += length
            continue
        if texts[at] in negation.words or texts[at - 1 : at + 1] == ("anything", "but"):
            active = at
        elif active is not None and texts[at] not in negation.bridges:
            active = None
        at += 1
    return tuple(marks), origin


def _lacking(word: str) -> tuple[Sense, ...]:
    """The instrument that a word takes out by its ending: "drumless", "beatless"; () for any other word."""
    stem = word.removesuffix("less")
    return tuple(s for s in lexicon().senses((stem,)) if s.means is Means.TOOL) if stem != word else ()


def _phrase(
    found: tuple[Token, ...], texts: tuple[str, ...], at: int, closed: set[int]
) -> tuple[int, tuple[Sense, ...]] | None:
    """The phrase that begins here and stays within its chunk, or the word that this one is a slip for."""
    reach = at
    while reach < len(texts) and found[reach].chunk == found[at].chunk and reach not in closed:
        reach += 1
    hit = lexicon().longest(texts[:reach], at)
    if hit is None and (senses := lexicon().slip(texts[at])):
        return 1, senses
    return hit


def _subject(
    found: tuple[Token, ...], marks: tuple[Mark, ...], exact: tuple[Measure, ...], formal: tuple[Wish, ...]
) -> tuple[tuple[int, int], ...]:
    """Spans after "about" up to the stop, or up to the next order ("... with soft vocals", "... at 90 bpm")."""
    spans: list[tuple[int, int]] = []
    for mark in marks:
        if mark.value(Means.ABOUT) is None or mark.stop >= len(found) or (spans and mark.start < spans[-1][1]):
            continue
        chunk = found[mark.start].chunk
        stop = next((at for at in range(mark.stop, len(found)) if found[at].chunk != chunk), len(found))
        stop = min((measure.start for measure in exact if mark.stop <= measure.start < stop), default=stop)
        joined = (w.start for w in formal if mark.stop <= w.start < stop and found[w.start].word in {"with", "and"})
        stop = min(joined, default=stop)
        stop = min((at for at in range(mark.stop, stop) if _orders_follow(found, marks, at, stop)), default=stop)
        if stop > mark.stop:
            spans.append((mark.stop, stop))
    return tuple(spans)


def _orders_follow(found: tuple[Token, ...], marks: tuple[Mark, ...], at: int, stop: int) -> bool:
    """Whether the orders begin again at this word: "with drums", "without a piano", "in the style of"."""
    word = found[at].word
    following = tuple(token.word for token in found[at + 1 : at + 3])
    if word == "in" and following[:2] in {("the", "style"), ("a", "style")}:
        return True
    inside = [mark for mark in marks if at < mark.start < stop]
    if word in {"with", "featuring"}:
        voiced = any(mark.value(Means.VOICE) for mark in inside)
        played = any(mark.value(Means.TOOL) and mark.start == at + 1 for mark in inside)
        return voiced or played
    negated = any(mark.negated and mark.start <= at + 2 and mark.value(Means.TOOL) for mark in inside)
    return word in {"without", "no"} and negated


def _settled(
    found: tuple[Token, ...], marks: tuple[Mark, ...], subject: tuple[tuple[int, int], ...], *, sentence: bool
) -> tuple[Mark, ...]:
    """Marks with the senses that their neighbours leave them."""
    settled: list[Mark] = []
    for index, mark in enumerate(marks):
        if any(start <= mark.start < stop for start, stop in subject):
            senses = tuple(sense for sense in mark.senses if sense.means is Means.MOOD)
            if senses and not mark.negated:
                settled.append(Mark(start=mark.start, stop=mark.stop, senses=senses, faint=True))
            continue
        senses = _fitting(found, marks, index, sentence=sentence)
        if senses:
            settled.append(Mark(start=mark.start, stop=mark.stop, senses=senses, negated=mark.negated))
    return tuple(settled)


def _fitting(found: tuple[Token, ...], marks: tuple[Mark, ...], index: int, *, sentence: bool) -> tuple[Sense, ...]:
    """The senses of one mark that fit where it stands."""
    mark = marks[index]
    before = found[mark.start - 1].word if mark.start and found[mark.start - 1].chunk == found[mark.start].chunk else ""
    after = (
        found[mark.stop].word if mark.stop < len(found) and found[mark.stop].chunk == found[mark.start].chunk else ""
    )
    voiced = _leads_to_voice(found, marks, index)
    thing = sentence and before in subjects().things and after not in subjects().music and not voiced
    sung_by = "by" in {token.word for token in found[max(0, mark.start - 2) : mark.start]}
    kept: list[Sense] = []
    for sense in mark.senses:
        means = sense.means
        if means is Means.PHRASE or (means is Means.ABOUT and not sentence):
            continue
        if means is Means.MANNER and not voiced:
            continue
        if means is Means.MOOD and voiced and any(other.means is Means.MANNER for other in mark.senses):
            continue
        if means is Means.GENDER and not voiced and found[mark.start].word not in _PLAIN_GENDERS and not sung_by:
            continue
        if means is Means.STYLE and (
            thing or (sense.weight <= HINT_WEIGHT and before in {"with", "and", "featuring", "plus"})
        ):
            continue
        if means is Means.STYLE and mark.negated and mark.value(Means.DELIVERY):
            continue  # "hip hop without rap" is hip hop
        if means is Means.ONLY and not _beside_tool(marks, index):
            continue
        kept.append(sense)
    return tuple(kept)


def _leads_to_voice(found: tuple[Token, ...], marks: tuple[Mark, ...], index: int) -> bool:
    """Whether a word for the voice follows, with nothing but words about it between ("soft, raspy female vocals")."""
    at = marks[index].stop
    for later in marks[index + 1 :]:
        between = {token.word for token in found[at : later.start]}
        if between - {"and", "a", "lead"}:
            return False
        means = {sense.means for sense in later.senses}
        if Means.VOICE in means:
            return True
        if not means & {Means.MANNER, Means.GENDER, Means.VOCAL_MANNER, Means.MOOD}:
            return False
        at = later.stop
    return False


def _beside_tool(marks: tuple[Mark, ...], index: int) -> bool:
    """Whether an instrument stands next to "only"."""
    mark = marks[index]
    near = [other for other in marks if other is not mark and other.value(Means.TOOL)]
    return any(0 <= other.start - mark.stop <= 1 or 0 <= mark.start - other.stop <= 1 for other in near)

"""What a Spanish prompt says, phrase by phrase: noun phrases, what somebody does, and a phrase that makes a title."""

import re

from songwright.studio.phonetics import syllable_count
from songwright.studio.writing._banks import scenes
from songwright.studio.writing._spanish_thing import SpanishThing, contracted
from songwright.studio.writing._spanish_tokens import HEADS, SpanishTokens
from songwright.studio.writing._spanish_words import article, classes, guessed_gender, looks_plural, noun

LONGEST_TITLE, LONGEST_THING, LONGEST_CLAUSE = 10, 8, 10
"""Syllables of a title, of a thing inside a line, and of a clause that is a line."""
_INDEFINITE = {"un": "el", "una": "la", "unos": "los", "unas": "las"}
_NOT_HIS = re.compile(r"(?:o|é|í|mos|[ae]s|áis|éis|ste)$")
"""Ends of verbs whose subject is I, you or we."""


def noun_phrases(tokens: SpanishTokens) -> list[SpanishThing]:
    """Each noun phrase with its article, gender and number, short enough to stand in a line."""
    found: list[SpanishThing] = []
    at = 0
    while at < len(tokens):
        stop = _phrase_end(tokens, at)
        if stop == at:
            at += 1
            continue
        longer = _with_complement(tokens, at, stop)
        thing = _thing(tokens, at, longer) if longer > stop else None
        if thing is not None and syllable_count(thing.text, "es") <= LONGEST_THING:
            found.append(thing)
            at = longer
            continue
        thing = _thing(tokens, at, stop)
        if syllable_count(thing.text, "es") <= LONGEST_THING + 2:
            found.append(thing)
        at = stop
    return found


def _phrase_end(tokens: SpanishTokens, at: int) -> int:
    """Where a noun phrase that begins here ends, without complements; `at` where none begins."""
    stop = at
    if stop < len(tokens) and tokens[stop][1] == "determiner":
        stop += 1
    while stop < len(tokens) and tokens[stop][1] in {"adjective", "number"}:
        stop += 1
    if stop >= len(tokens) or tokens[stop][1] not in HEADS:
        return at
    while stop < len(tokens) and tokens[stop][1] in {*HEADS, "adjective"}:
        stop += 1
    return stop


def _with_complement(tokens: SpanishTokens, at: int, stop: int) -> int:
    """Where the phrase ends with what "de" adds to it; `stop` where nothing is added."""
    if stop >= len(tokens):
        return stop
    if _is_dish(tokens, at, stop):
        return stop + 2
    if tokens[stop][0] != "de":
        return stop
    if tokens[stop + 1 : stop + 2] and tokens[stop + 1][1] == "infinitive":
        return stop + 2
    end = _phrase_end(tokens, stop + 1)
    return end if end > stop + 1 and at < stop else stop


def _is_dish(tokens: SpanishTokens, at: int, stop: int) -> bool:
    """Whether a dish goes on with what is in it, as "arroz con leche"."""
    head = noun(tokens[stop - 1][0]) if stop > at else None
    inside = tokens[stop + 1 : stop + 2]
    return bool(head and head[0].kind == "food" and tokens[stop][0] == "con" and inside and inside[0][1] == "noun")


def _thing(tokens: SpanishTokens, start: int, stop: int) -> SpanishThing:
    """The thing of a noun phrase."""
    determiner = tokens[start][0] if tokens[start][1] == "determiner" else ""
    words = tokens[start + bool(determiner) : stop]
    head = next(word for word, kind in words if kind in HEADS)
    named = next(kind for _, kind in words if kind in HEADS) == "name"
    told = None if named else noun(head)
    gender, plural = _gender_and_number(head, determiner, named=named)
    text = contracted(" ".join(word for word, _ in words))
    opening = words[0][0] == head and words[0][1] in HEADS
    the = article(head if opening else "", gender, plural=plural)
    own = determiner in classes()["possessive"] | classes()["shown"]
    whole = f"{determiner} {text}" if own else text if named and not determiner else f"{the} {text}"
    some = f"{determiner} {text}" if determiner in _INDEFINITE else ""
    kind = told[0].kind if told else _unlisted(head, tokens, start, named=named)
    return SpanishThing(
        text=whole, kind=_settled(kind, determiner, plural=plural), some=some, gender=gender, plural=plural
    )


def _gender_and_number(head: str, determiner: str, *, named: bool) -> tuple[str, bool]:
    told = None if named else noun(head)
    plural = told[1] if told else looks_plural(head) if not named else False
    if determiner in classes()["feminine"]:
        gender = "f"
    elif determiner in classes()["masculine"] or (determiner in {"el", "un"} and told is None):
        gender = "m"
    else:
        gender = told[0].gender if told and told[0].gender != "c" else guessed_gender(head) if told is None else "m"
    return gender, plural


def _unlisted(head: str, tokens: SpanishTokens, start: int, *, named: bool) -> str:
    """The kind of a noun that is not listed: a name is a place where one is in it, else somebody."""
    if not named:
        return "thing"
    inside = start > 0 and tokens[start - 1][0] in {"en", "a", "hacia", "desde"}
    return "place" if inside or head.lower() in scenes("es").kinds["place"].split() else "other"


def _settled(kind: str, determiner: str, *, plural: bool) -> str:
    """The kind with its owner and number."""
    if kind == "kin" and determiner not in classes()["mine"]:
        kind = "other"
    return "crowd" if plural and kind in {"job", "other", "animal", "crowd"} else kind


def clause(tokens: SpanishTokens, main: SpanishThing) -> str:
    """What the main thing does: "perdió su zapato" of one "que perdió su zapato"; "" without it or if too long."""
    for at in range(1, len(tokens) - 1):
        if tokens[at - 1][1] not in {*HEADS, "adjective"}:
            continue
        if tokens[at][0] in classes()["relative"]:
            said = _upto_break(tokens, at + 1)
            verb = next((word for word, kind in said if kind == "verb" and word not in classes()["before_verb"]), "")
            if verb and not _NOT_HIS.search(verb) and said[0][1] in {"verb", "small", "pronoun"}:
                return _short_enough(said)
        if tokens[at][1] == "gerund":
            be = "están" if main.plural else "está"
            return _short_enough([(be, "verb"), *_upto_break(tokens, at)])
    return ""


def deed(tokens: SpanishTokens) -> str:
    """A prompt that opens with an infinitive, up to its first break: "volver a casa"; else ""."""
    return _opening(tokens, "infinitive")


def doing(tokens: SpanishTokens) -> str:
    """A prompt that opens with a gerund, up to its first break: "bailando bajo la lluvia"; else ""."""
    return _opening(tokens, "gerund")


def _opening(tokens: SpanishTokens, kind: str) -> str:
    start = 1 if tokens[:1] and tokens[0][0] in {"no", "nunca", "siempre"} else 0
    if [each for _, each in tokens[start : start + 1]] != [kind]:
        return ""
    return _short_enough(tokens[:start] + _upto_break(tokens, start))


def phrase(tokens: SpanishTokens) -> str:
    """The prompt's first phrase that could be a title; "" where it is one bare word or nothing fits."""
    opened = deed(tokens) or doing(tokens)
    if opened and len(opened.split()) > 1:
        return opened
    for start in range(len(tokens)):
        stop = _phrase_end(tokens, start)
        if stop > start:
            ends = [end for end in _ends(tokens, start, stop) if _title(tokens, start, end)]
            return _title(tokens, start, ends[0]) if ends else ""
    return ""


def _ends(tokens: SpanishTokens, start: int, stop: int) -> list[int]:
    """Where a title may end that begins here, the longest first."""
    found = [stop, end] if (end := _with_complement(tokens, start, stop)) > stop else [stop]
    last = found[-1]
    if last < len(tokens) and (tokens[last][0] in classes()["relative"] or tokens[last][1] == "gerund"):
        return [last + len(_upto_break(tokens, last)), *reversed(found)]
    while last < len(tokens) and tokens[last][1] == "preposition":
        end = max(_phrase_end(tokens, last + 1), last + 1)
        if end == last + 1 and tokens[end : end + 1] and tokens[end][1] == "infinitive":
            end += 1
        if end == last + 1:
            break
        found.append(_with_complement(tokens, last + 1, end))
        last = found[-1]
    if last + 1 < len(tokens) and tokens[last][0] == "y" and _phrase_end(tokens, last + 1) > last + 1:
        found.append(_phrase_end(tokens, last + 1))
    return list(reversed(found))


def _title(tokens: SpanishTokens, start: int, stop: int) -> str:
    """The words as a title; "" if they are too long, or only one with its article."""
    words = [word for word, _ in tokens[start:stop]]
    if words[0] in _INDEFINITE and "y" not in words:
        told = any(word in classes()["relative"] for word in words)
        words = [_INDEFINITE[words[0]], *words[1:]] if told else words[1:]
    text = contracted(" ".join(words))
    alone = sum(kind != "determiner" for _, kind in tokens[start:stop]) < 2 and words[0] not in classes()["possessive"]
    return "" if alone or syllable_count(text, "es") > LONGEST_TITLE else text


def _upto_break(tokens: SpanishTokens, start: int) -> SpanishTokens:
    stop = next(
        (at for at in range(start + 1, len(tokens)) if tokens[at][1] in {"", "joint", "relative"}),
        len(tokens),
    )
    return tokens[start:stop]


def _short_enough(said: SpanishTokens) -> str:
    """The words as text, without their last places and times if they are too long then; "" if nothing fits."""
    stops = [len(said), *(at for at in range(len(said) - 1, 1, -1) if said[at][1] == "preposition")]
    for stop in stops:
        text = contracted(" ".join(word for word, _ in said[:stop]))
        if syllable_count(text, "es") <= LONGEST_CLAUSE:
            return text
    return ""

"""A Spanish prompt word by word: what class each word belongs to, told from lists, endings and neighbours."""

import re

from songwright.studio.writing._banks import shared
from songwright.studio.writing._spanish_words import adjectives, classes, noun

SpanishTokens = list[tuple[str, str]]
HEADS = {"noun", "name"}
"""Classes of words that a noun phrase is about."""
_CLOSED = ("number", "preposition", "relative", "joint")
_GERUND = re.compile(r"(?:ando|iendo|yendo|ándo\w{2,4}|iéndo\w{2,4})$")
_INFINITIVE = re.compile(r"(?:[aei]r|ír)(?:se|me|te|nos|lo|la|los|las|le)?$")
_DESCRIBING = re.compile(
    r"(?:[ai]d|ern|ísim|[aeo]s|iv|er|in|ic|an|izc|ent|arr|ult)[oa]s?$"
    r"|(?:[aei]l|[aei]les|bles?|[ae]ntes?|istas?|ar|ares|és|esa)$"
)
"""Ends of words that describe the noun before them."""


def tokens_of(text: str) -> SpanishTokens:
    """Words with their classes; "del" and "al" in two words, signs and orders of music without a class."""
    noise = shared("es").noise
    words: list[str] = []
    for word in re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]", text):
        words += {"del": ["de", "el"], "al": ["a", "el"]}.get(word.lower(), [word])
    found: SpanishTokens = []
    for at, word in enumerate(words):
        low = word.lower()
        before = found[-1] if found else ("", "")
        after = words[at + 1] if at + 1 < len(words) else ""
        kind = ""
        if word[0].isalnum() and low not in noise:
            kind = _closed(low, before, after) or _listed(word, before, after, first=at == 0)
            kind = kind or _by_ending(low, before, after, first=at == 0)
        found.append((word if kind == "name" else low, kind))
    return found


def _closed(low: str, before: tuple[str, str], after: str) -> str:
    """The class of a word of a closed set; "" for any other."""
    known = classes()
    if any(low in known[name] for name in ("possessive", "shown", "definite", "indefinite")):
        pronoun = low in {"la", "los", "las"} and before[0] in known["relative"] and noun(after) is None
        return "pronoun" if pronoun else "determiner"
    found = next((name for name in _CLOSED if low in known[name]), "")
    small = (low in known["before_verb"] | known["small"] and low != "solo") or low in shared("es").unnamed
    return found or ("small" if small else "")


def _listed(word: str, before: tuple[str, str], after: str, *, first: bool) -> str:
    """The class of a name, a listed word, or a word behind one that tells a verb; "" for any other."""
    low = word.lower()
    told = noun(low)
    if "recién" in (low, before[0]):
        return "adjective"  # "pan recién hecho"
    if before[0] in classes()["relative"] | classes()["before_verb"]:
        return "infinitive" if _INFINITIVE.search(low) and before[0] in classes()["before_verb"] else "verb"
    if _is_name(word, before, after, first=first):
        return "name"
    if low in adjectives() and (told is None or before[1] in HEADS or noun(after)):
        return "adjective"
    return "noun" if told is not None else ""


def _is_name(word: str, before: tuple[str, str], after: str, *, first: bool) -> bool:
    """Whether a capital makes a name, and not only a beginning."""
    low = word.lower()
    if not word[:1].isupper():
        return False
    if after[:1].isupper() or before[1] == "name":
        return True
    opens = first and bool(_GERUND.search(low) or _INFINITIVE.search(low) or low in adjectives())
    return (noun(low) is None and not opens) or (not first and before[1] in {"noun", "preposition"})


def _by_ending(low: str, before: tuple[str, str], after: str, *, first: bool) -> str:
    """The class of a word nobody lists, from its end and its neighbours."""
    if _GERUND.search(low):
        return "gerund"
    if _INFINITIVE.search(low) and before[1] != "determiner" and len(low) > 2:
        return "infinitive"
    if before[1] in {*HEADS, "adjective"}:
        return "adjective" if _DESCRIBING.search(low) and before[1] in HEADS else "verb"
    named = before[1] in {"determiner", "number", "preposition"} or after in {"de", ""} or first
    return "noun" if named else "other"

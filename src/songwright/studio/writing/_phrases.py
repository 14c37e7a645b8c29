"""What a prompt says, phrase by phrase: noun phrases, what somebody does, and a phrase that makes a title."""

import re

from songwright.studio.phonetics import syllable_count, word_classes
from songwright.studio.writing._banks import shared

LONGEST_TITLE = 9
"""Syllables a phrase of the prompt may have to become the hook: one breath."""
LONGEST_THING = 7
"""Syllables a thing may have to stand inside a line."""
LONGEST_CLAUSE = 9
"""Syllables a clause may have to be a line."""
NOUNS = {"noun", "nouns", "name"}
_BEFORE_NOUN = {"adjective", "number", "participle", "genitive", "gerund", *NOUNS}
_ARTICLES = {"determiner", "possessive"}
_THEIRS = {"his", "her", "their", "its"}
_OWNERS = {"my", "our", "your", *_THEIRS}
_RELATIVE = {"who", "that", "which"}
_ADVERBS = {"never", "always", "still", "only", "often", "just"}
_FIRST_PERSON = {"is": "am", "has": "have", "does": "do", "goes": "go", "was": "was"}
_CLAUSE = frozenset(
    ["and", "that", "who", "which", "while", "because", "but", "when", "where", "or", "then", "so", "after", "before"]
)

Tokens = list[tuple[str, str]]


def tokens_of(text: str) -> Tokens:
    """Words with their classes; a word that only orders music becomes a sign, which parts phrases."""
    plain = " ".join("," if word.strip(".,;:!?\"'").lower() in shared().noise else word for word in text.split())
    return [
        (word, "" if word.lower() in shared().noise else "other" if word.lower() in shared().unnamed else kind)
        for word, kind in word_classes(plain)
    ]


def meaning(text: str) -> list[str]:
    """Words of `text` with a meaning, lower case, noise aside."""
    kept = NOUNS | {"adjective", "gerund", "verb", "participle"}
    return [word.lower() for word, kind in tokens_of(text) if kind in kept]


def noun_phrases(tokens: Tokens) -> list[str]:
    """Each noun phrase with the article it needs inside a line, short enough to stand in one."""
    plain = [word.lower() for word, _ in tokens]
    if plain and plain[0] in {"a", "an", "the"} and len(plain) in range(2, 5) and not _parted(tokens):
        return _short_enough(f"the {joined(tokens[1:])}")  # however the tagger reads "a tattoo studio", "the Titanic"
    found: list[str] = []
    for start, stop in _runs(tokens):
        if tokens[stop - 1][0].lower() in shared().passed:
            continue
        article = tokens[start - 1] if start else ("", "")
        words = joined(tokens[start:stop])
        if start == 0 and tokens[0][1] != "name":
            words = words[:1].lower() + words[1:]  # a capital that only begins the sentence
        if article[0].lower() in _OWNERS:
            found += _short_enough(f"{article[0].lower()} {words}")
        else:
            found += _short_enough(f"the {words}" if article[1] in _ARTICLES else words)
    return found


def _parted(tokens: Tokens) -> bool:
    return any(
        not kind or kind in {"preposition", "gerund", "genitive"} or word.lower() in _CLAUSE for word, kind in tokens
    )


def _short_enough(text: str) -> list[str]:
    """A noun phrase; a long one parted at its 's, or without its first words."""
    if syllable_count(text) <= LONGEST_THING:
        return [text]
    owner, parted, own = text.partition("'s ")
    if parted:
        return [*_short_enough(owner), *_short_enough(f"the {own}")]
    first, *words = text.split()
    if first not in {"the", *_OWNERS}:
        return _short_enough(" ".join(words)) if words else []
    return _short_enough(" ".join([first, *words[1:]])) if len(words) > 1 else []


def clause(text: str) -> tuple[str, str]:
    """What somebody in the prompt does: "loses his shoe" and "", or "crossing the sea" and "is"; "" without one.

    The second word is the verb to put before the first.
    """
    words = re.findall(r"[^\s,.;:!?]+|[,.;:!?]", text)
    for at in range(1, len(words) - 1):
        if words[at].lower() in _RELATIVE and words[at - 1].isalpha():
            told = _upto_break(words[at + 1 :])
            if told and not {told[0].lower()} & {"i", "you", "we", "he", "she", "they", "the", "a", "my"}:
                return " ".join(told), ""
    tokens = tokens_of(text)
    for at in range(1, len(tokens) - 1):
        if tokens[at][1] == "gerund" and tokens[at - 1][1] in NOUNS:
            told = _upto_break([word for word, _ in tokens[at:]])
            return joined([(word, "") for word in told]), "is"
    return "", ""


def in_person(told: str, verb: str, pronoun: str) -> str:
    """A clause as a sentence of "I", "you", "he", "she", "it" or "they"; "" when it is too long for a line."""
    words = told.split()
    own = {"I": "my", "you": "your", "they": "their"}.get(pronoun, "")
    if own:
        words = [own if word in {"his", "her", "its", "their"} else word for word in words]
        at = next((at for at, word in enumerate(words) if word.lower() not in _ADVERBS), 0)
        words[at] = _plain_verb(words[at], pronoun)
    be = {"I": "I'm", "you": "you're", "they": "they're"}.get(pronoun, f"{pronoun}'s") if verb else pronoun
    sentence = f"{be} {' '.join(words)}"
    return sentence if syllable_count(sentence) <= LONGEST_CLAUSE else _shorter(sentence)


def phrase(tokens: Tokens) -> str:
    """The prompt's first phrase that could be a title: a verb in -ing with what follows, or a noun phrase.

    Somebody "who" does something is a title as a whole when it is short: "The sock that lost its partner".
    """
    whole = re.sub(r"^an? ", "the ", joined(tokens), flags=re.IGNORECASE)
    told = any(word.lower() in _RELATIVE | {"i"} for word, _ in tokens[1:]) and all(kind for _, kind in tokens)
    if told and syllable_count(whole) <= LONGEST_TITLE:
        return whole
    opening = [kind for word, kind in tokens if word.lower() not in {"never", "not", "always"}][:1]
    if opening == ["gerund"]:
        found = deed(tokens)
        if found:
            return found
    runs = _runs(tokens)
    for place, (start, stop) in enumerate(runs):
        article = start - 1 if start and tokens[start - 1][1] in _ARTICLES else start
        if tokens[article][0].lower() in _THEIRS:
            continue
        ends = [
            end for end in _longer(tokens, runs, place) if syllable_count(joined(tokens[article:end])) <= LONGEST_TITLE
        ]
        if ends:
            return joined(tokens[article : ends[0]])
        if stop - start > 1 or tokens[article][1] == "possessive":
            found = joined(tokens[article:stop])
            if syllable_count(found) <= LONGEST_TITLE:
                return found
    return ""


def deed(tokens: Tokens) -> str:
    """A prompt that opens with a verb in -ing, up to its first break, as long as it makes a title; else ""."""
    stop = next((at for at, (word, kind) in enumerate(tokens) if not kind or word.lower() in _CLAUSE), len(tokens))
    while stop > 1 and syllable_count(joined(tokens[:stop])) > LONGEST_TITLE:
        stop -= 1
        while stop > 1 and tokens[stop - 1][1] not in NOUNS | {"adjective", "gerund"}:
            stop -= 1
    return joined(tokens[:stop]) if stop > 1 else ""


def joined(tokens: Tokens) -> str:
    """Tokens as text."""
    text = " ".join(word for word, _ in tokens)
    return re.sub(r" (n't|['’]\w*)(?=\s|$)", r"\1", text).replace(" - ", "-")


def _longer(tokens: Tokens, runs: list[tuple[int, int]], place: int) -> list[int]:
    """Where a title may end that goes on beyond its noun: after a verb in -ing with its noun, or one more place."""
    _, stop = runs[place]
    found = []
    if stop < len(tokens) - 1 and tokens[stop][1] == "gerund":
        found += [end for start, end in runs[place + 1 : place + 2] if _plain(tokens[stop + 1 : start])]
    if place + 1 < len(runs):
        after, end = runs[place + 1]
        between = [kind for _, kind in tokens[stop:after]]
        if between and between[0] == "preposition" and set(between[1:]) <= {*_ARTICLES, "preposition"}:
            found.append(end)
    return found


def _plain(tokens: Tokens) -> bool:
    return all(kind in {*_ARTICLES, "preposition"} for _, kind in tokens)


def _runs(tokens: Tokens) -> list[tuple[int, int]]:
    """Places of noun phrases: words that may stand before a noun, up to the last noun of the run."""
    found = []
    start = 0
    while start < len(tokens):
        stop = start
        while stop < len(tokens) and tokens[stop][1] in _BEFORE_NOUN:
            stop += 1
            if stop < len(tokens) and tokens[stop][1] == "gerund" and tokens[stop - 1][1] in NOUNS:
                break  # "a firefighter coming home": what is done is no name
        last = max((at for at in range(start, stop) if tokens[at][1] in NOUNS), default=-1)
        first = start
        done = start == 0 or tokens[start - 1][1] in NOUNS
        while first < last and (
            tokens[first][1] == "genitive" or (tokens[first][1] == "gerund" and first == start and done)
        ):
            first += 1
        if last >= 0:
            found.append((first, last + 1))
        start = max(stop, start + 1)
    return found


def _upto_break(words: list[str]) -> list[str]:
    stop = next(
        (at for at, word in enumerate(words) if word.lower() in _CLAUSE or (not word[:1].isalnum() and word != "'s")),
        len(words),
    )
    return words[:stop]


def _plain_verb(word: str, pronoun: str) -> str:
    """A verb of "he" as one of "I", "you" or "they"."""
    low = word.lower()
    if low in _FIRST_PERSON:
        return _FIRST_PERSON[low] if pronoun == "I" or low != "is" else "are"
    if low.endswith(("ss", "us")) or not low.endswith("s"):
        return word
    if low.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if low.endswith(("sses", "shes", "ches", "xes", "zes")) else word[:-1]


def _shorter(sentence: str) -> str:
    """A sentence without its last places and times, if it is short enough then; else ""."""
    starts = [found.start() for found in re.finditer(r" (?:at|in|on|by|with|from|after|before|for) ", sentence)]
    for stop in reversed(starts):
        short = sentence[:stop]
        if syllable_count(short) <= LONGEST_CLAUSE:
            return short if len(short.split()) > 2 else ""
    return ""

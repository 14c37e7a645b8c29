"""Spanish, as the lyricist needs it: stems, titles, and what a prompt names."""

import unicodedata

from songwright.studio.phonetics import syllable_count
from songwright.studio.writing._banks import shared
from songwright.studio.writing._spanish_gloss import in_spanish
from songwright.studio.writing._spanish_phrases import (
    clause,
    deed,
    doing,
    noun_phrases,
    phrase,
)
from songwright.studio.writing._spanish_thing import SpanishThing
from songwright.studio.writing._spanish_tokens import SpanishTokens, tokens_of
from songwright.studio.writing._thing import CLAUSE, DEED, Thing, Told

_MEANT = {"noun", "name", "adjective", "verb", "infinitive", "gerund"}
_ENDINGS = (
    *("aciones", "acion", "amiento", "imiento", "iendo", "yendo", "ando", "adores", "adoras", "ador", "adora"),
    *(
        "aban",
        "aba",
        "idos",
        "idas",
        "ados",
        "adas",
        "ido",
        "ida",
        "ado",
        "ada",
        "aron",
        "ieron",
        "arse",
        "erse",
        "irse",
    ),
    *("ar", "er", "ir", "an", "en", "es", "os", "as", "io", "ia", "o", "a", "e", "s"),
)
_LEAST_STEM = 3
_SHORTEST_CLAUSE = 6
"""Syllables below which a sentence gets its pronoun, to fill a line."""
_PEOPLE = {"job", "other", "kin", "crowd"}
DOING = "doing"
"""The kind of what somebody is doing: "bailando bajo la lluvia"."""


class Spanish:
    """Implements `_grammar.Grammar`."""

    def stem(self, word: str) -> str:
        """A rough stem, so that canciones answers to canción and bailando to bailar."""
        low = unicodedata.normalize("NFD", word.lower().strip(".,;:!?¡¿\"'"))
        plain = "".join(letter for letter in low if not unicodedata.combining(letter))
        for ending in _ENDINGS:
            if plain.endswith(ending) and len(plain) - len(ending) >= _LEAST_STEM:
                return plain[: -len(ending)]
        return plain

    def meaning(self, text: str) -> list[str]:
        """Words of a prompt with a meaning, lower case, orders of music aside; an English prompt's in Spanish."""
        return [word.lower() for word, kind in tokens_of(in_spanish(text)) if kind in _MEANT]

    def titled(self, text: str) -> str:
        """A phrase as a Spanish title: only its first letter is made large."""
        at = next((at for at, letter in enumerate(text) if letter.isalnum()), 0)
        return text[:at] + text[at : at + 1].upper() + text[at + 1 :]

    def told(self, text: str) -> Told:
        """What a prompt names, and its phrase for a title."""
        plain = in_spanish(text)
        tokens = tokens_of(plain)
        things = noun_phrases(tokens)
        return Told(
            text=plain,
            things=tuple(dict.fromkeys(each.text for each in things)),
            named=_in_order(tuple(dict.fromkeys(things)), tokens),
            phrase=phrase(tokens),
        )


def _in_order(things: tuple[SpanishThing, ...], tokens: SpanishTokens) -> tuple[Thing, ...]:
    """What a song can tell of a prompt: the main thing first, then what it does, then the rest."""
    done, now = deed(tokens), doing(tokens)
    acts = [Thing(text=done, kind=DEED)] if done else [Thing(text=now, kind=DOING)] if now else []
    if acts:
        return (*acts, *(each for each in things if each.text not in shared("es").unnamed))
    main = sorted(things, key=lambda each: each.kind != "kin")
    said = clause(tokens, main[0]) if main else ""
    if said and syllable_count(said, "es") < _SHORTEST_CLAUSE and main[0].kind in _PEOPLE:
        said = f"{main[0].forms()['él']} {said}"
    sentence = [Thing(text=said, kind=CLAUSE)] if said else []
    return (*main[:1], *sentence, *(each for each in main[1:] if each.text not in said))

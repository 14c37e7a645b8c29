"""Something a Spanish prompt names, and how a pattern's words agree with it."""

import re
from dataclasses import dataclass

from songwright.studio.writing._thing import Thing

_VERBS = {
    "es": "son",
    "era": "eran",
    "fue": "fueron",
    "está": "están",
    "va": "van",
    "ha": "han",
    "tiene": "tienen",
    "viene": "vienen",
    "vuelve": "vuelven",
    "sabe": "saben",
    "hace": "hacen",
    "le": "les",
    "vino": "vinieron",
    "quedó": "quedaron",
    "llegó": "llegaron",
    "empezó": "empezaron",
    "volvió": "volvieron",
}
"""Words in braces that a plural has another form of, beside the endings {n}, {s} and {o}."""


def contracted(text: str) -> str:
    """The text with "de el" and "a el" in one word."""
    return re.sub(r"\b([Aa]) el (?=\S)", r"\1l ", re.sub(r"\b([Dd])e el (?=\S)", r"\1el ", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanishThing(Thing):
    """A thing with its gender and number."""

    gender: str = "m"
    plural: bool = False

    @property
    def bare(self) -> str:
        """The text without its article."""
        return re.sub(r"^(?:el|la|los|las|una?|unos|unas) ", "", self.text)

    @property
    def role(self) -> bool:
        """Whether the singer is this person: here one sings of people."""
        return False

    def spellings(self) -> tuple[str, ...]:
        """The ways in which a line may name it."""
        forms = (self.text, self.some, contracted(f"a {self.text}"), contracted(f"de {self.text}"))
        return tuple(form for form in (*forms, f"de {self.bare}") if form)

    def put(self, pattern: str) -> str:
        """A pattern with the thing and the words that agree with it in place; "de" and "a" join its article."""
        return contracted(Thing.put(self, pattern))

    def forms(self) -> dict[str, str]:
        """What stands for each word in braces."""
        many, hers = self.plural, self.gender == "f"
        return {
            "thing": self.text,
            "bare": self.bare,
            "some": self.some or self.text,
            "o": ("a" if hers else "o") + ("s" if many else ""),
            "s": "s" if many else "",
            "es": "son" if many else "es",
            "n": "n" if many else "",
            "lo": ("la" if hers else "lo") + ("s" if many else ""),
            "él": ("ellas" if hers else "ellos") if many else ("ella" if hers else "él"),
            "el": ("las" if hers else "los") if many else ("la" if hers else "el"),
            "un": ("unas" if hers else "unos") if many else ("una" if hers else "un"),
            **{one: several if many else one for one, several in _VERBS.items()},
        }

"""Something that a prompt names, and how a pattern's words agree with it."""

import re
from dataclasses import dataclass

_HERS = {
    "she": ("she", "her", "her"),
    "he": ("he", "his", "him"),
    "it": ("it", "its", "it"),
    "they": ("they", "their", "them"),
}
"""Subject, possessive and object form of each pronoun."""
CLAUSE, DEED = "clause", "deed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something a line can name."""

    text: str
    """As it stands inside a line: "the old lighthouse", "my dog Max"; of a clause "he lost his shoe"."""
    kind: str
    """A table of scenes.toml."""
    pronoun: str = "it"
    """"it", "he", "she" or "they"."""
    some: str = ""
    """The text as something new, "an old lighthouse", where the prompt has it so."""

    @property
    def bare(self) -> str:
        """The text without its article."""
        return re.sub(r"^(?:the|an?) ", "", self.text)

    @property
    def role(self) -> bool:
        """Whether the singer is this person."""
        return self.kind == "job"

    def put(self, pattern: str) -> str:
        """A pattern of scenes.toml with the thing, its pronouns and their verbs in place."""
        words = self.forms()
        return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), pattern)

    def spellings(self) -> tuple[str, ...]:
        """The ways in which a line may name it."""
        return (self.text, self.some) if self.some else (self.text,)

    def forms(self) -> dict[str, str]:
        """What stands for each word in braces."""
        subject, possessive, him = _HERS[self.pronoun]
        many = self.pronoun == "they"
        return {
            "thing": self.text,
            "bare": self.bare,
            "some": self.some or self.text,
            "it": subject,
            "its": possessive,
            "him": him,
            "is": "are" if many else "is",
            "was": "were" if many else "was",
            "has": "have" if many else "has",
            "does": "do" if many else "does",
            "s": "" if many else "s",
            "ies": "y" if many else "ies",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a prompt says."""

    text: str
    """The prompt in the language of the lyric."""
    things: tuple[str, ...]
    """What it names, as it stands inside a line."""
    named: tuple[Thing, ...]
    """The same with their kinds, and what somebody does among them, in the order in which a song should tell them."""
    phrase: str
    """The phrase that would make a title, or ""."""

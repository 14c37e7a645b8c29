"""The three heard texts of a request, and what they order together."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from songwright.song import SongRequest
from songwright.studio.models import leanings
from songwright.studio.reading._directions import tag_tools
from songwright.studio.reading._hearing import Heard, Mark, hear
from songwright.studio.reading._lexicon import Means
from songwright.studio.reading._measures import Measure
from songwright.studio.reading._theme import is_frame
from songwright.studio.reading._tokens import words
from songwright.studio.reading._vocabulary import Mood, moods, scenes
from songwright.studio.reading._wishes import Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it was heard: the style field first, since it wins."""

    request: SongRequest
    style: Heard
    prompt: Heard
    avoid: Heard

    @classmethod
    def hear(cls, request: SongRequest) -> "Asked":
        """Hear all texts of a request; a prompt beside given words adds nothing."""
        return cls(
            request=request,
            style=hear(request.style),
            prompt=hear("" if request.words and request.words.strip() else request.prompt, sentence=True),
            avoid=hear(request.avoid, negated=True),
        )

    @property
    def texts(self) -> tuple[Heard, ...]:
        """All of them, the strongest first."""
        return (self.style, self.prompt, self.avoid)

    def wanted(self, means: Means) -> tuple[Mark, ...]:
        """Orders of one kind."""
        return tuple(mark for heard in self.texts for mark in heard.named(means))

    def unwanted(self, means: Means) -> tuple[Mark, ...]:
        """What of one kind shall stay out."""
        return tuple(mark for heard in self.texts for mark in heard.named(means, negated=True))

    def values(self, means: Means, *, out: bool = False) -> tuple[str, ...]:
        """The values of the orders of one kind, each once."""
        marks = self.unwanted(means) if out else self.wanted(means)
        every = [sense.value for mark in marks for sense in mark.senses if sense.means is means]
        if means is Means.TOOL and not out and not self.request.instrumental:
            every += tag_tools(self.request.words or "")
        return tuple(dict.fromkeys(every))

    def exact(self, kind: str) -> tuple[Measure, ...]:
        """Exact orders of one kind from style and prompt."""
        return tuple(
            measure for heard in (self.style, self.prompt) for measure in heard.measures if measure.kind == kind
        )

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """Wishes about the form, those of the strongest text first."""
        return tuple(wish for heard in self.texts for wish in heard.wishes)

    @property
    def moods(self) -> tuple[Mood, ...]:
        """Moods asked for; those inside the subject count where no other is named, then what its scene says."""
        out = self.values(Means.MOOD, out=True)
        names = tuple(name for name in self.values(Means.MOOD) if name not in out)
        if not names:
            faint = (mark.value(Means.MOOD) for mark in self.prompt.marks if mark.faint)
            names = tuple(dict.fromkeys(name for name in faint if name and name not in out))
        if not names and leanings(self.request.model).reads_scenes:
            names = tuple(name for name in _scene(self.prompt) if name not in out)
        return tuple(moods()[name] for name in names)

    def wordless(self) -> bool:
        """Whether the texts ask for nobody to sing."""
        return bool(self.wanted(Means.WORDLESS)) or any(self._whole_voice(heard) for heard in self.texts)

    @staticmethod
    def _whole_voice(heard: Heard) -> bool:
        """Whether a text takes out the voice itself ("no vocals"), not one kind of it ("no female vocals")."""
        qualified = {Means.GENDER, Means.MANNER, Means.VOCAL_MANNER}
        closers = {m.stop for m in heard.marks if any(sense.means in qualified for sense in m.senses)}
        return any(mark.start not in closers for mark in heard.named(Means.VOICE, negated=True))


def _scene(prompt: Heard) -> tuple[str, ...]:
    """The mood of the first scene in a prompt, of those that begin at one word the longest; () without one."""
    told = tuple(token.word for token in prompt.tokens)
    found = [
        (at, -len(key), mood)
        for at in range(len(told))
        for key, mood in _scene_words()
        if told[at : at + len(key)] == key
    ]
    return (min(found)[2],) if found else ()


@cache
def _scene_words() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple((words(phrase), mood) for phrase, mood in scenes().items())


def leftovers(asked: Asked) -> Iterator[str]:
    """A sentence for each stretch of the style and avoid fields that no rule understood."""
    for name, heard in (("style", asked.style), ("avoid", asked.avoid)):
        for stretch in _strange(heard):
            yield f"“{stretch}” in the {name} text was not understood."


def _strange(heard: Heard) -> Iterator[str]:
    """Stretches of a list of orders that meant nothing, without the small words around them."""
    chunks: dict[int, list[int]] = {}
    for at, token in enumerate(heard.tokens):
        if at not in heard.consumed and not is_frame(token.word):
            chunks.setdefault(token.chunk, []).append(at)
    for places in chunks.values():
        yield heard.text[heard.tokens[places[0]].start : heard.tokens[places[-1]].stop]

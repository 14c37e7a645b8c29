"""Stanzas in the making: candidates from the notebooks, and the critic's choice among them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from songwright.song import SectionKind
from songwright.studio.writing._banks import Entry, Half, entries, scenes, shared
from songwright.studio.writing._cost import cost, names
from songwright.studio.writing._measure import Ear, end_word
from songwright.studio.writing._subject import Subject
from songwright.studio.writing._thing import CLAUSE, DEED, Thing

_CANDIDATES = 24
_WHIM = 2.5
_AT_HAND = 10
"""Entries of a notebook that a lyric has to choose from at least."""


@dataclass(slots=True)
class Desk:
    """What lies on the desk while one lyric is written: the subject, the hook, and what has been said already."""

    subject: Subject
    hook: str
    """The line of the title."""
    goal: int
    """Syllables a line should have."""
    rng: np.random.Generator
    speaks_to: bool = True
    """Whether the lyric says "you" to somebody."""
    pairs: bool = False
    """Whether verses rhyme in pairs."""
    sources: set[str] = field(default_factory=set)
    content: Counter[str] = field(default_factory=Counter)
    ends: set[str] = field(default_factory=set)
    verse_lengths: list[int] = field(default_factory=list)
    """Syllables of the first verse's lines; later verses follow them."""
    things: list[Thing] = field(default_factory=list)
    """What the prompt names and no verse has named yet."""
    pools: dict[str, list[Half]] = field(default_factory=dict)
    """Entries of the notebooks in the wording this lyric has for them."""
    at_hand: dict[str, list[Half]] = field(default_factory=dict)
    """What the stanza in the making can choose from, by what it is for."""
    chorus: tuple[str, ...] = ()
    """The chorus, as soon as it is written."""

    @property
    def ear(self) -> Ear:
        """The ear of the lyric's language."""
        return self.subject.ear

    @property
    def language(self) -> str:
        """The lyric's language."""
        return self.subject.ear.language

    def write(self, kind: SectionKind, lines: int) -> tuple[str, ...]:
        """The best of the candidates for a stanza of so many lines, taken off the desk."""
        self.at_hand = {}
        match kind:
            case SectionKind.CHORUS:
                self.chorus = self._keep(self._best([self._chorus(lines) for _ in range(_CANDIDATES)], kind, lines))
                return self.chorus
            case SectionKind.PRE | SectionKind.BUILD | SectionKind.BREAK:
                return self._keep(self._best([self._couplets(lines) for _ in range(_CANDIDATES)], kind, lines))
            case SectionKind.BRIDGE:
                return self._keep(self._best([self._bridge(lines) for _ in range(_CANDIDATES)], kind, lines))
            case SectionKind.VERSE | SectionKind.INTRO:
                found = self._keep(self._best([self._verse(lines) for _ in range(_CANDIDATES)], kind, lines))
                self.verse_lengths = self.verse_lengths or [self.ear.measured(line).syllables for line in found]
                return found
            case SectionKind.OUTRO:
                return self._closing(lines)
            case _:
                return self._refrain(lines)

    # ------------------------------------------------------------ candidates

    def _verse(self, lines: int) -> list[Half]:
        """Pictures, then what they mean; the halves of each four lines rhyme with each other.

        Two lines left over are a couplet, and some styles have nothing else.
        """
        found: list[Half] = []
        named = 0
        nouns = [thing for thing in self.subject.named if thing.kind not in {CLAUSE, DEED}]
        self.things = self.things or nouns  # every verse names something: no other song has it
        for start in range(0, lines, 2):
            if len(found) * 2 > start:
                continue
            several = min(4, lines - start) if not self.pairs else 2
            scene = self._named(named, scenes(self.language).see if several == 4 else scenes(self.language).couplets)
            others = self._pictures() if several == 4 else self._pairs()
            opening = self._pick((scene or others) if start == 0 else [*others, *scene, *scene], found)
            named += opening in scene
            found.append(opening)
            if several == 4:
                found.append(self._answer(opening, found))
        return found

    def _pairs(self) -> list[Half]:
        """Couplets for any subject."""
        return self._fresh(self._worded("any pair", entries(scenes(self.language).couplets["any"], 2), lucky=True))

    def _answer(self, opening: Half, found: list[Half]) -> Half:
        """A second half that rhymes with the first, from the subject's notebooks or from the one for any subject."""
        end = end_word(opening.lines[-1])
        if end not in self.at_hand:
            answers = self._says()
            fitting = [half for half in answers if self.ear.perfect(half.lines[-1], opening.lines[-1])]
            near = fitting or [half for half in answers if self.ear.rhymes(half.lines[-1], opening.lines[-1])]
            self.at_hand[end] = near or answers
        return self._pick(self.at_hand[end], found)

    def _chorus(self, lines: int) -> list[Half]:
        """The hook on the odd lines, what answers it on the even ones; longer, with two pairs of the theme around."""
        hook = Half(lines=(self.hook,), source="hook")
        if lines < 4:
            answered = self._replying()
            if lines == 2 and answered and self.rng.random() < 0.5:
                return [hook, self._pick(answered, [])]
            return [hook] * lines
        first, second = self._replies()
        block = [hook, first, hook, second]
        lift = self._pool("lift") if self.subject.known or not self.subject.named else []
        at = 2 * int(self.rng.integers(len(lift) // 2)) if lift else 0
        pair = lift[at : at + 2]
        if lines < 6:
            own = [half for half in pair if self.ear.answers(half.lines[-1], self.hook)]
            open_lines = [half for half in own if half.lines[0].split()[0] not in shared(self.language).leaning]
            if open_lines:
                return [open_lines[0], hook, hook]
            return self._around(pair) or block
        if lines < 8:
            return [*block, *([hook] * (lines - 4))]
        pair = pair or [_run_on(self._replies()), _run_on(self._replies())]
        if len(pair) < 2 or not self.ear.answers(pair[0].lines[-1], pair[1].lines[-1]):
            third, fourth = self._replies(known=False)
            pair = [
                Half(lines=(self.hook, third.lines[0]), source="hook"),
                Half(lines=(self.hook, fourth.lines[0]), source="hook"),
            ]
        rest = [hook] * (lines - 8)
        return [*pair, *block, *rest] if self.rng.random() < 0.5 else [*block, *pair, *rest]

    def _around(self, pair: list[Half]) -> list[Half]:
        """The hook with what a pair of the theme rhymes on, where both can stand alone and chance says so."""
        ends = [half.lines[-1] for half in pair]
        leaning = shared(self.language).leaning
        alone = len(ends) == 2 and self.ear.answers(*ends) and all(end.split()[0] not in leaning for end in ends)
        if not alone or self._replying() or self.rng.random() < 0.5:
            return []
        hook = Half(lines=(self.hook,), source="hook")
        return [part for half in pair for part in (hook, Half(lines=half.lines[-1:], source=half.source))]

    def _replies(self, *, known: bool = True) -> tuple[Half, Half]:
        """Two chorus lines that rhyme with the hook, else with each other."""
        groups = self._refrains()
        fresh = self._replying() if known else []
        if len(fresh) < 2:
            fresh = groups[int(self.rng.integers(len(groups)))]
        first = fresh[int(self.rng.integers(len(fresh)))]
        others = self._rhyming(fresh, first.lines[0], 1)
        return first, others[int(self.rng.integers(len(others)))] if others else first

    def _couplets(self, lines: int) -> list[Half]:
        """Rising couplets that rhyme in themselves; for a single line, its first half."""
        found: list[Half] = []
        while sum(len(half.lines) for half in found) < lines:
            found.append(self._pick(self._fresh(self._worded("pre", self.subject.themes[0].pre)), found))
        return found

    def _bridge(self, lines: int) -> list[Half]:
        """Turns of thought of four lines each, or what is still to be named; a short bridge is a couplet."""
        general = scenes(self.language).bridge
        turns = self._fresh(self._worded("any bridge", general, lucky=len(general) > _AT_HAND))
        if self.subject.known or not self.subject.named:
            turns = [*self._pool("bridge"), *turns]
        found: list[Half] = []
        for _ in range(lines // 4):
            scene = [] if found else self._named(0, scenes(self.language).see)
            if scene and self.rng.random() < 0.5:
                opening = self._pick(scene, found)
                found += [opening, self._answer(opening, found)]
            else:
                found.append(self._pick(turns, found))
        return [*found, *(self._couplets(lines % 4) if lines % 4 else ())]

    def _closing(self, lines: int) -> tuple[str, ...]:
        """How the chorus ends, once more; its last line alone would end in the air, the hook doesn't."""
        return self.chorus[-lines:] if 1 < lines <= len(self.chorus) else (self.hook,) * lines

    def _refrain(self, lines: int) -> tuple[str, ...]:
        """The hook between sung vowels, for what follows a chorus."""
        vowels = shared(self.language).post[int(self.rng.integers(len(shared(self.language).post)))]
        return tuple(self.hook if at % 2 else vowels for at in range(lines)) if lines > 1 else (self.hook,)

    # ------------------------------------------------------------ pools

    def _named(self, at: int, patterns: dict[str, tuple[str, ...]]) -> list[Half]:
        """Pictures or couplets of the thing at this place among those to be named; none where all are named."""
        if at >= len(self.things):
            return []
        thing = self.things[at]
        own = patterns.get(thing.kind, ())
        if thing.kind == DEED:
            own = (*own, *patterns[CLAUSE])  # a long one is a line by itself
        name = f"{thing.kind} {thing.text} {len(own)} {own[:1]}"
        if name not in self.pools:
            self._worded(name, entries(tuple(thing.put(pattern) for pattern in own), 2), lucky=True)
        return [half for half in self.pools[name] if half.source not in self.sources]

    def _pictures(self) -> list[Half]:
        """The subject's own pictures; when only the style chose the notebook, thoughts for any subject."""
        if "pictures" not in self.at_hand:
            strange = bool(self.subject.named) and not self.subject.known
            found = self._fresh(self._general()) if strange else self._pool("see")
            self.at_hand["pictures"] = self._addressed(found)
        return self.at_hand["pictures"]

    def _says(self) -> list[Half]:
        """Second halves of a verse, of the subject's notebooks and for any subject."""
        if "says" not in self.at_hand:
            strange = bool(self.subject.named) and not self.subject.known
            own = [] if strange else [*self._pool("say"), *self._pool("see")]
            self.at_hand["says"] = self._addressed([*own, *self._fresh(self._general())])
        return self.at_hand["says"]

    def _addressed(self, found: list[Half]) -> list[Half]:
        """Halves without "you" where the lyric speaks to nobody."""
        if self.speaks_to:
            return found
        return [half for half in found if not any(self.ear.measured(line).speaks_to for line in half.lines)] or found

    def _general(self) -> list[Half]:
        return self._worded("any say", scenes(self.language).say, lucky=True)

    def _refrains(self) -> list[list[Half]]:
        """Chorus lines by sound, in this lyric's wording; only sounds with two ends."""
        groups = scenes(self.language).answers
        worded = iter(self._worded("refrains", tuple(entry for group in groups for entry in group)))
        found = [[next(worded) for _ in group] for group in groups]
        return [group for group in found if any(self.ear.answers(a.lines[0], group[0].lines[0]) for a in group[1:])]

    def _replying(self) -> list[Half]:
        """Chorus lines that rhyme with the hook."""
        if "replying" not in self.pools:
            everyone = [half for group in self._refrains() for half in group]
            self.pools["replying"] = self._rhyming(everyone, self.hook, 2)
        return self.pools["replying"]

    def _rhyming(self, found: list[Half], end: str, least: int) -> list[Half]:
        """Halves whose first line rhymes with an end: perfectly, or near if few do and the language allows it."""
        perfect = [half for half in found if self.ear.perfect(half.lines[0], end)]
        return perfect if len(perfect) >= least else [half for half in found if self.ear.answers(half.lines[0], end)]

    def _pool(self, part: str) -> list[Half]:
        """What the notebooks of the subject have for one part and no stanza has said."""
        lift = part == "lift"  # whose neighbours rhyme, so that none may be missing
        found = [
            half
            for theme in self.subject.themes
            for half in self._worded(f"{part} {theme.id}", getattr(theme, part), lucky=not lift)
        ]
        return found if lift else self._fresh(found)

    def _fresh(self, found: list[Half]) -> list[Half]:
        return [half for half in found if half.source not in self.sources] or found

    def _worded(self, name: str, notebook: Sequence[Entry], *, lucky: bool = False) -> list[Half]:
        """The entries of a notebook, each in its one wording here; of a `lucky` long one half.

        What the critic likes best would otherwise come back in song after song.
        """
        if name not in self.pools:
            known = (
                self.rng.permutation(len(notebook))[: max(_AT_HAND, len(notebook) // 2)]
                if lucky
                else range(len(notebook))
            )
            self.pools[name] = [notebook[at].worded(self.rng) for at in known]
        return self.pools[name]

    # ------------------------------------------------------------ choice

    def _pick(self, pool: Sequence[Half], taken: list[Half]) -> Half:
        """One half at random, but none twice while there are others."""
        free = [half for half in pool if half not in taken] or list(pool)
        return free[int(self.rng.integers(len(free)))]

    def _best(self, candidates: list[list[Half]], kind: SectionKind, lines: int) -> list[Half]:
        """The candidate with the lowest cost, give or take a whim, so that seeds differ."""
        whims = self.rng.uniform(0.0, _WHIM, len(candidates))
        candidates = [_cut(found, lines) for found in candidates]
        best = min(range(len(candidates)), key=lambda at: cost(self, candidates[at], kind) + whims[at])
        return candidates[best]

    def _keep(self, found: list[Half]) -> tuple[str, ...]:
        """The lines of the chosen candidate; what they say is remembered."""
        lines = tuple(line for half in found for line in half.lines)
        for half in found:
            if half.source == "hook":
                continue
            self.sources.add(half.source)
            for line in half.lines:
                self.content.update(self.ear.measured(line).content)
                self.ends.add(end_word(line))
        self.things = [thing for thing in self.things if not any(names(thing, line) for line in lines)]
        return lines


def _run_on(pair: tuple[Half, Half]) -> Half:
    return Half(lines=(pair[0].lines[0], pair[1].lines[0]), source=pair[0].source)


def _cut(found: list[Half], lines: int) -> list[Half]:
    """The first `lines` lines; only a stanza of one line is shorter than its half."""
    return [Half(lines=found[0].lines[:1], source=found[0].source)] if lines == 1 else found

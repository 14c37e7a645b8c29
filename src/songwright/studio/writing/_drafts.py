"""Stanzas in the making: candidates from the notebooks, and the critic's choice among them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from songwright.song import SectionKind
from songwright.studio.writing._banks import Half, Theme, halves, shared
from songwright.studio.writing._measure import measured, rhymes
from songwright.studio.writing._subject import Subject

_CANDIDATES = 40
_UNRHYMED = 6.0
_LENGTH_OFF = 1.0
_VERSE_OFF = 1.5
_WORD_AGAIN = 0.7
_END_AGAIN = 3.0
_STUMBLE = 0.6
_ON_THEME = -0.8
_NAMES_THING = -2.5
_SECOND_THEME = 0.6
_CLICHE = 10.0
_WHIM = 1.5


@dataclass(slots=True)
class Desk:
    """What lies on the desk while one lyric is written: the subject, the hook, and what has been said already."""

    subject: Subject
    hook: str
    """The line of the title."""
    goal: int
    """Syllables a line should have."""
    rng: np.random.Generator
    sources: set[str] = field(default_factory=set)
    content: Counter[str] = field(default_factory=Counter)
    ends: set[str] = field(default_factory=set)
    verse_lengths: list[int] = field(default_factory=list)
    """Syllables of the first verse's lines; later verses follow them."""
    things: list[str] = field(default_factory=list)
    """What the prompt names and no verse has named yet."""

    def write(self, kind: SectionKind, lines: int) -> tuple[str, ...]:
        """The best of the candidates for a stanza of so many lines, taken off the desk."""
        match kind:
            case SectionKind.CHORUS:
                return self._keep(self._best([self._chorus(lines) for _ in range(_CANDIDATES)], kind, lines))
            case SectionKind.PRE | SectionKind.BUILD | SectionKind.BREAK:
                return self._keep(self._best([self._couplets(lines) for _ in range(_CANDIDATES)], kind, lines))
            case SectionKind.BRIDGE:
                return self._keep(self._best([self._bridge(lines) for _ in range(_CANDIDATES)], kind, lines))
            case SectionKind.VERSE | SectionKind.INTRO:
                found = self._keep(self._best([self._verse(lines) for _ in range(_CANDIDATES)], kind, lines))
                self.verse_lengths = self.verse_lengths or [measured(line).syllables for line in found]
                return found
            case SectionKind.OUTRO:
                return (self.hook,) * lines
            case _:
                return self._refrain(lines)

    # ------------------------------------------------------------ candidates

    def _verse(self, lines: int) -> list[Half]:
        """Pictures, then what they mean; the halves of each four lines rhyme with each other."""
        found: list[Half] = []
        while sum(len(half.lines) for half in found) < lines:
            opening = self._pick([*self._pool("see"), *self._named("see")], found)
            answers = self._named("say") if self._names_thing(opening) else self._pool("say")
            closings = [half for half in answers if rhymes(half.lines[-1], opening.lines[-1])]
            found.append(opening)
            if sum(len(half.lines) for half in found) < lines:
                found.append(self._pick(closings or answers, found))
        return found

    def _chorus(self, lines: int) -> list[Half]:
        """The hook before and after two lines, or twice beside two that rhyme with it; longer, around two pairs."""
        hook = Half(lines=(self.hook,), source="hook")
        lift = [half for theme in self.subject.themes for half in theme.lift]
        if lines < 4:
            return [hook] * lines
        at = 2 * int(self.rng.integers(len(lift) // 2))
        pair = [lift[at], lift[at + 1]]
        if lines < 6:
            free = [half for half in pair if half.lines[0].split()[0] not in shared().leaning] or pair[:1]
            half = free[int(self.rng.integers(len(free)))]
            answered = rhymes(half.lines[-1], self.hook)
            orders = ([hook, half, hook], [half, hook, hook], [hook, hook, half])
            return orders[int(self.rng.integers(3))] if answered else orders[0]
        if lines < 8:
            return [hook, *pair, hook]
        more = [lift[(at + 2 + ahead) % len(lift)] for ahead in range((lines - 8) // 2)]
        return [*more, hook, pair[0], hook, hook, pair[1], hook]

    def _couplets(self, lines: int) -> list[Half]:
        """Rising couplets that rhyme in themselves; for a single line, its first half."""
        pool = [half for half in self.subject.themes[0].pre if half.source not in self.sources]
        found: list[Half] = []
        while sum(len(half.lines) for half in found) < lines:
            found.append(self._pick(pool, found))
        return found

    def _bridge(self, lines: int) -> list[Half]:
        """Turns of thought of four lines each; what is left, or a short bridge, is a couplet."""
        pool = [half for theme in self.subject.themes for half in theme.bridge]
        found: list[Half] = []
        for _ in range(lines // 4):
            found.append(self._pick(pool, found))
        return [*found, *(self._couplets(lines % 4) if lines % 4 else ())]

    def _refrain(self, lines: int) -> tuple[str, ...]:
        """The hook between sung vowels, for what follows a chorus."""
        vowels = shared().post[int(self.rng.integers(len(shared().post)))]
        return tuple(self.hook if at % 2 else vowels for at in range(lines)) if lines > 1 else (self.hook,)

    # ------------------------------------------------------------ choice

    def _pool(self, part: str) -> list[Half]:
        """What the notebooks of the subject have for one part of a verse and no verse has said."""
        found = [half for theme in self.subject.themes for half in getattr(theme, part)]
        free = [half for half in found if half.source not in self.sources]
        return free or found

    def _named(self, part: str) -> list[Half]:
        """Halves that name the prompt's next thing, or answer with "it"."""
        entries = [entry.replace("{thing}", thing) for thing in self.things[:1] for entry in getattr(shared(), part)]
        return [half for half in halves(entries, 2) if half.source not in self.sources]

    def _names_thing(self, half: Half) -> bool:
        return bool(self.things) and any(self.things[0] in line for line in half.lines)

    def _pick(self, pool: Sequence[Half], taken: list[Half]) -> Half:
        """One half at random, but none twice while there are others."""
        free = [half for half in pool if half not in taken] or list(pool)
        return free[int(self.rng.integers(len(free)))]

    def _best(self, candidates: list[list[Half]], kind: SectionKind, lines: int) -> list[Half]:
        """The candidate with the lowest cost, give or take a whim, so that seeds differ."""
        whims = self.rng.uniform(0.0, _WHIM, len(candidates))
        candidates = [_cut(found, lines) for found in candidates]
        best = min(range(len(candidates)), key=lambda at: self._cost(candidates[at], kind) + whims[at])
        return candidates[best]

    def _cost(self, found: list[Half], kind: SectionKind) -> float:
        lines = [line for half in found for line in half.lines]
        sizes = [measured(line) for line in lines]
        goals = self.verse_lengths if kind is SectionKind.VERSE and self.verse_lengths else [self.goal] * len(lines)
        weight = _VERSE_OFF if goals is self.verse_lengths else _LENGTH_OFF
        cost = sum(weight * max(0, abs(m.syllables - goal) - 1) for m, goal in zip(sizes, goals, strict=False))
        cost += _STUMBLE * sum(m.clashes for m in sizes)
        cost += self._rhyme_cost(found, kind)
        told = Counter(
            word for half in found if half.source != "hook" for line in half.lines for word in measured(line).content
        )
        cost += _WORD_AGAIN * sum(times - 1 + min(self.content[word], 2) for word, times in told.items())
        fresh = [m.end for half in found if half.source != "hook" for m in map(measured, half.lines)]
        cost += _END_AGAIN * (len(fresh) - len(set(fresh)) + sum(end in self.ends for end in fresh))
        cost += _ON_THEME * len(self.subject.words & set(told))
        cost += _SECOND_THEME * sum(not self._first_theme(half) for half in found)
        if self.things:
            named = sum(map(self._names_thing, found))
            cost += _NAMES_THING if named == 1 else 4.0 * named
        low = " ".join(lines).lower()
        return cost + _CLICHE * sum(phrase in low for phrase in shared().cliches)

    def _rhyme_cost(self, found: list[Half], kind: SectionKind) -> float:
        if kind in (SectionKind.VERSE, SectionKind.INTRO):
            pairs = zip(found[::2], found[1::2], strict=False)
            return _UNRHYMED * sum(not rhymes(a.lines[-1], b.lines[-1]) for a, b in pairs)
        if kind is SectionKind.CHORUS:
            ends = [half.lines[-1] for half in found if half.source != "hook"]
            return -1.5 * sum(rhymes(end, self.hook) for end in ends)
        return 0.0

    def _first_theme(self, half: Half) -> bool:
        theme: Theme = self.subject.themes[0]
        return half.source == "hook" or half in (*theme.see, *theme.say, *theme.lift, *theme.bridge, *theme.pre)

    def _keep(self, found: list[Half]) -> tuple[str, ...]:
        """The lines of the chosen candidate; what they say is remembered."""
        lines = tuple(line for half in found for line in half.lines)
        for half in found:
            if half.source == "hook":
                continue
            self.sources.add(half.source)
            for line in half.lines:
                self.content.update(measured(line).content)
                self.ends.add(measured(line).end)
        if self.things and any(self.things[0] in line for line in lines):
            self.things.pop(0)
        return lines


def _cut(found: list[Half], lines: int) -> list[Half]:
    """The first `lines` lines; only a stanza of one line is shorter than its half."""
    return [Half(lines=found[0].lines[:1], source=found[0].source)] if lines == 1 else found

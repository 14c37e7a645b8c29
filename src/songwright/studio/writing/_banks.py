"""The lyricist's notebooks, a folder for each language: lines by theme, and those that serve every theme."""

import itertools
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

_CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")

WRITTEN: tuple[str, ...] = ("en", "es")
"""ISO 639-1 codes of the languages that have notebooks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """Lines that belong together: half a verse (two lines), or a whole bridge (four)."""

    lines: tuple[str, ...]
    source: str
    """The entry of the notebook it was read from; one entry is used once in a lyric."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a notebook: lines parted by " / ", with choices {a|b} in them."""

    pattern: str
    size: int
    """Lines it has."""

    def __post_init__(self) -> None:
        if len(self.pattern.split(" / ")) != self.size:
            raise ValueError(f'"{self.pattern}" must have {self.size} lines parted by " / "')

    def worded(self, rng: np.random.Generator) -> Half:
        """One of its wordings, drawn by chance."""

        def chosen(found: re.Match[str]) -> str:
            words = found[1].split("|")
            return words[int(rng.integers(len(words)))]

        return _half(_CHOICE.sub(chosen, self.pattern), self.pattern)

    def wordings(self) -> tuple[Half, ...]:
        """Every wording."""
        parts = _CHOICE.split(self.pattern)
        choices = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
        return tuple(_half("".join(chosen), self.pattern) for chosen in itertools.product(*choices))


def _half(text: str, source: str) -> Half:
    return Half(lines=tuple(_raised(line.strip()) for line in text.split(" / ")), source=source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One notebook: what can be said about love, rain or the road."""

    id: str
    keywords: tuple[str, ...]
    """Words of a prompt that call for this theme, the most telling first."""
    hooks: tuple[str, ...]
    """Titles, each good for the first line of a chorus."""
    see: tuple[Entry, ...]
    """Pictures: they open a verse."""
    say: tuple[Entry, ...]
    """What the singer makes of them: they close a verse."""
    lift: tuple[Entry, ...]
    """Chorus lines; each two neighbours rhyme."""
    bridge: tuple[Entry, ...]
    pre: tuple[Entry, ...]
    """Couplets that lead into the chorus, calm or bold as the theme is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Lines with a place for what the prompt names, and the words that steer the choice."""

    post: tuple[str, ...]
    leaning: frozenset[str]
    """First words of lines that lean on the line before."""
    assonant: bool
    """Whether songs of the language take lines for rhymed whose vowels alone agree."""
    pairs: frozenset[str]
    """Styles whose verses rhyme in pairs."""
    past: frozenset[str]
    """Verbs that tell of the past and have none of the endings."""
    past_endings: tuple[str, ...]
    """Endings of verbs that tell of the past."""
    you: frozenset[str]
    """Words that speak to somebody."""
    fallback: dict[str, tuple[str, ...]]
    """Themes by style, when the prompt names none."""
    unnamed: frozenset[str]
    """Nouns that name nothing."""
    passed: frozenset[str]
    """Nouns that are no thing of their own, as the pair of shoes."""
    noise: frozenset[str]
    """Words of a prompt that order music and name no subject."""
    cliches: tuple[str, ...]


@cache
def themes(language: str = "en") -> dict[str, Theme]:
    """All notebooks of a language by id. Raises ValueError naming the file and entry when one is unsound."""
    shared = _toml(language, "shared.toml")
    calm = set(shared["tones"]["calm"])
    found: dict[str, Theme] = {}
    for file in sorted((_folder(language) / "themes").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        name = file.name.removesuffix(".toml")
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        try:
            found[name] = Theme(
                id=name,
                keywords=tuple(table["keywords"].split()),
                hooks=tuple(table["hooks"]),
                see=entries(table["see"], 2),
                say=entries(table["say"], 2),
                lift=entries(table["lift"], 2),
                bridge=entries(table["bridge"], 4),
                pre=entries(shared["pre"]["calm" if name in calm else "bold"], 2),
            )
        except (KeyError, ValueError) as error:
            raise ValueError(f"notebooks/{language}/themes/{file.name}: {error}") from error
    return found


@cache
def shared(language: str = "en") -> Shared:
    """The notebook for every theme."""
    table = _toml(language, "shared.toml")
    return Shared(
        post=tuple(table["post"]["lines"]),
        leaning=frozenset(table["leaning"]["words"]),
        assonant=table["rhyme"]["assonant"],
        pairs=frozenset(table["pairs"]["styles"].split()),
        past=frozenset(table["past"]["words"].split()),
        past_endings=tuple(table["past"]["endings"].split()),
        you=frozenset(table["you"]["words"].split()),
        fallback={name: tuple(suited.split()) for name, suited in table["fallback"].items()},
        unnamed=frozenset(table["unnamed"]["words"].split()),
        passed=frozenset(table["unnamed"]["passed"].split()),
        noise=frozenset(table["noise"]["words"].split()),
        cliches=tuple(table["cliches"]["phrases"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenes:
    """Pictures of things by their kind, and what the singer makes of them."""

    see: dict[str, tuple[str, ...]]
    """Patterns of two lines by kind of thing, for `Thing.put`."""
    hooks: dict[str, tuple[str, ...]]
    """Titles by kind of thing."""
    kinds: dict[str, str]
    """Nouns by kind, where the dictionary's first sense is not a song's."""
    pronouns: dict[str, frozenset[str]]
    """Words that are a she or a he."""
    glosses: dict[str, str]
    """Words for English ones, where an English prompt asks for this language."""
    say: tuple[Entry, ...]
    """Second halves of a verse for any subject."""
    bridge: tuple[Entry, ...]
    """Bridges for any subject."""
    couplets: dict[str, tuple[str, ...]]
    """Patterns of two lines that rhyme, by kind of thing; "any" for any subject."""
    answers: tuple[tuple[Entry, ...], ...]
    """Chorus lines, those of one sound together."""


@cache
def scenes(language: str = "en") -> Scenes:
    """The pictures of scenes.toml, answers.toml and refrains.toml; ValueError naming an entry that is unsound."""
    table, answers = _toml(language, "scenes.toml"), _toml(language, "answers.toml")
    see = {kind: tuple(part["see"]) for kind, part in table.items() if "see" in part}
    return Scenes(
        see=see,
        hooks={kind: tuple(patterns) for kind, patterns in table["hooks"].items()},
        kinds=table["kinds"],
        pronouns={who: frozenset(words.split()) for who, words in table["pronouns"].items()},
        glosses=table.get("glosses", {}),
        say=entries(tuple(entry for sound in answers["say"].values() for entry in sound), 2),
        bridge=entries(answers["bridge"]["any"], 4),
        couplets={kind: tuple(patterns) for kind, patterns in _toml(language, "couplets.toml")["couplets"].items()},
        answers=tuple(entries(lines, 1) for lines in _toml(language, "refrains.toml")["answer"].values()),
    )


def entries(patterns: list[str] | tuple[str, ...], size: int) -> tuple[Entry, ...]:
    """Patterns as entries; ValueError on another number of lines than `size`."""
    return tuple(Entry(pattern, size) for pattern in patterns)


@cache
def page(language: str, name: str) -> str:
    """The text of a file in a language's folder."""
    return (_folder(language) / name).read_text(encoding="utf-8")


def _raised(line: str) -> str:
    at = next((at for at, letter in enumerate(line) if letter not in "¿¡"), 0)
    return line[:at] + line[at : at + 1].upper() + line[at + 1 :]


def _folder(language: str) -> Traversable:
    return files("songwright.studio.writing") / "notebooks" / language


def _toml(language: str, name: str) -> dict[str, Any]:
    return tomllib.loads(page(language, name))

"""The lyricist's notebooks: lines by theme, and those that serve every theme."""

import itertools
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """Lines that belong together: half a verse (two lines), or a whole bridge (four)."""

    lines: tuple[str, ...]
    source: str
    """The entry of the notebook it was read from; one entry is used once in a lyric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One notebook: what can be said about love, rain or the road."""

    id: str
    keywords: tuple[str, ...]
    """Words of a prompt that call for this theme, the most telling first."""
    hooks: tuple[str, ...]
    """Titles, each good for the first line of a chorus."""
    see: tuple[Half, ...]
    """Pictures: they open a verse."""
    say: tuple[Half, ...]
    """What the singer makes of them: they close a verse."""
    lift: tuple[Half, ...]
    """Chorus lines; each two neighbours rhyme."""
    bridge: tuple[Half, ...]
    pre: tuple[Half, ...]
    """Couplets that lead into the chorus, calm or bold as the theme is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Lines with a place for what the prompt names, and the words that steer the choice."""

    see: tuple[str, ...]
    say: tuple[str, ...]
    hooks: tuple[str, ...]
    post: tuple[str, ...]
    leaning: frozenset[str]
    """First words of lines that lean on the line before."""
    fallback: dict[str, str]
    """Theme by style, when the prompt names none."""
    unnamed: frozenset[str]
    """Nouns that name nothing."""
    noise: frozenset[str]
    """Words of a prompt that order music and name no subject."""
    cliches: tuple[str, ...]


@cache
def themes() -> dict[str, Theme]:
    """All notebooks by id. Raises ValueError naming the file and entry when one is unsound."""
    shared = _toml("shared.toml")
    calm = set(shared["tones"]["calm"])
    found: dict[str, Theme] = {}
    for file in sorted((files("songwright.studio.writing") / "themes").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        name = file.name.removesuffix(".toml")
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        try:
            found[name] = Theme(
                id=name,
                keywords=tuple(table["keywords"].split()),
                hooks=tuple(table["hooks"]),
                see=halves(table["see"], 2),
                say=halves(table["say"], 2),
                lift=halves(table["lift"], 2),
                bridge=halves(table["bridge"], 4),
                pre=halves(shared["pre"]["calm" if name in calm else "bold"], 2),
            )
        except (KeyError, ValueError) as error:
            raise ValueError(f"writing/themes/{file.name}: {error}") from error
    return found


@cache
def shared() -> Shared:
    """The notebook for every theme."""
    table = _toml("shared.toml")
    return Shared(
        see=tuple(table["thing"]["see"]),
        say=tuple(table["thing"]["say"]),
        hooks=tuple(table["thing"]["hooks"]),
        post=tuple(table["post"]["lines"]),
        leaning=frozenset(table["leaning"]["words"]),
        fallback=table["fallback"],
        unnamed=frozenset(table["unnamed"]["words"].split()),
        noise=frozenset(table["noise"]["words"].split()),
        cliches=tuple(table["cliches"]["phrases"]),
    )


def halves(entries: list[str] | tuple[str, ...], size: int) -> tuple[Half, ...]:
    """Entries with their lines parted at " / " and every {a|b} written out; ValueError on another number of lines."""
    found: list[Half] = []
    for entry in entries:
        parts = _CHOICE.split(entry)
        choices = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
        for chosen in itertools.product(*choices):
            lines = tuple(_raised(line.strip()) for line in "".join(chosen).split(" / "))
            if len(lines) != size:
                raise ValueError(f'"{entry}" must have {size} lines parted by " / "')
            found.append(Half(lines=lines, source=entry))
    return tuple(found)


def _raised(line: str) -> str:
    return line[:1].upper() + line[1:]


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("songwright.studio.writing") / name).read_text(encoding="utf-8"))

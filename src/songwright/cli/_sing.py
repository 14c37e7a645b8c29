"""`songwright sing` and `songwright styles`: songs without a server."""

import re
import secrets
import sys
import time
import unicodedata
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from songwright.cli._outfit import prepare
from songwright.outfit import NpmFetcher
from songwright.song import BadRequest, Brief, Gender, Key, Lyrics, Seconds, SongRequest

_SHORTEST_S, _LONGEST_S = 10.0, 480.0
"""The longest song of the contract's larger models is eight minutes; under ten seconds there is no song."""


class Format(StrEnum):
    """Audio files that can be written."""

    MP3 = "mp3"
    WAV = "wav"
    FLAC = "flac"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("sing")(sing)
    app.command("styles")(styles)


def sing(
    prompt: Annotated[str, typer.Argument(help="What the song should be, in one sentence.")] = "",
    style: Annotated[str, typer.Option(help="Style words, as 'folk' or 'jazzy trap'.")] = "",
    title: Annotated[str | None, typer.Option(help="Title; found for you when left out.")] = None,
    lyrics: Annotated[
        Path | None, typer.Option(help="A text file with the words to be sung, [Verse] and [Chorus] tags allowed.")
    ] = None,
    instrumental: Annotated[bool, typer.Option("--instrumental", help="No voice.")] = False,
    avoid: Annotated[str, typer.Option(help="What to leave out, comma separated, as 'drums, brass'.")] = "",
    model: Annotated[str, typer.Option(help="Model name of the hosted API, V3_5 to V5.")] = "V5",
    voice: Annotated[Gender | None, typer.Option(help="f or m.")] = None,
    bpm: Annotated[float | None, typer.Option(min=30, max=300, help="Exact tempo, quarter notes a minute.")] = None,
    key: Annotated[str | None, typer.Option(help="Key, as 'A minor' or 'F#m'.")] = None,
    duration: Annotated[float | None, typer.Option(min=_SHORTEST_S, max=_LONGEST_S, help="Length in seconds.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Same request and seed: same song.")] = None,
    takes: Annotated[int, typer.Option(min=1, max=8, help="How many versions.")] = 2,
    formats: Annotated[list[Format] | None, typer.Option("--format", help="Repeat for several files.")] = None,
    stems: Annotated[bool, typer.Option("--stems", help="Also write each part as its own WAV.")] = False,
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("out"),
    setup: Annotated[bool, typer.Option("--setup", help="Fetch and prepare what is missing first.")] = False,
) -> None:
    """Make songs from a sentence, or from your own words."""
    request = SongRequest(
        prompt=prompt,
        words=_read_words(lyrics),
        style=style,
        title=title,
        avoid=avoid,
        instrumental=instrumental,
        voice=voice,
        model=model,
        duration_s=None if duration is None else Seconds(duration),
        tempo_bpm=bpm,
        key=_read_key(key),
        seed=secrets.randbits(32) if seed is None else seed,
    )
    if not (prompt.strip() or style.strip() or request.words):
        raise BadRequest("nothing to sing about: give a prompt, a --style or --lyrics", field="prompt")
    if setup:
        prepare(NpmFetcher())
    _record(request, takes, frozenset(formats or [Format.MP3]), stems=stems, out=out)


def _record(request: SongRequest, takes: int, formats: frozenset[Format], *, stems: bool, out: Path) -> None:
    console = Console(stderr=True)
    from songwright.app import build_studio, open_home, press_take  # noqa: PLC0415 - help must not wait for the studio
    from songwright.studio.session import Stopwatch  # noqa: PLC0415

    studio = build_studio(open_home())
    brief, lyrics = studio.plan(request)
    _announce(console, brief, lyrics)
    for take in range(takes):
        began = time.perf_counter()
        with _Bars(console, f"take {take + 1} of {takes}") as bars:
            watch = Stopwatch(time.perf_counter, bars)
            recorded = studio.record(brief, lyrics, take, watch)
            files = press_take(recorded, formats=frozenset(formats), stems=stems, watch=watch)
        song = _write(out, f"{_slug(lyrics.title)}-{take + 1}", files)
        for remark in recorded.recording.remarks if take == 0 else ():
            console.print(f"[yellow]note:[/] {remark}", highlight=False)
        length_s = recorded.master.audio.length_s
        console.print(
            f"[green]take {take + 1}[/] {int(length_s // 60)}:{int(length_s % 60):02d} in "
            f"{time.perf_counter() - began:.0f} s, {recorded.master.lufs:.1f} LUFS",
            highlight=False,
        )
        sys.stdout.write(f"{song}\n")
        sys.stdout.flush()


def _announce(console: Console, brief: Brief, lyrics: Lyrics) -> None:
    console.print(f"[bold]{lyrics.title}[/] · {', '.join(brief.tags)}", highlight=False)
    console.print(f"{brief.tempo_bpm:g} bpm, {brief.key}, {brief.meter}, seed {brief.seed}", highlight=False)
    for sentence in (*brief.unread, *lyrics.remarks):
        console.print(f"[yellow]note:[/] {sentence}", highlight=False)


def _write(out: Path, name: str, files: dict[str, bytes]) -> Path:
    """Write a take: its audio under the song's name, everything else in a folder of that name beside it."""
    song: Path | None = None
    for inside, content in files.items():
        kind = inside.rpartition(".")[2]
        path = out / f"{name}.{kind}" if inside.startswith("song.") else out / name / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if inside.startswith("song."):
            song = song or path
    return song or out / name


def _read_words(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        words = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadRequest(f"--lyrics: {path} can't be read: {error.strerror}", field="lyrics") from error
    except UnicodeDecodeError as error:
        raise BadRequest(f"--lyrics: {path} is not UTF-8 text; save it as UTF-8", field="lyrics") from error
    if not words.strip():
        raise BadRequest(f"--lyrics: {path} is empty", field="lyrics")
    return words


def _read_key(text: str | None) -> Key | None:
    if text is None:
        return None
    try:
        return Key.parse(text)
    except ValueError as error:
        raise BadRequest(f"--key: {error}", field="key") from error


def _slug(title: str) -> str:
    """A file name every system can hold, from any title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "song"


class _Bars:
    """A bar per stage, drawn as progress is heard."""

    def __init__(self, console: Console, heading: str) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn(f"{heading} [bold]{{task.description}}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._bars: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._progress.stop()

    def __call__(self, stage: str, fraction: float) -> None:
        if stage not in self._bars:
            self._bars[stage] = self._progress.add_task(stage, total=1.0)
        self._progress.update(self._bars[stage], completed=fraction)


def styles() -> None:
    """List the styles that can be asked for."""
    from songwright.studio.styles import catalogue  # noqa: PLC0415

    table = Table("style", "tempo", "sounds like", box=None, pad_edge=False)
    for style in catalogue().values():
        low, _, high = style.time.tempo_bpm
        table.add_row(style.id, f"{low:g}-{high:g}", style.says)
    Console().print(table)

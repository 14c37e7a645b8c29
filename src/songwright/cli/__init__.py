"""The command line: every command is a thin door to one room."""

import sys

import typer
from rich.console import Console
from rich.markup import escape

from songwright import __version__
from songwright.song import SongwrightError

__all__ = ["app", "main"]

app = typer.Typer(
    name="songwright",
    help="Self-hosted songs from text.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _version(*, shown: bool) -> None:
    if shown:
        typer.echo(f"songwright {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: bool = typer.Option(False, "--version", callback=lambda shown: _version(shown=shown), is_eager=True),
) -> None:
    """Self-hosted songs from text."""


def main() -> None:
    """Run the command line; a known fault becomes one sentence and exit code 1."""
    from songwright.cli import _engines, _explain, _keys, _look, _models, _outfit, _service, _sing  # noqa: PLC0415 - commands register themselves

    for room in (_sing, _explain, _look, _service, _keys, _outfit, _engines, _models):
        room.register(app)
    try:
        app()
    except SongwrightError as error:
        Console(stderr=True).print(f"[red]songwright:[/] {escape(str(error))}", highlight=False)
        sys.exit(1)

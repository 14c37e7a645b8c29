"""`songwright fetch-model`: the weights of a song model, to be run on this machine."""

import os
from enum import StrEnum
from typing import Annotated

import typer

from songwright.outfit import find_home


class Fetchable(StrEnum):
    """Engines whose models are fetched; the list is `songwright.local.FETCHED`, which is slow to load."""

    ACE_STEP = "ace-step"
    MUSICGEN = "musicgen"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("fetch-model")(fetch_model)


def fetch_model(
    engine: Annotated[Fetchable, typer.Argument(help="The engine whose models are fetched.")],
) -> None:
    """Fetch the models that an engine on this machine needs from the hub, as SONGWRIGHT_LOCAL_* variables name them.

    They go to the hub's own cache (HF_HOME). What is there already is not fetched again.
    """
    from songwright.local import FETCHED  # noqa: PLC0415 - help must not wait

    for folder in FETCHED[engine.value]().settle(os.environ, find_home().root).fetch():
        typer.echo(str(folder))

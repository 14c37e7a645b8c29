"""`songwright engines`: which whole-song engines there are, and why one is not in use."""

import os
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from songwright.outfit import find_home


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("engines")(engines)


def engines(*, as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False) -> None:
    """List every whole-song engine: in use for which models, ready, or at which gate it was stopped and why."""
    from songwright.engines import OWNERS_VARIABLE, VARIABLE, Gate, list_engines, read_routes, used_by  # noqa: PLC0415 - help must not wait

    used = used_by(read_routes(os.environ.get(VARIABLE, "")))
    listed = list_engines(os.environ, find_home().root)
    owners = {name.strip() for name in os.environ.get(OWNERS_VARIABLE, "").split(",")}
    rows = [
        {
            "engine": each.name,
            "state": "in use" if each.gate is Gate.READY and each.name in used else each.gate.value,
            "models": _models(used.get(each.name, ())),
            "says": each.says,
            "reason": each.reason,
            "provider": each.provider,
        }
        for each in listed
    ]
    unknown = sorted(set(used) - {each.name for each in listed})
    rows += [{"engine": name, "state": "unknown", "models": _models(used[name]), "says": "", "provider": "",
              "reason": f"{VARIABLE} names it, and no installed package offers it"} for name in unknown]  # fmt: skip
    for row in rows:
        if row["engine"] in owners and row["state"] != "in use":
            row |= {"state": "elsewhere", "reason": f"left to its own workers; here: {row['reason'] or row['state']}"}
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(rows)).decode())
        return
    table = Table("engine", "state", "models", "what it is, or why it is not in use", box=None, pad_edge=False)
    for row in rows:
        style = {"in use": "green", "ready": "green", "elsewhere": "green"}.get(str(row["state"]), "yellow")
        models = ", ".join(row["models"])
        words = str(row["reason"] or row["says"])
        table.add_row(escape(str(row["engine"])), f"[{style}]{row['state']}[/]", models, escape(words))
    Console().print(table)


def _models(names: tuple[str, ...]) -> list[str]:
    """The models by name; "all" where every one is there, as "*" is then too and stands for names yet unknown."""
    from songwright.studio.models import model_names  # noqa: PLC0415

    return ["all"] if {*model_names(), "*"} <= set(names) else list(names)

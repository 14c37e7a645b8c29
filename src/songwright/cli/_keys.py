"""The commands `songwright keys …`: API keys made, listed, changed, reset and revoked."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from songwright.cli._service import open_units_here
from songwright.song import BadRequest

_MOST = 10**12
_LONGEST_NAME = 200

_keys = typer.Typer(help="API keys: create, list, set, reset, revoke.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Id, beginning or name of the key.")]
Credits = Annotated[str | None, typer.Option(help='What it may spend; "unlimited" by default.')]
Frequency = Annotated[
    int | None, typer.Option("--requests", min=0, max=_MOST, help="Requests for work within 10 s; 0: unlimited.")
]
Unfinished = Annotated[
    int | None, typer.Option("--unfinished", min=0, max=_MOST, help="Tasks unfinished at one time; 0: unlimited.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for name, command in (
        ("create", create),
        ("list", list_all),
        ("set", set_limits),
        ("reset", reset),
        ("revoke", revoke),
    ):
        _keys.command(name)(command)
    app.add_typer(_keys, name="keys")


def create(
    name: Annotated[str, typer.Argument(help="What the key is for.")] = "key",
    *,
    admin: Annotated[bool, typer.Option("--admin", help="Let its holder make and revoke keys over the API.")] = False,
    credits: Credits = None,  # noqa: A002 - the option's name
    requests: Frequency = None,
    unfinished: Unfinished = None,
) -> None:
    """Make a key and show it, once."""
    from songwright.service.keys import Allowance, create_key  # noqa: PLC0415
    from songwright.service.ports import SystemClock  # noqa: PLC0415

    allowance = Allowance(
        name=_name(name),
        admin=admin,
        credits=_credits(credits),
        requests_per_10_s=requests,
        unfinished_tasks=unfinished,
    )
    _, units = open_units_here()
    _key, secret = create_key(units, SystemClock(), allowance)
    _show(secret)


def list_all() -> None:
    """List the keys by name, beginning and use; the keys themselves are not kept."""
    from songwright.service.keys import list_keys  # noqa: PLC0415

    _, units = open_units_here()
    table = Table("id", "name", "begins with", "credits", "created", "last used", "state", box=None, pad_edge=False)
    for key in list_keys(units):
        state = f"revoked {_shown(key.revoked_at)}" if key.revoked_at else "admin" if key.admin else "open"
        balance = "unlimited" if key.credits is None else str(key.credits)
        table.add_row(
            key.id, Text(key.name), key.prefix, balance, _shown(key.created_at), _shown(key.last_used_at), state
        )
    Console().print(table)


def set_limits(
    key: Name,
    credits: Credits = None,  # noqa: A002 - the option's name
    requests: Frequency = None,
    unfinished: Unfinished = None,
) -> None:
    """Change what a key may spend and how much it may ask for; what is not named stays."""
    from dataclasses import replace  # noqa: PLC0415

    from songwright.service.keys import Allowance, change_key  # noqa: PLC0415
    from songwright.service.ports import SystemClock  # noqa: PLC0415

    def change(allowance: Allowance) -> Allowance:
        return replace(
            allowance,
            credits=allowance.credits if credits is None else _credits(credits),
            requests_per_10_s=allowance.requests_per_10_s if requests is None else requests,
            unfinished_tasks=allowance.unfinished_tasks if unfinished is None else unfinished,
        )

    _, units = open_units_here()
    changed = change_key(units, SystemClock(), _open_id(key), change)
    if changed is not None:
        balance = "unlimited credits" if changed.credits is None else f"{changed.credits} credits"
        typer.echo(f"{changed.name} ({changed.prefix}…) has {balance}")


def reset(key: Name) -> None:
    """Give a key a new secret and show it, once; the old one is worth nothing at once."""
    from songwright.service.keys import reset_key  # noqa: PLC0415

    _, units = open_units_here()
    made = reset_key(units, _open_id(key))
    if made is not None:
        _show(made[1])


def revoke(key: Name) -> None:
    """Close a key at once."""
    from songwright.service.keys import revoke_key  # noqa: PLC0415
    from songwright.service.ports import SystemClock  # noqa: PLC0415

    _, units = open_units_here()
    revoke_key(units, SystemClock(), _open_id(key))
    typer.echo(f"{key} is revoked")


def _open_id(name: str) -> str:
    """Id of the one open key that is called so. Raises BadRequest."""
    from songwright.service.keys import open_key  # noqa: PLC0415

    _, units = open_units_here()
    found = open_key(units, name)
    if found is None:
        raise BadRequest(f"no single open key is called {name!r}; `songwright keys list` shows the ids")
    return found.id


def _name(text: str) -> str:
    """A name that every database can keep. Raises BadRequest."""
    from songwright.service.ports import storable  # noqa: PLC0415

    if not 1 <= len(text) <= _LONGEST_NAME or not storable(text):
        raise BadRequest(f"NAME: needs 1 to {_LONGEST_NAME} characters of text", field="name")
    return text


def _credits(text: str | None) -> int | None:
    if text is None or text == "unlimited":
        return None
    if not text.isdecimal() or len(text) > len(str(_MOST)) or int(text) > _MOST:
        shown = text if len(text) <= 20 else f"{text[:20]}…"
        raise BadRequest(f'--credits: a whole number from 0 to {_MOST}, or "unlimited", not {shown!r}', field="credits")
    return int(text)


def _show(secret: str) -> None:
    Console(stderr=True).print("Keep this key: it can't be shown again.", highlight=False)
    typer.echo(secret)


def _shown(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"

"""The commands of the service: `serve`, `worker`, `maintenance`, `password` and `sweep`."""

import logging
import os
import signal
import sys
import threading
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from songwright.outfit import Home, find_home

if TYPE_CHECKING:
    from songwright.service.settings import Settings
    from songwright.service.storage import SqlUnits


class _Switch(Enum):
    ON = "on"
    OFF = "off"


_KEEP_ALIVE_S = 75
_DEVICE = "SONGWRIGHT_DEVICE"
"""The variable by which engines that run in this process are told where to compute."""


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("serve")(serve)
    app.command("worker")(worker)
    app.command("maintenance")(maintenance)
    app.command("password")(password)
    app.command("sweep")(sweep)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; 0.0.0.0 for every network.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on, 8000 by default.")] = None,
    workers: Annotated[int | None, typer.Option(min=0, max=64, help="Worker processes to keep running.")] = None,
) -> None:
    """Start the API and the workers that make its songs."""
    import uvicorn  # noqa: PLC0415 - help must not wait for the server

    from songwright.app import build_asgi, prepare_service  # noqa: PLC0415
    from songwright.cli._crew import Crew  # noqa: PLC0415
    from songwright.service.logs import set_up_logs  # noqa: PLC0415

    _home, settings = _open()
    given = {"host": host, "port": port, "workers": workers}
    settings = settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    set_up_logs(settings.log_level, settings.log_format)
    prepare_service(settings)
    api = build_asgi(settings)  # what is wrong with the settings is told in place of a greeting
    _greet(settings)
    config = uvicorn.Config(
        api,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        # Longer than a proxy keeps its connections: else it meets one that was closed just now.
        timeout_keep_alive=_KEEP_ALIVE_S,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        # Uvicorn shuts down at the first of these and then raises it again for us: then it is time to go.
        signal.signal(number, lambda *_: sys.exit(0))
    server = uvicorn.Server(config)
    api.state.leaving = lambda: server.should_exit
    with Crew(settings.workers):
        server.run()


def worker(
    *,
    engine: Annotated[
        str, typer.Option(help="Take the songs of this engine alone; SONGWRIGHT_WORKERS_OF names it too.")
    ] = "",
    device: Annotated[str, typer.Option(help="Where engines compute that run in this process, as cuda:0 or cpu.")] = "",
    with_parent: Annotated[
        bool, typer.Option("--with-parent", hidden=True, help="Leave when standard input closes.")
    ] = False,
) -> None:
    """Start one worker process: it makes songs and posts callbacks until it is stopped.

    With --engine it makes that engine's songs and nothing else, one at a time: start one for each card.
    """
    from songwright.app import build_worker, prepare_service  # noqa: PLC0415
    from songwright.cli._crew import watch_parent  # noqa: PLC0415
    from songwright.service.logs import set_up_logs  # noqa: PLC0415

    if device:
        os.environ[_DEVICE] = device  # engines are handed the environment's variables
    home, settings = _open()
    set_up_logs(settings.log_level, settings.log_format)
    prepare_service(settings)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if with_parent:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the parent tells us when to leave
        watch_parent(stop)
    build_worker(settings, home, engine.strip()).run(stop)
    logging.shutdown()
    # A take that is being made must not hold the process back: another worker makes it again.
    os._exit(0)


def sweep() -> None:
    """Remove the files that have outlived their time now; workers do it each hour."""
    from songwright.service.ports import SystemClock  # noqa: PLC0415
    from songwright.service.storage import open_files  # noqa: PLC0415
    from songwright.service.tasks import sweep as sweep_files  # noqa: PLC0415

    settings, units = open_units_here()
    keep = timedelta(days=settings.retention_days)
    swept = sweep_files(units, open_files(settings.files), SystemClock(), keep)
    typer.echo(f"{swept} tracks lost their files; their records stay")


def maintenance(state: Annotated[_Switch, typer.Argument(help="on: take no new work. off: take it again.")]) -> None:
    """Refuse new work with code 455, or take it again: at once, without a restart; running work ends either way."""
    from songwright.service.tasks import MAINTENANCE  # noqa: PLC0415

    _, units = open_units_here()
    with units.open() as unit:
        unit.switches.set(MAINTENANCE, on=state is _Switch.ON)
    typer.echo(f"maintenance is {state.value}")


def password() -> None:
    """Set the admin password of the page in the browser, the first or a new one; every browser is signed out."""
    from songwright.service.door import Door  # noqa: PLC0415
    from songwright.service.ports import SystemClock  # noqa: PLC0415

    wanted = typer.prompt("New password", hide_input=True, confirmation_prompt=sys.stdin.isatty())
    _, units = open_units_here()
    Door(units=units, clock=SystemClock()).set_password(wanted)
    typer.echo("The password is set; sign in with it.")


def _open() -> "tuple[Home, Settings]":
    from songwright.app import load_settings  # noqa: PLC0415

    home = find_home()
    return home, load_settings(home)


def open_units_here() -> "tuple[Settings, SqlUnits]":
    """The settings and the tables of this installation."""
    from songwright.app import open_units  # noqa: PLC0415

    _home, settings = _open()
    return settings, open_units(settings)


def _greet(settings: "Settings") -> None:
    """Say where the service is; on the very first start also make a key and show how to use it."""
    from songwright.service.keys import Allowance, create_key, list_keys  # noqa: PLC0415
    from songwright.service.ports import SystemClock  # noqa: PLC0415
    from songwright.service.storage import SqlUnits  # noqa: PLC0415

    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::", ""} else settings.host  # noqa: S104 - compared, not bound
    address = settings.base_url.rstrip("/") or f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    typer.echo(f"Songwright serves at {address}: open it in a browser (documents at {address}/docs)")
    units = SqlUnits(settings.database_url)
    if not list_keys(units):
        _key, secret = create_key(units, SystemClock(), Allowance(name="first"))
        typer.echo(_FIRST_WORDS.format(key=secret, address=address))
    units.close()
    sys.stdout.flush()


_FIRST_WORDS = """
Your API key, shown this once:

  {key}

Ask for two songs (paste this):

  TASK=$(curl -s -X POST {address}/api/v1/generate \\
    -H "Authorization: Bearer {key}" -H "Content-Type: application/json" \\
    -d '{{"prompt": "A chill lo-fi beat with soft vocals", "customMode": false, "instrumental": false,
          "model": "V5", "callBackUrl": "none"}}' \\
    | tee /dev/stderr | grep -o '[0-9a-f]\\{{32\\}}')

and ask how they come on (again and again, until there is an audioUrl):

  curl -s "{address}/api/v1/generate/record-info?taskId=$TASK" -H "Authorization: Bearer {key}"
"""

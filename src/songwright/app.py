"""The composition root: settings and an installation in, working rooms out."""

import importlib
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from songwright import __version__
from songwright.outfit import Home, credits_of, find_home, give_memory_back, library_versions, use_kernel_cache
from songwright.song import BadRequest
from songwright.studio.session import Stopwatch, Studio, Take

if TYPE_CHECKING:  # the server's libraries are slow to load and no song made by hand needs them
    from fastapi import FastAPI

    from songwright.service.ports import Clock, Crews, Units, Workshop
    from songwright.service.settings import Settings
    from songwright.service.storage import SqlUnits
    from songwright.service.tasks import Limits, Postman, Worker
    from songwright.studio.ports import Author


_Settings = TypeVar("_Settings")
_OWN_STUDIO = "songwright.app:build_workshop"


def open_home() -> Home:
    """The installation, with its cache of compiled kernels in use; call it before anything makes sound."""
    home = find_home()
    use_kernel_cache(home)
    give_memory_back()
    return home


def press_take(take: Take, *, formats: frozenset[str], stems: bool, watch: Stopwatch) -> dict[str, bytes]:
    """The files of a take by name, with versions and licences of everything that made it in its report."""
    from songwright.studio.pressing import press  # noqa: PLC0415 - pictures and encoders are slow to load

    return press(
        take,
        formats=formats,
        stems=stems,
        versions={"songwright": __version__, **library_versions()},
        seconds_by_stage=watch.seconds,
        progress=watch,
        licences=credits_of(stem.source for stem in take.recording.stems),
    )


def build_studio(home: Home, *, owners: frozenset[str] = frozenset(), mine: str = "") -> Studio:
    """The studio with the built-in people in it and the engines that SONGWRIGHT_ENGINES names, the band by default.

    In a worker, engines that have workers of their own (`owners`) are left to those, but for its own one (`mine`).

    Nothing heavy is loaded until it is used. A missing SoundFont is played around; a missing voice is told when a
    song needs it. Raises BadRequest if a setting is wrong.
    """
    from songwright.engines import (  # noqa: PLC0415 - people are slow to come
        CANDIDATES_VARIABLE,
        VARIABLE,
        engage,
        list_engines,
        read_candidates,
        read_routes,
    )
    from songwright.remote import find_recogniser  # noqa: PLC0415
    from songwright.studio.mixing import HouseMixer  # noqa: PLC0415
    from songwright.studio.reading import RulesReader  # noqa: PLC0415
    from songwright.studio.writing import HouseLyricist, OrderingLyricist  # noqa: PLC0415

    routes = read_routes(os.environ.get(VARIABLE, ""))
    studio = Studio(
        reader=RulesReader(),
        lyricist=HouseLyricist(),
        engine=engage(
            routes,
            list_engines(os.environ, home.root),
            owners=owners,
            mine=mine,
            candidates=read_candidates(os.environ.get(CANDIDATES_VARIABLE, "")),
            recogniser=find_recogniser(os.environ),
        ),
        finisher=HouseMixer(),
    )
    author = _find_author()
    if author is None:
        return studio
    ordering = OrderingLyricist(author=author, house=studio.lyricist)
    return replace(studio, lyricist=ordering, draft_tries=1)


def _find_author() -> "Author | None":
    """The language model that SONGWRIGHT_LYRICS_URL names, if it does. Raises BadRequest if its settings are wrong."""
    if not os.environ.get("SONGWRIGHT_LYRICS_URL"):
        return None
    from songwright.service.authors import ChatAuthor  # noqa: PLC0415
    from songwright.service.settings import AuthorSettings  # noqa: PLC0415

    told = _read_settings(AuthorSettings, "SONGWRIGHT_LYRICS_")
    return ChatAuthor(
        base_url=told.url,
        model=told.model,
        key=told.key.get_secret_value(),
        limit_s=told.timeout_s,
        agent=f"songwright/{__version__}",
    )


def build_workshop(home: Home, *, owners: frozenset[str] = frozenset(), mine: str = "") -> "Workshop":
    """The studio and its press, as a worker of the service needs them. Raises BadRequest if a setting is wrong.

    `owners` and `mine` are as `build_studio` has them.
    """
    from songwright.service.ports import StreamEncoder, Workshop  # noqa: PLC0415
    from songwright.service.settings import PressSettings  # noqa: PLC0415

    use_kernel_cache(home)
    give_memory_back()

    told = _read_settings(PressSettings, "SONGWRIGHT_")

    def press(take: Take, watch: Stopwatch) -> Mapping[str, bytes]:
        return press_take(take, formats=frozenset(told.formats), stems=told.stems, watch=watch)

    def encoder() -> StreamEncoder:
        from songwright.studio.pressing import Mp3Stream  # noqa: PLC0415 - the press is slow to load

        return Mp3Stream()

    return Workshop(
        studio=build_studio(home, owners=owners, mine=mine), press=press, encoder=encoder if told.streaming else None
    )


def load_settings(home: Home) -> "Settings":
    """The service's settings from SONGWRIGHT_* variables, with this installation's places filled in."""
    from songwright.service.settings import Settings  # noqa: PLC0415

    return _read_settings(Settings, "SONGWRIGHT_").at(database=home.database, files=home.files)


def _read_settings(kind: Callable[[], _Settings], prefix: str) -> _Settings:
    """Settings from the environment. Raises BadRequest with the variable's name."""
    from pydantic import ValidationError  # noqa: PLC0415

    try:
        return kind()
    except ValidationError as error:
        first = error.errors()[0]
        name = prefix + str(first["loc"][0]).upper()  # further places are inside of its value
        raise BadRequest(f"{name}: {first['msg']}", field=name) from error


def prepare_service(settings: "Settings") -> None:
    """Make or move on everything the service keeps; safe to call from several processes at once."""
    from songwright.service import tasks  # noqa: PLC0415

    open_units(settings).close()
    tasks.prepare(settings.database_url)


def open_units(settings: "Settings") -> "SqlUnits":
    """The service's own tables, made or moved on where that is due."""
    from songwright.service import storage  # noqa: PLC0415

    if settings.embedded:
        _make_database_folder(settings.database_url)
    storage.prepare(settings.database_url)
    return storage.SqlUnits(settings.database_url)


def build_asgi(settings: "Settings") -> "FastAPI":
    """The API and the page over a prepared database. It submits and reads; it never renders."""
    from songwright.service.api import build_api, callback_body  # noqa: PLC0415
    from songwright.service.door import Door  # noqa: PLC0415
    from songwright.service.ports import SystemClock  # noqa: PLC0415
    from songwright.service.storage import SqlUnits, open_files  # noqa: PLC0415
    from songwright.service.tasks import Desk, QueueClient  # noqa: PLC0415
    from songwright.service.web import page_rooms  # noqa: PLC0415

    units, clock = SqlUnits(settings.database_url), SystemClock()
    queue = QueueClient(settings.database_url)
    door, silent_after = Door(units=units, clock=clock), timedelta(seconds=settings.silent_after_s)
    desk = Desk(
        units=units,
        queue=queue,
        clock=clock,
        announce=callback_body,
        limits=_limits_of(settings),
        crews=find_crews(settings),
        silent_after=silent_after,
    )
    return build_api(
        desk=desk,
        units=units,
        files=open_files(settings.files),
        clock=clock,
        base_url=settings.base_url,
        http_status=settings.http_status,
        stream_wait_s=settings.stream_wait_s,
        silent_after=silent_after,
        door=door,
        engines=_find_engine_look(settings),
        rooms=page_rooms(
            desk=desk,
            door=door,
            retention_days=settings.retention_days,
            base_url=settings.base_url,
            silent_after=silent_after,
        ),
    )


def _find_engine_look(settings: "Settings") -> Callable[[], str] | None:
    """What looks whether engines on other machines answer; None where none is routed to, or the studio is another's.

    Raises BadRequest where SONGWRIGHT_ENGINES is wrong, so that the service says so at its start.
    """
    from songwright.engines import VARIABLE, check_routes, list_engines, look_after, read_routes, used_by  # noqa: PLC0415

    routes, away = read_routes(os.environ.get(VARIABLE, "")), frozenset(settings.workers_of)
    if settings.studio != _OWN_STUDIO or not used_by(routes).keys() - away - {"band"}:
        return None
    listed = list_engines(os.environ, find_home().root)
    check_routes(routes, listed, away)
    return lambda: look_after(routes, listed, away)


def find_crews(settings: "Settings") -> "Crews":
    """Which workers take which model's songs. Raises BadRequest where SONGWRIGHT_ENGINES or _WORKERS_OF is wrong."""
    from songwright.engines import VARIABLE, check_owners, owners_of, read_routes, stood_in  # noqa: PLC0415
    from songwright.service.ports import Crews  # noqa: PLC0415

    routes, owners = read_routes(os.environ.get(VARIABLE, "")), frozenset(settings.workers_of)
    check_owners(routes, owners)
    return Crews(by_model=owners_of(routes, owners), stood_in=stood_in(routes, owners))


def count_crews(settings: "Settings") -> Mapping[str, int] | str:
    """How many workers of each engine that has its own are alive, or why the database can't tell."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from songwright.service.ports import SystemClock, hands  # noqa: PLC0415
    from songwright.service.storage import SqlUnits  # noqa: PLC0415

    if not settings.workers_of:
        return {}
    units = SqlUnits(settings.database_url)
    try:
        with units.open(reading=True) as unit:
            signs = unit.workers.all()
    except SQLAlchemyError as error:
        return f"SONGWRIGHT_DATABASE_URL: its workers can't be read ({type(error).__name__}); start the service once"
    finally:
        units.close()
    present = hands(signs, SystemClock().now(), timedelta(seconds=settings.silent_after_s))
    return {name: present[name] for name in settings.workers_of}


def _limits_of(settings: "Settings") -> "Limits":
    """What a key may ask for where it has no limits of its own."""
    from songwright.service.tasks import Limits  # noqa: PLC0415

    return Limits(
        requests_per_10_s=settings.requests_per_10_s,
        unfinished_tasks=settings.unfinished_tasks,
        prices=settings.prices,
        closed=settings.maintenance,
    )


def build_worker(settings: "Settings", home: Home, engine: str = "") -> "Worker":
    """A worker over a prepared database, with the studio that the settings name; of an engine's own where one is told.

    Raises BadRequest if a setting is wrong, or if the engine is not one that has workers of its own.
    """
    from songwright.service.api import callback_body  # noqa: PLC0415
    from songwright.service.ports import SystemClock  # noqa: PLC0415
    from songwright.service.storage import SqlUnits, open_files  # noqa: PLC0415
    from songwright.service.tasks import Bench, QueueClient, Worker, sweep, this_machine  # noqa: PLC0415

    crews = find_crews(settings)
    _check_engine(engine, settings)
    units, clock, files = SqlUnits(settings.database_url), SystemClock(), open_files(settings.files)
    bench = Bench(
        units=units,
        workshop=_find_workshop(settings, home, engine),
        files=files,
        queue=QueueClient(settings.database_url),
        clock=clock,
        announce=callback_body,
        forbidden=_find_forbidden_words(settings.sensitive_words),
    )
    return Worker(
        id=f"{os.getpid()}-{secrets.token_hex(6)}",
        database_url=settings.database_url,
        bench=bench,
        postman=_build_postman(settings, units, clock),
        sweep=lambda: sweep(units, files, clock, timedelta(days=settings.retention_days)),
        songs_at_once=settings.songs_at_once,
        polling_s=settings.polling_s,
        beat_s=settings.beat_s,
        silent_after=timedelta(seconds=settings.silent_after_s),
        machine=this_machine(),
        pid=os.getpid(),
        crew=engine,
        crews=crews,
        patience=timedelta(seconds=settings.stand_in_after_s),
    )


def _check_engine(engine: str, settings: "Settings") -> None:
    """Raise BadRequest where this engine has no songs of its own to take."""
    from songwright.engines import OWNERS_VARIABLE  # noqa: PLC0415

    if engine and engine not in settings.workers_of:
        message = (
            f"--engine {engine}: name it in {OWNERS_VARIABLE}, for the API and every worker, so that songs wait for it"
        )
        raise BadRequest(message, field="engine")


def _find_forbidden_words(file: Path | None) -> Callable[[str], str | None]:
    """What finds the operator's forbidden words. Raises BadRequest if their list can't be read."""
    from songwright.service.tasks import WordList  # noqa: PLC0415

    words = WordList(file) if file else lambda _text: None
    words("")  # a list that can't be read is told at the start, not at the first song
    return words


def _build_postman(settings: "Settings", units: "Units", clock: "Clock") -> "Postman":
    """Whoever posts the callbacks, by the operator's rules."""
    from songwright.service.tasks import Postman  # noqa: PLC0415
    from songwright.service.webhooks import AddressRule, HttpSender  # noqa: PLC0415

    sender = HttpSender(
        rule=AddressRule(loopback=settings.loopback_allowed, private=settings.callback_private),
        clock=clock,
        timeout_s=settings.callback_timeout_s,
        agent=f"songwright/{__version__}",
        secret=settings.webhook_secret.get_secret_value(),
    )
    return Postman(
        units=units,
        sender=sender,
        clock=clock,
        tries=settings.callback_tries,
        pauses_s=settings.callback_pauses_s,
    )


def _find_workshop(settings: "Settings", home: Home, engine: str) -> "Workshop":
    """The workshop that "module:factory" makes. Raises BadRequest if there is no such factory."""
    if settings.studio == _OWN_STUDIO:
        return build_workshop(home, owners=frozenset(settings.workers_of), mine=engine)
    name = settings.studio
    module, _, factory = name.partition(":")
    try:
        made: Workshop = getattr(importlib.import_module(module), factory)(home)
    except (ImportError, AttributeError, ValueError) as error:
        raise BadRequest(f"SONGWRIGHT_STUDIO: no such studio: {name} ({error})", field="studio") from error
    return made


def _make_database_folder(database_url: str) -> None:
    """Make the folder of the embedded database, which SQLite does not do itself."""
    path = Path(database_url.partition(":///")[2])
    path.parent.mkdir(parents=True, exist_ok=True)

"""For whoever runs the service: is it alive, is it ready, and what does it count."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from songwright import __version__
from songwright.service.api._documents import HEALTH, METRICS, READY
from songwright.service.ports import ANY, Clock, Crews, ObjectStore, Standing, Status, Units, Work, hands

log = logging.getLogger(__name__)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ANSWER_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 60)
_READY_WITHIN_S = 5.0
_UNDER_WAY = (
    *(Standing(Work.SONG, status) for status in (Status.PENDING, Status.TEXT, Status.FIRST)),
    Standing(Work.LYRICS, Status.PENDING),
)
"""Where tasks may stand before they have ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Looks at the parts the service stands on."""

    units: Units
    files: ObjectStore
    clock: Clock
    silent_after: timedelta
    registry: CollectorRegistry
    crews: Crews = field(default_factory=Crews)
    engines: Callable[[], str] | None = None
    """Looks whether every model has an engine that answers; None where all engines are in the workers themselves."""

    def routes(self) -> APIRouter:
        """`healthz`, `readyz` and `metrics`; none needs a key or tells a secret."""
        router = APIRouter(tags=["operation"])

        @router.get("/healthz", responses=HEALTH)
        async def health() -> dict[str, str]:
            """Whether the API runs."""
            return {"status": "ok", "version": __version__}

        @router.get("/readyz", responses=READY)
        async def ready() -> JSONResponse:
            """Whether songs can be made: database, files, workers, engines elsewhere. 503 and the reason if not."""
            looks = {"database": self._read, "files": self._reach, "workers": self._count_workers}
            looks |= {} if self.engines is None else {"engines": self.engines}
            answers = await asyncio.gather(*(_checked(look) for look in looks.values()))
            checks = dict(zip(looks, answers, strict=True))
            well = all(answer == "ok" or answer.startswith("ok, ") for answer in answers)
            return JSONResponse({"status": "ready" if well else "not ready", "checks": checks}, 200 if well else 503)

        @router.get("/metrics", response_class=Response, responses=METRICS)
        async def metrics() -> Response:
            """Counts for Prometheus, over all processes but for the answers, which each API process counts itself."""
            text = await asyncio.to_thread(generate_latest, self.registry)
            return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)

        return router

    def _read(self) -> str:
        with self.units.open(reading=True) as unit:
            unit.switches.on("ready")
        return "ok"

    def _reach(self) -> str:
        self.files.stat("ready")
        return "ok"

    def _count_workers(self) -> str:
        with self.units.open(reading=True) as unit:
            present = hands(unit.workers.all(), self.clock.now(), self.silent_after)
            asked_of = unit.tasks.unfinished_of_crews()
        return self.crews.missing(present, asked_of) or "ok"


async def _checked(look: Callable[[], str]) -> str:
    """What a look says, or how it failed; the reason itself stays in the log, where no stranger reads it."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(look), _READY_WITHIN_S)
    except TimeoutError:
        return f"no answer in {_READY_WITHIN_S:g} s"
    except Exception as error:  # noqa: BLE001 - an outermost handler: whatever is wrong, it is not ready
        log.warning("not ready: %s", error)
        return f"fails with {type(error).__name__}"


class Census(Collector):
    """Counts kept in the database, as one scrape sees them."""

    def __init__(self, units: Units, clock: Clock, silent_after: timedelta, crews: Crews) -> None:
        self._units = units
        self._clock = clock
        self._silent_after = silent_after
        self._crews = crews

    def describe(self) -> Iterable[Metric]:
        """Nothing: names need no database at the start."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Queue, workers, seconds of work by stage, and callbacks by result."""
        now = self._clock.now()
        with self._units.open(reading=True) as unit:
            unfinished, since = unit.tasks.unfinished(), unit.tasks.waiting_since()
            present, tallies = hands(unit.workers.all(), now, self._silent_after), unit.tallies.all()
            of_crews = unit.tasks.unfinished_of_crews()
        standing = GaugeMetricFamily(
            "songwright_tasks_unfinished", "Tasks by how far they are.", labels=["work", "status"]
        )
        for place in _UNDER_WAY:
            standing.add_metric([place.work.value, place.status.value], unfinished.get(place, 0))
        yield standing
        depth = GaugeMetricFamily("songwright_queue_depth", "Tasks that nothing has come of yet.", labels=["work"])
        wait = GaugeMetricFamily("songwright_queue_wait_seconds", "Age of the oldest of these tasks.", labels=["work"])
        for work in Work:
            depth.add_metric([work.value], unfinished.get(Standing(work, Status.PENDING), 0))
            wait.add_metric([work.value], (now - since[work]).total_seconds() if work in since else 0.0)
        yield depth
        yield wait
        yield GaugeMetricFamily("songwright_workers", "Workers alive.", present.total())
        yield from self._crew_gauges(present, of_crews)
        stages = SummaryMetricFamily(
            "songwright_stage_seconds", "Seconds of work on a track, or on lyrics.", labels=["stage"]
        )
        callbacks = CounterMetricFamily("songwright_callbacks", "Attempts to deliver a callback.", labels=["result"])
        for tally in tallies:
            if tally.name == "stage":
                stages.add_metric([tally.label], tally.count, tally.total)
            elif tally.name == "callback":
                callbacks.add_metric([tally.label], tally.count)
        yield stages
        yield callbacks

    def _crew_gauges(self, present: Mapping[str, int], of_crews: Mapping[str, int]) -> Iterable[Metric]:
        """Workers and unfinished songs of each engine that has workers of its own."""
        alive = GaugeMetricFamily("songwright_workers_of", "Workers alive of an engine's own.", labels=["engine"])
        songs = GaugeMetricFamily(
            "songwright_tasks_of", "Unfinished songs that only workers of this engine take.", labels=["engine"]
        )
        for crew in sorted({*self._crews.names, *present, *of_crews} - {ANY}):
            alive.add_metric([crew], present.get(crew, 0))
            songs.add_metric([crew], of_crews.get(crew, 0))
        yield alive
        yield songs


class Answers:
    """Counts and times what this API process answers, by route."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._seconds = Histogram(
            "songwright_http_seconds",
            "Seconds until an answer began.",
            ["method", "route", "status"],
            buckets=_ANSWER_S,
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note when its answer begins."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "none")
                method = scope["method"] if scope["method"] in _METHODS else "other"
                labels = self._seconds.labels(method, route, str(message["status"]))
                labels.observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, timed)

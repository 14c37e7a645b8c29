"""The page and what it needs, for an application that serves the API."""

from datetime import timedelta

from fastapi import APIRouter

from songwright.service.door import Door
from songwright.service.tasks import Desk, Mailroom
from songwright.service.web._catalogue import catalogue_routes
from songwright.service.web._ledger import Ledger
from songwright.service.web._page import page_routes
from songwright.service.web._signing_in import SignInDoor
from songwright.service.web._songs import SongRoom


def page_rooms(
    *,
    desk: Desk,
    door: Door,
    retention_days: float,
    base_url: str = "",
    silent_after: timedelta = timedelta(seconds=30),
) -> tuple[APIRouter, ...]:
    """The page's routes. What the API offers already, the page asks of the API itself."""
    return (
        page_routes(),
        SignInDoor(door=door, base_url=base_url).routes(),
        catalogue_routes(desk.limits.prices, retention_days),
        SongRoom(desk=desk, keep=timedelta(days=retention_days), silent_after=silent_after).routes(),
        Ledger(desk=desk, mailroom=Mailroom(units=desk.units, queue=desk.queue)).routes(),
    )

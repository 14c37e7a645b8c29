"""Cancelling over ASGI on memory ports: whose, when, and what is told."""

import pytest

from api_shop import Shop
from service_fakes import HandClock
from songwright.service.keys import Allowance, create_key


def _cancel(shop: Shop, task_id: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, object] | None]:
    answer = shop.client.post(f"/api/v1/tasks/{task_id}/cancel", headers=headers).json()
    return answer["code"], answer["data"]


def test_a_task_is_cancelled_once_and_told_once() -> None:
    shop = Shop()
    task_id = shop.submit()
    assert _cancel(shop, task_id) == (200, {"taskId": task_id})
    assert _cancel(shop, task_id) == (200, {"taskId": task_id})
    assert shop.info(task_id)["errorMessage"] == "The task was cancelled."
    assert [body["data"]["callbackType"] for body in shop.callbacks(task_id)] == ["error"]


def test_a_finished_task_stays_as_it_is() -> None:
    shop = Shop()
    task_id = shop.submit()
    shop.make(task_id)
    before = shop.info(task_id)
    assert _cancel(shop, task_id) == (400, None)
    assert shop.info(task_id) == before


def test_only_the_owner_cancels() -> None:
    shop = Shop()
    task_id = shop.submit()
    _, other = create_key(shop.units, HandClock(), Allowance(name="other"))
    assert _cancel(shop, task_id, {"Authorization": f"Bearer {other}"}) == (404, None)
    assert _cancel(shop, "nothing") == (404, None)
    assert shop.info(task_id)["errorCode"] is None


@pytest.mark.parametrize("wild", ["%00", "a%00b", "%ED%A0%80", "%F0%9F%8E%B5", "x" * 4000])
def test_no_task_has_such_an_id(wild: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop()

    def as_postgres_asks(_: object, task_id: str, *, lock: bool = False) -> None:
        task_id.encode()
        if "\0" in task_id:
            raise ValueError("PostgreSQL text fields cannot contain NUL (0x00) bytes")

    with shop.units.open() as unit:
        monkeypatch.setattr(type(unit.tasks), "get", as_postgres_asks)
    assert _cancel(shop, wild) == (404, None)
    record = shop.client.get(f"/api/v1/generate/record-info?taskId={wild}").json()
    assert (record["code"], record["data"]) == (200, None)

"""Cancelling over ASGI on memory ports: whose, when, and what is told."""

from test_api_answers import Shop

from service_fakes import HandClock
from songwright.service.keys import create_key


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
    _, other = create_key(shop.units, HandClock(), "other")
    assert _cancel(shop, task_id, {"Authorization": f"Bearer {other}"}) == (404, None)
    assert _cancel(shop, "nothing") == (404, None)
    assert shop.info(task_id)["errorCode"] is None

"""Answers over ASGI on memory ports: envelope, codes, keys, shapes at each stage, files."""

import json
from typing import Any

import pytest

from api_shop import IDEA, Shop, assert_refused
from songwright.service.keys import Allowance, create_key, list_keys, open_key, revoke_key


@pytest.fixture
def shop() -> Shop:
    return Shop(stream_wait_s=0.0)


def test_accepted(shop: Shop) -> None:
    answer = shop.client.post("/api/v1/generate", json=IDEA)
    assert answer.status_code == 200
    assert set(answer.json()) == {"code", "msg", "data"}
    assert set(answer.json()["data"]) == {"taskId"}


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic abc", "Bearer sw_" + "a" * 43, "Bearer é"],
)
def test_bad_keys(shop: Shop, header: str) -> None:
    headers = {"Authorization": header.encode("utf-8")}
    assert_refused(shop.client.post("/api/v1/generate", json=IDEA, headers=headers), 401, 401)
    assert_refused(shop.client.get("/api/v1/generate/record-info?taskId=x", headers=headers), 401, 401)


def test_a_right_beginning_is_not_enough(shop: Shop) -> None:
    wrong = shop.secret[:-1] + ("a" if shop.secret[-1] != "a" else "b")
    headers = {"Authorization": f"Bearer {wrong}"}
    assert_refused(shop.client.post("/api/v1/generate", json=IDEA, headers=headers), 401, 401)


def test_revoking_acts_at_once(shop: Shop) -> None:
    shop.submit()
    assert list_keys(shop.units)[0].last_used_at
    assert open_key(shop.units, "nobody") is None
    assert open_key(shop.units, shop.key.prefix) == open_key(shop.units, "test")
    assert not revoke_key(shop.units, shop.clock, "nobody")
    assert revoke_key(shop.units, shop.clock, shop.key.id)
    assert open_key(shop.units, "test") is None
    assert_refused(shop.client.post("/api/v1/generate", json=IDEA), 401, 401)


@pytest.mark.parametrize(
    ("body", "code"),
    [(IDEA | {"callBackUrl": None}, 400), (IDEA | {"prompt": "a" * 501}, 413), ({}, 400)],
)
def test_errors_travel_as_http_200(shop: Shop, body: dict[str, Any], code: int) -> None:
    assert_refused(shop.client.post("/api/v1/generate", json=body), code, 200)


def test_errors_can_be_mirrored() -> None:
    shop = Shop(http_status="mirror")
    assert_refused(shop.client.post("/api/v1/generate", json={}), 400, 400)
    assert_refused(shop.client.post("/api/v1/generate", json=IDEA | {"prompt": "a" * 501}), 413, 413)


def test_a_body_may_have_a_mebibyte(shop: Shop) -> None:
    most = IDEA | {"padding": "x" * (1024 * 1024 - len(json.dumps(IDEA)) - len(', "padding": ""'))}
    raw = json.dumps(most)
    assert len(raw) == 1024 * 1024
    assert shop.client.post("/api/v1/generate", content=raw).json()["code"] == 200
    assert_refused(shop.client.post("/api/v1/generate", content=raw + " "), 400, 200)


def test_wrong_paths_and_methods(shop: Shop) -> None:
    assert_refused(shop.client.get("/api/v1/nothing"), 404, 404)
    assert_refused(shop.client.get("/api/v1/generate"), 404, 404)


def test_a_fault_of_ours_is_a_500_without_its_reason() -> None:
    shop = Shop()
    shop.units.open = None  # type: ignore[method-assign, assignment]
    answer = shop.client.get("/api/v1/generate/record-info?taskId=x")
    assert_refused(answer, 500, 500)
    assert "open" not in answer.text


def test_browsers_may_call(shop: Shop) -> None:
    asked = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = shop.client.options("/api/v1/generate", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert "authorization" in allowed
    assert "content-type" in allowed


def test_health_needs_no_key(shop: Shop) -> None:
    assert shop.client.get("/healthz", headers={"Authorization": ""}).json()["status"] == "ok"


def test_an_unknown_task_is_null(shop: Shop) -> None:
    assert shop.info("0" * 32) is None
    assert_refused(shop.client.get("/api/v1/generate/record-info"), 400, 200)


def test_another_keys_task_is_null(shop: Shop) -> None:
    task_id = shop.submit()
    _, other = create_key(shop.units, shop.clock, Allowance(name="other"))
    answer = shop.client.get(
        "/api/v1/generate/record-info", params={"taskId": task_id}, headers={"Authorization": f"Bearer {other}"}
    )
    assert answer.json()["data"] is None


def test_pending(shop: Shop) -> None:
    shown = shop.info(shop.submit())
    assert shown["status"] == "PENDING"
    assert shown["response"] is None
    assert (shown["errorCode"], shown["errorMessage"]) == (None, None)
    assert json.loads(shown["param"]) == IDEA


def test_record_info_at_each_stage(shop: Shop) -> None:
    task_id = shop.submit()
    shop.plan(task_id)
    shown = shop.info(task_id)
    assert shown["status"] == "TEXT_SUCCESS"
    for song in shown["response"]["sunoData"]:
        assert (song["audioUrl"], song["sourceAudioUrl"], song["duration"]) == ("", None, None)
        assert song["streamAudioUrl"] == song["stream_audio_url"] == song["sourceStreamAudioUrl"]
        assert song["streamAudioUrl"].startswith("http://songs.local/")
        assert (song["title"], song["tags"], song["prompt"]) == ("Humming", "sine, plain", "[Verse]\nhum")
        assert song["modelName"] == song["model_name"] == shown["type"] == "chirp-v4"
    shop.take(task_id, 0)
    shown = shop.info(task_id)
    assert shown["status"] == "FIRST_SUCCESS"
    first, second = shown["response"]["sunoData"]
    assert first["audioUrl"] == first["sourceAudioUrl"] == first["audio_url"] == first["source_audio_url"]
    assert first["duration"] == 1.0
    assert second["audioUrl"] == ""
    shop.take(task_id, 1)
    shown = shop.info(task_id)
    assert shown["status"] == "SUCCESS"
    assert {song["seed"] for song in shown["response"]["sunoData"]} == {4}


def test_a_failed_task(shop: Shop) -> None:
    task_id = shop.submit()
    shop.plan(task_id)
    shop.fail(task_id)
    shown = shop.info(task_id)
    assert shown["status"] == "GENERATE_AUDIO_FAILED"
    assert shown["response"]["sunoData"] == []
    assert (shown["errorCode"], shown["errorMessage"]) == (500, "It broke.")
    text, error = shop.callbacks(task_id)
    assert text["data"]["callbackType"] == "text"
    assert (error["code"], error["msg"]) == (500, "It broke.")
    assert error["data"]["callbackType"] == "error"
    assert error["data"]["data"] is None


def test_callbacks_are_snake_case_first(shop: Shop) -> None:
    task_id = shop.submit()
    shop.make(task_id)
    bodies = shop.callbacks(task_id)
    assert [body["data"]["callbackType"] for body in bodies] == ["text", "first", "complete"]
    for body in bodies:
        assert body["code"] == 200
        assert body["data"]["task_id"] == body["data"]["taskId"] == task_id
        assert len(body["data"]["data"]) == 2
    last = bodies[-1]["data"]["data"][0]
    wanted = "id audio_url source_audio_url stream_audio_url source_stream_audio_url image_url source_image_url"
    assert list(last)[:7] == wanted.split()
    for name in f"{wanted} prompt model_name title tags".split():
        assert isinstance(last[name], str)
        assert last[name]
    assert isinstance(last["createTime"], int)
    assert last["duration"] == 1.0
    assert last["audioUrl"] == last["audio_url"]
    assert "create_time" not in last


def test_the_base_address_can_be_set() -> None:
    shop = Shop(base_url="https://songs.example/")
    task_id = shop.submit()
    shop.make(task_id)
    song = shop.info(task_id)["response"]["sunoData"][0]
    assert song["audioUrl"].startswith("https://songs.example/files/")
    assert shop.callbacks(task_id)[-1]["data"]["data"][0]["audio_url"] == song["audioUrl"]

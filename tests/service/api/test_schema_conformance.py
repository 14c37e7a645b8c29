"""The OpenAPI document and the API agree: schemathesis calls every operation with fitting and with wrong requests."""

import re
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from fastapi.routing import iter_route_contexts
from jsonschema_rs import validator_for
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
    SimpleCheckConfig,
)
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from api_shop import IDEA, LYRICS, Shop
from songwright.service.keys import Allowance, change_key, create_key
from songwright.service.ports import Delivery, WorkerSign, file_key
from songwright.service.tasks import MAINTENANCE

MODES = ("mirror", "original")


class AdminShop(Shop):
    """A shop whose client may do everything, with a worker that lives."""

    def __init__(self, mode: str) -> None:
        super().__init__(http_status=mode, stream_wait_s=0.0)

    def open(self) -> dict[str, str]:
        """Forget what calls before did: headers with a fresh key, no maintenance, and a worker that still lives."""
        _, secret = create_key(self.units, self.clock, Allowance(name="admin", admin=True))
        with self.units.open() as unit:
            unit.switches.set(MAINTENANCE, on=False)
            unit.workers.beat(WorkerSign(id="one", machine="here", pid=1, seen_at=self.clock.now()))
        return {"Authorization": f"Bearer {secret}"}

    def schema(self, most: int = 10) -> Any:
        """The shop's document, ready to be called by."""
        checks = ChecksConfig(
            # The family answers a wrong method with 404, as it does a wrong path; HTTP allows 405 here and our
            # clients know 405 as "too many unfinished tasks".
            unsupported_method=SimpleCheckConfig(enabled=False),
        )
        generation = GenerationConfig(
            deterministic=True,
            max_examples=most,
            allow_x00=False,  # JSON schema has no word for "no NUL"; the tests of hostile bodies send it
            allow_extra_parameters=False,  # what is unknown is ignored
            with_security_parameters=False,  # the key is put in below; schemathesis tries without it by itself
        )
        project = ProjectConfig(generation=generation, checks=checks)
        config = SchemathesisConfig(seed=20, projects=ProjectsConfig(default=project))
        return schemathesis.openapi.from_asgi("/openapi.json", self.api, config=config)


SHOPS = {mode: AdminShop(mode) for mode in MODES}
MIRROR, ORIGINAL = SHOPS["mirror"].schema(most=25), SHOPS["original"].schema()


@pytest.mark.slow
@MIRROR.parametrize()
def test_every_operation_answers_as_documented(case: schemathesis.Case) -> None:
    """With HTTP statuses that tell what happened: fitting requests are accepted and wrong ones refused, too."""
    # The contract takes empty texts for absent ones, and numbers and truths written as texts: bodies that ask for
    # work are read more patiently than they are documented.
    patient = [negative_data_rejection] if case.operation.path in {"/api/v1/generate", "/api/v1/lyrics"} else []
    case.call_and_validate(headers=SHOPS["mirror"].open(), excluded_checks=patient)


@pytest.mark.slow
@ORIGINAL.parametrize()
def test_every_operation_answers_as_documented_with_the_familys_statuses(case: schemathesis.Case) -> None:
    """Refusals travel as HTTP 200 here, so acceptance and rejection can't be told by the status."""
    untold = [negative_data_rejection, positive_data_acceptance]
    case.call_and_validate(headers=SHOPS["original"].open(), excluded_checks=untold)


def existing_things(shop: Shop) -> list[tuple[str, int, dict[str, Any]]]:
    """Every operation, the code it answers with, and what it is called with: ids that exist."""
    done, young, written = shop.submit(), shop.submit(), shop.ask_lyrics()
    shop.make(done)
    shop.write(written)
    with shop.units.open() as unit:
        task = unit.tasks.get(done)
        tracks = unit.tracks.of(done)
        event = unit.outbox.events(done)[0]
        unit.outbox.tried(Delivery(event_id=event.id, attempt=1, tried_at=shop.clock.now(), status=None, answer="no"))
        unit.outbox.settle(event.id, settled_at=shop.clock.now(), delivered=False)
    assert task
    shop.files.put(file_key(done, 0, "report.json"), b"{}")
    spare, _ = create_key(shop.units, shop.clock, Allowance(name="spare", credits=5))
    take = {"secret": task.secret, "task_id": done, "take": 0}
    spare_key: dict[str, Any] = {"path_parameters": {"key_id": spare.id}}
    json_body = {"media_type": "application/json"}
    first_track: dict[str, Any] = {"path_parameters": {"track_id": tracks[0].id}}
    return [
        ("POST /api/v1/generate", 200, {"body": IDEA, **json_body}),
        ("GET /api/v1/generate/record-info", 200, {"query": {"taskId": done}}),
        ("POST /api/v1/lyrics", 200, {"body": LYRICS, **json_body}),
        ("GET /api/v1/lyrics/record-info", 200, {"query": {"taskId": written}}),
        ("GET /api/v1/lyrics/record-info", 200, {"query": {"taskId": done}}),
        ("GET /api/v1/generate/credit", 200, {}),
        ("GET /api/v1/tasks", 200, {"query": {"status": "SUCCESS,PENDING", "limit": 1}}),
        ("GET /api/v1/tasks", 200, {"query": {}}),
        ("GET /api/v1/tasks", 400, {"query": {"status": "LATE"}}),
        ("POST /api/v1/tasks/{task_id}/cancel", 200, {"path_parameters": {"task_id": young}}),
        ("POST /api/v1/tasks/{task_id}/cancel", 400, {"path_parameters": {"task_id": done}}),
        ("GET /api/v1/callbacks", 200, {"query": {"taskId": done}}),
        ("POST /api/v1/callbacks/{callback_id}/redeliver", 200, {"path_parameters": {"callback_id": event.id}}),
        ("POST /api/v1/callbacks/{callback_id}/redeliver", 400, {"path_parameters": {"callback_id": event.id}}),
        ("GET /files/{secret}/{task_id}/{take}-{name}", 200, {"path_parameters": {**take, "name": "song.mp3"}}),
        ("GET /files/{secret}/{task_id}/{take}-{name}", 200, {"path_parameters": {**take, "name": "cover.jpg"}}),
        ("GET /files/{secret}/{task_id}/{take}-{name}", 200, {"path_parameters": {**take, "name": "report.json"}}),
        ("GET /files/{secret}/{task_id}/{take}-{name}", 404, {"path_parameters": {**take, "name": "other.mp3"}}),
        ("GET /stream/{secret}/{task_id}/{take}.mp3", 200, {"path_parameters": take}),
        ("PATCH /api/v1/tracks/{track_id}", 200, {"body": {"title": "Tide", "kept": True}, **json_body, **first_track}),
        ("PATCH /api/v1/tracks/{track_id}", 200, {"body": {"binned": True}, **json_body, **first_track}),
        ("DELETE /api/v1/tracks/{track_id}", 200, {"path_parameters": {"track_id": tracks[0].id}}),
        ("PATCH /api/v1/tracks/{track_id}", 400, {"body": {"title": "Tide"}, **json_body, **first_track}),
        ("GET /files/{secret}/{task_id}/{take}-{name}", 410, {"path_parameters": {**take, "name": "song.mp3"}}),
        ("GET /stream/{secret}/{task_id}/{take}.mp3", 410, {"path_parameters": take}),
        ("GET /api/v1/admin/keys", 200, {}),
        ("POST /api/v1/admin/keys", 200, {"body": {"name": "new"}, **json_body}),
        ("GET /api/v1/admin/keys/{key_id}", 200, spare_key),
        ("PATCH /api/v1/admin/keys/{key_id}", 200, {"body": {"credits": None}, **json_body, **spare_key}),
        ("POST /api/v1/admin/keys/{key_id}/reset", 200, spare_key),
        ("POST /api/v1/admin/keys/{key_id}/revoke", 200, spare_key),
        ("POST /api/v1/admin/keys/{key_id}/reset", 400, spare_key),
        ("GET /api/v1/admin/maintenance", 200, {}),
        ("PUT /api/v1/admin/maintenance", 200, {"body": {"on": True}, **json_body}),
        ("POST /api/v1/generate", 455, {"body": IDEA, **json_body}),
        ("GET /healthz", 200, {}),
        ("GET /readyz", 200, {}),
        ("GET /metrics", 200, {}),
    ]


@pytest.mark.parametrize("mode", MODES)
def test_what_is_there_is_answered_as_documented(mode: str) -> None:
    """Ids that nobody finds by guessing: each operation says yes in its documented shape, and no where it must."""
    shop = AdminShop(mode)
    shop.open()
    change_key(shop.units, shop.clock, shop.key.id, lambda allowance: replace(allowance, admin=True))
    schema = shop.schema()
    answered = set()
    for label, code, parts in existing_things(shop):
        method, path = label.split()
        answer = (
            schema[path][method]
            .Case(**parts)
            .call_and_validate(
                headers={"Authorization": f"Bearer {shop.secret}"},
                excluded_checks=[positive_data_acceptance, negative_data_rejection],
            )
        )
        enveloped = answer.headers["content-type"] == ["application/json"] and "code" in answer.json()
        assert (answer.json()["code"] if enveloped else answer.status_code) == code, (label, answer.text)
        if code == 200:
            answered.add(label)
    assert answered == {f"{found.ok().method.upper()} {found.ok().path}" for found in schema.get_all_operations()}


DOCUMENT: dict[str, Any] = SHOPS["original"].client.get("/openapi.json").json()
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]


def examples_of(content: dict[str, Any]) -> list[Any]:
    """Every example of a content type."""
    return [
        *([content["example"]] if "example" in content else []),
        *(e["value"] for e in content.get("examples", {}).values()),
    ]


@pytest.mark.parametrize(("label", "operation"), OPERATIONS, ids=[label for label, _ in OPERATIONS])
def test_every_answer_has_an_example_that_fits(label: str, operation: dict[str, Any]) -> None:
    contents = [
        (status, kind, content)
        for status, answer in operation["responses"].items()
        for kind, content in answer.get("content", {}).items()
    ]
    body = operation.get("requestBody", {}).get("content", {})
    for status, kind, content in [*contents, *(("body", *part) for part in body.items())]:
        if content["schema"].get("format") == "binary":
            assert label.startswith(("GET /files/", "GET /stream/"))
            continue  # a song's bytes are no example anybody could read
        examples = examples_of(content)
        assert examples, (label, status, kind)
        for example in examples:
            validator_for(content["schema"]).validate(example)
    without_content = {status for status, answer in operation["responses"].items() if not answer.get("content")}
    assert without_content <= {"304", "307", "416"}
    assert all(answer["description"] for answer in operation["responses"].values())
    assert operation["summary"]
    assert operation["description"]


@pytest.mark.parametrize(("label", "operation"), OPERATIONS, ids=[label for label, _ in OPERATIONS])
def test_every_refusal_of_the_api_is_shown_both_ways(label: str, operation: dict[str, Any]) -> None:
    """In the family's statuses refusals are among the examples of 200, mirrored they have an entry of their own."""
    if "/api/" not in label:
        return
    answers = operation["responses"]
    assert {"200", "401", "500"} <= set(answers)
    travelling = set(answers) - {"200", "401", "404", "500"}
    assert set(answers["200"]["content"]["application/json"]["examples"]) == {"success", *travelling}
    for code in set(answers) - {"200"}:
        (shown,) = examples_of(answers[code]["content"]["application/json"])
        assert shown["code"] == int(code)
    assert operation["security"]


def test_every_code_of_the_contract_is_documented() -> None:
    codes = {code for label, operation in OPERATIONS if "/api/" in label for code in operation["responses"]}
    assert codes == {"200", "400", "401", "404", "405", "413", "429", "430", "455", "500"}


HIDDEN = {
    "GET /api/v1/get-credits",  # other documents' spellings of the credit call
    "GET /api/v1/chat/credit",
    "GET /api/v1/account/subscription/remain",
    "HEAD /files/{secret}/{task_id}/{take}-{name}",  # as GET, without the bytes
    "HEAD /stream/{secret}/{task_id}/{take}.mp3",
    "GET /docs",  # the document itself
    "GET /docs/oauth2-redirect",
    "GET /openapi.json",
}


def test_every_route_is_documented_or_hidden_on_purpose() -> None:
    convertor = re.compile(r":[a-z]+}")
    routes = {
        f"{method} {convertor.sub('}', route.path or '')}"
        for route in iter_route_contexts(SHOPS["original"].api.routes)
        for method in route.methods or ()
    }
    # Starlette adds HEAD to GET where FastAPI's own routes don't.
    routes -= {f"HEAD {path}" for path in ("/docs", "/docs/oauth2-redirect", "/openapi.json")}
    # What the page asks for beyond the API is between the two of them.
    pages = {route for route in routes if route == "GET /" or route.split()[1].startswith("/studio/")}
    assert routes - pages == {label for label, _ in OPERATIONS} | HIDDEN


def test_the_documentation_needs_no_network() -> None:
    client = SHOPS["original"].client
    page = client.get("/docs")
    assert page.status_code == 200
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)["']|url: *["']([^"']+)["']""", page.text)
    found = {address for pair in addresses for address in pair if address}
    assert "/openapi.json" in found
    assert len(found) >= 4
    for address in found:
        assert address.startswith("/"), address
        assert not address.startswith("//"), address
        answer = client.get(address, headers={"Authorization": ""})
        assert answer.status_code == 200, address
        assert answer.content
    assert not re.findall(r"https?://", page.text)

"""What the OpenAPI document says of requests: bodies that routes read themselves, and parameters."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.routing import BaseRoute

from songwright.service.api._generate import EXAMPLE, GenerateBody
from songwright.service.api._lyrics_body import LONGEST_PROMPT, LYRICS_EXAMPLE, LyricsBody
from songwright.service.api._models import MODELS, ModelCard
from songwright.service.api._statuses import STATUSES
from songwright.song import MODES

_SAID = {"type": "string", "pattern": r"\S"}
"""A text with something in it."""
_HUNDREDTHS = {"type": ["number", "null"], "minimum": 0, "maximum": 1, "multipleOf": 0.01}
_SONG_FIELDS: dict[str, dict[str, Any]] = {
    "customMode": {"type": "boolean"},
    "instrumental": {"type": "boolean"},
    "model": {"type": "string", "enum": list(MODELS)},
    "callBackUrl": _SAID | {"maxLength": 2048},
    "vocalGender": {"type": ["string", "null"], "enum": ["m", "f", None]},
    "styleWeight": _HUNDREDTHS,
    "weirdnessConstraint": _HUNDREDTHS,
    "audioWeight": _HUNDREDTHS,
    "seed": {"type": ["integer", "null"], "minimum": 0, "maximum": 2**63 - 1},
    "duration": {"type": ["number", "null"], "minimum": 10},
    "bpm": {"type": ["number", "null"], "minimum": 30, "maximum": 300},
    "key": {"type": ["string", "null"], "pattern": f"^[A-G][#b]?(m| ({'|'.join(MODES)}))?$"},
    "timeSignature": {"type": ["string", "null"], "pattern": "^([1-9]|[12][0-9]|3[0-2])/([1248]|16)$"},
}
_LYRICS_FIELDS: dict[str, dict[str, Any]] = {
    "prompt": _SAID | {"maxLength": LONGEST_PROMPT},
    "callBackUrl": _SONG_FIELDS["callBackUrl"],
    "seed": _SONG_FIELDS["seed"],
}
"""What a field must be, where the form that reads it is more patient or its rule is written in code."""
_STATUS = f"({'|'.join(STATUSES)})"
_PARAMETERS: dict[str, dict[str, Any]] = {
    "cursor": {"pattern": "^([0-9]{1,17}-[0-9a-f-]{1,64})?$"},
    "status": {"pattern": f"^({_STATUS}(,{_STATUS})*)?$"},
    "Idempotency-Key": {"anyOf": [{"type": "string", "pattern": "^[ -~]{1,255}$"}]},
}
"""Rules of parameters that are read by hand."""
_NEEDED = {("/api/v1/generate/record-info", "taskId"), ("/api/v1/lyrics/record-info", "taskId")}
"""Those that the family has its own sentence about when they are missing, so that FastAPI must not refuse them."""


def body_of(form: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """A request body of this form, for a route that reads its body itself."""
    content = {"schema": form.model_json_schema(), "examples": {"example": {"value": example}}}
    return {"content": {"application/json": content}, "required": True}


def song_body() -> dict[str, Any]:
    """The body that starts a task, with what each mode needs and each model allows."""
    body = body_of(GenerateBody, EXAMPLE)
    schema = _ruled(body, _SONG_FIELDS)
    schema["required"] = ["customMode", "instrumental", "model", "callBackUrl"]
    cards: dict[ModelCard, list[str]] = {}
    for model, card in MODELS.items():
        cards.setdefault(replace(card, internal=""), []).append(model)
    schema["anyOf"] = [way for card, models in cards.items() for way in _ways(card, models)]
    return body


def lyrics_body() -> dict[str, Any]:
    """The body that starts a task of lyrics."""
    body = body_of(LyricsBody, LYRICS_EXAMPLE)
    _ruled(body, _LYRICS_FIELDS)["required"] = ["prompt", "callBackUrl"]
    return body


def _ruled(body: dict[str, Any], rules: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The schema of a body, these of its fields under these rules."""
    schema: dict[str, Any] = body["content"]["application/json"]["schema"]
    for name, rule in rules.items():
        shown = schema["properties"][name]
        schema["properties"][name] = {word: shown[word] for word in ("title", "description") if word in shown} | rule
    return schema


def _ways(card: ModelCard, models: list[str]) -> tuple[dict[str, Any], ...]:
    """The three ways to ask these models for songs."""
    style, title = _SAID | {"maxLength": card.style}, _SAID | {"maxLength": card.title}
    idea, words = _SAID | {"maxLength": card.idea}, _SAID | {"maxLength": card.words}
    own = {"style": style, "title": title}
    ways: tuple[tuple[str, dict[str, bool], dict[str, Any]], ...] = (
        ("An idea", {"customMode": False}, {"prompt": idea}),
        ("Words of your own", {"customMode": True, "instrumental": False}, {"prompt": words, **own}),
        ("An instrumental of your own", {"customMode": True, "instrumental": True}, own),
    )
    shared = {"model": {"enum": models}, "duration": {"maximum": card.longest_s}, "prompt": {"maxLength": card.words}}
    return tuple(
        {
            "title": f"{way} for {', '.join(models)}",
            "properties": shared | {name: {"const": value} for name, value in modes.items()} | texts,
            "required": [*modes, *texts],
        }
        for way, modes, texts in ways
    )


def put_right(document: dict[str, Any], routes: Iterable[BaseRoute]) -> None:
    """Say in the OpenAPI document what FastAPI can't find out about these routes."""
    for route in routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            for method in route.methods or ():
                _put_right(route, document["paths"][route.path_format][method.lower()])
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)


def _put_right(route: APIRoute, operation: dict[str, Any]) -> None:
    """Answers as they were written: FastAPI takes nulls out of examples and adds a 422, where we answer with 400."""
    operation["responses"] = {str(status): answer for status, answer in route.responses.items()}
    for parameter in operation.get("parameters", ()):
        parameter["schema"] |= _PARAMETERS.get(parameter["name"], {})
        if (route.path, parameter["name"]) in _NEEDED:
            parameter |= {"required": True, "schema": _SAID}

"""Reading `POST /api/v1/generate`: the contract's rules, in the contract's words."""

import json
import math
import secrets
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from songwright.service.api._models import MODELS, ModelCard
from songwright.service.ports import storable
from songwright.song import BadRequest, Gender, Key, Meter, Seconds, SongRequest, TooLong, Weights

_T = TypeVar("_T")
_Body = TypeVar("_Body", bound=BaseModel)
_STEP = 0.01
_STEP_TOLERANCE = 1e-6
"""0.61 is not exact in binary; a value this near to a multiple of a hundredth is one."""
_URL_LONGEST = 2048
SHORTEST_S = 10.0
"""The shortest song that may be asked for."""
_SEED_BITS = 31
_SEED_LIMIT = 2**63


def _no_truth(value: object) -> object:
    """Python takes true for 1; a client that sends it for a number means something else."""
    if isinstance(value, bool):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic tells a ValueError to the client
    return value


_Number = Annotated[float, BeforeValidator(_no_truth)]
Whole = Annotated[int, BeforeValidator(_no_truth)]
"""A whole number as a field of a body."""


class GenerateBody(BaseModel):
    """What starts a task: two songs from an idea, or from your own words.

    `customMode` false: `prompt` is an idea and the rest is decided for you. `customMode` true: `style` and `title`
    are needed and `prompt` holds the words, sung exactly as given. Unknown fields are ignored.
    """

    model_config = ConfigDict(extra="ignore")

    customMode: bool | None = Field(default=None, description="Required.")  # noqa: N815 - the wire's name
    instrumental: bool | None = Field(default=None, description="Required. True: no voice.")
    model: str | None = Field(default=None, description=f"Required. One of {', '.join(MODELS)}.")
    callBackUrl: str | None = Field(  # noqa: N815
        default=None,
        description="Required. Progress is posted there; any text that is no web address means: I poll.",
    )
    prompt: str | None = Field(default=None, description="Idea, or the words to be sung in custom mode.")
    style: str | None = Field(default=None, description="Needed in custom mode, ignored otherwise.")
    title: str | None = Field(default=None, description="Needed in custom mode, ignored otherwise.")
    negativeTags: str | None = Field(default=None, description="What to keep out, comma separated.")  # noqa: N815
    vocalGender: str | None = Field(default=None, description="m or f.")  # noqa: N815
    styleWeight: _Number | None = Field(default=None, description="0 to 1 in hundredths.")  # noqa: N815
    weirdnessConstraint: _Number | None = Field(default=None, description="0 to 1 in hundredths.")  # noqa: N815
    audioWeight: _Number | None = Field(default=None, description="0 to 1 in hundredths.")  # noqa: N815
    seed: Whole | None = Field(default=None, description="Same request and seed: same songs. Drawn when absent.")
    duration: _Number | None = Field(default=None, description="Length in seconds.")
    bpm: _Number | None = Field(default=None, description="Quarter notes a minute, 30 to 300.")
    key: str | None = Field(default=None, description="As 'A minor', 'F#m', 'Bb major'.")
    timeSignature: str | None = Field(default=None, description="As '4/4', '3/4', '6/8'.")  # noqa: N815


EXAMPLE = {
    "prompt": "A chill lo-fi beat with soft vocals",
    "customMode": False,
    "instrumental": False,
    "model": "V5",
    "callBackUrl": "https://example.com/callback",
}
"""A request as people send it first."""


def read_object(raw: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises BadRequest for anything else."""
    try:
        given = json.loads(raw, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not valid JSON.") from error
    if not isinstance(given, dict):
        raise BadRequest("The body must be a JSON object.")
    return given


def read_body(raw: bytes, form: type[_Body]) -> tuple[dict[str, Any], _Body]:
    """The JSON object of a request as it came and as this form understands it. Raises BadRequest."""
    given = read_object(raw)
    try:
        # Empty strings count as absent, as null does.
        return given, form.model_validate({name: value for name, value in given.items() if value != ""})
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        raise BadRequest(f"{field}: {first['msg']}", field=field) from error


def read_request(body: GenerateBody) -> SongRequest:
    """The request in our words. Raises BadRequest or TooLong with the message clients know."""
    custom = _needed(body.customMode, "customMode")
    instrumental = _needed(body.instrumental, "instrumental")
    model = _needed(body.model, "model")
    if model not in MODELS:
        raise BadRequest(f"model: must be one of {', '.join(MODELS)}", field="model")
    card = MODELS[model]
    check_address(body.callBackUrl)
    common: dict[str, Any] = {
        "avoid": read_text(body.negativeTags, "negativeTags"),
        "instrumental": instrumental,
        "voice": _gender(body.vocalGender),
        "weights": _weights(body),
        "model": model,
        "seed": read_seed(body.seed),
        **_extras(body, card),
    }
    if custom:
        return SongRequest(**_custom(body, card, instrumental=instrumental), **common)
    idea = read_text(body.prompt, "prompt")
    must_have(idea, "prompt")
    _limit(idea, "prompt", card.idea, model)
    return SongRequest(prompt=idea, **common)


def _custom(body: GenerateBody, card: ModelCard, *, instrumental: bool) -> dict[str, Any]:
    """What custom mode takes from the body."""
    style, title, words = (read_text(getattr(body, name), name) for name in ("style", "title", "prompt"))
    must_have(style, "style")
    must_have(title, "title")
    if not instrumental:
        must_have(words, "prompt")
    model = str(body.model)
    _limit(style, "style", card.style, model)
    _limit(title, "title", card.title, model)
    _limit(words, "prompt", card.words, model)
    return {"style": style, "title": title.strip(), "words": None if instrumental else words}


def _needed(value: _T | None, field: str) -> _T:
    if value is None:
        raise BadRequest(f"{field} cannot be null", field=field)
    return value


def read_text(value: str | None, field: str) -> str:
    """A text that every database can keep; raises BadRequest for NUL and for halves of a surrogate pair."""
    text = value or ""
    if not storable(text):
        raise BadRequest(f"{field}: contains characters that are not text", field=field)
    return text


def must_have(text: str, field: str) -> None:
    """Raise BadRequest for a text with nothing in it."""
    if not text.strip():
        raise BadRequest(f"{field} cannot be empty", field=field)


def _limit(text: str, field: str, longest: int, model: str) -> None:
    """Length counts Unicode characters, not bytes."""
    if len(text) > longest:
        raise TooLong(f"{field}: {len(text)} characters are too many; {model} allows {longest}", field=field)


def check_address(address: str | None) -> None:
    """Raise BadRequest for an address that is missing, endless or no text; any other text will do."""
    if address is None or not address.strip():
        raise BadRequest("Please enter callBackUrl.", field="callBackUrl")
    read_text(address, "callBackUrl")
    if len(address) > _URL_LONGEST:
        raise BadRequest(f"callBackUrl: longer than {_URL_LONGEST} characters", field="callBackUrl")


def _gender(value: str | None) -> Gender | None:
    if value is None:
        return None
    if value not in {"m", "f"}:
        raise BadRequest("vocalGender: must be m or f", field="vocalGender")
    return Gender(value)


def _weights(body: GenerateBody) -> Weights:
    chosen = {"style": "styleWeight", "weirdness": "weirdnessConstraint", "audio": "audioWeight"}
    given = {ours: _weight(getattr(body, theirs), theirs) for ours, theirs in chosen.items()}
    return Weights(**{name: value for name, value in given.items() if value is not None})


def _weight(value: float | None, field: str) -> float | None:
    if value is None:
        return None
    if not 0.0 <= value <= 1.0:
        raise BadRequest(f"{field}: must lie between 0 and 1", field=field)
    steps = round(value / _STEP)
    if abs(value - steps * _STEP) > _STEP_TOLERANCE:
        raise BadRequest(f"{field}: must be a multiple of 0.01", field=field)
    return steps / 100


def read_seed(value: int | None) -> int:
    """The seed asked for, or one drawn by lot. Raises BadRequest beyond 63 bits."""
    if value is None:
        return secrets.randbits(_SEED_BITS)
    if not 0 <= value < _SEED_LIMIT:
        raise BadRequest("seed: must be a whole number from 0 to 2^63 - 1", field="seed")
    return value


def _extras(body: GenerateBody, card: ModelCard) -> dict[str, Any]:
    """The fields the family lacks and people ask for."""
    extras: dict[str, Any] = {}
    if body.duration is not None:
        if not SHORTEST_S <= body.duration <= card.longest_s:
            raise BadRequest(f"duration: must lie between {SHORTEST_S:g} and {card.longest_s:g} s", field="duration")
        extras["duration_s"] = Seconds(body.duration)
    if body.bpm is not None:
        if not 30 <= body.bpm <= 300:
            raise BadRequest("bpm: must lie between 30 and 300", field="bpm")
        extras["tempo_bpm"] = body.bpm
    if body.key is not None:
        extras["key"] = _key(body.key)
    if body.timeSignature is not None:
        extras["meter"] = _meter(body.timeSignature)
    return extras


def _key(text: str) -> Key:
    try:
        return Key.parse(text)
    except ValueError as error:
        raise BadRequest("key: write it as 'A minor', 'F#m' or 'Bb major'", field="key") from error


def _meter(text: str) -> Meter:
    beats, _, unit = text.partition("/")
    try:
        return Meter(beats=int(beats), unit=int(unit))
    except ValueError as error:
        raise BadRequest("timeSignature: write it as '4/4', '3/4' or '6/8'", field="timeSignature") from error


def _no_constant(name: str) -> None:
    """JSON has no NaN and no infinities."""
    raise ValueError(name)


def _finite(text: str) -> float:
    """A number that can be told again: what is too large would come back as an infinity, which is no JSON."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value

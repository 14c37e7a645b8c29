"""Reading `PATCH /api/v1/tracks/{id}`: a track's name, and whether it is kept or thrown away."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from songwright.service.api._generate import read_object
from songwright.service.api._requests import body_of
from songwright.service.api._shapes import epoch_ms_or_none
from songwright.service.ports import Track, storable
from songwright.service.tasks import TrackChange
from songwright.song import BadRequest

_LONGEST_TITLE = 100
"""As the family's newer pages have it."""


class TrackBody(BaseModel):
    """What is to change; fields that are left out stay as they are."""

    model_config = ConfigDict(extra="ignore")

    title: Annotated[str, Field(pattern=r"\S", max_length=_LONGEST_TITLE, description="Its new name.")] = ""
    kept: Annotated[bool, Field(strict=True, description="Keep its files beyond their time.")] = False
    binned: Annotated[
        bool, Field(strict=True, description="true: throw it away, its files go after a day. false: take it back.")
    ] = False


TRACK_BODY = body_of(TrackBody, {"title": "Harbour Light", "kept": True})


def read_track_change(raw: bytes) -> TrackChange:
    """The change a body asks for. Raises BadRequest naming the field."""
    try:
        body = TrackBody.model_validate(read_object(raw))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        said = "must have something in it" if first["type"] == "string_pattern_mismatch" else first["msg"]
        raise BadRequest(f"{field}: {said}" if field else str(said), field=field) from error
    if not storable(body.title):
        raise BadRequest("title: contains characters that are not text", field="title")
    given = body.model_fields_set
    return TrackChange(
        title=body.title.strip() if "title" in given else None,
        kept=body.kept if "kept" in given else None,
        binned=body.binned if "binned" in given else None,
    )


def track_shown(track: Track) -> dict[str, Any]:
    """What may be changed of a track, as it stands."""
    return {
        "id": track.id,
        "taskId": track.task_id,
        "title": track.title,
        "kept": track.kept,
        "binnedTime": epoch_ms_or_none(track.binned_at),
    }

"""The score as it was composed, as JSON: what `explain` reads, and any program that would go on from it."""

import msgspec

from songwright.song import BadRequest, Score


def score_json(score: Score) -> bytes:
    """All fields of the score as they are: ticks, MIDI pitches, syllables with their sounds."""
    return msgspec.json.encode(score)


def read_score(content: bytes) -> Score:
    """The score of such a file. Raises BadRequest if it is none."""
    try:
        return msgspec.json.decode(content, type=Score)
    except (msgspec.DecodeError, ValueError) as error:
        raise BadRequest(f"this is no score of Songwright: {error}", field="score") from error

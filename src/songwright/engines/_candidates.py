"""Reads SONGWRIGHT_CANDIDATES: how many candidates of a take are made in each tier, of which the best is kept."""

from collections.abc import Mapping

from songwright.song import BadRequest
from songwright.studio.ports import Tier

CANDIDATES_VARIABLE = "SONGWRIGHT_CANDIDATES"
CANDIDATES: Mapping[Tier, int] = {Tier.DRAFT: 1, Tier.STANDARD: 1, Tier.TOP: 2}
"""Where nothing is set."""
_MOST = 8


def read_candidates(text: str) -> Mapping[Tier, int]:
    """Candidates by tier; a number alone counts for every tier, and a tier that is not named keeps what is usual.

    Raises BadRequest for a value that can't be read.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) == 1 and ":" not in parts[0]:
        return dict.fromkeys(Tier, _count(parts[0]))
    found = dict(CANDIDATES)
    for part in parts:
        tier, _, count = (each.strip() for each in part.partition(":"))
        if tier not in set(Tier):
            raise _wrong(f"{part!r} is no tier with a number; tiers are {', '.join(Tier)}")
        found[Tier(tier)] = _count(count)
    return found


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= _MOST):
        raise _wrong(f"{text!r} is no number from 1 to {_MOST}")
    return int(text)


def _wrong(sentence: str) -> BadRequest:
    return BadRequest(
        f'{CANDIDATES_VARIABLE}: {sentence}; write it as "2" or as "standard:2, top:4"', field=CANDIDATES_VARIABLE
    )

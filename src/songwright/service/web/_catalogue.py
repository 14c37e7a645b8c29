"""What the page offers to choose from: models with their limits, styles, prices and how long files are kept."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from fastapi import APIRouter, Request

from songwright import __version__
from songwright.service.api import LONGEST_PROMPT, MODELS, SHORTEST_S, envelope, signed_in
from songwright.studio.styles import catalogue

_LEANINGS = {
    "V5": "Most expressive: voice and band shape every phrase",
    "V4_5PLUS": "Fuller sound: more players, bolder chords",
    "V4_5": "Understands scenes; words that return are sung once",
    "V4": "Better singing: a second voice in every chorus",
    "V3_5": "Stronger form: choruses return as they were, with a bridge",
}
"""The models of the contract, as docs/models.md tells them apart; newer names are aliases of these."""


def catalogue_routes(prices: Mapping[str, int], retention_days: float) -> APIRouter:
    """`catalogue`."""
    router = APIRouter(prefix="/studio", include_in_schema=False)

    @router.get("/catalogue")
    async def offered(request: Request) -> dict[str, Any]:
        """Everything a form needs to know."""
        await signed_in(request)
        told = {"prices": dict(prices), "retentionDays": retention_days, "version": __version__}
        return envelope(200, "success", _choices() | told)

    return router


@cache
def _choices() -> dict[str, Any]:
    return {
        "models": [
            {
                "id": name,
                "name": name.replace("_", ".").replace("PLUS", "+"),
                "says": says,
                "words": MODELS[name].words,
                "idea": MODELS[name].idea,
                "style": MODELS[name].style,
                "title": MODELS[name].title,
                "longestSeconds": MODELS[name].longest_s,
            }
            for name, says in _LEANINGS.items()
        ],
        "styles": [{"id": style.id, "name": style.name, "says": style.says} for style in catalogue().values()],
        "shortestSeconds": SHORTEST_S,
        "lyricsIdea": LONGEST_PROMPT,
    }

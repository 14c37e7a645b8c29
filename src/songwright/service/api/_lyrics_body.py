"""Reading `POST /api/v1/lyrics`: the contract's rules, in the contract's words."""

from pydantic import BaseModel, ConfigDict, Field

from songwright.service.api._generate import Whole, check_address, must_have, read_seed, read_text
from songwright.song import SongRequest, TooLong

LONGEST_PROMPT = 200
"""Characters the family's documents allow."""


class LyricsBody(BaseModel):
    """What starts a task of lyrics: two lyrics from an idea, to choose from. Unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore")

    prompt: str | None = Field(default=None, description="Required. What the lyrics are to be about.")
    callBackUrl: str | None = Field(  # noqa: N815 - the wire's name
        default=None,
        description="Required. The lyrics are posted there; any text that is no web address means: I poll.",
    )
    seed: Whole | None = Field(
        default=None,
        description="Same prompt and seed: same lyrics, and those that V5 sings. Drawn when absent.",
    )


LYRICS_EXAMPLE = {
    "prompt": "A nostalgic song about growing up in a small town",
    "callBackUrl": "https://example.com/callback",
}
"""A request as people send it first."""


def read_lyrics_request(body: LyricsBody) -> SongRequest:
    """The request in our words. Raises BadRequest or TooLong with the message clients know."""
    check_address(body.callBackUrl)
    idea = read_text(body.prompt, "prompt")
    must_have(idea, "prompt")
    if len(idea) > LONGEST_PROMPT:
        message = f"prompt: {len(idea)} characters are too many; lyrics allow {LONGEST_PROMPT}"
        raise TooLong(message, field="prompt")
    return SongRequest(prompt=idea, needs_words=True, seed=read_seed(body.seed))

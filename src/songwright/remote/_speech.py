"""A server with the speech interface of OpenAI's API, as song models are served with it: words in, sound out."""

import math
from dataclasses import dataclass
from typing import Any

from songwright.remote._handling import SPEECH
from songwright.remote._line import MOST_SOUND_BYTES, Answer, Line
from songwright.remote._sound import sound_of
from songwright.remote._waiting import Headway, wait_for
from songwright.song import Brief, CannotMake, Credit, Lyrics, Recording, Role, Stem
from songwright.studio.captions import caption, planned_s, sung_text
from songwright.studio.engines import take_seed
from songwright.studio.ports import Monitor, Progress, Tier

_MOST_CAPTION, _MOST_WORDS = 2000, 8000
"""Characters: the prompt of MiniMax Music 3 holds 5000 tokens."""
_WITHOUT_WORDS = "[Intro]\n(instrumental)\n\n[Outro]\n(instrumental)"
"""Words must not be empty; so its makers ask for music alone."""
_USUAL_S = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechServer:
    """Implements the Engine port over `POST /audio/speech`; one quality serves every tier."""

    line: Line
    model: str
    """The model's name there."""
    licence: str = "not told"
    tier: Tier = Tier.STANDARD
    frames_per_s: float = 25.0
    """Steps of the model in a second of sound, which is how its length is bounded."""
    longest_s: float = 300.0

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        """One take as a single stem without a score.

        Raises CannotMake when the server gives none in time or the words are too long, Cancelled when told to stop.
        """
        del monitor  # nothing can be heard before the server has made it all
        body = self.request(brief, lyrics, take)
        headway = Headway(progress)
        headway.reach("rendering")
        answer = wait_for(lambda: self._fetch(body), headway)
        headway.reach("listening")
        audio = sound_of(answer, headway.tell)
        credit = Credit(
            engine="speech-server", checkpoint=self.model, licence=self.licence, handling=SPEECH, tier=self.tier.value
        )
        stem = Stem(name="mix", role=Role.VOCAL if brief.sung else Role.LEAD, audio=audio, source=self.model)
        return Recording(stems=(stem,), style=brief.style, credit=credit)

    def request(self, brief: Brief, lyrics: Lyrics, take: int) -> dict[str, Any]:
        """The body of the call. Raises CannotMake for words that the model would cut."""
        words = sung_text(brief, lyrics) or _WITHOUT_WORDS
        if len(words) > _MOST_WORDS:
            raise CannotMake(f"its model reads {_MOST_WORDS} characters of words, and these are {len(words)}")
        length_s = min(planned_s(brief) or _USUAL_S, self.longest_s)
        return {
            "model": self.model,
            "voice": "default",
            "input": words,
            "instructions": caption(brief, figures=True, most=_MOST_CAPTION),
            "response_format": "wav",
            "stream": False,
            "seed": take_seed(brief, take) & 0x7FFF_FFFF,
            "max_new_tokens": math.ceil(length_s * self.frames_per_s),
        }

    async def _fetch(self, body: dict[str, Any]) -> Answer:
        async with self.line.open() as talk:
            return await talk.call("POST", "/audio/speech", body, MOST_SOUND_BYTES)

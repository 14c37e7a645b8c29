"""The humming studio again, but its songs tell what the studio was asked for: in their tags and in their words.

That lets a client see over HTTP whether a field of the request reached the studio, and how it was understood.
"""

from dataclasses import replace

from service_fakes import PlainLyricist, PlainReader
from service_fakes import workshop as humming_workshop
from songwright.outfit import Home
from songwright.service.ports import Workshop
from songwright.song import Brief, Gender, Lyrics, SongRequest


class TellingReader(PlainReader):
    """Writes every control of the request into the tags."""

    def read(self, request: SongRequest) -> Brief:
        """The plain brief, tagged as `style=jazz`, `avoid=drums`, `voice=m`, `weights=0.61/0.72/0.65`, `sung`."""
        weights = request.weights
        return replace(
            super().read(request),
            tags=(
                f"style={request.style}",
                f"avoid={request.avoid.replace(', ', '+')}",
                f"voice={request.voice.value if request.voice else ''}",
                f"weights={weights.style}/{weights.weirdness}/{weights.audio}",
                f"title={request.title or ''}",
                "instrumental" if request.instrumental else "sung",
            ),
            voice=None if request.instrumental else request.voice or Gender.FEMALE,
        )


class TellingLyricist(PlainLyricist):
    """Sings given words, writes others about the idea, and is silent in an instrumental."""

    def write(self, brief: Brief) -> Lyrics:
        """Words of the brief; the title asked for, or one of its own."""
        written = super().write(brief)
        if not brief.sung:
            return Lyrics(title=written.title, text="(instrumental)")
        return written


def workshop(home: Home | None = None) -> Workshop:
    """The factory that SONGWRIGHT_STUDIO names."""
    humming = humming_workshop(home)
    studio = replace(humming.studio, reader=TellingReader(), lyricist=TellingLyricist())
    return replace(humming, studio=studio)

"""What is written on a record: title, style, tempo, key and words, for the tags of every format."""

from dataclasses import dataclass

from songwright.song import Brief, Key, Lyrics, Meter

ARTIST = "Songwright"
_LANGUAGES = {
    "ar": "ara", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "fr": "fra", "hi": "hin", "it": "ita",
    "ja": "jpn", "ko": "kor", "nl": "nld", "pl": "pol", "pt": "por", "ru": "rus", "sv": "swe", "tr": "tur",
    "uk": "ukr", "zh": "zho",
}  # fmt: skip
"""ISO 639-1 to 639-2, which ID3 asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SongTags:
    """What a player shows about a song."""

    title: str
    genre: str
    tempo_bpm: float
    """Felt beats a minute."""
    key: str
    """As ID3 writes it: "Am", "F#", "Ebm"."""
    lyrics: str = ""
    language: str = "und"
    """ISO 639-2 code."""
    comment: str = ""
    artist: str = ARTIST
    encoder: str = "Songwright"

    @classmethod
    def of(cls, brief: Brief, lyrics: Lyrics, *, encoder: str = "Songwright") -> "SongTags":
        """The tags of a song."""
        return cls(
            title=lyrics.title or brief.title or "Untitled",
            genre=brief.tags[0] if brief.tags else brief.style,
            tempo_bpm=felt_bpm(brief.tempo_bpm, brief.meter),
            key=key_letters(brief.key),
            lyrics=lyrics.text,
            language=_LANGUAGES.get(brief.language, "und"),
            comment=", ".join(brief.tags),
            encoder=encoder,
        )


def felt_bpm(tempo_bpm: float, meter: Meter) -> float:
    """Beats a minute as a foot taps them: a compound meter's beat is a dotted quarter."""
    return tempo_bpm * 480 / meter.beat_ticks if meter.compound else tempo_bpm


def key_letters(key: Key) -> str:
    """The ID3 spelling of a key: at most three characters, "m" for modes with a minor third."""
    return key.spell(key.tonic) + ("m" if key.minorish else "")

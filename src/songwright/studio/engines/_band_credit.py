"""What the report says of the built-in band."""

from songwright.song import Control, Credit, Handling, Heed

NAME = "band"
_VOICE = "Kokoro-82M"

_TOLD = {
    Control.PROMPT: (Heed.APPROXIMATED, "read by rules; what was not understood is listed as unread"),
    Control.STYLE: (Heed.HONOURED, "as the catalogue of styles knows it"),
    Control.WORDS: (Heed.HONOURED, "all of them, in order"),
    Control.AVOID: (Heed.HONOURED, "instruments, styles and moods that the vocabulary knows are out"),
    Control.INSTRUMENTAL: (Heed.HONOURED, "nobody sings"),
    Control.VOICE: (Heed.HONOURED, "lead and backing voices are of the gender asked for"),
    Control.LANGUAGE: (Heed.HONOURED, "as docs/languages.md says; near voices are told as a remark"),
    Control.STYLE_WEIGHT: (Heed.HONOURED, "rows of the style against rows of its kin"),
    Control.WEIRDNESS: (Heed.HONOURED, "leaps, chords from outside the key, guests"),
    Control.AUDIO_WEIGHT: (Heed.HONOURED, "how much the band changes from section to section"),
    Control.DURATION: (Heed.HONOURED, "within two seconds, or a remark says why not"),
    Control.TEMPO: (Heed.HONOURED, "exactly"),
    Control.KEY: (Heed.HONOURED, "exactly"),
    Control.METER: (Heed.HONOURED, "exactly"),
    Control.SEED: (Heed.HONOURED, "the same samples again"),
}
HANDLING = tuple(Handling(control=control, heed=heed, how=how) for control, (heed, how) in _TOLD.items())


def band_credit(*, sung: bool) -> Credit:
    """The band's credit for a song with or without a voice."""
    checkpoint = f"rules and sampled instruments, sung by {_VOICE}" if sung else "rules and sampled instruments"
    return Credit(engine=NAME, checkpoint=checkpoint, licence="Apache-2.0", handling=HANDLING)

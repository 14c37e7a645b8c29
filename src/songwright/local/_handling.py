"""What MusicGen makes of each control, for reports and for the table in docs/engines.md."""

from songwright.song import Control, Heed
from songwright.studio.captions import CAPTION_READS, Told, handling_of

_NOBODY_SINGS = (Heed.IGNORED, "the model can't sing: a song that is sung is refused")

_MUSICGEN: Told = {
    **CAPTION_READS,
    Control.WORDS: _NOBODY_SINGS,
    Control.INSTRUMENTAL: (Heed.HONOURED, "the model makes nothing else"),
    Control.VOICE: _NOBODY_SINGS,
    Control.LANGUAGE: _NOBODY_SINGS,
    Control.STYLE_WEIGHT: (Heed.HONOURED, "guidance (1 + 4 w)"),
    Control.WEIRDNESS: (Heed.HONOURED, "temperature (0.5 + w)"),
    Control.DURATION: (Heed.HONOURED, "to the sample, in windows of half a minute that continue one another"),
}


MUSICGEN = handling_of(_MUSICGEN)

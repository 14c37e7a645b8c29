"""What a model behind the speech interface makes of each control, for reports and for the table in docs/engines.md."""

from songwright.song import Control, Heed
from songwright.studio.captions import CAPTION_READS, Told, handling_of

_SPEECH: Told = {
    **CAPTION_READS,
    Control.WORDS: (Heed.HONOURED, "the input, each tag on a line of its own"),
    Control.INSTRUMENTAL: (Heed.APPROXIMATED, "words are mandatory: the caption asks for no vocals"),
    Control.LANGUAGE: (Heed.APPROXIMATED, "heard from the words alone"),
    Control.STYLE_WEIGHT: (Heed.IGNORED, "the model's guidance is fixed"),
    Control.WEIRDNESS: (Heed.IGNORED, "the model's sampling is fixed"),
    Control.DURATION: (Heed.APPROXIMATED, "an upper bound; the song may end before it"),
}

SPEECH = handling_of(_SPEECH)

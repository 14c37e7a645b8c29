"""Turns a finished take into files: sound, cover, timed words, score and report. Nothing is written to disk here."""

from songwright.studio.pressing._cover import cover
from songwright.studio.pressing._labels import SongTags
from songwright.studio.pressing._look import look
from songwright.studio.pressing._look_marks import Mark, SongMarks, song_marks
from songwright.studio.pressing._lossless import flac, stem_wav, wav
from songwright.studio.pressing._midi import midi
from songwright.studio.pressing._mp3 import CEILING_DB, Mp3Stream, PressedMp3, mp3, mp3_below
from songwright.studio.pressing._musicxml import musicxml, mxl
from songwright.studio.pressing._page import explain_page
from songwright.studio.pressing._plain_page import explain_text
from songwright.studio.pressing._press import FORMATS, press
from songwright.studio.pressing._report import report
from songwright.studio.pressing._score_file import read_score, score_json
from songwright.studio.pressing._sound_file import read_sound
from songwright.studio.pressing._take import FinishedTake
from songwright.studio.pressing._unwritten_words import guessed_lines
from songwright.studio.pressing._waveform import waveform_json
from songwright.studio.pressing._words import lrc, timed_lines, words_json
from songwright.studio.timing import TimedLine, TimedWord

__all__ = [
    "CEILING_DB",
    "FORMATS",
    "FinishedTake",
    "Mark",
    "Mp3Stream",
    "PressedMp3",
    "SongMarks",
    "SongTags",
    "TimedLine",
    "TimedWord",
    "cover",
    "explain_page",
    "explain_text",
    "flac",
    "guessed_lines",
    "look",
    "lrc",
    "midi",
    "mp3",
    "mp3_below",
    "musicxml",
    "mxl",
    "press",
    "read_score",
    "read_sound",
    "report",
    "score_json",
    "song_marks",
    "stem_wav",
    "timed_lines",
    "wav",
    "waveform_json",
    "words_json",
]

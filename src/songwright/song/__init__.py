"""The nouns of a song: frozen values, no input or output, only their own arithmetic."""

from songwright.song._audio import SAMPLE_RATE_HZ, Audio, Master, Recording, Stem
from songwright.song._brief import Brief, Chair, FormSection, SongRequest, Weights
from songwright.song._candidate import Candidate, Rating
from songwright.song._credit import Control, Credit, Handling, Heed, controls_of
from songwright.song._errors import BadRequest, Cancelled, CannotMake, MissingPart, SongwrightError, TooLong, TryAgain
from songwright.song._hearing import HeardWord, Hearing
from songwright.song._kinds import Beside, Delivery, Gender, Role, SectionKind, Turn
from songwright.song._lyrics import Line, Lyrics, Stanza, Syllable
from songwright.song._performance import Performance, PlayedNote, PlayedPart
from songwright.song._pitch import MODES, Chord, Key, pitch_class
from songwright.song._score import ChordSpan, Note, Part, Score, Section
from songwright.song._time import PPQ, Meter, Seconds, Tick, seconds_at, ticks_at

__all__ = [
    "MODES",
    "PPQ",
    "SAMPLE_RATE_HZ",
    "Audio",
    "BadRequest",
    "Beside",
    "Brief",
    "Cancelled",
    "Candidate",
    "CannotMake",
    "Chair",
    "Chord",
    "ChordSpan",
    "Control",
    "Credit",
    "Delivery",
    "FormSection",
    "Gender",
    "Handling",
    "HeardWord",
    "Hearing",
    "Heed",
    "Key",
    "Line",
    "Lyrics",
    "Master",
    "Meter",
    "MissingPart",
    "Note",
    "Part",
    "Performance",
    "PlayedNote",
    "PlayedPart",
    "Rating",
    "Recording",
    "Role",
    "Score",
    "Seconds",
    "Section",
    "SectionKind",
    "SongRequest",
    "SongwrightError",
    "Stanza",
    "Stem",
    "Syllable",
    "Tick",
    "TooLong",
    "TryAgain",
    "Turn",
    "Weights",
    "controls_of",
    "pitch_class",
    "seconds_at",
    "ticks_at",
]

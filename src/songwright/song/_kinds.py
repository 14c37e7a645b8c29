"""The small closed vocabularies: roles of parts, kinds of sections, genders of voices."""

from enum import StrEnum


class Role(StrEnum):
    """What a part does in the band."""

    VOCAL = "vocal"
    BACKING = "backing"
    DRUMS = "drums"
    BASS = "bass"
    KEYS = "keys"
    GUITAR = "guitar"
    PAD = "pad"
    LEAD = "lead"
    ARP = "arp"
    STRINGS = "strings"
    BRASS = "brass"
    CHOIR = "choir"
    FX = "fx"


class SectionKind(StrEnum):
    """What a section is for."""

    INTRO = "intro"
    VERSE = "verse"
    PRE = "pre"
    CHORUS = "chorus"
    POST = "post"
    BRIDGE = "bridge"
    BREAK = "break"
    INSTRUMENTAL = "instr"
    SOLO = "solo"
    BUILD = "build"
    DROP = "drop"
    OUTRO = "outro"

    @property
    def sung_by_habit(self) -> bool:
        """Whether such a section carries words unless told otherwise."""
        return self in _SUNG


_SUNG = {SectionKind.VERSE, SectionKind.PRE, SectionKind.CHORUS, SectionKind.POST, SectionKind.BRIDGE}


class Gender(StrEnum):
    """The voice a request asks for, in the contract's letters."""

    FEMALE = "f"
    MALE = "m"


class Delivery(StrEnum):
    """How words are given."""

    SUNG = "sung"
    RAPPED = "rapped"
    """In the rhythm of the beat, at the pitch of speech."""
    SPOKEN = "spoken"
    """In the rhythm and at the pitch of speech."""


class Beside(StrEnum):
    """Voices beside the lead one."""

    DOUBLES = "doubles"
    """The lead once more."""
    HARMONY = "harmony"
    """A second voice within the chord."""
    OCTAVES = "octaves"
    """A second voice an octave off."""
    CHOIR = "choir"
    """Several voices in several parts."""


class Turn(StrEnum):
    """Who of the two singers of a duet has a line."""

    LEAD = "lead"
    PARTNER = "partner"
    BOTH = "both"

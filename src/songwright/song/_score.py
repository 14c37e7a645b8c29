"""Written music, in ticks."""

from dataclasses import dataclass

from songwright.song._kinds import Delivery, Role, SectionKind
from songwright.song._lyrics import Syllable
from songwright.song._pitch import Chord, Key
from songwright.song._time import Meter, Seconds, Tick, seconds_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A written note. In a drum part `pitch` is the General MIDI drum key."""

    start: Tick
    duration: Tick
    pitch: int
    velocity: int = 80
    """1 to 127."""
    syllable: Syllable | None = None
    """What is sung; None in a sung part holds the last vowel on a new pitch (melisma)."""
    partner: bool = False
    """Whether the second singer of a duet sings it."""
    delivery: Delivery = Delivery.SUNG
    """How its syllable is given; the pitch of a note that isn't sung is about where the voice speaks."""
    doubled: bool = False
    """Whether the same voice sings it once more beside itself."""

    @property
    def end(self) -> Tick:
        """First tick after the note."""
        return Tick(self.start + self.duration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One player's notes, in order of start."""

    name: str
    """Unique in the score, as "keys" or "guitar 2"; names the stem."""
    role: Role
    instrument: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChordSpan:
    """A chord and how long it holds."""

    start: Tick
    duration: Tick
    chord: Chord


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the form in the score."""

    kind: SectionKind
    start: Tick
    bars: int
    energy: float
    """0 to 1, share of full energy."""
    stanza: int | None = None
    lift: int = 0
    """Semitones by which its key stands above the song's: the last chorus of a ballad may be lifted by one or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A whole song on paper."""

    title: str
    style: str
    tempo_bpm: float
    meter: Meter
    key: Key
    swing: float
    """Long to short ratio of the swung pair: 1 straight, 2 triplet."""
    swing_unit: int
    """16 if sixteenths swing, 8 if eighths do."""
    sections: tuple[Section, ...]
    chords: tuple[ChordSpan, ...]
    parts: tuple[Part, ...]

    @property
    def bars(self) -> int:
        """Bars of the whole form."""
        return sum(section.bars for section in self.sections)

    @property
    def end(self) -> Tick:
        """First tick after the last bar."""
        return Tick(self.bars * self.meter.bar_ticks)

    @property
    def length_s(self) -> Seconds:
        """Clock length of all bars at the written tempo, without ring-out."""
        return seconds_at(self.end, self.tempo_bpm)

    def part(self, role: Role) -> Part | None:
        """The first part with this role, if any."""
        return next((part for part in self.parts if part.role is role), None)

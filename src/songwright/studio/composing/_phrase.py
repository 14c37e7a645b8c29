"""What a tune must know before it is written: the place of every note, the shape of each line, the room to move in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the tune has to know about one note before choosing its pitch."""

    fit: tuple[float, ...]
    """How well each scale degree sits on the chord here."""
    strength: int
    beats: float
    weight: float
    """How much its syllable matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One line to be set to pitches."""

    places: tuple[Place, ...]
    cadence: str
    """"open", "closed" or "free"."""
    source: int | None = None
    """The earlier line it takes after."""
    aligned: tuple[int, ...] = ()
    """For each note the note of the source line that stands at the same place, or -1."""
    echo: str = "none"
    """"copy" (same words), "head" (same beginning, new ending) or "sequence" (same shape elsewhere)."""
    height: float = 0.0
    """Where the line lies against the stanza's centre, in steps."""
    hook: bool = False
    """Whether a listener is to remember it: the first line of a refrain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The bounds a tune moves in."""

    centre: float
    low: int
    high: int
    reach: float
    """Steps from the centre within which nothing is penalised."""
    shares: tuple[float, float, float, float]
    """Repeats, steps, thirds and larger moves the style likes."""
    shunned: tuple[int, ...]
    """Degrees a pentatonic manner passes over."""
    shun: float
    """How strictly: 0 not, 1 always."""
    loose: float
    """How freely strong places leave the chord, 0 to 1."""
    heat: float
    """Divides the weights: below 1 the likely is chosen more often, above 1 less."""
    minor: bool
    """Whether the third above the tonic is minor."""
    arrival: bool
    """Whether the highest note belongs in the last third, as in a chorus."""

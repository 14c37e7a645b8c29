"""Words laid out for singing: stanzas of lines of syllables that already know their sounds."""

from dataclasses import dataclass

from songwright.song._kinds import Delivery, SectionKind, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Syllable:
    """What one note sings."""

    text: str
    """Letters as they are shown; joined in order they give the line without its spaces."""
    phones: str
    """Its sounds, one character each, with exactly one vowel; "ˈ" or "ˌ" before a stressed vowel."""
    stress: int = 0
    """0 none, 1 secondary, 2 primary."""
    content: bool = False
    """Whether its word carries meaning (noun, verb, adjective) and so wants a strong beat."""
    ends_word: bool = True
    ends_line: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sung line: one breath."""

    text: str
    """As written, spelling and punctuation untouched."""
    syllables: tuple[Syllable, ...]
    language: str = "en"
    backing: bool = False
    """Whether the line stood in round brackets and belongs to the backing voices."""
    turn: Turn = Turn.LEAD
    """Who sings it in a duet."""
    delivery: Delivery = Delivery.SUNG


@dataclass(frozen=True, slots=True, kw_only=True)
class Stanza:
    """The lines of one section."""

    kind: SectionKind
    lines: tuple[Line, ...]

    @property
    def syllable_count(self) -> int:
        """Syllables of all its lines."""
        return sum(len(line.syllables) for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lyrics:
    """A title and the stanzas in the order in which they are first sung."""

    title: str
    stanzas: tuple[Stanza, ...] = ()
    text: str = ""
    """The lyrics as a reader sees them, with section tags."""
    remarks: tuple[str, ...] = ()
    """What the listener should know of how they were written."""

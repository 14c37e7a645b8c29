"""What was asked, in our words, and what was decided from it."""

from dataclasses import dataclass, field

from songwright.song._kinds import Beside, Delivery, Gender, Role, SectionKind, Turn
from songwright.song._pitch import Key
from songwright.song._time import Meter, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The contract's three sliders, each 0 to 1; the family's documented default is one half."""

    style: float = 0.5
    """How strictly the style's habits are followed."""
    weirdness: float = 0.5
    """How far from the plainest manner the music may go."""
    audio: float = 0.5
    """How constant the sound stays through the song."""

    def __post_init__(self) -> None:
        for name in ("style", "weirdness", "audio"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"weight {name} must lie between 0 and 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class SongRequest:
    """A request for one song in several takes, free of any wire format."""

    prompt: str = ""
    """The idea, in the asker's own sentence."""
    words: str | None = None
    """Lyrics to be sung exactly as given; None asks for new ones."""
    style: str = ""
    title: str | None = None
    avoid: str = ""
    """Traits to keep out, comma separated."""
    instrumental: bool = False
    needs_words: bool = False
    """Whether words are wanted even where the prompt asks for nobody to sing."""
    voice: Gender | None = None
    weights: Weights = field(default_factory=Weights)
    model: str = "V5"
    duration_s: Seconds | None = None
    tempo_bpm: float | None = None
    key: Key | None = None
    meter: Meter | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSection:
    """One section of the planned form."""

    kind: SectionKind
    bars: int
    """Bars the style would give it; the composer may change it to fit words and length."""
    stanza: int | None = None
    """Index of the stanza sung here, or None without words. Repeats may name the same stanza."""
    note: str = ""
    """What a bracketed tag added, as "guitar" in [Solo: guitar]."""
    delivery: Delivery = Delivery.SUNG
    """How new words for it are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """One place in the band and who sits there."""

    role: Role
    instrument: str
    """A name of the rack: a General MIDI name ("electric_piano_1"), "synth:warm_pad" or "kit:dusty"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything that was decided before a word or a note is written."""

    title: str | None
    """The title asked for; None lets the lyricist find one."""
    theme: str
    """What the song is about: the prompt without its musical orders."""
    style: str
    """Id of a style in the catalogue."""
    tags: tuple[str, ...]
    """What a listener would call it; delivered with each track."""
    moods: tuple[str, ...]
    language: str
    """ISO 639-1 code of the words."""
    key: Key
    tempo_bpm: float
    """Quarter notes a minute."""
    meter: Meter
    form: tuple[FormSection, ...]
    band: tuple[Chair, ...]
    voice: Gender | None
    """None for an instrumental."""
    key_asked: bool = False
    """Whether the key was asked for, so that no last chorus may leave it unasked."""
    colour: str = ""
    """Id of a second style that was asked for: it lends chords and players, the first one keeps the rhythm."""
    partner: Gender | None = None
    """The second singer of a duet."""
    turns: tuple[Turn, ...] = ()
    """Who sings each given line, in the order of the text, where its tags say so; () leaves it to the lyricist."""
    deliveries: tuple[Delivery, ...] = ()
    """How each given line is given, in the order of the text; () where all are sung."""
    voice_manner: str = ""
    """Words about the voice, as "soft" or "raspy"."""
    beside: tuple[Beside, ...] = ()
    """Voices beside the lead that were asked for."""
    not_beside: tuple[Beside, ...] = ()
    """Those that were taken out."""
    words: str | None = None
    """Lyrics as given; None asks the lyricist to write."""
    duration_s: Seconds | None = None
    """A length that was asked for; None leaves it to the form."""
    weights: Weights = field(default_factory=Weights)
    model: str = "V5"
    seed: int = 0
    prompt: str = ""
    """The idea as asked, for an engine that reads words itself."""
    style_words: str = ""
    """The style as asked, for such an engine."""
    avoid: str = ""
    """What was asked to be left out, comma separated, for such an engine."""
    unread: tuple[str, ...] = ()
    """Parts of the request that were not understood or could not be obeyed, for the song's report."""

    @property
    def sung(self) -> bool:
        """Whether there is a voice."""
        return self.voice is not None

    def chair(self, role: Role) -> Chair | None:
        """The first chair with this role, if any."""
        return next((chair for chair in self.band if chair.role is role), None)

"""How a style wants to be mixed: its `[mix]` settings and marks, checked and with defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from songwright.song import Role
from songwright.studio.styles import Style

MARKS = {
    "clipped bass": "the bass is driven hard into saturation, as an 808",
    "clipped drums": "the kit is driven into saturation",
    "crushed drums": "a squeezed copy of the kit lies under it",
    "double guitars": "guitars stand far left and right, each with its double",
    "gated snare": "snare and clap open a room that shuts after .3 s",
    "hall": "the room is a concert hall",
    "soft chorus": "keys, pads, guitars, strings and choir swim in chorus",
    "spring": "the plate is a spring",
    "tape": "the mix goes over tape: a bump in the bass, a soft top, saturation",
}
"""Named treatments a style may ask for, and what each does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """One style's mix in numbers. Every field is a setting of the style file."""

    lowpass_hz: float = 20_000.0
    """Where the band ends; the voice keeps a little more."""
    highpass_hz: float = 28.0
    tilt_db_per_oct: float = -4.5
    """Fall of the finished spectrum the master leans towards."""
    width: float = 1.0
    """Factor of places and sides."""
    mono_below_hz: float = 110.0
    glue_ratio: float = 1.8
    """Ratio of the compressor over the whole mix."""
    drive_db: float = 2.0
    """How hard the mix leans into the saturator."""
    fade_s: float = 0.0
    """Fade-out over the end; 0 lets the song ring out."""
    section_range_db: float = 7.0
    """Wanted loudness of a section at full energy against one at half; four fifths of what is missing are made up."""
    section_shade_db: float = 10.0
    """How much darker the band is at half of the song's fullest energy."""
    room_s: float = 0.7
    room_db: float = 0.0
    """Offset of every room send."""
    plate_s: float = 1.7
    plate_db: float = 0.0
    """Offset of every plate send."""
    brightness: float = 1.0
    """How long the highs live in the rooms: .5 dark, 1.2 airy."""
    delay_beats: float = 0.75
    """Echo time in beats of a quarter note."""
    delay_db: float = 0.0
    """Offset of every delay send."""
    delay_feedback: float = 0.3
    sidechain_db: float = 0.0
    """How far the kick pushes the band down; 0 not at all."""
    sidechain_ms: float = 220.0
    """How long the band takes to come back."""
    vocal_db: float = 2.5
    """The voice above the band between 1 and 4 kHz while it sings."""
    vinyl_db: float = 0.0
    """Level of record noise against the music; 0 means a clean record."""
    wow_ms: float = 0.0
    """Unevenness of the tape under keys, guitars and pads."""
    grit_bits: float = 0.0
    """Word length of the drum sampler; 0 means a clean one."""
    levels_db: Mapping[Role, float] = field(default_factory=dict)
    """Offsets of roles, from settings such as `drums_db`."""
    marks: frozenset[str] = frozenset()


_NUMBERS = frozenset(known.name for known in fields(Manner)) - {"levels_db", "marks"}
_LEVELS: dict[str, Role] = {f"{role.value}_db": role for role in Role if role is not Role.VOCAL}


def manner(style: Style) -> Manner:
    """The mix manner of a style. Raises ValueError naming the file and the setting or mark that isn't known."""
    for name in style.mix.settings:
        if name not in _NUMBERS and name not in _LEVELS:
            known = ", ".join(sorted(_NUMBERS | _LEVELS.keys()))
            raise ValueError(f"{style.id}.toml: mix.settings.{name} is not a setting; take one of {known}")
    if unknown := sorted(set(style.mix.marks) - MARKS.keys()):
        raise ValueError(f"{style.id}.toml: mix.marks: no mark {unknown[0]!r}; take one of {', '.join(sorted(MARKS))}")
    numbers = {name: value for name, value in style.mix.settings.items() if name in _NUMBERS}
    levels: dict[Role, float] = {
        role: style.mix.settings[name] for name, role in _LEVELS.items() if name in style.mix.settings
    }
    return Manner(levels_db=levels, marks=frozenset(style.mix.marks), **numbers)

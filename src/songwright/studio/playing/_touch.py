"""How the players of each role touch their instruments, as numbers."""

from dataclasses import dataclass, replace

from songwright.song import Part, Role

_MACHINES = frozenset({"808", "909", "909_soft", "linn", "dubstep", "noise", "reggaeton", "garage"})
"""Kits that are machines: they keep the grid (composing.md 3.2, machine styles)."""
_HUMAN_JITTER_S = 0.002
"""Sigma. Above 3 ms listeners only hear sloppiness (composing.md 3.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A player's habits."""

    jitter_s: float = _HUMAN_JITTER_S
    early_s: float = 0.0
    """How much before the grid slow attacks begin, so that they are heard on it."""
    spread_s: tuple[float, float] = (0.0, 0.0)
    """First to last note of a chord, least and most."""
    strums: bool = False
    legato_s: float = 0.0
    """Overlap into the following chord."""
    one_voice: bool = False
    """Whether a new note always ends the one before."""
    breath_s: float = 0.004
    """Silence between two notes of one voice."""
    rings: bool = True
    """Whether the last bar's notes ring on after it."""
    dynamics: float = 1.0
    """Share of the full variation of plus or minus 4 in velocity."""


_VOICE = Touch(jitter_s=0.0, one_voice=True, breath_s=0.0, rings=False, dynamics=0.5)
_BY_ROLE = {
    Role.VOCAL: _VOICE,
    Role.BACKING: replace(_VOICE, one_voice=False),
    Role.DRUMS: Touch(rings=False),
    Role.BASS: Touch(one_voice=True),
    Role.KEYS: Touch(spread_s=(0.002, 0.009)),
    Role.GUITAR: Touch(spread_s=(0.012, 0.035), strums=True),
    Role.PAD: Touch(jitter_s=0.0, early_s=0.035, legato_s=0.03),
    Role.STRINGS: Touch(early_s=0.015, legato_s=0.03),
    Role.CHOIR: Touch(early_s=0.02, legato_s=0.03),
    Role.BRASS: Touch(early_s=0.005, spread_s=(0.0, 0.004)),
    Role.LEAD: Touch(),
    Role.ARP: Touch(),
    Role.FX: Touch(jitter_s=0.0, rings=False),
}


def touch_of(part: Part) -> Touch:
    """How this part's player plays; machines keep exact time and strike chords at once."""
    touch = _BY_ROLE[part.role]
    kind, _, name = part.instrument.partition(":")
    if kind == "kit":
        return replace(touch, rings=False, jitter_s=0.0 if name in _MACHINES else _HUMAN_JITTER_S)
    if kind == "synth" and not touch.strums:
        return replace(touch, jitter_s=0.0, spread_s=(0.0, 0.0))
    return touch

"""What the three sliders and the model do to a piece: each a curve through today's habit at one half.

Every curve is monotone, and every chance is drawn from a stream of its own and compared with the curve, so that one
song too only ever moves one way along a slider.
"""

from songwright.song import Brief
from songwright.studio import styles
from songwright.studio.composing._dice import dice
from songwright.studio.models import leanings
from songwright.studio.styles import Style

_HALF = 0.5
_OWN_ELSEWHERE = 0.25
"""Chance, at no weight of style, of another section's chords (composing.md 6, `p_outside`)."""
_BORROWS = 0.7
"""Chance, at no weight of style, that a section's chords, groove or pattern come from a kindred style."""
_LENDS = 0.7
"""Chance that a section's chords are those of the second style of a blend."""
_SHARPENED = 4.0
"""Added to the power of a pattern's weight at full weight of style: the usual pattern rules."""
_ODD = 0.55
"""Chance, at full weirdness, that a chord is replaced by one from outside the key."""
_SWELL, _FLATTEN = 1.6, 0.25
"""Factors on the differences between sections at no and at full weight of audio."""
_STEADY = 0.7
"""Weight of audio from which even habits of the form (drums out in a break, all in at the end) give way."""


def weirdness(brief: Brief) -> float:
    """The weirdness asked for, moved on by a daring model."""
    asked = brief.weights.weirdness
    return asked + leanings(brief.model).daring * (1.0 - asked)


def beyond_half(weight: float) -> float:
    """How far a slider stands above its middle: 0 up to one half, 1 at the end."""
    return max(0.0, weight - _HALF) / _HALF


def below_half(weight: float) -> float:
    """How far a slider stands below its middle: 1 at nothing, 0 from one half."""
    return max(0.0, _HALF - weight) / _HALF


def elsewhere_chance(brief: Brief) -> float:
    """Chance that a section takes another section's chords of the same style."""
    return _OWN_ELSEWHERE * (1.0 - max(_HALF, brief.weights.style))


def invents_chance(brief: Brief, style: Style) -> float:
    """Chance that a section's chords come from the style's language instead of its own rows."""
    return style.harmony.invent * (1.0 - beyond_half(brief.weights.style))


def kindred(brief: Brief, take: int, *purpose: object) -> Style | None:
    """The style that something is borrowed from, None where the style's own stays.

    Chords come from the second style of a blend where there is one; else kindred styles lend to a loosely kept one.
    """
    if brief.colour and purpose[0] == "progression":
        return styles.style(brief.colour) if dice(brief.seed, take, "colour", *purpose).random() < _LENDS else None
    chance = _BORROWS * below_half(brief.weights.style)
    if not chance:
        return None
    rng = dice(brief.seed, take, "kindred", *purpose)
    if rng.random() >= chance:
        return None
    near = styles.kin(brief.style)
    return near[int(rng.random() * len(near))]


def pattern_power(brief: Brief) -> float:
    """Power of a pattern's weight: above 1 the style's usual pattern is taken more often."""
    return 1.0 + _SHARPENED * beyond_half(brief.weights.style)


def odd_chance(brief: Brief) -> float:
    """Chance that a chord gives way to one from outside the key."""
    return _ODD * beyond_half(weirdness(brief))


def leaning_shares(shares: tuple[float, float, float, float], odd: float) -> tuple[float, float, float, float]:
    """A style's shares of repeats, steps, thirds and leaps with more leaps the odder it shall be; still one in sum."""
    if odd == _HALF:
        return shares
    leaps = min(0.5, shares[3] * (0.2 + 1.6 * odd) + 0.14 * beyond_half(odd))
    rest = (1.0 - leaps) / max(1e-6, 1.0 - shares[3])
    return (shares[0] * rest, shares[1] * rest, shares[2] * rest, leaps)


def contrast(brief: Brief) -> float:
    """Factor on the differences of energy between sections."""
    audio = brief.weights.audio
    return 1.0 + (_SWELL - 1.0) * below_half(audio) - (1.0 - _FLATTEN) * beyond_half(audio)


def middle_energy(style: Style) -> float:
    """The energy at which a style's band neither swells nor thins."""
    plan = style.form.energy
    return sum(plan.values()) / max(1, len(plan))


def steady(brief: Brief) -> bool:
    """Whether the sound stays even where the form by habit thins or fills it."""
    return brief.weights.audio > _STEADY


def take_sway(brief: Brief) -> float:
    """How far the order of ornamental players changes from take to take."""
    return 1.6 * (1.0 - brief.weights.audio)

"""Guests in the band: from kindred styles where the style is loosely kept, strange ones where the song may be odd."""

from songwright.song import Chair, Role
from songwright.studio.models import leanings
from songwright.studio.reading._asked import Asked
from songwright.studio.reading._band import is_out, wished
from songwright.studio.reading._dice import Dice
from songwright.studio.reading._lexicon import Means
from songwright.studio.reading._vocabulary import strangers
from songwright.studio.styles import Style, kin

_CORE = 3
"""Chairs at the head of a band that keep who sits there: they are what the style is known by."""
_SECTION = 4
"""A band this large has room for more; a duo stays a duo."""
_LOOSE, _STRANGE = 0.6, 0.6
"""Chance of each other chair to change hands at no weight of style, and at full weirdness."""
_KEPT = (Role.DRUMS, Role.BASS, Role.FX)
"""Chairs whose player carries the groove: no guest sits there."""
_FULLER = (Role.PAD, Role.STRINGS, Role.ARP, Role.CHOIR, Role.BRASS, Role.LEAD, Role.KEYS)
"""Roles that widen a band, in the order in which they are called."""
_USUAL = {
    Role.PAD: "synth:warm_pad",
    Role.STRINGS: "string_ensemble_1",
    Role.ARP: "synth:pluck",
    Role.CHOIR: "choir_aahs",
}
"""Who comes where no kindred style knows better."""


def with_guests(band: tuple[Chair, ...], asked: Asked, style: Style, dice: Dice) -> tuple[Chair, ...]:
    """The band with the guests that weights and model invite. Nobody who was taken out comes, nobody asked for leaves.

    At a weight of style and a weirdness of one half the band is the style's.
    """
    if len(band) <= _CORE or asked.values(Means.ONLY) or asked.values(Means.ACAPELLA):
        return band
    found = [_seated(place, chair, asked, style, dice) for place, chair in enumerate(band)]
    if len(band) >= _SECTION:
        found = _fuller(found, asked, style, leanings(asked.request.model).more_chairs)
    return tuple(dict.fromkeys(found))


def _seated(place: int, chair: Chair, asked: Asked, style: Style, dice: Dice) -> Chair:
    """Who sits on one chair."""
    if place < _CORE or chair.role in _KEPT or wished(asked, chair):
        return chair
    weights = asked.request.weights
    where = f"guest {place} {chair.role}"
    if dice.between(f"odd {where}", 0.0, 1.0) < _STRANGE * max(0.0, 2.0 * weights.weirdness - 1.0):
        seats = [Chair(role=chair.role, instrument=name) for name in strangers().get(chair.role.value, ())]
        odd = [seat for seat in seats if seat not in style.chairs and _free(asked, seat)]
        if odd:
            return dice.pick(f"stranger {where}", odd)
    if dice.between(f"loose {where}", 0.0, 1.0) < _LOOSE * max(0.0, 1.0 - 2.0 * weights.style):
        guests = [seat for seat in _kindred_seats(style, chair.role, asked) if seat not in style.chairs]
        if guests:
            return dice.pick(f"kindred {where}", guests)
    return chair


def _kindred_seats(style: Style, role: Role, asked: Asked) -> list[Chair]:
    """Players of a role in kindred styles who are not taken out, the nearest style's first."""
    near = (seat for other in kin(style.id) for seat in other.chairs if seat.role is role)
    return [seat for seat in dict.fromkeys(near) if _free(asked, seat)]


def _fuller(band: list[Chair], asked: Asked, style: Style, more: int) -> list[Chair]:
    """The band with up to `more` chairs of roles that it lacks, as kindred styles seat them."""
    found = list(band)
    for role in _FULLER:
        if more <= 0:
            break
        if any(chair.role is role for chair in found):
            continue
        seats = _kindred_seats(style, role, asked)
        usual = Chair(role=role, instrument=_USUAL[role]) if role in _USUAL else None
        if usual is not None and _free(asked, usual):
            seats.append(usual)
        if seats:
            found.append(seats[0])
            more -= 1
    return found


def _free(asked: Asked, chair: Chair) -> bool:
    """Whether nobody took this player out."""
    return not is_out(asked, chair)

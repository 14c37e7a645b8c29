"""Blends of two styles: the first keeps rhythm and tempo, the second lends chords and players."""

from functools import cache

from songwright.song import Chair, Role
from songwright.studio.reading._asked import Asked
from songwright.studio.reading._band import is_out, wished
from songwright.studio.reading._lexicon import Means
from songwright.studio.styles import Style, catalogue

_LENT = 2
"""Players whom the second style sends."""
_CORE = 3
"""Chairs at the head of a band that keep who sits there."""
_MOST_CHAIRS = 9
_GROOVE = {Role.DRUMS, Role.BASS, Role.FX, Role.VOCAL, Role.BACKING}


def coloured(band: tuple[Chair, ...], asked: Asked, colour: Style | None) -> tuple[Chair, ...]:
    """The band with the two players by whom the second style is known best, if there is a second style.

    Nobody who was taken out comes, nobody asked for leaves, and drums and bass stay.
    """
    if colour is None or asked.values(Means.ONLY) or asked.values(Means.ACAPELLA):
        return band
    found = list(band)
    sitting = {chair.instrument for chair in band}
    free = (chair for chair in colour.chairs if chair.role not in _GROOVE and not is_out(asked, chair))
    known = sorted(
        (chair for chair in free if chair.instrument not in sitting), key=lambda c: _commonness()[c.instrument]
    )
    for guest in list(dict.fromkeys(known))[:_LENT]:
        spare = [
            at
            for at, chair in enumerate(found)
            if at >= _CORE and chair.role not in _GROOVE and chair not in known and not wished(asked, chair)
        ]
        same = [at for at in spare if found[at].role is guest.role]
        if same:
            found[same[-1]] = guest
        elif len(found) < _MOST_CHAIRS:
            found.append(guest)
        elif spare:
            found[spare[-1]] = guest
    return tuple(dict.fromkeys(found))


@cache
def _commonness() -> dict[str, int]:
    """In how many styles each instrument sits: the rarer, the better it tells a style."""
    counts: dict[str, int] = {}
    for style in catalogue().values():
        for name in {chair.instrument for chair in style.chairs}:
            counts[name] = counts.get(name, 0) + 1
    return counts

"""Builds of club music: chords that quicken with the snare and climb, so that the drop has something to release."""

from songwright.song import Note, Role, SectionKind, Tick
from songwright.studio.composing._arrange import Cue, Player
from songwright.studio.composing._comping import limits_of
from songwright.studio.composing._fills import roll_step
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._voicing import near_voicing

_CLIMBERS = (Role.KEYS, Role.ARP, Role.LEAD)
_STEPS = 4
"""Positions through which the chord climbs."""


def climbs(sheet: Sheet, player: Player, cue: Cue) -> bool:
    """Whether a player quickens and climbs in this passage: the first of the keys, arps and leads of club music."""
    if cue.passage.kind is not SectionKind.BUILD or sheet.manner.fills != "machine" or player.nth:
        return False
    seats = [chair.role for chair in sheet.brief.band if chair.role in _CLIMBERS]
    return bool(seats) and player.chair.role is min(seats, key=_CLIMBERS.index)


def play_build(sheet: Sheet, player: Player, cue: Cue) -> list[Note]:
    """Repeated chords from quarters to sixteenths, each quarter of the build a position higher and louder."""
    low, high = limits_of(sheet, player.chair.role)
    low = max(low, 55)
    room = max(12, high - low - 12)
    found: list[Note] = []
    at = cue.start
    while at < cue.end:
        through = (at - cue.start) / max(1, cue.end - cue.start)
        base = low + round(room * int(through * _STEPS) / _STEPS)
        chord = sheet.span_at(cue.passage, at).chord
        shape = near_voicing(chord, base, base + 12, (), 3, rootless=False)
        step = roll_step(through, bars=4)
        loud = 56 + round(44 * through * cue.energy)
        length = max(1, min(step * 3 // 4, cue.end - at))
        found += [Note(start=Tick(at), duration=Tick(length), pitch=pitch, velocity=min(loud, 118)) for pitch in shape]
        at += step
    return found

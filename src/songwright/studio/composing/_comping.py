"""Comping on keys and guitars: cells through voicings that hardly move, quieter while the voice speaks."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from songwright.song import PPQ, Note, Role, Tick, pitch_class
from songwright.studio.composing._arrange import Cue, Player
from songwright.studio.composing._form import strength
from songwright.studio.composing._leading import Led, hand_of
from songwright.studio.composing._left_hand import left_hand
from songwright.studio.composing._manners import part_manner
from songwright.studio.composing._patterns import Hit, hits
from songwright.studio.composing._plucking import Plucker, plucks
from songwright.studio.composing._room import Room, keeps_time
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._voicing import place

_DEGREES = {"3": (4, 3, 5, 2), "5": (7, 6, 8), "6": (9, 8), "7": (10, 11, 9), "9": (14, 13, 15)}
_FINGERS = {"i": -3, "m": -2, "a": -1}
"""Letters of the three upper notes of a voicing."""
_ORGANS = ("organ", "accordion", "string")
"""Keys that hold their chords when they are the second keyboard."""


@dataclass(slots=True)
class _Hand:
    """What a player's hand remembers between chords."""

    low: int
    high: int
    led: Led
    last: int = 60
    bars: set[int] = field(default_factory=set)


def limits_of(sheet: Sheet, role: Role) -> tuple[int, int]:
    """Lowest and highest pitch of a part, from the style file or the family."""
    named = part_manner(sheet.style, role).range or ("C3", "C6")
    low, high = (_pitch_of(name) for name in named)
    return low, high


def _pitch_of(name: str) -> int:
    """MIDI pitch of a note name with its octave, as "E1"."""
    return pitch_class(name[:-1]) + 12 * (int(name[-1]) + 1)


def holds(player: Player) -> bool:
    """Whether a keyboard holds chords instead of comping: a second one with a sustaining sound."""
    return player.nth > 0 and any(word in player.chair.instrument for word in _ORGANS)


def play_comping(sheet: Sheet, player: Player) -> list[Note]:
    """The chords of a keys, guitar, arp or brass chair."""
    if plucks(sheet, player):
        plucker = Plucker(sheet, player)
        for hit, cue in _heard(sheet, player):
            plucker.stroke(hit, cue.energy)
        return plucker.played()
    role = player.chair.role
    low, high = limits_of(sheet, role)
    bassless = sheet.brief.chair(Role.BASS) is None
    if role is Role.KEYS:
        low, high = (low - 7 if bassless else low + 3 * player.nth, high - 4)
    rootless = not bassless and role in (Role.KEYS, Role.BRASS)
    hand = _Hand(low=low, high=high, led=Led(sheet, hand_of(sheet, max(low, 50), high, 4, rootless=rootless)))
    found = [note for hit, cue in _heard(sheet, player) for note in _stroke(hit, hand, cue.energy)]
    if bassless and role is Role.KEYS and not player.nth and "piano" in player.chair.instrument:
        found += left_hand(sheet, player, found)
    return found


def _heard(sheet: Sheet, player: Player) -> Iterator[tuple[Hit, Cue]]:
    """The strokes of a part without those that would talk over the voice."""
    role = player.chair.role
    steady = keeps_time(sheet, role, player.nth)
    for each in player.cues:
        # A second keyboard keeps out of the first one's rhythm: it plays what that would in a quiet section.
        cue = replace(each, energy=min(each.energy, 0.44)) if role is Role.KEYS and player.nth else each
        room = Room(sheet, cue.passage)
        for hit in hits(sheet, cue, role, player):
            weak = hit.stroke.what == "c" and strength(hit.start, sheet.meter) >= 1 and not steady
            if weak and room.talks(hit.start):
                continue
            yield hit, cue


def _stroke(hit: Hit, hand: _Hand, energy: float) -> list[Note]:
    what, length = hit.stroke.what, hit.end - hit.start
    loud = 62 + round(26 * energy) + (14 if hit.stroke.accent else 0) - (5 if hit.start % PPQ else 0)
    shape = hand.led.shape(hit.start, hit.chord)
    if what == "c":
        return [_note(hit.start, length, pitch, loud - (4 if i else 0)) for i, pitch in enumerate(shape)]
    if what == "x":
        return []
    if what == "p":
        return [_note(hit.start, length, pitch, loud) for pitch in (_single(hit, hand), shape[-1])]
    if what in _FINGERS:
        return [_note(hit.start, length, shape[max(_FINGERS[what], -len(shape))], loud)]
    return [_note(hit.start, length, _single(hit, hand), loud)]


def _note(start: int, length: int, pitch: int, velocity: int) -> Note:
    return Note(start=Tick(start), duration=Tick(max(1, length)), pitch=pitch, velocity=min(max(velocity, 20), 120))


def _single(hit: Hit, hand: _Hand) -> int:
    """One note of a broken chord, counted up from a root low in the part's range."""
    chord, what = hit.chord, hit.stroke.what
    root = hand.low + (chord.bass - hand.low) % 12
    if what in ("R", "r", "A", "p"):
        pitch = root
    elif what in ("o", "8"):
        pitch = root + 12
    elif what in _DEGREES:
        wanted = _DEGREES[what]
        step = next((each for each in wanted if each in chord.intervals), wanted[0])
        pitch = root + (chord.root + step - chord.bass) % 12
        # Thirds and colours sound clear only above the low octave.
        if pitch == root or (what in ("3", "7", "9", "6") and pitch < root + 12):
            pitch += 12
    else:
        pitch = place(chord.tones[hit.bar % len(chord.tones)], hand.low, hand.high, hand.last)
    while pitch > hand.high:
        pitch -= 12
    hand.last = pitch
    return pitch

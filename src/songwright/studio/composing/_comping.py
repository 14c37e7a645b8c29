"""Comping on keys and guitars: cells through voicings that hardly move, quieter while the voice speaks."""

from dataclasses import dataclass, field, replace

from songwright.song import PPQ, Note, Role, Tick, pitch_class
from songwright.studio.composing._arrange import Player
from songwright.studio.composing._form import strength
from songwright.studio.composing._leading import Led, hand_of
from songwright.studio.composing._manners import part_manner
from songwright.studio.composing._patterns import Hit, hits
from songwright.studio.composing._room import Room, keeps_time
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._voicing import fretted, place

_DEGREES = {"3": (4, 3, 5, 2), "5": (7, 6, 8), "6": (9, 8), "7": (10, 11, 9), "9": (14, 13, 15)}
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
    role = player.chair.role
    low, high = limits_of(sheet, role)
    bassless = sheet.brief.chair(Role.BASS) is None
    if role is Role.KEYS:
        low, high = (low - 7 if bassless else low + 3 * player.nth, high - 4)
    # A second guitar plays the same chords higher up the neck, on three or four strings.
    rootless = not bassless and role in (Role.KEYS, Role.BRASS)
    reach = (55, 76, 3) if role is Role.GUITAR else (max(low, 50), high, 4)
    hand = _Hand(low=low, high=high, led=Led(sheet, hand_of(sheet, *reach, rootless=rootless)))
    found: list[Note] = []
    steady = keeps_time(sheet, role, player.nth)
    for each in player.cues:
        # A second keyboard keeps out of the first one's rhythm: it plays what that would in a quiet section.
        cue = replace(each, energy=min(each.energy, 0.44)) if role is Role.KEYS and player.nth else each
        room = Room(sheet, cue.passage)
        for hit in hits(sheet, cue, role, player):
            weak = hit.stroke.what == "c" and strength(hit.start, sheet.meter) >= 1 and not steady
            if weak and room.talks(hit.start):
                continue
            found += _stroke(hit, hand, player, cue.energy)
    return found


def _stroke(hit: Hit, hand: _Hand, player: Player, energy: float) -> list[Note]:
    what, length = hit.stroke.what, hit.end - hit.start
    loud = 62 + round(26 * energy) + (14 if hit.stroke.accent else 0) - (5 if hit.start % PPQ else 0)
    fretboard = player.chair.role is Role.GUITAR
    if what == "c":
        shape = _chord(hit, hand, fretboard=fretboard, nth=player.nth)
        return [_note(hit.start, length, pitch, loud - (4 if i else 0)) for i, pitch in enumerate(shape)]
    if what == "x":
        shape = _chord(hit, hand, fretboard=fretboard, nth=player.nth)[-3:]
        return [_note(hit.start, min(length, 60), pitch, 44) for pitch in shape] if fretboard else []
    if what == "r" and fretboard:
        root = fretted(hit.chord)[0]
        return [_note(hit.start, max(60, length * 5 // 8), pitch, loud - 12) for pitch in (root, root + 7)]
    return [_note(hit.start, length, _single(hit, hand, fretboard=fretboard), loud)]


def _note(start: int, length: int, pitch: int, velocity: int) -> Note:
    return Note(start=Tick(start), duration=Tick(max(1, length)), pitch=pitch, velocity=min(max(velocity, 20), 120))


def _chord(hit: Hit, hand: _Hand, *, fretboard: bool, nth: int) -> tuple[int, ...]:
    return fretted(hit.chord) if fretboard and nth == 0 else hand.led.shape(hit.start, hit.chord)


def _single(hit: Hit, hand: _Hand, *, fretboard: bool) -> int:
    """One note of a broken chord, counted up from a root low in the part's range."""
    chord, what = hit.chord, hit.stroke.what
    root = hand.low + (chord.bass - hand.low) % 12
    if fretboard:
        root = fretted(chord)[0]
    if what in ("R", "r", "A"):
        pitch = root
    elif what in ("o", "8"):
        pitch = root + 12
    elif what in _DEGREES:
        wanted = _DEGREES[what]
        step = next((each for each in wanted if each in chord.intervals), wanted[0])
        pitch = root + (chord.root + step - chord.bass) % 12
        # Thirds and colours sound clear only above the low octave.
        if what in ("3", "7", "9", "6") and pitch < root + 12:
            pitch += 12
    else:
        pitch = place(chord.tones[hit.bar % len(chord.tones)], hand.low, hand.high, hand.last)
    while pitch > hand.high:
        pitch -= 12
    hand.last = pitch
    return pitch

"""Horns: hits together in the rests of the voice; a section plays chords, a lone horn its one note of them."""

from songwright.song import Chord, Note, Role, Tick
from songwright.studio.composing._arrange import Player
from songwright.studio.composing._comping import limits_of
from songwright.studio.composing._leading import Led, hand_of
from songwright.studio.composing._patterns import hits
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._voicing import place

_LOW_HORNS = {"tuba": (34, 50), "trombone": (46, 67), "french_horn": (48, 70)}
"""Where single horns sound best; others keep the part's range."""


def play_brass(sheet: Sheet, player: Player) -> list[Note]:
    """Hits in the second half of each pair of bars, and in every bar of the fullest passages, never under a word."""
    section = "section" in player.chair.instrument or player.chair.instrument.startswith("synth:")
    low, high = limits_of(sheet, Role.BRASS)
    low, high = _LOW_HORNS.get(player.chair.instrument, (low + 3, high - 5))
    led = Led(sheet, hand_of(sheet, low, high, 3, rootless=True)) if section else None
    last = (low + high) // 2
    found: list[Note] = []
    for cue in player.cues:
        for hit in hits(sheet, cue, Role.BRASS, player):
            if (cue.level != "high" and hit.bar % 2 == 0) or _under_words(sheet, hit.start, hit.end):
                continue
            if led is not None:
                pitches = led.shape(hit.start, hit.chord)
            else:
                last = _own_note(hit.chord, player.nth, low, high, last)
                pitches = (last,)
            loud = 66 + round(28 * cue.energy) + (12 if hit.stroke.accent else 0)
            length = hit.end - hit.start
            found += [
                Note(start=Tick(hit.start), duration=Tick(length), pitch=p, velocity=min(loud, 120)) for p in pitches
            ]
    return found


def _under_words(sheet: Sheet, start: int, end: int) -> bool:
    return any(note.start < end and start < note.end for note in sheet.vocal)


def _own_note(chord: Chord, nth: int, low: int, high: int, last: int) -> int:
    """Third, root and fifth are shared out by chair, so that horns together make the chord."""
    order = (1, 0, 2, 3)
    tone = chord.tones[order[nth % 4] % len(chord.tones)]
    return place(tone, low, high, last)

"""The right hand of guitars and their kin: strums, picked strings that ring, muted strokes."""

from bisect import bisect_right
from dataclasses import dataclass, replace

from songwright.song import PPQ, Note, Role, Tick
from songwright.studio.composing._arrange import Player
from songwright.studio.composing._fretboard import (
    GRIPS,
    GUITAR,
    Fingering,
    Fretboard,
    Grip,
    Neck,
    capoed,
    neck_of,
)
from songwright.studio.composing._manners import family_of, part_manner
from songwright.studio.composing._patterns import Hit
from songwright.studio.composing._sheet import Sheet

_FRETTED = ("guitar", "banjo", "mandolin", "ukulele", "cavaquinho", "tres", "sitar", "shamisen")
_RINGING = ("acoustic", "ukulele", "banjo")
"""Instruments whose picked strings ring on; electric lines stop where their cell says so."""
_UP_STRINGS = 4
"""Strings an up stroke reaches."""
_FINGERED = 3
"""Strings that fingers pluck at once above the thumb."""
_DEGREES = {"3": (4, 3, 5, 2), "5": (7, 6, 8), "6": (9, 8), "7": (10, 11, 9), "9": (14, 13, 15)}
_FINGERS = {"i": -3, "m": -2, "a": -1}
"""Fingers of the picking hand and their strings, counted from the high one."""
_MUTED_TICKS, _MUTED_VELOCITY = 60, 44


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plucked:
    """A note with the string it sounds on."""

    note: Note
    string: int
    rings: bool


def plucks(sheet: Sheet, player: Player) -> bool:
    """Whether a chair's chords are fingered on a neck: every guitar and its kin, and what its style calls so."""
    chair = player.chair
    if chair.role is Role.GUITAR or any(word in chair.instrument for word in _FRETTED):
        return True
    return part_manner(sheet.style, chair.role).motion == "fretboard"


def grip_of(sheet: Sheet, player: Player, neck: Neck) -> Grip:
    """What this player likes to hold: the style's word for the first chair, else by instrument and family."""
    return GRIPS["open"] if neck is not GUITAR else GRIPS[_guitar_grip(sheet, player)]


def _guitar_grip(sheet: Sheet, player: Player) -> str:
    instrument, family = player.chair.instrument, family_of(sheet.style)
    named = part_manner(sheet.style, player.chair.role).grip
    if "distortion" in instrument or ("overdriven" in instrument and not player.nth):
        return "power"
    if player.nth:
        return "upper"
    if named or sheet.style.harmony.colour == "power":
        return named or "power"
    if family == "jazz" or "jazz" in instrument:
        return "shells"
    return "open" if family == "folk" or "steel" in instrument else "barre"


class Plucker:
    """One player with both hands, through the whole song."""

    def __init__(self, sheet: Sheet, player: Player) -> None:
        neck = neck_of(player.chair.instrument)
        self._grip = grip_of(sheet, player, neck)
        spans = [span for passage in sheet.spans for span in passage]
        if self._grip is GRIPS["open"] and neck is GUITAR:
            neck = capoed(neck, sheet.brief.key)
        self._board = Fretboard(spans, neck, self._grip)
        self._rings = any(word in player.chair.instrument for word in _RINGING)
        self._fingers = "nylon" in player.chair.instrument
        self._bar, self._thumb = sheet.meter.bar_ticks, -sheet.meter.bar_ticks
        self._sixteenths = sheet.style.time.swing.unit == 16
        self._plucked: list[_Plucked] = []
        self._changes = sorted({int(span.start) for span in spans} | {cue.end for cue in player.cues})

    def stroke(self, hit: Hit, energy: float) -> None:
        """Plays one stroke of a cell."""
        shape, what, length = self._board.at(hit.start, hit.chord), hit.stroke.what, hit.end - hit.start
        loud = 62 + round(26 * energy) + (14 if hit.stroke.accent else 0) - (5 if hit.start % PPQ else 0)
        strings = _sounding(shape)
        if what == "c":
            for place, (string, pitch) in enumerate(self._struck(strings, hit)):
                self._add(hit.start, length, string, pitch, loud - (4 if place else 0))
        elif what == "x":
            for string, pitch in strings[-3:]:
                self._add(hit.start, min(length, _MUTED_TICKS), string, pitch, _MUTED_VELOCITY)
        elif what == "r":
            for string, pitch in strings[:2]:
                self._add(hit.start, max(_MUTED_TICKS, length * 5 // 8), string, pitch, loud - 12)
        elif what == "p":
            self._thumb = hit.start
            for string, pitch in (strings[0], strings[-1]):
                self._add(hit.start, length, string, pitch, loud, rings=self._rings)
        else:
            string, pitch = self._picked(hit, shape, strings)
            if what == "R":
                self._thumb = hit.start
            self._add(hit.start, length, string, pitch, loud, rings=self._rings)

    def _struck(self, strings: list[tuple[int, int]], hit: Hit) -> list[tuple[int, int]]:
        """The strings a strum meets: all going down, the upper ones coming back up."""
        if hit.start - self._thumb < self._bar and len(strings) > _FINGERED:
            # The thumb has the bass: fingers or pick take the strings above it.
            strings = strings[-_FINGERED:] if self._fingers else strings[1:]
        half = PPQ // 2
        up = hit.start % half != 0 or (not self._sixteenths and hit.start % PPQ == half)
        return strings[-_UP_STRINGS:] if up and not hit.stroke.accent else strings

    def _picked(self, hit: Hit, shape: Fingering, strings: list[tuple[int, int]]) -> tuple[int, int]:
        """The string that plays a degree or belongs to a finger, with its pitch."""
        what, chord = hit.stroke.what, hit.chord
        if what in _FINGERS:
            return strings[max(_FINGERS[what], -len(strings))]
        bass_string, bass = next((each for each in strings if each[1] % 12 == chord.bass), strings[0])
        if what in ("R", "A"):
            return bass_string, bass
        if what in ("o", "8"):
            wanted, least = chord.root, bass + 12
        elif what in _DEGREES:
            steps = _DEGREES[what]
            step = next((each for each in steps if each in chord.intervals), steps[0])
            wanted, least = (chord.root + step) % 12, bass + (1 if what == "5" else 12)
        else:
            return strings[hit.bar % len(strings)]
        there = [each for each in strings if each[1] % 12 == wanted]
        higher = [each for each in there if each[1] >= least]
        if higher or there:
            return (higher or there[::-1])[0]
        # No string of the shape has it: a free finger reaches for it near the middle strings.
        pitch = bass + 1 + (wanted - bass - 1) % 12
        return len(shape.frets), pitch + 12 if what != "5" and pitch + 12 <= max(shape.pitches) + 3 else pitch

    def _add(self, start: int, length: int, string: int, pitch: int, velocity: int, *, rings: bool = False) -> None:
        note = Note(start=Tick(start), duration=Tick(max(1, length)), pitch=pitch, velocity=min(max(velocity, 20), 120))
        self._plucked.append(_Plucked(note=note, string=string, rings=rings))

    def played(self) -> list[Note]:
        """All notes so far; picked strings ring until they are touched again or the hand leaves the shape."""
        touched: dict[int, int] = {}
        found: list[Note] = []
        for each in reversed(self._plucked):
            note = each.note
            place = bisect_right(self._changes, note.start)
            limit = self._changes[place] if place < len(self._changes) else int(note.end)
            until = min(limit, touched.get(each.string, limit))
            ring = each.rings and until > note.end
            found.append(replace(note, duration=Tick(until - note.start)) if ring else note)
            touched[each.string] = int(note.start)
        return found[::-1]


def _sounding(shape: Fingering) -> list[tuple[int, int]]:
    """Strings that sound with their pitches, in the order in which a down stroke meets them."""
    strings = [string for string, fret in enumerate(shape.frets) if fret is not None]
    return list(zip(strings, shape.pitches, strict=True))

"""The song's riff in the hands that play it: in unison or octaves, bent to each chord."""

from songwright.song import Chord, Key, Note, Role, Tick
from songwright.studio.composing._arrange import Cue, Player, Task
from songwright.studio.composing._comping import limits_of
from songwright.studio.composing._numerals import scale_under
from songwright.studio.composing._riff_book import STEP, Riff, riff_of
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._voicing import place

_LOWEST = {Role.BASS: 28, Role.GUITAR: 40}
"""E of the lowest string, below which a riff doesn't go."""
_DIRTY = ("distortion", "overdriven")
_BENDABLE = (3, 4, 10, 11)
"""Steps whose height the chord decides."""


def play_riffs(sheet: Sheet, player: Player) -> list[Note]:
    """The riff wherever it is this player's task."""
    riff = riff_of(sheet)
    if riff is None:
        return []
    return [note for cue in player.cues if cue.task is Task.RIFF for note in _riffed(sheet, player, cue, riff)]


def _riffed(sheet: Sheet, player: Player, cue: Cue, riff: Riff) -> list[Note]:
    """The riff over and over, a stroke that would cross a bar line into another chord cut there."""
    found: list[Note] = []
    length = len(riff.rhythm) * STEP
    fifths = riff.fifths and any(word in player.chair.instrument for word in _DIRTY)
    key = sheet.key_of(cue.passage)
    for base in range(int(cue.passage.start), cue.end, length):
        for (at, ticks, accent), step in zip(_strokes(riff.rhythm), riff.steps, strict=True):
            start = base + at
            if not cue.start <= start < cue.end:
                continue
            span = sheet.span_at(cue.passage, start)
            end = min(start + ticks, cue.end, int(span.start + span.duration))
            pitch = _pitch(sheet, player, span.chord, _bent(step, span.chord, key, riff))
            loud = 70 + round(24 * cue.energy) + (12 if accent else 0)
            chord = (pitch, pitch + 7) if fifths and step in (0, 12) else (pitch,)
            sounding = Tick(max(1, end - start))
            found += [Note(start=Tick(start), duration=sounding, pitch=each, velocity=min(loud, 120)) for each in chord]
    return found


def _strokes(rhythm: str) -> list[tuple[int, int, bool]]:
    """Start, length and accent of each stroke."""
    found: list[tuple[int, int, bool]] = []
    for i, mark in enumerate(rhythm):
        if mark in "Xx":
            found.append((i * STEP, STEP, mark == "X"))
        elif mark == "-" and found:
            at, ticks, accent = found[-1]
            found[-1] = (at, ticks + STEP, accent)
    return found


def _bent(step: int, chord: Chord, key: Key, riff: Riff) -> int:
    """The step with the chord's own third and seventh, and no step outside the scale under it."""
    if riff.blue:
        return step
    inside = {(key.tonic + each - chord.root) % 12 for each in scale_under(chord, key)} | {
        each % 12 for each in chord.intervals
    }
    own = {each % 12 for each in chord.intervals}
    if step % 12 in _BENDABLE:
        pair = (3, 4) if step % 12 in (3, 4) else (10, 11)
        for allowed in (own, inside):
            bent = next((each for each in pair if each in allowed), None)
            if bent is not None:
                return step - step % 12 + bent
    if step % 12 in inside:
        return step
    return step - 1 if (step - 1) % 12 in inside else step + 1


def _pitch(sheet: Sheet, player: Player, chord: Chord, step: int) -> int:
    """The step above the root where the instrument plays riffs, folded back by octaves at its limits."""
    low, high = limits_of(sheet, player.chair.role)
    low = _LOWEST.get(player.chair.role, max(low, 55))
    root = place(chord.root, low, low + 11, low + 5)
    high = {Role.BASS: 55, Role.GUITAR: 76}.get(player.chair.role, max(high, low + 24))
    pitch = root + step
    while pitch > high:
        pitch -= 12
    return pitch

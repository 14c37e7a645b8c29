"""The bass line: the family's cells, on the kick where the style grooves, one chord ahead at each change."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from songwright.song import PPQ, Chord, Key, Note, Role, Tick
from songwright.studio.composing._arrange import Cue, Player
from songwright.studio.composing._cells import parse_cell
from songwright.studio.composing._drums import kick_places
from songwright.studio.composing._numerals import scale_under
from songwright.studio.composing._outer import without_octaves
from songwright.studio.composing._patterns import Hit, hits
from songwright.studio.composing._pushes import pushed
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._walking import Step, walk, walkable
from songwright.studio.styles import Cell

LOWEST, HIGHEST = 28, 55
"""E1 to G3."""
_ROOTS_UP_TO = 43
_DEGREES = {"3": (3, 4, 5, 2), "5": (7, 6, 8), "6": (9, 8), "7": (10, 11, 9), "9": (14, 13, 15)}


def play_bass(sheet: Sheet, player: Player) -> list[Note]:
    """The notes of a bass chair, never two at once and never more than an octave apart."""
    found: list[Note] = []
    last = 36
    for cue in player.cues:
        line = _Line(sheet, player, cue)
        for cell, strokes in groupby(line.hits(), key=lambda hit: hit.origin):
            del cell
            played = list(strokes)
            pitches = line.walked(played, last) if _walks(played) else line.stepped(played, last)
            for hit, pitch in zip(played, pitches, strict=True):
                found.append(_note(hit, pitch, cue.energy))
                last = pitch
    if sheet.style.harmony.parallels == "minded":
        found = without_octaves(found, sheet)
    return _bounded(pushed(found, Role.BASS, sheet))


class _Line:
    """The line of one chair in one passage."""

    def __init__(self, sheet: Sheet, player: Player, cue: Cue) -> None:
        self._sheet, self._player, self._cue = sheet, player, cue
        self._key = sheet.key_of(cue.passage)
        self._rng = sheet.dice("bass", player.name, cue.passage.kind)
        self._approach = (-1, 1, 2, 7)[int(self._rng.choice(4, p=[0.4, 0.15, 0.25, 0.2]))]
        self._recent: list[tuple[str, ...]] = []

    def hits(self) -> Iterator[Hit]:
        """The strokes of the passage, on the kick where the style grooves."""
        kicks = kick_places(self._sheet, self._cue)

        def liking(cell: Cell) -> float:
            return _with_kick(cell, kicks, self._sheet.meter.bar_ticks)

        return hits(self._sheet, self._cue, Role.BASS, self._player, liking=liking)

    def walked(self, played: Sequence[Hit], last: int) -> list[int]:
        """A walking line over the strokes of one cell."""
        step = Step(chord=played[0].chord, following=played[0].next_chord, beats=len(played), key=self._key)
        pitches, shape = walk(step, last, self._recent[-2:], self._sheet.brief.tempo_bpm, self._rng)
        self._recent.append(shape)
        return pitches

    def stepped(self, played: Sequence[Hit], last: int) -> list[int]:
        """The strokes of one cell, letter by letter."""
        found = []
        for hit in played:
            walks = self._rng.random() < max(self._sheet.manner.walks, 0.25)
            last = _within_octave(_pitch(hit, last, self._approach, self._key, walks=walks), last)
            found.append(last)
        return found


def _walks(played: Sequence[Hit]) -> bool:
    """Whether a cell asks for a walk: quarters throughout, of free letters."""
    letters = "".join(hit.stroke.what for hit in played)
    quarters = all(hit.stroke.duration == PPQ == hit.end - hit.start for hit in played)
    free = set(letters) <= set("RCSA") and (set(letters) & set("CS") or letters == "RA")
    return bool(free) and quarters and letters[0] == "R" and walkable(len(letters))


def _within_octave(pitch: int, last: int) -> int:
    """The pitch, moved by octaves until it lies no more than one from the last."""
    while pitch - last > 12:
        pitch -= 12
    while last - pitch > 12:
        pitch += 12
    return pitch


def _bounded(line: list[Note]) -> list[Note]:
    """The line without the wider leaps that notes left out for a push may leave."""
    kept = line[:1]
    for note in line[1:]:
        kept.append(replace(note, pitch=_within_octave(note.pitch, kept[-1].pitch)))
    return kept


def _note(hit: Hit, pitch: int, energy: float) -> Note:
    length = hit.end - hit.start
    muted = hit.stroke.what == "r"
    duration = Tick(max(1, length // 2 if muted else length))
    return Note(start=Tick(hit.start), duration=duration, pitch=pitch, velocity=_velocity(hit, energy))


def _with_kick(cell: Cell, kicks: frozenset[int], bar: int) -> float:
    """How well a cell's onsets fall on the kick's, as a factor on its weight."""
    strokes = parse_cell(cell.cell, cell.beats)
    if not kicks or not strokes:
        return 1.0
    together = sum(stroke.start % bar in kicks for stroke in strokes) / len(strokes)
    return float((0.2 + together) ** 3)


def _root(tone: int, last: int) -> int:
    """The root in its low register, the octave nearer to the last note."""
    first = LOWEST + (tone - LOWEST) % 12
    options = [pitch for pitch in (first, first + 12) if pitch <= _ROOTS_UP_TO] or [first]
    return min(options, key=lambda pitch: (abs(pitch - last), pitch))


def _pitch(hit: Hit, last: int, approach: int, key: Key, *, walks: bool) -> int:
    what, chord = hit.stroke.what, hit.chord
    root = _root(chord.bass, last)
    if what == "A":
        pitch = _approached(hit, root, approach, key) if walks else _above(chord, "5", root)
    elif what in ("o", "8"):
        pitch = root + 12 if root + 12 <= HIGHEST else root
    elif what in _DEGREES:
        pitch = _above(chord, what, root)
    elif what == "C":
        pitch = _chord_tone(chord, root, last)
    elif what == "S":
        pitch = _scale_step(hit, last, key)
    else:
        pitch = root
    while pitch > HIGHEST:
        pitch -= 12
    while pitch < LOWEST:
        pitch += 12
    return pitch


def _above(chord: Chord, degree: str, root: int) -> int:
    """A chord degree above the root, or below it where the line would climb too high."""
    wanted = _DEGREES[degree]
    step = next((each for each in wanted if each in chord.intervals), wanted[0])
    above = root + (chord.root + step - chord.bass) % 12
    return above - 12 if above > 50 and above - 12 >= LOWEST else above


def _approached(hit: Hit, root: int, approach: int, key: Key) -> int:
    """A note that leads to the next root: half a step, a step of the scale, or its fifth."""
    target = _root(hit.next_chord.bass, root)
    if target == root and not hit.leads:
        return _above(hit.chord, "5", root)
    if approach == 2:
        scale = scale_under(hit.next_chord, key)
        down = next(d for d in range(1, 13) if (target - d - key.tonic) % 12 in scale)
        return target - down if target > root else target + 2
    return target + approach


def _chord_tone(chord: Chord, root: int, last: int) -> int:
    """A chord tone near the last note that is not the last note."""
    tones = [root + step for step in (-5, 0, 3, 4, 7, 10, 12) if (root + step) % 12 in chord.tones]
    fresh = [tone for tone in tones if tone != last and LOWEST <= tone <= HIGHEST] or [root]
    return min(fresh, key=lambda tone: (abs(tone - last) + (2 if tone < last else 0), tone))


def _scale_step(hit: Hit, last: int, key: Key) -> int:
    """The next step of the scale in the direction of where the line goes."""
    target = _root(hit.next_chord.bass, last)
    scale = {(key.tonic + step) % 12 for step in scale_under(hit.chord, key)}
    direction = 1 if target >= last else -1
    return next(last + direction * d for d in range(1, 13) if (last + direction * d) % 12 in scale)


def _velocity(hit: Hit, energy: float) -> int:
    if hit.stroke.what == "r":
        return 52
    loud = 76 + round(22 * energy)
    off = hit.start % PPQ != 0
    return min(120, loud + (12 if hit.stroke.accent else 0) - (6 if off else 0))

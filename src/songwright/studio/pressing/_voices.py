"""The notes of a part sorted into voices that each sing one thing at a time, as paper wants them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from songwright.song import PPQ, Note, Part, Role, Syllable
from songwright.studio.pressing._grid import Grid
from songwright.studio.pressing._percussion import drum_sign, percussive

_CLOSED_GAP = PPQ // 4
"""A rest of at most a sixteenth between two notes is touch, not rhythm: paper leaves it out."""
_MIDDLE = 60
"""Where two staves divide."""
_SHARE = 0.15
"""A second staff needs at least this share of the notes."""
_TWO_STAVES = {Role.KEYS, Role.ARP, Role.PAD, Role.STRINGS, Role.CHOIR}
_ONE_NOTE = {Role.VOCAL, Role.BACKING, Role.BASS}


@dataclass(slots=True, kw_only=True)
class Stroke:
    """Notes that begin and end together."""

    start: int
    end: int
    notes: list[Note] = field(default_factory=list)

    @property
    def syllable(self) -> Syllable | None:
        """What is sung."""
        return self.notes[0].syllable


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One staff: at most two voices, the first with its stems up where there are two."""

    voices: tuple[tuple[Stroke, ...], ...]
    clef: tuple[str, int, int] = ("G", 2, 0)
    """Sign, line, and octaves that the music sounds above what is written."""


def staves_of(part: Part, grid: Grid) -> tuple[Staff, ...]:
    """The staves of a part: two for keyboards that use both, a percussion staff for drums, else one."""
    if percussive(part):
        hands = [note for note in part.notes if not drum_sign(note.pitch).foot]
        feet = [note for note in part.notes if drum_sign(note.pitch).foot]
        voices = tuple(_beaten(notes, grid) for notes in (hands, feet) if notes)
        return (Staff(voices=voices or ((),), clef=("percussion", 2, 0)),)
    low = [note for note in part.notes if note.pitch < _MIDDLE]
    high = [note for note in part.notes if note.pitch >= _MIDDLE]
    least = _SHARE * len(part.notes)
    if part.role in _TWO_STAVES and len(low) > least and len(high) > least:
        return tuple(
            Staff(voices=_sung(notes, grid, 2), clef=clef) for notes, clef in ((high, ("G", 2, 0)), (low, ("F", 4, 0)))
        )
    most = 1 if part.role in _ONE_NOTE else 2
    return (Staff(voices=_sung(part.notes, grid, most), clef=_clef(part)),)


def _clef(part: Part) -> tuple[str, int, int]:
    """The clef that keeps most notes on the staff."""
    pitches = sorted(note.pitch for note in part.notes)
    middle = pitches[len(pitches) // 2] if pitches else _MIDDLE
    if middle < 43:
        return ("F", 4, -1)
    if middle < 56:
        return ("G", 2, -1) if part.role is Role.GUITAR else ("F", 4, 0)
    if part.role is Role.GUITAR and middle < 67:
        return ("G", 2, -1)
    return ("G", 2, 1) if middle > 86 else ("G", 2, 0)


def _strokes(notes: Iterable[Note], grid: Grid) -> list[Stroke]:
    """Notes on the grid, those that begin and end together as one; a pitch stands once in a stroke."""
    found: dict[tuple[int, int], Stroke] = {}
    for note in notes:
        start = grid.snap(note.start)
        end = max(grid.snap(note.end), start + grid.unit_at(start))
        stroke = found.setdefault((start, end), Stroke(start=start, end=end))
        _add(stroke, note)
    return sorted(found.values(), key=lambda stroke: (stroke.start, -max(note.pitch for note in stroke.notes)))


def _add(stroke: Stroke, note: Note) -> None:
    """Let a note sound in a stroke; its syllable goes first, and a pitch that is there stays as it is."""
    if all(note.pitch != there.pitch for there in stroke.notes):
        stroke.notes.append(note)
        stroke.notes.sort(key=lambda each: (each.syllable is None, each.pitch))


def _sung(notes: Iterable[Note], grid: Grid, most: int) -> tuple[tuple[Stroke, ...], ...]:
    """Voices of strokes: one that finds all voices busy ends the note that has sounded longest."""
    voices: list[list[Stroke]] = [[]]
    for stroke in _strokes(notes, grid):
        free = next((voice for voice in voices if not voice or voice[-1].end <= stroke.start), None)
        if free is None and len(voices) < most:
            free = []
            voices.append(free)
        if free is None:
            free = min(voices, key=lambda voice: voice[-1].start)
            if free[-1].start == stroke.start:  # all began together: the notes share the last voice
                for note in stroke.notes:
                    _add(voices[-1][-1], note)
                continue
        free.append(stroke)
    for voice in voices:
        _join(voice)
    return tuple(map(tuple, voices))


def _join(voice: list[Stroke]) -> None:
    """Let each note last until the next where hardly a breath lies between, and no longer."""
    for here, following in pairwise(voice):
        if following.start - here.end <= _CLOSED_GAP:
            here.end = following.start


def _beaten(notes: Iterable[Note], grid: Grid) -> tuple[Stroke, ...]:
    """Drum strokes: each lasts until the next or to the end of its beat, as drummers read them."""
    found: dict[int, Stroke] = {}
    for note in notes:
        start = grid.snap(note.start)
        _add(found.setdefault(start, Stroke(start=start, end=grid.beat_end(start))), note)
    voice = sorted(found.values(), key=lambda stroke: stroke.start)
    for here, following in pairwise(voice):
        here.end = min(here.end, following.start)
    return tuple(voice)

"""Second tunes: a line against the voice that moves while the voice rests or holds, contrary to it, by step."""

from dataclasses import dataclass
from itertools import pairwise

from songwright.song import PPQ, Note, Role, Tick
from songwright.studio.composing._arrange import Cue, Player, Task
from songwright.studio.composing._comping import limits_of
from songwright.studio.composing._improv import reach_of
from songwright.studio.composing._numerals import scale_under
from songwright.studio.composing._sheet import Sheet

_EIGHTH = PPQ // 2
_LONG = PPQ + PPQ // 2
"""A sung note of this length leaves room to move under or over it once a beat has gone."""
_PERFECT = (0, 7)
"""Intervals that two voices should not move along in parallel."""
_WIDEST = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """A place where the line may have a note."""

    at: int
    end: int
    tones: frozenset[int]
    """Pitch classes of the chord."""
    runs: frozenset[int]
    """Pitch classes that may pass here."""
    firm: bool
    """Whether a chord tone is wanted."""
    voice: int | None
    """What the voice sings, None in its rests."""


def play_counter(sheet: Sheet, player: Player) -> list[Note]:
    """The second tune where it is this player's task, one note at a time."""
    found: list[Note] = []
    for cue in player.cues:
        if cue.task is Task.COUNTER:
            turns = _turns(sheet, cue)
            pitches = _line(turns, _range(sheet, player))
            loud = 58 + round(28 * cue.energy)
            found += [
                Note(
                    start=Tick(turn.at),
                    duration=Tick(turn.end - turn.at),
                    pitch=pitch,
                    velocity=loud - (8 if turn.voice is not None else 0),
                )
                for turn, pitch in zip(turns, pitches, strict=True)
            ]
    return found


def _range(sheet: Sheet, player: Player) -> tuple[int, int]:
    """A register beside the voice's: the instrument's own, but not all of it."""
    low, high = reach_of(player.chair)
    if player.chair.role is Role.STRINGS:
        low, high = limits_of(sheet, Role.STRINGS)
    middle = (low + high) // 2
    return max(low, middle - 11), min(high, middle + 11)


def _turns(sheet: Sheet, cue: Cue) -> list[_Turn]:
    """Places for notes: at each chord, on half bars beside the syllables, and on beats where the voice leaves room."""
    starts: set[int] = set()
    sung = [note for note in sheet.vocal if note.end > cue.start and note.start < cue.end]
    for span in sheet.spans[cue.passage.index]:
        starts.add(max(int(span.start), cue.start))
    even = sheet.meter.bar_ticks % (2 * sheet.meter.beat_ticks) == 0
    half = sheet.meter.bar_ticks // 2 if even else sheet.meter.bar_ticks
    spoken = {int(note.start) for note in sung}
    starts |= {at for at in range(cue.start, cue.end, half) if at not in spoken}
    for start, end in _rooms(sung, cue):
        step = _EIGHTH if end - start >= 3 * PPQ and not sheet.meter.compound else sheet.meter.beat_ticks
        first = -(-start // step) * step
        starts |= {at for at in range(first, end - step // 2, step) if at + PPQ // 4 < end}
    ordered = sorted(at for at in starts if cue.start <= at < cue.end)
    found = []
    for at, following in pairwise((*ordered, cue.end)):
        end = following
        if end - at < PPQ // 4:
            continue
        chord = sheet.span_at(cue.passage, at).chord
        key = sheet.key_of(cue.passage)
        runs = frozenset((key.tonic + step) % 12 for step in scale_under(chord, key))
        voice = next((note.pitch for note in sung if note.start <= at < note.end), None)
        firm = end - at >= PPQ or at % sheet.meter.beat_ticks == 0
        found.append(_Turn(at=at, end=end, tones=frozenset(chord.tones), runs=runs, firm=firm, voice=voice))
    return found


def _rooms(sung: list[Note], cue: Cue) -> list[tuple[int, int]]:
    """Stretches in which the voice rests, or has held a note for a beat."""
    found, at = [], cue.start
    for note in sung:
        if note.start - at >= PPQ:
            found.append((at, int(note.start)))
        if note.duration >= _LONG:
            found.append((int(note.start) + PPQ, int(note.end)))
        at = max(at, int(note.end))
    if cue.end - at >= PPQ:
        found.append((at, cue.end))
    return found


def _line(turns: list[_Turn], limits: tuple[int, int]) -> list[int]:
    """The cheapest way through all turns: dynamic programming over the pitches each allows."""
    low, high = limits
    middle = (low + high) / 2
    rows: list[dict[int, tuple[float, int | None]]] = []
    for number, turn in enumerate(turns):
        row: dict[int, tuple[float, int | None]] = {}
        for pitch in range(low, high + 1):
            if pitch % 12 not in turn.tones and (turn.firm or pitch % 12 not in turn.runs):
                continue
            own = 0.05 * abs(pitch - middle) + _beside(pitch, turn)
            if not number:
                row[pitch] = (own, None)
                continue
            reached = [
                (cost + _moved(before, pitch, turns[number - 1], turn), before)
                for before, (cost, _) in rows[-1].items()
                if abs(pitch - before) <= _WIDEST
            ]
            if reached:
                cost, origin = min(reached)
                row[pitch] = (cost + own, origin)
        if not row:
            nearest = min(turn.tones, key=lambda tone: (tone - int(middle)) % 12)
            entry = min(rows[-1], key=lambda each: (rows[-1][each][0], each)) if rows else None
            row = {low + (nearest - low) % 12: (rows[-1][entry][0] if entry is not None else 0.0, entry)}
        rows.append(row)
    if not rows:
        return []
    pitch = min(rows[-1], key=lambda each: (rows[-1][each][0], each))
    found = [pitch]
    for row in reversed(rows[1:]):
        before = row[found[-1]][1]
        found.append(before if before is not None else found[-1])
    return found[::-1]


def _beside(pitch: int, turn: _Turn) -> float:
    """Cost of a pitch against what is sung: rubbing, doubling, or fine."""
    if turn.voice is None:
        return 0.0
    gap = abs(pitch - turn.voice)
    if gap in (1, 2):
        return 3.0
    return 1.2 if gap % 12 == 0 else 1.5 if gap % 12 in (1, 11) else 0.0


def _moved(before: int, pitch: int, last: _Turn, turn: _Turn) -> float:
    """Cost of a move: steps are free, notes that stay and leaps are not; contrary to the voice is best."""
    move = pitch - before
    size = abs(move)
    cost = 1.1 if size == 0 else 0.0 if size <= 2 else 0.35 if size <= 4 else 0.9 + 0.12 * size
    if last.voice is None or turn.voice is None or last.voice == turn.voice:
        return cost
    sung = turn.voice - last.voice
    if move * sung > 0:
        cost += 0.5
        if (pitch - turn.voice) % 12 in _PERFECT and (before - last.voice) % 12 == (pitch - turn.voice) % 12:
            cost += 3.0
    elif move * sung < 0:
        cost -= 0.3
    return cost

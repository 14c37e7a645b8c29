"""Fills and build-ups: what a drummer does to lead on, and when he had better leave it."""

from songwright.song import PPQ, Note, Tick
from songwright.studio.composing._arrange import Cue
from songwright.studio.composing._sheet import Sheet, gaps_between

_STEP = PPQ // 4
_TOMS = (38, 38, 38, 38, 48, 48, 48, 47, 47, 47, 45, 45, 45, 43, 43, 43)
_SNARES = (38,) * 16
_MACHINE = (38, 39, 38, 38) * 4
_KEYS = {"toms": _TOMS, "snare": _SNARES, "machine": _MACHINE}
_RHYTHMS = ("xxxxxxxxxxxxxxxx", "x.xxx.xxx.xxxxxx", "x..x..x.x..x..xx", "x.x.x.x.xxxxxxxx", "..xx..xx..xxxxxx")


def fill_before(sheet: Sheet, cue: Cue) -> tuple[int, list[Note]]:
    """From where the groove gives way at a section's end, and the strokes played instead.

    A fill never talks over the voice: it shrinks to the silence that is there, or is left out.
    """
    manner = sheet.manner.fills
    following = sheet.following(cue.passage)
    end = sheet.end_of(cue.passage)
    if manner == "none" or following is None or cue.end < end or cue.passage.bars < 2:
        return cue.end, []
    rng = sheet.dice("fill", cue.passage.index)
    rise = following.energy - cue.passage.energy
    beats = 4 if rise > 0.25 and rng.random() < 0.5 else 2 if rise > 0.05 or rng.random() < 0.6 else 1
    beats = min(beats, max(1, sheet.meter.bar_ticks // PPQ))
    start = max(end - beats * PPQ, _silent_from(sheet, end - beats * PPQ, end))
    if end - start < PPQ:
        return cue.end, []
    if manner == "omit" or rng.random() < 0.2:
        # Leaving the last beat out is the more tasteful half of all fills (composing.md 3.4).
        return end - PPQ, [_stroke(end - _STEP, 38, 70)] if rng.random() < 0.5 else []
    rhythm = _RHYTHMS[int(rng.random() * len(_RHYTHMS))]
    keys = _KEYS[manner]
    count = (end - start) // _STEP
    found = []
    for i in range(count):
        place = 16 - count + i
        if rhythm[place % 16] == "x" or i == count - 1:
            key = keys[i * 16 // count]
            found.append(_stroke(start + i * _STEP, key, 72 + 34 * i // count + (8 if i % 4 == 0 else 0)))
    return start, found


def _silent_from(sheet: Sheet, start: int, end: int) -> int:
    """The latest tick from which the voice rests up to `end`."""
    gaps = gaps_between(sheet.vocal, start - 4 * PPQ, end, least=1)
    return gaps[-1][0] if gaps and gaps[-1][1] == end else end


def build_up(sheet: Sheet, cue: Cue) -> list[Note]:
    """Snare quarters, eighths, then sixteenths, the kick under them; the last beat often silent (composing.md 3.4)."""
    start, end, bar = cue.start, cue.end, sheet.meter.bar_ticks
    rng = sheet.dice("build", cue.passage.index)
    silent = PPQ if rng.random() < 0.7 else 0
    found = []
    at = start
    while at < end - silent:
        through = (at - start) / max(1, end - start)
        step = PPQ if through < 0.5 else PPQ // 2 if through < 0.75 else _STEP
        found.append(_stroke(at, 38, 52 + round(58 * through)))
        at += step
    kick_until = end - 2 * bar if cue.passage.bars >= 4 else end - bar
    found += [_stroke(at, 36, 104) for at in range(start, max(start, kick_until), sheet.meter.beat_ticks)]
    return found


def _stroke(tick: int, key: int, velocity: int) -> Note:
    return Note(start=Tick(tick), duration=Tick(_STEP), pitch=key, velocity=min(max(velocity, 1), 122))

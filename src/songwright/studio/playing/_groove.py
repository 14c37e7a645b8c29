"""Where written ticks fall in time: swing, and each lane's own lateness."""

from songwright.song import PPQ, Meter, Note, Part, Role, Score, Seconds, seconds_at
from songwright.studio.playing._drum_keys import hit
from songwright.studio.styles import Style, timeline

_STRAIGHT_GRID = PPQ // 8
_TRIPLET_GRID = PPQ // 12
_GHOST_VELOCITY = 50
"""Snare strokes below it are ghost notes: composing.md 3.3 gives ghosts 30 to 45."""


def swung(tick: int, *, ratio: float, unit: int, meter: Meter) -> float:
    """The tick at which `tick` is played when pairs of 1/`unit` notes last `ratio` to 1.

    Time inside the pair is bent in two straight pieces, so shorter notes keep their order. Triplets (ticks on the
    twelfth grid but not on the eighth of a quarter) stay where they are; eighths do not swing in compound metres,
    which have no pairs of them.
    """
    if ratio == 1.0 or (meter.compound and unit == 8):
        return float(tick)
    if tick % _TRIPLET_GRID == 0 and tick % _STRAIGHT_GRID != 0:
        return float(tick)
    half = PPQ * 4 // unit
    place = tick % meter.bar_ticks % (2 * half)
    pair = tick - place
    long = 2 * half * ratio / (1.0 + ratio)
    if place <= half:
        return pair + place * long / half
    return pair + long + (place - half) * (2 * half - long) / half


class Clock:
    """Turns ticks of one score into seconds: swing first, then the tempo of the moment."""

    def __init__(self, score: Score) -> None:
        self._time = timeline(score)
        self._meter, self._ratio, self._unit = score.meter, score.swing, score.swing_unit

    def at(self, tick: int) -> Seconds:
        """Swung clock time of a tick."""
        return self._time.at(swung(tick, ratio=self._ratio, unit=self._unit, meter=self._meter))

    def even_s(self, tick: int) -> float:
        """The most by which a note on the beat may come late before its pair of swung eighths turns even."""
        beat_s = seconds_at(PPQ, self._time.tempo_at(tick))
        return max(0.0, 0.5 * beat_s * (self._ratio - 1.0) / (self._ratio + 1.0))


def lag_s(style: Style, part: Part, note: Note, meter: Meter, clock: Clock) -> float:
    """Lateness of a note in seconds, by what plays it and, in some styles, by its place in the bar.

    A style names lanes (snare, hat), roles (bass, keys), "voice", "sax", "banjo", "melody" and places
    (second_beat, third_sixteenth). The most special name wins; places add to it, except for voices. Where swing goes
    by the tempo, soloists are late on the beat alone: their off-beats meet the cymbal's (Nelias et al. 2022), and so
    they swing less than it does.
    """
    own = _own_ms(style, part, note) / 1000.0
    soloist = part.role in _SOLOISTS
    if soloist and style.time.swing.by_tempo:
        place = note.start % PPQ / PPQ
        return min(own, clock.even_s(note.start)) * abs(1.0 - 2.0 * place)
    if part.role in (Role.VOCAL, Role.BACKING):
        return own
    return own + sum(style.lag_ms.get(place, 0.0) for place in _places(note.start, meter)) / 1000.0


_SOLOISTS = (Role.VOCAL, Role.LEAD, Role.BRASS)
_LATE_SOLO_MS = 30.0
"""How late a soloist is on the beat where the style doesn't say: judged to swing most (composing.md 3.2)."""


def _own_ms(style: Style, part: Part, note: Note) -> float:
    """The constant lateness of what plays a note."""
    table = style.lag_ms
    if part.role in (Role.VOCAL, Role.BACKING):
        return table.get("voice", 0.0)
    names = [part.name, *part.instrument.split("_"), part.role.value]
    if part.role is Role.LEAD:
        names.append("melody")
    if part.role is Role.DRUMS or part.instrument.startswith("kit:"):
        lane = hit(note.pitch).lane
        ghost = lane == "snare" and note.velocity < _GHOST_VELOCITY
        names = ["ghost", lane, "drums"] if ghost else [lane, "drums"]
    usual = _LATE_SOLO_MS if style.time.swing.by_tempo and part.role is Role.LEAD else 0.0
    return next((table[name] for name in names if name in table), usual)


def _places(tick: int, meter: Meter) -> tuple[str, ...]:
    """Names of the beat and of the sixteenth where a tick stands, if it stands exactly there."""
    place = tick % meter.bar_ticks
    beat, inside = divmod(place, meter.beat_ticks)
    found: list[str] = []
    if inside == 0 and beat < 4:
        found.append(("first_beat", "second_beat", "third_beat", "fourth_beat")[beat])
    sixteenth, rest = divmod(inside, PPQ // 4)
    if rest == 0 and sixteenth < 4:
        found.append(("first_sixteenth", "second_sixteenth", "third_sixteenth", "fourth_sixteenth")[sixteenth])
    return tuple(found)

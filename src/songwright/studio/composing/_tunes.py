"""The tune of a stanza: its register, its lines' shapes, and how a second verse follows the first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from songwright.song import PPQ, SectionKind
from songwright.studio.composing._form import Passage
from songwright.studio.composing._lines import SetLine
from songwright.studio.composing._melody import write_tune
from songwright.studio.composing._phrase import Ground, Phrase, Place
from songwright.studio.composing._places import places_of
from songwright.studio.composing._proposers import Learned
from songwright.studio.composing._sense import learned
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._sliders import leaning_shares, weirdness

_HEIGHT = {
    SectionKind.VERSE: 0.33,
    SectionKind.INTRO: 0.4,
    SectionKind.PRE: 0.5,
    SectionKind.BUILD: 0.5,
    SectionKind.BRIDGE: 0.56,
    SectionKind.BREAK: 0.45,
    SectionKind.CHORUS: 0.68,
    SectionKind.DROP: 0.68,
    SectionKind.POST: 0.66,
}
"""Where in the song's range a section's tune has its centre."""
REFRAINS = (SectionKind.CHORUS, SectionKind.DROP, SectionKind.POST)
_LIFT_STEPS = 2.3
"""Least distance of a chorus's centre above the verse's, in scale steps: four semitones (composing.md 2.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tune:
    """The pitches of a stanza's lines."""

    lines: tuple[SetLine, ...]
    steps: tuple[tuple[int, ...], ...]

    @property
    def mean(self) -> float:
        """Mean height in scale steps."""
        flat = [step for line in self.steps for step in line]
        return sum(flat) / max(1, len(flat))


def new_tune(
    lines: tuple[SetLine, ...], sheet: Sheet, passage: Passage, limits: tuple[int, int], verse: Tune | None
) -> Tune:
    """A tune of its own; a chorus is tried again, higher, until it stands two semitones clear of the verse."""
    attempts = 3 if verse is not None and passage.kind in REFRAINS else 1
    tune = Tune(lines=lines, steps=())
    for attempt in range(attempts):
        ground = ground_of(sheet, passage.kind, limits, verse, attempt)
        phrases = _phrases(lines, sheet, passage)
        rng = sheet.dice("tune", passage.kind, attempt)
        tune = Tune(lines=lines, steps=tuple(write_tune(phrases, ground, Learned(learned(), ground.shares), rng)))
        if verse is None or tune.mean >= verse.mean + 1.7:
            break
    return tune


def ground_of(sheet: Sheet, kind: SectionKind, limits: tuple[int, int], verse: Tune | None, attempt: int) -> Ground:
    """The register of a section inside the voice and the style's range."""
    low, high = limits
    width = min(sheet.style.melody.range_semitones, high - low)
    base = low + (high - low - width) * 0.4
    to_steps = 7 / 12
    tonic = 60 + sheet.brief.key.tonic
    lowest, highest = (low + 1 - tonic) * to_steps, (high - 1 - tonic) * to_steps
    centre = (base + _HEIGHT.get(kind, 0.45) * width - tonic) * to_steps
    reach = max(1.8, width * to_steps * 0.34)
    refrain = kind in REFRAINS
    if refrain and verse is not None:
        centre = max(centre, verse.mean + _LIFT_STEPS + 0.7 * attempt)
    centre = min(max(centre, lowest + 1.5), highest - 1.2)
    # The style's range holds the verse; a chorus may climb two steps beyond it.
    floor, roof = (base - 1 - tonic) * to_steps, (base + width + 1 - tonic) * to_steps
    roof = max(roof + 2.0 if refrain else roof, centre + 2.0)
    lowest, highest = max(lowest, min(floor, centre - 2.0)), min(highest, roof)
    minor = sheet.brief.key.minorish
    odd = weirdness(sheet.brief)
    shares = leaning_shares(sheet.style.melody.shares, odd)
    return Ground(
        centre=centre,
        low=-int(-lowest // 1),
        high=int(highest // 1),
        reach=reach,
        shares=_plainer(shares) if refrain else shares,
        shunned=(1, 5) if minor else (3, 6),
        shun=sheet.manner.pentatonic * (1.2 - 0.4 * odd),
        loose=sheet.manner.loose * (0.3 if refrain else 1.0),
        heat=(0.75 + 0.5 * odd) * (0.9 if refrain else 1.0),
        minor=minor,
        arrival=refrain or kind in (SectionKind.PRE, SectionKind.BUILD),
    )


def _plainer(shares: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A refrain's shares: fewer leaps, more notes said twice, so that anyone can sing it after one hearing."""
    repeat, step, third, leap = shares
    return (repeat + 0.25 * leap, step, third, leap * 0.75)


def _phrases(lines: tuple[SetLine, ...], sheet: Sheet, passage: Passage) -> list[Phrase]:
    found = []
    rng = sheet.dice("echo", passage.kind)
    refrain = passage.kind in REFRAINS
    rises = passage.kind in (SectionKind.PRE, SectionKind.BUILD)
    for number, line in enumerate(lines):
        source = lines[line.like] if line.like is not None else None
        echo, like = "none", line.like
        if source is not None:
            echo = "copy" if source.text == line.text and len(source.onsets) == len(line.onsets) else "head"
        elif number > 0 and rng.random() < 0.55:
            echo, like, source = "sequence", number - 1, lines[number - 1]
        last = number == len(lines) - 1
        closed = last if refrain else last and passage.kind is not SectionKind.PRE
        cadence = "closed" if closed else "open" if number % 2 == 0 or rises else "free"
        height = 0.7 * number if rises else (0.0, 0.4, 1.0, 0.1)[number % 4]
        found.append(
            Phrase(
                places=places_of(line, sheet, passage),
                cadence=cadence,
                source=like,
                aligned=_aligned(line.onsets, source.onsets) if source else (),
                echo=echo,
                height=height,
                hook=refrain and number == 0,
            )
        )
    return [replace(phrase, places=_shared(number, found)) for number, phrase in enumerate(found)]


def _shared(number: int, phrases: Sequence[Phrase]) -> tuple[Place, ...]:
    """A hook's places, half fit for their own chords, half for all its copies': it is written for all it will meet."""
    same = {number}
    for later, phrase in enumerate(phrases):
        if phrase.echo == "copy" and phrase.source in same:
            same.add(later)
    own = phrases[number].places
    if len(same) == 1 or phrases[number].echo == "copy":
        return own
    columns = zip(*(phrases[each].places for each in sorted(same)), strict=True)
    means = [
        [sum(fits) / len(same) for fits in zip(*(place.fit for place in column), strict=True)] for column in columns
    ]
    return tuple(
        replace(place, fit=tuple((one + other) / 2 for one, other in zip(place.fit, mean, strict=True)))
        for place, mean in zip(own, means, strict=True)
    )


def _aligned(onsets: Sequence[int], source: Sequence[int]) -> tuple[int, ...]:
    """For each onset the source's note at the same place of the line, or the last for the last."""
    found = []
    for i, onset in enumerate(onsets):
        if i == len(onsets) - 1:
            found.append(len(source) - 1)
            continue
        near = min(range(len(source)), key=lambda j: abs(source[j] - onset))
        found.append(near if abs(source[near] - onset) <= PPQ // 4 else -1)
    return tuple(found)


def followed(model: Tune, lines: tuple[SetLine, ...], sheet: Sheet, passage: Passage, limits: tuple[int, int]) -> Tune:
    """The model's tune under other words: the pitch that stood at the same place, the cadence kept."""
    ground = ground_of(sheet, passage.kind, limits, None, 0)
    steps = []
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        at = len(model.lines) - 1 if last else number % len(model.lines)
        source, known = model.lines[at], model.steps[at]
        if len(source.onsets) == len(line.onsets):
            raw = list(known)
        else:
            raw = [known[_standing(source.onsets, onset)] for onset in line.onsets]
            raw[-1] = known[-1]
        places = places_of(line, sheet, passage)
        steps.append(settled(raw, places, ground))
    return Tune(lines=lines, steps=tuple(steps))


def recalled(
    known: Sequence[Tune], lines: tuple[SetLine, ...], sheet: Sheet, passage: Passage, limits: tuple[int, int]
) -> Tune | None:
    """The tunes that the lines had where they were sung before, under new chords; none where a line is new."""
    ground = ground_of(sheet, passage.kind, limits, None, 0)
    steps = []
    for line in lines:
        heard = (
            past
            for tune in known
            for source, past in zip(tune.lines, tune.steps, strict=True)
            if source.text == line.text and len(past) == len(line.onsets)
        )
        past = next(heard, None)
        if past is None:
            return None
        steps.append(settled(past, places_of(line, sheet, passage), ground))
    return Tune(lines=lines, steps=tuple(steps))


def _standing(onsets: Sequence[int], onset: int) -> int:
    """The note sounding at this place of the model line, or the first one."""
    return max((i for i, at in enumerate(onsets) if at <= onset + PPQ // 8), default=0)


def settled(steps: Sequence[int], places: Sequence[Place], ground: Ground) -> tuple[int, ...]:
    """A known line under other chords: strong places and its end move to the nearest chord tone where they clash."""
    last = len(steps) - 1
    return tuple(
        _nearest(step, place, ground) if place.strength <= 1 or i == last else step
        for i, (step, place) in enumerate(zip(steps, places, strict=True))
    )


def _nearest(step: int, place: Place, ground: Ground) -> int:
    """The nearest step that belongs to the chord, at most a third away, the lower of two."""
    for move in (0, -1, 1, -2, 2):
        if place.fit[(step + move) % 7] > 0 and (ground.low <= step + move <= ground.high or not move):
            return step + move
    return step

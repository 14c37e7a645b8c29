"""The song's tunes: what the voice sings, and what an instrument plays where nobody does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from songwright.song import PPQ, ChordSpan, Note, SectionKind, Syllable, Tick, seconds_at
from songwright.studio.composing._form import BREATH_S, Passage, grid_unit, strength
from songwright.studio.composing._lines import SetLine, pace_of, plan_of, set_stanzas
from songwright.studio.composing._melody import Ground, Learned, Phrase, Place, pitch_of, write_tune
from songwright.studio.composing._numerals import degree_fit
from songwright.studio.composing._rhythm import lengths_of, set_words
from songwright.studio.composing._sense import learned
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._sliders import leaning_shares, weirdness
from songwright.studio.models import leanings

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
_REFRAINS = (SectionKind.CHORUS, SectionKind.DROP, SectionKind.POST)
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


def write_vocal(sheet: Sheet, voice_range: tuple[int, int]) -> tuple[tuple[Note, ...], dict[SectionKind, Tune]]:
    """The sung notes of the whole song and the first tune of each kind of section."""
    set_lines = set_stanzas(sheet)
    first = {p.stanza: p for p in reversed(sheet.passages) if p.stanza is not None}
    order = sorted(set_lines, key=lambda stanza: (first[stanza].kind in _REFRAINS, first[stanza].index))
    tunes: dict[int, Tune] = {}
    by_kind: dict[SectionKind, Tune] = {}
    for stanza in order:
        passage = first[stanza]
        if passage.kind in by_kind:
            tunes[stanza] = _after(by_kind[passage.kind], set_lines[stanza], sheet, passage, voice_range)
        else:
            verse = by_kind.get(SectionKind.VERSE)
            tunes[stanza] = _new(set_lines[stanza], sheet, passage, voice_range, verse)
            by_kind[passage.kind] = tunes[stanza]
    notes: list[Note] = []
    once = leanings(sheet.brief.model).sings_once
    for passage in sheet.passages:
        if passage.stanza is not None:
            sung = [slot.line.syllables for slot in passage.slots]
            # Words that return as loud as they were are sung once and heard twice.
            as_loud_as = first[passage.stanza] if once else passage
            notes += _notes(tunes[passage.stanza], sheet, passage, sung, voice_range, energy=as_loud_as.energy)
    return _breathing(notes, sheet), by_kind


def _new(
    lines: tuple[SetLine, ...], sheet: Sheet, passage: Passage, limits: tuple[int, int], verse: Tune | None
) -> Tune:
    """A tune of its own; a chorus is tried again, higher, until it stands two semitones clear of the verse."""
    attempts = 3 if verse is not None and passage.kind in _REFRAINS else 1
    tune = Tune(lines=lines, steps=())
    for attempt in range(attempts):
        ground = _ground(sheet, passage.kind, limits, verse, attempt)
        phrases = _phrases(lines, sheet, passage)
        rng = sheet.dice("tune", passage.kind, attempt)
        tune = Tune(lines=lines, steps=tuple(write_tune(phrases, ground, Learned(learned(), ground.shares), rng)))
        if verse is None or tune.mean >= verse.mean + 1.7:
            break
    return tune


def _ground(sheet: Sheet, kind: SectionKind, limits: tuple[int, int], verse: Tune | None, attempt: int) -> Ground:
    """The register of a section inside the voice and the style's range."""
    low, high = limits
    width = min(sheet.style.melody.range_semitones, high - low)
    base = low + (high - low - width) * 0.4
    to_steps = 7 / 12
    tonic = 60 + sheet.brief.key.tonic
    lowest, highest = (low + 1 - tonic) * to_steps, (high - 1 - tonic) * to_steps
    centre = (base + _HEIGHT.get(kind, 0.45) * width - tonic) * to_steps
    reach = max(1.8, width * to_steps * 0.34)
    refrain = kind in _REFRAINS
    if refrain and verse is not None:
        centre = max(centre, verse.mean + _LIFT_STEPS + 0.7 * attempt)
    centre = min(max(centre, lowest + 1.5), highest - 1.2)
    minor = sheet.brief.key.minorish
    odd = weirdness(sheet.brief)
    return Ground(
        centre=centre,
        low=-int(-lowest // 1),
        high=int(highest // 1),
        reach=reach,
        shares=leaning_shares(sheet.style.melody.shares, odd),
        shunned=(1, 5) if minor else (3, 6),
        shun=sheet.manner.pentatonic * (1.2 - 0.4 * odd),
        loose=sheet.manner.loose * (0.3 if refrain else 1.0),
        heat=0.75 + 0.5 * odd,
        minor=minor,
        arrival=refrain or kind in (SectionKind.PRE, SectionKind.BUILD),
    )


def _phrases(lines: tuple[SetLine, ...], sheet: Sheet, passage: Passage) -> list[Phrase]:
    found = []
    rng = sheet.dice("echo", passage.kind)
    refrain = passage.kind in _REFRAINS
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
            )
        )
    return found


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


def places_of(line: SetLine, sheet: Sheet, passage: Passage) -> tuple[Place, ...]:
    """What the tune must know about each note of a line sung in this passage."""
    lengths = _lengths(line, sheet)
    found = []
    for onset, length, weight in zip(line.onsets, lengths, line.weights, strict=True):
        tick = passage.start + line.start + onset
        chord = chord_under(sheet, passage, tick, length).chord
        found.append(
            Place(
                fit=degree_fit(chord, sheet.key_of(passage)),
                strength=strength(tick + _push(sheet, tick, length), sheet.meter),
                beats=length / sheet.meter.beat_ticks,
                weight=weight,
            )
        )
    return tuple(found)


def _lengths(line: SetLine, sheet: Sheet) -> tuple[int, ...]:
    """Ticks of each note of a line; its last is held as the model likes line ends."""
    hold = leanings(sheet.brief.model).line_end
    return lengths_of(line.onsets, line.room, sheet.brief.tempo_bpm, hold=hold)


def _push(sheet: Sheet, tick: int, length: int) -> int:
    """How much earlier than its beat a note comes: an anticipation counts as the beat it stands for."""
    for early in (PPQ // 4, PPQ // 2):
        if length > early and strength(tick + early, sheet.meter) <= 1 and strength(tick, sheet.meter) >= 3:
            return early
    return 0


def chord_under(sheet: Sheet, passage: Passage, tick: int, length: int) -> ChordSpan:
    """The chord a note belongs to: the next one for a note that anticipates it."""
    return sheet.span_at(passage, tick + min(length // 2, PPQ // 2))


def _after(model: Tune, lines: tuple[SetLine, ...], sheet: Sheet, passage: Passage, limits: tuple[int, int]) -> Tune:
    """The model's tune under other words: the pitch that stood at the same place, the cadence kept."""
    ground = _ground(sheet, passage.kind, limits, None, 0)
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
        steps.append(tuple(_settled(step, place, ground) for step, place in zip(raw, places, strict=True)))
    return Tune(lines=lines, steps=tuple(steps))


def _standing(onsets: Sequence[int], onset: int) -> int:
    """The note sounding at this place of the model line, or the first one."""
    return max((i for i, at in enumerate(onsets) if at <= onset + PPQ // 8), default=0)


def _settled(step: int, place: Place, ground: Ground) -> int:
    """The step, moved to the nearest chord tone where it clashes on a strong place."""
    if place.strength > 1 or place.fit[step % 7] > 0:
        return step
    near = [step + move for move in (-1, 1) if place.fit[(step + move) % 7] > 0]
    inside = [each for each in near if ground.low <= each <= ground.high]
    return inside[0] if inside else step


def _notes(
    tune: Tune,
    sheet: Sheet,
    passage: Passage,
    sung: Sequence[Sequence[Syllable | None]],
    limits: tuple[int, int],
    *,
    energy: float,
) -> list[Note]:
    """Written notes of one passage, as loud as `energy` asks."""
    found = []
    accent = 78 + round(26 * energy)
    for line, steps, syllables in zip(tune.lines, tune.steps, sung, strict=True):
        lengths = _lengths(line, sheet)
        for i, (onset, length, step) in enumerate(zip(line.onsets, lengths, steps, strict=True)):
            tick = passage.start + line.start + onset
            chord = chord_under(sheet, passage, tick, length).chord
            pitch = pitch_of(step, chord, sheet.key_of(passage)) + sheet.octave_of(passage)
            stress = round(10 * line.weights[i]) - 6 * (strength(tick, sheet.meter) >= 3)
            found.append(
                Note(
                    start=Tick(tick),
                    duration=Tick(length),
                    pitch=_inside(pitch - passage.lift, limits) + passage.lift,
                    velocity=min(120, accent + stress),
                    syllable=syllables[i],
                )
            )
    return found


def _inside(pitch: int, limits: tuple[int, int]) -> int:
    """The pitch, moved by octaves and at worst clipped into the range."""
    low, high = limits
    while pitch < low and pitch + 12 <= high:
        pitch += 12
    while pitch > high and pitch - 12 >= low:
        pitch -= 12
    return min(max(pitch, low), high)


def _breathing(notes: list[Note], sheet: Sheet) -> tuple[Note, ...]:
    """Notes in order, none over the next, with a breath before each new line."""
    breath = round(BREATH_S * sheet.brief.tempo_bpm * PPQ / 60)
    least = grid_unit(sheet.brief.tempo_bpm)
    end = sheet.end_of(sheet.passages[-1])
    found = []
    for note, following in zip_longest(notes, notes[1:]):
        if following is None:
            latest = end
        else:
            new_line = note.syllable is not None and note.syllable.ends_line
            latest = int(following.start) - (breath if new_line else 0)
            latest = max(latest, min(int(note.start) + least, int(following.start)))
        found.append(replace(note, duration=Tick(max(1, min(int(note.duration), latest - note.start)))))
    return tuple(found)


def write_instrumental(
    sheet: Sheet, known: dict[SectionKind, Tune], limits: tuple[int, int]
) -> tuple[tuple[Note, ...], dict[SectionKind, Tune]]:
    """Tunes for passages without words: the song's own where there is one, else a motif of the instrument's.

    Returns their notes and all tunes of the song by kind of section.
    """
    notes: list[Note] = []
    made = dict(known)
    verse = made.get(SectionKind.VERSE)
    for passage in sheet.passages:
        if passage.stanza is not None or passage.kind in (SectionKind.INTRO, SectionKind.OUTRO, SectionKind.BUILD):
            continue
        if sheet.brief.sung and passage.kind not in (SectionKind.INSTRUMENTAL, SectionKind.SOLO, SectionKind.DROP):
            continue
        tune = _heard_before(passage.kind, made)
        if tune is None:
            tune = _motif_tune(sheet, passage, limits, verse)
            made[passage.kind] = tune
        verse = verse or (tune if passage.kind is SectionKind.VERSE else None)
        notes += _filled(tune, sheet, passage, limits)
    return tuple(notes), made


def _heard_before(kind: SectionKind, made: dict[SectionKind, Tune]) -> Tune | None:
    """The tune such a section repeats: solos carry the verse's, instrumental breaks and drops the chorus's."""
    wishes = {
        SectionKind.SOLO: (SectionKind.SOLO, SectionKind.VERSE, SectionKind.CHORUS),
        SectionKind.INSTRUMENTAL: (SectionKind.CHORUS, SectionKind.DROP, SectionKind.VERSE),
        SectionKind.DROP: (SectionKind.DROP, SectionKind.CHORUS),
        SectionKind.POST: (SectionKind.POST, SectionKind.CHORUS),
    }
    return next((made[wish] for wish in wishes.get(kind, (kind,)) if wish in made), None)


def _motif_tune(sheet: Sheet, passage: Passage, limits: tuple[int, int], verse: Tune | None) -> Tune:
    """A tune of two- or four-bar lines over up to sixteen bars, grown from one rhythm."""
    rng = sheet.dice("motif", passage.kind)
    meter, tempo = sheet.meter, sheet.brief.tempo_bpm
    bar_s = seconds_at(meter.bar_ticks, tempo)
    bars = min(passage.bars, 1 if bar_s > 4.5 else 2 if bar_s > 1.5 else 4)
    count = max(1, min(passage.bars // bars, 8 if bars < 4 else 4))
    pace = pace_of(sheet, passage.kind)
    plan = plan_of(passage.kind, count, rng)
    rhythms: dict[str, tuple[tuple[int, ...], tuple[float, ...]]] = {}
    lines: list[SetLine] = []
    for number, label in enumerate(plan):
        if label not in rhythms:
            size = int(min(max(pace.syllables_per_second * bars * bar_s * rng.uniform(0.4, 0.62), 3), 11))
            weights = tuple(0.9 if i % 2 == 0 else float(rng.choice([0.1, 0.5])) for i in range(size))
            own = replace(pace, pickup_ticks=0)
            like = rhythms["A"][0] if "A" in rhythms else ()
            rhythms[label] = (set_words(weights, bars * meter.bar_ticks, meter, tempo, own, rng, like), weights)
        onsets, weights = rhythms[label]
        like_line = next((i for i in range(number - 1, -1, -1) if plan[i] == label), None)
        lines.append(
            SetLine(
                text=f"{number}",
                start=number * bars * meter.bar_ticks,
                room=bars * meter.bar_ticks,
                onsets=onsets,
                weights=weights,
                label=label,
                like=like_line,
            )
        )
    return _new(tuple(lines), sheet, passage, limits, verse)


def _filled(tune: Tune, sheet: Sheet, passage: Passage, limits: tuple[int, int]) -> list[Note]:
    """The tune's lines, repeated or cut to the passage, without words."""
    length = tune.lines[-1].start + tune.lines[-1].room
    total = passage.bars * sheet.meter.bar_ticks
    ground = _ground(sheet, passage.kind, limits, None, 0)
    found: list[Note] = []
    for begin in range(0, total, max(length, sheet.meter.bar_ticks)):
        lines, steps = [], []
        for line, known in zip(tune.lines, tune.steps, strict=True):
            moved = replace(line, start=line.start + begin)
            if moved.start + moved.room > total:
                break
            inside = [i for i, onset in enumerate(line.onsets) if moved.start + onset >= 0]
            moved = replace(
                moved,
                onsets=tuple(line.onsets[i] for i in inside),
                weights=tuple(line.weights[i] for i in inside),
            )
            places = places_of(moved, sheet, passage)
            lines.append(moved)
            steps.append(tuple(_settled(known[i], place, ground) for i, place in zip(inside, places, strict=True)))
        if lines:
            part = Tune(lines=tuple(lines), steps=tuple(steps))
            found += _notes(
                part, sheet, passage, [[None] * len(line.onsets) for line in lines], limits, energy=passage.energy
            )
    return found


def hook_of(tunes: dict[SectionKind, Tune]) -> tuple[SetLine, tuple[int, ...]] | None:
    """The line a listener is to remember: the chorus's first, or the first there is."""
    for kind in (*_REFRAINS, *tunes):
        if kind in tunes and tunes[kind].lines:
            return tunes[kind].lines[0], tunes[kind].steps[0]
    return None

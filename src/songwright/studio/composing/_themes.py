"""Tunes without words: the song's own where there is one, else motifs of an instrument."""

from dataclasses import replace

from songwright.song import Note, SectionKind, seconds_at
from songwright.studio.composing._form import Passage
from songwright.studio.composing._lines import SetLine, pace_of, plan_of
from songwright.studio.composing._places import places_of
from songwright.studio.composing._rhythm import set_words
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._tunes import REFRAINS, Tune, ground_of, new_tune, settled
from songwright.studio.composing._vocal import notes_of


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
    return new_tune(tuple(lines), sheet, passage, limits, verse)


def _filled(tune: Tune, sheet: Sheet, passage: Passage, limits: tuple[int, int]) -> list[Note]:
    """The tune's lines, repeated or cut to the passage, without words."""
    length = tune.lines[-1].start + tune.lines[-1].room
    total = passage.bars * sheet.meter.bar_ticks
    ground = ground_of(sheet, passage.kind, limits, None, 0)
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
            steps.append(settled([known[i] for i in inside], places, ground))
        if lines:
            part = Tune(lines=tuple(lines), steps=tuple(steps))
            found += notes_of(
                part, sheet, passage, [[None] * len(line.onsets) for line in lines], limits, energy=passage.energy
            )
    return found


def hook_of(tunes: dict[SectionKind, Tune]) -> tuple[SetLine, tuple[int, ...]] | None:
    """The line a listener is to remember: the chorus's first, or the first there is."""
    for kind in (*REFRAINS, *tunes):
        if kind in tunes and tunes[kind].lines:
            return tunes[kind].lines[0], tunes[kind].steps[0]
    return None

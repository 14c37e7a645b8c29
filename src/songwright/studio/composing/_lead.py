"""Lead instruments: the tune where nobody sings, the hook ahead of the first verse, answers in the voice's rests."""

from itertools import zip_longest

from songwright.song import PPQ, Note, Role, SectionKind, Tick
from songwright.studio.composing._arrange import Cue, Player, Task
from songwright.studio.composing._comping import limits_of
from songwright.studio.composing._form import strength
from songwright.studio.composing._lines import SetLine
from songwright.studio.composing._melody import pitch_of
from songwright.studio.composing._numerals import degree_fit, scale_under
from songwright.studio.composing._rhythm import lengths_of
from songwright.studio.composing._sheet import Sheet, gaps_between, shifted
from songwright.studio.composing._solos import play_solo
from songwright.studio.composing._voicing import place

_SHAPES = ((0, 1, 2, 0), (2, 1, 0), (0, 2, 1, 0), (0, -1, 0, 2), (4, 2, 1, 0), (0, 0, 2, 1))
"""Contours of answers in scale steps above where they end."""
_RHYTHMS = ((1, 1, 2), (1, 1, 1, 3), (2, 1, 1, 2), (1, 2, 1, 4), (3, 1, 2))
"""Their rhythms in eighths."""


def play_tune(sheet: Sheet, player: Player, hook: tuple[SetLine, tuple[int, ...]] | None) -> list[Note]:
    """The tune in the passages where this player carries it."""
    found: list[Note] = []
    solos: list[Note] = []
    for cue in player.cues:
        if not cue.tune:
            continue
        if cue.passage.kind is SectionKind.INTRO:
            found += _hinted(sheet, cue, hook) if hook else []
            continue
        if cue.passage.kind is SectionKind.OUTRO:
            found += _tagged(sheet, cue)
            continue
        if cue.task is Task.SOLO and (solo := play_solo(sheet, player, cue)) is not None:
            solos += solo
            continue
        start, end = int(cue.passage.start), sheet.end_of(cue.passage)
        notes = [note for note in sheet.tune if start <= note.start < end]
        found += _embellished(sheet, cue, notes) if cue.task is Task.SOLO else notes
    return one_at_a_time(_in_register(found, sheet, player) + solos)


def _tagged(sheet: Sheet, cue: Cue) -> list[Note]:
    """The song's last sung line once more, as an ending that remembers it; it ends on a tone of the home chord."""
    bar = sheet.meter.bar_ticks
    sung = next((passage for passage in reversed(sheet.passages) if passage.slots), None)
    if sung is None:
        return []
    slot = sung.slots[-1]
    start = int(sung.start) + slot.start
    notes = [note for note in sheet.vocal if start <= note.start < start + slot.length]
    begin = int(cue.passage.start)
    last = sheet.end_of(cue.passage) - bar
    if not notes or begin + slot.length > last + bar // 2:
        return []
    found = []
    for note in notes:
        at = int(note.start) - start + begin
        chord = sheet.span_at(cue.passage, at).chord
        key = sheet.key_of(cue.passage)
        scale = {(key.tonic + step) % 12 for step in scale_under(chord, key)}
        moved = shifted(note, at - int(note.start))
        if strength(at, sheet.meter) <= 1 or note is notes[-1]:
            scale = set(chord.tones)
        pitch = min(
            range(note.pitch - 3, note.pitch + 4), key=lambda each: (each % 12 not in scale, abs(each - note.pitch))
        )
        found.append(shifted(moved, 0, pitch - note.pitch))
    return [note for note in found if cue.start <= note.start < last]


def _in_register(notes: list[Note], sheet: Sheet, player: Player) -> list[Note]:
    """The notes an octave or two up or down, so that their middle lies well on the instrument, one at a time."""
    if not notes:
        return []
    low, high = limits_of(sheet, player.chair.role)
    if player.chair.role in (Role.KEYS, Role.GUITAR):
        low, high = 60, 88
    elif player.chair.role is Role.BASS:
        low, high = 40, 60
    middle = sum(note.pitch for note in notes) / len(notes)
    octaves = round(((low + high) / 2 - middle) / 12)
    return [_kept(shifted(note, 0, 12 * octaves), low, high) for note in one_at_a_time(notes)]


def _kept(note: Note, low: int, high: int) -> Note:
    move = 12 if note.pitch < low else -12 if note.pitch > high else 0
    return shifted(note, 0, move) if low <= note.pitch + move <= high else note


def one_at_a_time(notes: list[Note]) -> list[Note]:
    """The notes in order, each cut where the next begins; of two that begin together the first stays."""
    ordered = sorted(notes, key=lambda note: note.start)
    found: list[Note] = []
    for note in ordered:
        if found and note.start == found[-1].start:
            continue
        if found and found[-1].end > note.start:
            last = found.pop()
            found.append(
                Note(
                    start=last.start,
                    duration=Tick(note.start - last.start),
                    pitch=last.pitch,
                    velocity=last.velocity,
                    syllable=last.syllable,
                )
            )
        found.append(note)
    return found


def _hinted(sheet: Sheet, cue: Cue, hook: tuple[SetLine, tuple[int, ...]]) -> list[Note]:
    """The hook in the last bars of the intro, bent to the chords there."""
    line, steps = hook
    room = cue.end - cue.start
    begin = sheet.end_of(cue.passage) - line.room
    if line.room > room or begin < cue.passage.start:
        return []
    found = []
    lengths = lengths_of(line.onsets, line.room, sheet.brief.tempo_bpm)
    for onset, length, step in zip(line.onsets, lengths, steps, strict=True):
        at = begin + onset
        if at < cue.start:
            continue
        chord = sheet.span_at(cue.passage, at + min(length // 2, PPQ // 2)).chord
        fit = degree_fit(chord, sheet.key_of(cue.passage))
        if strength(at, sheet.meter) <= 1 and fit[step % 7] == 0:
            bent = step - 1 if fit[(step - 1) % 7] else step + 1
        else:
            bent = step
        pitch = pitch_of(bent, chord, sheet.key_of(cue.passage)) + sheet.octave_of(cue.passage)
        found.append(Note(start=Tick(at), duration=Tick(min(length, cue.end - at)), pitch=pitch, velocity=82))
    return found


def _embellished(sheet: Sheet, cue: Cue, notes: list[Note]) -> list[Note]:
    """A solo on the tune: passing notes and turns between its longer notes."""
    rng = sheet.dice("solo", cue.passage.index)
    eighth = PPQ // 2
    found: list[Note] = []
    for note, following in zip_longest(notes, notes[1:]):
        room = (int(following.start) if following else int(note.end)) - int(note.start)
        if following is None or room < PPQ or rng.random() < 0.35:
            found.append(note)
            continue
        chord = sheet.span_at(cue.passage, int(note.start)).chord
        key = sheet.key_of(cue.passage)
        scale = {(key.tonic + step) % 12 for step in scale_under(chord, key)}
        gap = following.pitch - note.pitch
        count = min(3, room // eighth - 1)
        kept = room - count * eighth
        found.append(Note(start=note.start, duration=Tick(kept), pitch=note.pitch, velocity=note.velocity))
        direction = 1 if gap > 0 or (gap == 0 and rng.random() < 0.5) else -1
        pitch = note.pitch
        for i in range(count):
            pitch = next(pitch + direction * d for d in range(1, 13) if (pitch + direction * d) % 12 in scale)
            if abs(pitch - note.pitch) > 5:
                direction = -direction
            at = int(note.start) + kept + i * eighth
            found.append(Note(start=Tick(at), duration=Tick(eighth), pitch=pitch, velocity=note.velocity - 8))
    return found


def play_answers(sheet: Sheet, player: Player) -> list[Note]:
    """Short replies in the rests between sung lines: one shape and rhythm for each kind of section."""
    low, high = limits_of(sheet, Role.LEAD)
    found: list[Note] = []
    for cue in player.cues:
        if cue.passage.stanza is None or cue.task is not Task.USUAL:
            continue
        rng = sheet.dice("answers", player.name, cue.passage.kind)
        shape = _SHAPES[int(rng.random() * len(_SHAPES))]
        rhythm = _RHYTHMS[int(rng.random() * len(_RHYTHMS))]
        every = 1 if rng.random() < sheet.manner.answers else 2
        gaps = gaps_between(sheet.vocal, cue.start, cue.end, least=3 * PPQ // 2)
        for number, (start, gap_end) in enumerate(gaps):
            # Voice, lead and drums take turns: where the drummer fills, the answer is over.
            end = min((fill[0] for fill in sheet.fills if start < fill[1] and fill[0] < gap_end), default=gap_end)
            # Two players who answer take turns.
            if number % (2 * every) == every - 1 + every * (player.nth % 2) or (every == 1 and player.nth == 0):
                found += _answer(sheet, cue, (start, end), shape, rhythm, (low, high))
    return one_at_a_time(found)


def _answer(
    sheet: Sheet,
    cue: Cue,
    gap: tuple[int, int],
    shape: tuple[int, ...],
    rhythm: tuple[int, ...],
    limits: tuple[int, int],
) -> list[Note]:
    """One reply: it starts on the next eighth after the voice and ends on a chord tone before it returns."""
    eighth = PPQ // 2
    start, end = -(-gap[0] // eighth) * eighth, gap[1] - PPQ // 4
    count = min(len(shape), len(rhythm))
    while count > 1 and start + sum(rhythm[:count]) * eighth > end:
        count -= 1
    if count < 2:
        return []
    last_at = start + sum(rhythm[: count - 1]) * eighth
    chord = sheet.span_at(cue.passage, last_at).chord
    key = sheet.key_of(cue.passage)
    scale = scale_under(chord, key)
    goal = place(chord.tones[1 % len(chord.tones)], limits[0], limits[1], 74)
    ladder = [p for p in range(limits[0], limits[1] + 1) if (p - key.tonic) % 12 in scale]
    base = min(range(len(ladder)), key=lambda i: abs(ladder[i] - goal))
    found, at = [], start
    contour = [step - shape[count - 1] for step in shape[:count]]
    for step, length in zip(contour, rhythm, strict=False):
        pitch = ladder[min(max(base + step, 0), len(ladder) - 1)]
        stop = min(at + length * eighth, end)
        loud = 60 + round(26 * cue.energy)
        found.append(Note(start=Tick(at), duration=Tick(stop - at), pitch=pitch, velocity=loud))
        at += length * eighth
    return found

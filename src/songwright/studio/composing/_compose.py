"""The composer's page: form, harmony, words, tune, band, in the order in which each needs the other."""

from dataclasses import replace

from songwright.song import Brief, Lyrics, Note, Part, Role, Score, Section, Tick
from songwright.studio import styles
from songwright.studio.composing._arrange import Cue, Player, Task, arrange, percussive
from songwright.studio.composing._backing import CHORISTERS, share_out
from songwright.studio.composing._bass import play_bass
from songwright.studio.composing._brass import play_brass
from songwright.studio.composing._breaks import hushed, silences
from songwright.studio.composing._builds import climbs, play_build
from songwright.studio.composing._comping import holds, play_comping
from songwright.studio.composing._counter import play_counter
from songwright.studio.composing._drums import fill_windows, play_drums
from songwright.studio.composing._dynamics import graded
from songwright.studio.composing._effects import play_effects
from songwright.studio.composing._fading import faded
from songwright.studio.composing._form import lay_out
from songwright.studio.composing._harmony import harmonise
from songwright.studio.composing._lead import one_at_a_time, play_answers, play_tune
from songwright.studio.composing._lift import lifted
from songwright.studio.composing._lines import SetLine
from songwright.studio.composing._manners import manner_of
from songwright.studio.composing._pads import play_choir, play_pad, play_strings
from songwright.studio.composing._pushes import pushed
from songwright.studio.composing._riffs import play_riffs
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._themes import hook_of, write_instrumental
from songwright.studio.composing._vocal import write_vocal
from songwright.studio.composing._voicing import near_voicing, place

_INSTRUMENTAL_RANGE = (57, 81)
"""Register in which a tune is thought when nobody sings: A3 to A5; the player moves it by octaves."""
_ANSWERING = ("harmonica",)
"""Instruments that answer like a lead wherever they sit."""
_Hook = tuple[SetLine, tuple[int, ...]] | None


def compose(
    brief: Brief, lyrics: Lyrics, *, take: int, voice_range: tuple[int, int], partner_octaves: int = 0
) -> Score:
    """The written music of one take.

    Pure: the same brief, lyrics, take and range give the same score. Takes share words, key, tempo and kinds of
    sections, and differ in tune, progressions and playing.

    Args:
        brief: What was decided; its band is the truth about who plays.
        lyrics: Words laid out in syllables; each sung one becomes one note of the part "vocal".
        take: 0 for the first.
        voice_range: Lowest and highest MIDI pitch of the singer.
        partner_octaves: Octaves by which the second singer of a duet is above the first: the tunes are the same.

    Raises:
        KeyError: The brief names a style that is not in the catalogue.
        ValueError: The voice's range is less than a fifth, or a style file holds a chord or cell nobody can read.
    """
    if voice_range[1] - voice_range[0] < 7:
        raise ValueError(f"voice_range {voice_range} must span at least a fifth (7 semitones)")
    sheet = _lead_sheet(brief, lyrics, take, voice_range)
    # A song that rises leaves the room for it above its first chorus.
    rises = max(passage.lift for passage in sheet.passages)
    low, high = voice_range if brief.sung else _INSTRUMENTAL_RANGE
    vocal, tunes = write_vocal(sheet, (low, high - rises))
    sheet = replace(sheet, vocal=vocal)
    tune, tunes = write_instrumental(sheet, tunes, (low, high - rises))
    sheet = replace(sheet, tune=tune)
    return Score(
        title=lyrics.title or brief.title or "",
        style=brief.style,
        tempo_bpm=brief.tempo_bpm,
        meter=brief.meter,
        key=brief.key,
        swing=round(sheet.style.time.swing.at(brief.tempo_bpm), 3),
        swing_unit=sheet.style.time.swing.unit,
        sections=tuple(
            Section(kind=p.kind, start=p.start, bars=p.bars, energy=p.energy, stanza=p.stanza, lift=p.lift)
            for p in sheet.passages
        ),
        chords=tuple(span for spans in sheet.spans for span in spans),
        parts=tuple(
            faded([*_sung_parts(sheet, voice_range, partner_octaves), *_band_parts(sheet, hook_of(tunes))], sheet)
        ),
    )


def _lead_sheet(brief: Brief, lyrics: Lyrics, take: int, voice_range: tuple[int, int]) -> Sheet:
    """Form and chords, before a note is written."""
    style = styles.style(brief.style)
    passages = lifted(brief, style, lay_out(brief, lyrics, style), take, voice_range)
    return Sheet(
        brief=brief,
        style=style,
        manner=manner_of(style),
        take=take,
        passages=passages,
        spans=harmonise(brief, style, passages, take),
    )


def _sung_parts(sheet: Sheet, voice_range: tuple[int, int], partner_octaves: int) -> list[Part]:
    """The voice and, where the style has one, its backing."""
    if not sheet.vocal:
        return []
    chair, second = sheet.brief.chair(Role.VOCAL), sheet.brief.chair(Role.BACKING)
    instrument = chair.instrument if chair else "voice"
    voices = share_out(sheet, voice_range, partner_octaves)
    parts = [Part(name="vocal", role=Role.VOCAL, instrument=instrument, notes=voices.lead)]
    if voices.backing:
        seat = second.instrument if second else instrument
        parts.append(Part(name="backing", role=Role.BACKING, instrument=seat, notes=voices.backing))
    parts += [
        Part(name=f"choir {height}", role=Role.BACKING, instrument=CHORISTERS, notes=notes)
        for height, notes in zip(("high", "middle", "low"), voices.choir, strict=False)
    ]
    return parts


def _band_parts(sheet: Sheet, hook: _Hook) -> list[Part]:
    """A part for every chair that has something to play."""
    players = arrange(sheet)
    sheet = replace(sheet, fills=fill_windows(sheet, players))
    breaths = silences(sheet)
    several = sum(percussive(player.chair) for player in players) > 1
    parts = []
    for player in players:
        notes = _played(sheet, player, hook, several=several)
        if player.chair.role is not Role.FX:
            notes = hushed(graded(notes, sheet), breaths)
        if not percussive(player.chair):
            notes = _apart(_finished(notes, sheet))
        if notes:
            ordered = tuple(sorted(notes, key=lambda note: (note.start, note.pitch)))
            parts.append(
                Part(name=player.name, role=player.chair.role, instrument=player.chair.instrument, notes=ordered)
            )
    return _closed(parts, sheet)


def _played(sheet: Sheet, player: Player, hook: _Hook, *, several: bool) -> list[Note]:
    """What a chair plays, by its role; riffs, builds and second tunes take the place of its usual pattern."""
    role = player.chair.role
    if percussive(player.chair):
        return play_drums(sheet, player, hands=(role is not Role.DRUMS) if several else None)
    if role is Role.FX:
        return play_effects(sheet, player)
    usual = replace(player, cues=tuple(cue for cue in player.cues if _keeps_pattern(sheet, player, cue)))
    tune = play_tune(sheet, player, hook)
    special = [*play_riffs(sheet, player), *play_counter(sheet, player)]
    special += [note for cue in player.cues if climbs(sheet, player, cue) for note in play_build(sheet, player, cue)]
    if role is Role.BASS:
        return one_at_a_time([*(play_bass(sheet, usual) if usual.cues else []), *special, *tune])
    if role is Role.LEAD or any(reed in player.chair.instrument for reed in _ANSWERING):
        return one_at_a_time([*special, *tune, *play_answers(sheet, player)])
    return _without_clashes(pushed(_accompaniment(sheet, usual), role, sheet), tune) + special


def _keeps_pattern(sheet: Sheet, player: Player, cue: Cue) -> bool:
    """Whether a cue is played with the chair's usual pattern, a tune of its own beside it or not."""
    if cue.task in (Task.RIFF, Task.COUNTER) or climbs(sheet, player, cue):
        return False
    # A bass that has the tune can't have its line as well.
    return not (cue.tune and player.chair.role is Role.BASS)


def _accompaniment(sheet: Sheet, player: Player) -> list[Note]:
    role = player.chair.role
    if role is Role.PAD or (role is Role.KEYS and holds(player)):
        return play_pad(sheet, player)
    if role is Role.STRINGS:
        return play_strings(sheet, player)
    if role is Role.CHOIR:
        return play_choir(sheet, player)
    if role is Role.BRASS:
        return play_brass(sheet, player)
    return play_comping(sheet, player)


def _without_clashes(chords: list[Note], tune: list[Note]) -> list[Note]:
    """A player's chords under his own tune: what would cover or strike the same key leaves the tune alone."""
    if not tune:
        return chords
    spans = sorted((int(note.start), int(note.end), note.pitch) for note in tune)
    kept = [
        note
        for note in chords
        if not any(start < note.end and note.start < end and note.pitch > pitch - 3 for start, end, pitch in spans)
    ]
    return kept + tune


def _finished(notes: list[Note], sheet: Sheet) -> list[Note]:
    """The last bar: what begins on its first beat is held, what belongs to its chord rings on, nothing new begins."""
    end = sheet.end_of(sheet.passages[-1])
    last = end - sheet.meter.bar_ticks
    home = sheet.spans[-1][-1].chord.tones
    kept = []
    for note in notes:
        if note.start > last:
            continue
        if note.start == last:
            kept.append(replace(note, duration=Tick(end - last)))
        elif note.end <= last or note.pitch % 12 in home:
            kept.append(note)
        else:
            kept.append(replace(note, duration=Tick(last - int(note.start))))
    return kept


def _apart(notes: list[Note]) -> list[Note]:
    """The notes without any that would still sound when its own pitch is struck again: it ends there."""
    found: list[Note] = []
    again: dict[int, int] = {}
    for note in sorted(notes, key=lambda each: (each.start, each.duration, each.velocity), reverse=True):
        strikes = again.get(note.pitch)
        if strikes is None or note.end <= strikes:
            found.append(note)
        elif strikes > note.start:
            found.append(replace(note, duration=Tick(strikes - int(note.start))))
        again[note.pitch] = int(note.start)
    return found


_CLOSERS = (Role.PAD, Role.KEYS, Role.STRINGS, Role.GUITAR, Role.ARP, Role.LEAD, Role.BASS)
"""Who strikes the last chord when every pattern would leave the last bar empty."""


def _closed(parts: list[Part], sheet: Sheet) -> list[Part]:
    """The parts, with the last chord held by one of them if none sounds in the last bar."""
    end = sheet.end_of(sheet.passages[-1])
    last = end - sheet.meter.bar_ticks
    pitched = [part for part in parts if part.role in _CLOSERS]
    if not pitched or any(note.end > last for part in pitched for note in part.notes):
        return parts
    closer = min(pitched, key=lambda part: _CLOSERS.index(part.role))
    chord = sheet.spans[-1][-1].chord
    before = closer.notes[-1]
    if closer.role in (Role.LEAD, Role.BASS):
        shape: tuple[int, ...] = (place(chord.bass, before.pitch - 6, before.pitch + 6, before.pitch),)
    else:
        shape = near_voicing(chord, 48, 76, (before.pitch,), 4, rootless=False)
    chosen = [
        Note(start=Tick(last), duration=Tick(end - last), pitch=pitch, velocity=before.velocity) for pitch in shape
    ]
    return [replace(part, notes=(*part.notes, *chosen)) if part is closer else part for part in parts]

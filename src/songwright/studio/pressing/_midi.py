"""The score as a standard MIDI file."""

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import cycle

import mido
import msgspec

from songwright.song import PPQ, Key, Note, Part, Role, Score
from songwright.studio.pressing._percussion import percussive
from songwright.studio.pressing._sections import key_of, lifts_of, section_names
from songwright.studio.styles import timeline

_DRUM_CHANNEL = 9
"""Channel 10, as musicians count."""
_CHANNELS = [channel for channel in range(16) if channel != _DRUM_CHANNEL]


class _SynthRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands in for synthesised instruments with this in their name."""

    part: str
    program: str


class _Programs(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The General MIDI sounds and the stand-ins."""

    programs: tuple[str, ...]
    synth: tuple[_SynthRow, ...]
    role: dict[str, str]


@cache
def _table() -> _Programs:
    """The program table; raises ValueError naming the file and the fault when it is unsound."""
    file = files("songwright.studio.pressing") / "general_midi.toml"
    try:
        return msgspec.toml.decode(file.read_bytes(), type=_Programs)
    except msgspec.ValidationError as error:
        raise ValueError(f"general_midi.toml: {error}") from error


def program(instrument: str, role: Role) -> int:
    """General MIDI program, 0 to 127, that comes nearest to a rack name."""
    table = _table()
    name = instrument
    if name not in table.programs and name.startswith("synth:"):
        name = next((row.program for row in table.synth if row.part in instrument), "")
    return table.programs.index(name if name in table.programs else table.role[role.value])


def midi(score: Score) -> bytes:
    """The score as a MIDI file of type 1: a track of tempo, meter, key and sections, then a track for each part.

    Drums play on channel 10; the voices carry their syllables as lyrics events, a space after each word and a carriage
    return after each line (the karaoke convention). A note that sounds again while it still sounds is cut there.
    """
    file = mido.MidiFile(type=1, ticks_per_beat=PPQ, charset="utf-8")
    file.tracks.append(_conductor(score))
    for part, channel in zip(score.parts, channels_of(score.parts), strict=True):
        file.tracks.append(_part_track(part, channel))
    sink = io.BytesIO()
    file.save(file=sink)
    return sink.getvalue()


def channels_of(parts: Sequence[Part]) -> tuple[int, ...]:
    """The MIDI channel of each part, 0 to 15: drums share the tenth, the others have their own while there are any."""
    free = cycle(_CHANNELS)
    return tuple(_DRUM_CHANNEL if percussive(part) else next(free) for part in parts)


_Event = tuple[int, int, mido.Message | mido.MetaMessage]
"""Tick, rank among events of one tick, message."""


def _track(events: list[_Event]) -> mido.MidiTrack:
    """A track of events at absolute ticks."""
    track = mido.MidiTrack()
    now = 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track"))
    return track


def _conductor(score: Score) -> mido.MidiTrack:
    """Title, tempo, meter, key with its changes, and the sections as markers."""
    meter = score.meter
    events: list[_Event] = [
        (0, 0, mido.MetaMessage("track_name", name=_text(score.title))),
        (0, 2, mido.MetaMessage("time_signature", numerator=meter.beats, denominator=meter.unit)),
        (0, 3, mido.MetaMessage("key_signature", key=_signature(score.key))),
    ]
    events += [
        (mark.tick, 1, mido.MetaMessage("set_tempo", tempo=min(0xFFFFFF, round(60e6 / mark.tempo_bpm))))
        for mark in timeline(score).marks
    ]
    for bar in sorted(lifts_of(score, score.bars)):
        lifted = mido.MetaMessage("key_signature", key=_signature(key_of(score, bar)))
        events.append((bar * meter.bar_ticks, 3, lifted))
    names = section_names(score.sections)
    events += [
        (section.start, 4, mido.MetaMessage("marker", text=name))
        for section, name in zip(score.sections, names, strict=True)
    ]
    return _track(events)


def _signature(key: Key) -> str:
    """The key signature: that of the minor key for minor, else of the major key with the same notes."""
    if key.mode == "minor":
        return f"{key.spell(key.tonic)}m"
    return key.spell(key.relative_major)


def _part_track(part: Part, channel: int) -> mido.MidiTrack:
    """One part's track."""
    events: list[_Event] = [(0, 0, mido.MetaMessage("track_name", name=_text(part.name)))]
    if channel != _DRUM_CHANNEL:
        number = program(part.instrument, part.role)
        events.append((0, 1, mido.Message("program_change", channel=channel, program=number)))
    for note, end in _cut(part.notes):
        if note.syllable is not None:
            events.append((note.start, 3, mido.MetaMessage("lyrics", text=_sung(note))))
        on = mido.Message("note_on", channel=channel, note=note.pitch, velocity=note.velocity)
        events.append((note.start, 4, on))
        events.append((end, 2, mido.Message("note_off", channel=channel, note=note.pitch, velocity=0)))
    return _track(events)


def _cut(notes: tuple[Note, ...]) -> list[tuple[Note, int]]:
    """Notes with the ticks at which they end: before the same pitch begins again; of two at once the longer stays."""
    by_start: dict[tuple[int, int], Note] = {}
    for note in notes:
        there = by_start.get((note.start, note.pitch))
        if there is None or note.duration > there.duration:
            by_start[note.start, note.pitch] = note
    following: dict[int, int] = {}
    found: list[tuple[Note, int]] = []
    for note in sorted(by_start.values(), key=lambda each: -each.start):
        end = min(max(note.end, note.start + 1), following.get(note.pitch, 1 << 40))
        following[note.pitch] = note.start
        found.append((note, end))
    return found[::-1]


def _sung(note: Note) -> str:
    """A syllable as karaoke files write it."""
    if note.syllable is None:
        return ""
    end = "\r" if note.syllable.ends_line else " " if note.syllable.ends_word else ""
    return _text(note.syllable.text) + end


def _text(text: str) -> str:
    """Text that UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")

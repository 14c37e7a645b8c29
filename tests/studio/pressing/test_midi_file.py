"""The MIDI file reads back as the score."""

import io
from collections import defaultdict
from dataclasses import replace

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pressing_takes import CHORUS, VERSE, short_take

from songwright.song import MODES, Key, Meter, Note, Part, Role, Score
from songwright.studio.pressing import midi
from songwright.studio.pressing._midi import _table, program
from songwright.studio.styles import catalogue

TAKE = short_take()


def read(content):
    return mido.MidiFile(file=io.BytesIO(content), charset="utf-8")


def notes_in(track):
    """(start, end, pitch, velocity) of a track's notes, in order."""
    now, open_notes, found = 0, defaultdict(list), []
    for message in track:
        now += message.time
        if message.type == "note_on" and message.velocity:
            open_notes[message.note].append((now, message.velocity))
        elif message.type in {"note_off", "note_on"}:
            start, velocity = open_notes[message.note].pop(0)
            found.append((start, now, message.note, velocity))
    assert not any(open_notes.values())
    return sorted(found)


def test_every_part_reads_back():
    file = read(midi(TAKE.recording.score))
    assert file.ticks_per_beat == 480
    assert [track.name for track in file.tracks[1:]] == [part.name for part in TAKE.recording.score.parts]
    for part, track in zip(TAKE.recording.score.parts, file.tracks[1:], strict=True):
        assert notes_in(track) == sorted((n.start, n.end, n.pitch, n.velocity) for n in part.notes)


def test_the_conductor_s_track():
    by_type = {message.type: message for message in read(midi(TAKE.recording.score)).tracks[0]}
    assert mido.tempo2bpm(by_type["set_tempo"].tempo) == pytest.approx(90.0, abs=0.001)
    assert (by_type["time_signature"].numerator, by_type["time_signature"].denominator) == (4, 4)
    assert by_type["key_signature"].key == "Am"
    assert by_type["track_name"].name == TAKE.recording.score.title


def test_sections_and_lifts_stand_in_the_conductor_s_track():
    score = TAKE.recording.score
    lifted = replace(score, sections=(*score.sections[:-1], replace(score.sections[-1], lift=2)))
    bar, now, found = score.meter.bar_ticks, 0, []
    for message in read(midi(lifted)).tracks[0]:
        now += message.time
        if message.type in {"marker", "key_signature"}:
            found.append((now // bar, getattr(message, "text", "") or message.key))
    assert found == [(0, "Am"), (0, "Intro"), (2, "Verse"), (8, "Chorus"), (14, "Bm"), (14, "Chorus")]


def test_every_part_names_its_sound():
    for part, track in zip(TAKE.recording.score.parts, read(midi(TAKE.recording.score)).tracks[1:], strict=True):
        programs = [message.program for message in track if message.type == "program_change"]
        assert programs == ([] if part.role is Role.DRUMS else [program(part.instrument, part.role)])


def test_drums_play_on_channel_ten_and_nobody_else():
    for part, track in zip(TAKE.recording.score.parts, read(midi(TAKE.recording.score)).tracks[1:], strict=True):
        channels = {message.channel for message in track if message.type == "note_on"}
        assert (channels == {9}) == (part.role is Role.DRUMS)


def test_the_voice_carries_its_words():
    track = read(midi(TAKE.recording.score)).tracks[1]
    text = "".join(message.text for message in track if message.type == "lyrics")
    assert text.split("\r")[:-1] == [*VERSE, *CHORUS, *CHORUS]


NOTES = st.lists(
    st.builds(
        Note,
        start=st.integers(0, 5000),
        duration=st.integers(0, 2000),
        pitch=st.integers(0, 127),
        velocity=st.integers(1, 127),
    ),
    max_size=30,
)


@given(NOTES)
def test_overlapping_notes_all_begin_and_all_end(notes):
    part = Part(name="x", role=Role.KEYS, instrument="piano", notes=tuple(notes))
    score = Score(
        title="",
        style="pop",
        tempo_bpm=120,
        meter=Meter(),
        key=Key(tonic=0),
        swing=1,
        swing_unit=8,
        sections=(),
        chords=(),
        parts=(part,),
    )
    heard = notes_in(read(midi(score)).tracks[1])
    assert {(start, pitch) for start, _, pitch, _ in heard} == {(note.start, note.pitch) for note in notes}
    assert all(end > start for start, end, _, _ in heard)


@pytest.mark.parametrize("tonic", range(12))
@pytest.mark.parametrize("mode", list(MODES))
def test_every_key_can_be_written(tonic, mode):
    mido.MetaMessage("key_signature", key=_signature_of(Key(tonic=tonic, mode=mode)))


def _signature_of(key):
    score = TAKE.recording.score
    changed = Score(**{name: getattr(score, name) for name in score.__slots__} | {"key": key})
    return next(m.key for m in read(midi(changed)).tracks[0] if m.type == "key_signature")


def test_every_rack_name_of_the_catalogue_has_a_program():
    assert len(_table().programs) == len(set(_table().programs)) == 128
    assert {role.value for role in Role} == set(_table().role)
    assert set(_table().role.values()) | {row.program for row in _table().synth} <= set(_table().programs)
    for style in catalogue().values():
        for chair in style.chairs:
            assert 0 <= program(chair.instrument, chair.role) < 128
    assert program("electric_piano_1", Role.KEYS) == 4
    assert program("synth:sine_bass", Role.BASS) == 38
    assert program("unheard of", Role.STRINGS) == 48

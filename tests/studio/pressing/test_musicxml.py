"""The MusicXML file reads back as the score: bars are full, values say their lengths, ties hold, words are whole."""

import io
import zipfile
from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from pressing_takes import CHORUS, VERSE, short_take
from random_scores import METERS, scores

from songwright.song import PPQ, Delivery, Key, Meter, Note, Part, Role, Score, Tick
from songwright.studio.pressing import _musicxml, musicxml, mxl
from songwright.studio.pressing._grid import Grid
from songwright.studio.pressing._percussion import drum_sign, percussive
from songwright.studio.pressing._xml_notes import DIVISIONS
from songwright.studio.styles._schema import Swing, Time
from songwright.studio.styles._tempo import timeline_in

TAKE = short_take()
LENGTHS = {"whole": 96, "half": 48, "quarter": 24, "eighth": 12, "16th": 6, "32nd": 3}
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


class Read(NamedTuple):
    """A note or rest as a reader finds it."""

    start: int
    length: int
    voice: str
    key: str
    """What is tied to what: a pitch, or "" for a rest."""
    element: ET.Element


def read_part(part: ET.Element) -> list[list[Read]]:
    """The notes of each measure, found by moving through it as the format says; measures must come out full."""
    found, begin = [], 0
    bar = 0
    for measure in part:
        attributes = measure.find("attributes/time")
        if attributes is not None:
            bar = int(attributes.findtext("beats")) * 4 * DIVISIONS // int(attributes.findtext("beat-type"))
        now, inside, start = begin, [], begin
        for each in measure:
            if each.tag == "backup":
                assert now == begin + bar
                now -= int(each.findtext("duration"))
            elif each.tag == "note":
                length = int(each.findtext("duration"))
                if each.find("chord") is None:
                    start, now = now, now + length
                inside.append(Read(start, length, each.findtext("voice"), sounding(each), each))
        assert now == begin + bar, f"measure {measure.get('number')} is not full"
        assert all(begin <= note.start and note.start + note.length <= begin + bar for note in inside)
        found.append(inside)
        begin += bar
    return found


def sounding(note: ET.Element) -> str:
    """A pitch as MIDI number, a drum's instrument, or "" for a rest."""
    pitch = note.find("pitch")
    if pitch is not None:
        alter = int(pitch.findtext("alter", "0"))
        return str(12 * (int(pitch.findtext("octave")) + 1) + STEPS[pitch.findtext("step")] + alter)
    instrument = note.find("instrument")
    return "" if instrument is None else instrument.get("id").rpartition("-I")[2]


def read(content: bytes) -> tuple[ET.Element, dict[str, list[list[Read]]]]:
    root = ET.fromstring(content)
    return root, {part.get("id"): read_part(part) for part in root.findall("part")}


def assert_values(note: ET.Element) -> None:
    """The value that is drawn says the duration that is played."""
    if note.find("rest") is not None and note.find("rest").get("measure"):
        return
    length = LENGTHS[note.findtext("type")] * (1.5 if note.find("dot") is not None else 1)
    if note.find("time-modification") is not None:
        length = length * 2 / 3
    assert int(note.findtext("duration")) == length


def assert_ties(notes: list[Read]) -> None:
    """Every tie that starts stops at the same pitch, in the same voice, where the note ends."""
    stops = {(note.voice, note.start, note.key) for note in notes if tied(note, "stop")}
    starts = {(note.voice, note.start + note.length, note.key) for note in notes if tied(note, "start")}
    assert starts == stops


def tied(note: Read, kind: str) -> bool:
    return any(tie.get("type") == kind for tie in note.element.findall("tie"))


def in_order(score: Score) -> list[Part]:
    return sorted(score.parts, key=lambda part: {Role.VOCAL: 0, Role.BACKING: 1}.get(part.role, 2))


@given(scores())
@settings(max_examples=70, deadline=None)
def test_any_score_is_written_whole(score: Score):
    """Bars are full, values are true, and every onset of the score is there, nearest to where it was."""
    _, parts = read(musicxml(score))
    assert len({len(measures) for measures in parts.values()}) == 1

    for part, measures in zip(in_order(score), parts.values(), strict=False):
        notes = [note for measure in measures for note in measure]
        for note in notes:
            assert_values(note.element)
        assert_ties(notes)
        grid = Grid(part.notes, score.meter)
        begun = {(note.start, note.key) for note in notes if note.key and not tied(note, "stop")}
        assert begun == {(grid.snap(n.start) * DIVISIONS // PPQ, str(n.pitch)) for n in part.notes}


@given(scores())
@settings(max_examples=50, deadline=None)
def test_words_are_whole_and_voices_alone(score: Score):
    """Syllables begin, go on and end words in order; a one-note part never sounds two."""
    _, parts = read(musicxml(score))
    for part, measures in zip(in_order(score), parts.values(), strict=False):
        lyrics = [note.element.find("lyric") for measure in measures for note in measure]
        within = False
        for lyric in filter(lambda each: each is not None, lyrics):
            kind = lyric.findtext("syllabic")
            assert (kind in {"middle", "end"}) == within
            within = kind in {"begin", "middle"}
        if part.role is Role.VOCAL and not percussive(part):
            sung = [note.syllable for note in part.notes if note.syllable]
            assert len([lyric for lyric in lyrics if lyric is not None]) == len(sung)
            assert all(note.find("chord") is None for measure in measures for *_, note in measure)


@given(scores())
@settings(max_examples=40, deadline=None)
def test_chords_stand_where_they_change(score: Score):
    root, parts = read(musicxml(score))
    bar = score.meter.bar_ticks * DIVISIONS // PPQ
    bars = len(next(iter(parts.values())))
    changes = [s for at, s in enumerate(score.chords) if at == 0 or score.chords[at - 1].chord != s.chord]
    wanted = [s.start * DIVISIONS // PPQ for s in changes if s.start < bars * score.meter.bar_ticks]
    found = [
        int(measure.get("number")) * bar - bar + int(harmony.findtext("offset", "0"))
        for measure in root.find("part")
        for harmony in measure.findall("harmony")
    ]
    assert found == wanted
    for harmony, span in zip(root.iter("harmony"), changes, strict=False):
        alter = int(harmony.findtext("root/root-alter", "0"))
        assert (STEPS[harmony.findtext("root/root-step")] + alter) % 12 == span.chord.root
        low = harmony.find("bass")
        assert (low is None) == (span.chord.bass == span.chord.root)


def test_what_stands_at_the_beginning():
    root, _ = read(musicxml(replace(TAKE.recording.score, meter=Meter(beats=6, unit=8), sections=())))
    measure = root.find("part/measure")
    assert measure.findtext("attributes/key/mode") == "minor"
    assert measure.findtext("attributes/key/fifths") == "0"
    assert (measure.findtext("attributes/time/beats"), measure.findtext("attributes/time/beat-type")) == ("6", "8")
    metronome = measure.find("direction/direction-type/metronome")
    assert (metronome.findtext("beat-unit"), metronome.find("beat-unit-dot") is not None) == ("quarter", True)
    assert metronome.findtext("per-minute") == "60"
    sound = measure.find("direction/sound")
    assert sound.get("tempo") == "90"
    assert (sound.findtext("swing/first"), sound.findtext("swing/second")) == ("6", "5")
    assert sound.findtext("swing/swing-type") == "16th"


def test_sections_are_marked_and_a_lift_changes_the_key():
    score = TAKE.recording.score
    lifted = replace(score, sections=(*score.sections[:-1], replace(score.sections[-1], lift=2)))
    root, _ = read(musicxml(lifted))
    marks = {
        measure.get("number"): measure.findtext("direction/direction-type/rehearsal")
        for measure in root.find("part")
        if measure.find("direction/direction-type/rehearsal") is not None
    }
    assert marks == {"1": "Intro", "3": "Verse", "9": "Chorus", "15": "Chorus"}
    changes = {
        measure.get("number"): measure.findtext("attributes/key/fifths")
        for measure in root.find("part")
        if measure.find("attributes/key") is not None
    }
    assert changes == {"1": "0", "15": "2"}
    lines = {m.get("number"): m.findtext("barline/bar-style") for m in root.find("part") if m.find("barline")}
    assert lines == {"2": "light-light", "8": "light-light", "14": "light-light", "20": "light-heavy"}


def test_the_words_stand_under_the_first_part():
    root, _ = read(musicxml(TAKE.recording.score))
    lyrics = [note.find("lyric") for note in root.find("part").iter("note") if note.find("lyric") is not None]
    spelt = "".join(
        each.findtext("text") + (" " if each.findtext("syllabic") in {"single", "end"} else "") for each in lyrics
    )
    assert spelt.split() == " ".join([*VERSE, *CHORUS, *CHORUS]).split()
    assert sum(each.find("extend") is not None for each in lyrics) == len([*VERSE, *CHORUS, *CHORUS])


def test_drums_are_unpitched_with_feet_below():
    struck = [*((at * 240, 42) for at in range(8)), (0, 36), (960, 38)]
    notes = tuple(Note(start=Tick(start), duration=Tick(60), pitch=pitch) for start, pitch in struck)
    drums = Part(name="drums", role=Role.DRUMS, instrument="kit:dusty", notes=notes)
    root, parts = read(musicxml(replace(TAKE.recording.score, parts=(drums,), sections=())))
    assert root.findtext("part/measure/attributes/clef/sign") == "percussion"
    assert root.find("part").find(".//pitch") is None
    voices = defaultdict(set)
    for note in parts["P1"][0]:
        if note.key:
            voices[note.voice].add(note.key)
    assert voices == {"1": {"42", "38"}, "2": {"36"}}
    assert {name.text for name in root.iter("instrument-name")} == {"Closed Hi-Hat", "Bass Drum", "Snare"}
    assert {each.text for each in root.iter("midi-channel")} == {"10"}
    assert {each.text for each in root.iter("midi-unpitched")} == {"37", "39", "43"}
    assert {note.findtext("notehead") for note in root.iter("note") if sounding(note) == "42"} == {"x"}


def lone(notes: list[tuple[int, int]], meter: Meter | None = None) -> list[str]:
    """How (start, duration) of one voice are written in the first bar: values, dots, threes, ties, rests."""
    part = Part(
        name="x",
        role=Role.LEAD,
        instrument="flute",
        notes=tuple(Note(start=Tick(start), duration=Tick(length), pitch=72) for start, length in notes),
    )
    score = replace(TAKE.recording.score, parts=(part,), sections=(), meter=meter or Meter())
    root, _ = read(musicxml(score))
    said = []
    for note in root.find("part/measure").findall("note"):
        value = note.findtext("type", "bar") + "." * len(note.findall("dot"))
        value += "3" if note.find("time-modification") is not None else ""
        value += "~" if any(tie.get("type") == "start" for tie in note.findall("tie")) else ""
        said.append(f"({value})" if note.find("rest") is not None else value)
    return said


@pytest.mark.parametrize(
    ("notes", "written"),
    [
        ([(0, 1920)], ["whole"]),
        ([], ["(bar)"]),
        ([(0, 455), (480, 200), (720, 240), (960, 950)], ["quarter", "eighth", "eighth", "half"]),
        ([(0, 240), (240, 480), (720, 240), (960, 960)], ["eighth", "quarter", "eighth", "half"]),
        ([(0, 720), (720, 480), (1200, 720)], ["quarter.", "eighth~", "eighth", "eighth~", "quarter"]),
        ([(0, 160), (160, 160), (320, 160), (480, 1440)], ["eighth3", "eighth3", "eighth3", "half."]),
        ([(0, 320), (320, 160), (480, 1440)], ["quarter3", "eighth3", "half."]),
        ([(1440, 960), (2400, 60)], ["(half.)", "quarter~"]),
    ],
)
def test_rhythms_as_musicians_write_them(notes, written):
    assert lone(notes) == written


def test_six_eight_is_felt_in_two():
    assert lone([(0, 720), (720, 480), (1200, 240)], Meter(beats=6, unit=8)) == ["quarter.", "quarter", "eighth"]
    assert lone([(0, 1440)], Meter(beats=6, unit=8)) == ["half."]


@pytest.mark.parametrize("meter", METERS, ids=str)
def test_every_meter_holds_a_note_of_every_length(meter: Meter):
    for length in range(60, meter.bar_ticks + 1, 60):
        grid = Grid((), meter)
        assert sum(shape.ticks for shape in grid.values(0, length)) == length
        assert sum(shape.ticks for shape in grid.values(meter.bar_ticks - length, meter.bar_ticks)) == length


@pytest.mark.parametrize("tonic", range(12))
def test_keyboards_have_two_staves_and_all_their_notes(tonic: int):
    notes = tuple(Note(start=Tick(0), duration=Tick(960), pitch=pitch + tonic) for pitch in (40, 47, 64, 67, 71))
    part = Part(name="keys", role=Role.KEYS, instrument="acoustic_grand_piano", notes=notes)
    score = replace(TAKE.recording.score, parts=(part,), sections=(), key=Key(tonic=tonic))
    root, parts = read(musicxml(score))
    assert root.findtext("part/measure/attributes/staves") == "2"
    staves = {(note.key, note.element.findtext("staff")) for note in parts["P1"][0] if note.key}
    assert staves == {(str(n.pitch), "1" if n.pitch >= 60 else "2") for n in notes}


def test_every_general_midi_drum_has_a_place():
    for key in range(35, 82):
        assert not drum_sign(key).name.startswith("Percussion")
    assert drum_sign(5).name == "Percussion 5"


def test_the_compressed_file_holds_the_plain_one():
    content = mxl(TAKE.recording.score)
    assert content == mxl(TAKE.recording.score)
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        assert container.namelist()[0] == "mimetype"
        root = ET.fromstring(container.read("META-INF/container.xml"))
        inside = root.find("rootfiles/rootfile").get("full-path")
        assert container.read(inside) == musicxml(TAKE.recording.score)


def test_a_style_that_breathes_is_heard_to(monkeypatch: pytest.MonkeyPatch):
    """The clock of the song is in the file: each change of its tempo at its place."""
    score = TAKE.recording.score
    breathing = Time(
        tempo_bpm=(60, 90, 120), felt="full", meters=("4/4",), swing=Swing(unit=8, ratio=(1.0, 1.0)), ritardando=0.3
    )
    clock = timeline_in(score, breathing)
    assert len(clock.marks) > 2
    monkeypatch.setattr(_musicxml, "timeline", lambda _score: clock)
    root, _ = read(musicxml(score))
    bar = score.meter.bar_ticks
    heard = {
        (int(measure.get("number")) - 1) * bar + int(sound.findtext("offset", "0")) * PPQ // DIVISIONS: sound
        for measure in root.find("part")
        for sound in measure.findall("sound")
    }
    assert {tick: float(sound.get("tempo")) for tick, sound in heard.items()} == {
        mark.tick: pytest.approx(mark.tempo_bpm, abs=1e-4) for mark in clock.marks if mark.tick
    }


def test_what_is_rapped_or_spoken_has_crosses_for_heads_and_its_words() -> None:
    score = TAKE.recording.score
    assert score is not None
    vocal = score.part(Role.VOCAL)
    assert vocal is not None
    said = {Delivery.RAPPED, Delivery.SPOKEN}
    notes = tuple(
        replace(note, delivery=(Delivery.RAPPED, Delivery.SPOKEN, Delivery.SUNG)[place % 3])
        for place, note in enumerate(vocal.notes)
    )
    told = replace(score, parts=tuple(replace(part, notes=notes) if part is vocal else part for part in score.parts))
    written = ET.fromstring(musicxml(told))
    first = written.find("part")
    assert first is not None
    heads = [element.findtext("notehead") for element in first.iter("note") if element.find("lyric") is not None]
    words = [note for note in notes if note.syllable is not None]
    assert heads == ["x" if note.delivery in said else None for note in words]
    assert all(element.find("pitch") is not None for element in first.iter("note") if element.find("lyric") is not None)

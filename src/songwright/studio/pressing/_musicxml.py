"""The score as MusicXML 4.0 (partwise), the format that notation programs exchange."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from songwright.song import PPQ, Key, Part, Role, Score
from songwright.studio.pressing._engraving import Bar, engraved
from songwright.studio.pressing._grid import Grid
from songwright.studio.pressing._midi import channels_of, program
from songwright.studio.pressing._percussion import drum_sign, percussive
from songwright.studio.pressing._sections import key_of, lifts_of, section_names
from songwright.studio.pressing._spelling import fifths_of
from songwright.studio.pressing._voices import Staff, staves_of
from songwright.studio.pressing._xml_marks import add_chords, add_marks, add_tempi
from songwright.studio.pressing._xml_notes import DIVISIONS, add_sign, legal
from songwright.studio.styles import TempoMark, timeline

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN"'
    ' "http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_MXL_TYPE, _INSIDE = b"application/vnd.recordare.musicxml", "score.musicxml"
_CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<container><rootfiles>'
    f'<rootfile full-path="{_INSIDE}" media-type="application/vnd.recordare.musicxml+xml"/></rootfiles></container>\n'
).encode()
_VOICES_FIRST = {Role.VOCAL: 0, Role.BACKING: 1}


def musicxml(score: Score) -> bytes:
    """The score as an uncompressed MusicXML file.

    Voices stand above the band. Notes stand on the nearest thirty-second or sixteenth triplet; a gap of up to a
    sixteenth is written as if the note were held, and what rings on past its voice is cut where its voice goes on.
    Chord symbols, rehearsal marks and the tempo stand over the first part, the words under their notes. Swing is told,
    not written out.
    """
    parts = sorted(score.parts, key=lambda part: _VOICES_FIRST.get(part.role, 2))
    root = ET.Element("score-partwise", version="4.0")
    ET.SubElement(ET.SubElement(root, "work"), "work-title").text = legal(score.title)
    _identify(root)
    listed = ET.SubElement(root, "part-list")
    for number, (part, channel) in enumerate(zip(parts, channels_of(parts), strict=True), 1):
        _list_part(listed, f"P{number}", part, channel)
        _write_part(ET.SubElement(root, "part", id=f"P{number}"), f"P{number}", part, score, leads=number == 1)
    if not parts:
        lone = Part(name="score", role=Role.KEYS, instrument="acoustic_grand_piano", notes=())
        _list_part(listed, "P1", lone, 0)
        _write_part(ET.SubElement(root, "part", id="P1"), "P1", lone, score, leads=True)
    ET.indent(root, " ")
    return f"{_HEAD}{ET.tostring(root, encoding='unicode')}\n".encode()


def mxl(score: Score) -> bytes:
    """The score as a compressed MusicXML file, about a fiftieth of the plain one. Same score, same bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as container:
        for name, content, packing in (
            ("mimetype", _MXL_TYPE, zipfile.ZIP_STORED),
            ("META-INF/container.xml", _CONTAINER, zipfile.ZIP_DEFLATED),
            (_INSIDE, musicxml(score), zipfile.ZIP_DEFLATED),
        ):
            container.writestr(zipfile.ZipInfo(name), content, packing)
    return sink.getvalue()


def _identify(root: ET.Element) -> None:
    """Who wrote the file, and that beams and accidentals are left to whoever reads it."""
    identification = ET.SubElement(root, "identification")
    ET.SubElement(identification, "creator", type="composer").text = "Songwright"
    encoding = ET.SubElement(identification, "encoding")
    ET.SubElement(encoding, "software").text = "Songwright"
    for left_out in ("accidental", "beam", "stem"):
        ET.SubElement(encoding, "supports", element=left_out, type="no")


def _list_part(listed: ET.Element, name: str, part: Part, channel: int) -> None:
    """One player in the list, with the General MIDI sound that comes nearest."""
    player = ET.SubElement(listed, "score-part", id=name)
    ET.SubElement(player, "part-name").text = legal(part.name) or name
    drums = percussive(part)
    keys = sorted({note.pitch for note in part.notes}) if drums else [0]
    ids = {key: f"{name}-I{key}" for key in keys}
    for key, sound in ids.items():
        instrument = ET.SubElement(player, "score-instrument", id=sound)
        said = drum_sign(key).name if drums else part.instrument.replace("_", " ")
        ET.SubElement(instrument, "instrument-name").text = legal(said) or name
    for key, sound in ids.items():
        midi = ET.SubElement(player, "midi-instrument", id=sound)
        ET.SubElement(midi, "midi-channel").text = str(channel + 1)
        ET.SubElement(midi, "midi-program").text = str(1 if drums else program(part.instrument, part.role) + 1)
        if drums:
            ET.SubElement(midi, "midi-unpitched").text = str(key + 1)


def _write_part(element: ET.Element, name: str, part: Part, score: Score, *, leads: bool) -> None:
    """All measures of a part."""
    bars = _bars_of(score)
    grid = Grid(part.notes, score.meter)
    staves = staves_of(part, grid)
    voices = [(number, engraved(voice, bars, grid)) for number, staff in enumerate(staves, 1) for voice in staff.voices]
    signatures = lifts_of(score, bars)
    marks, tempi = dict(_marks(score)), _tempi(score, bars)
    for bar in range(bars):
        measure = ET.SubElement(element, "measure", number=str(bar + 1))
        key = key_of(score, bar)
        if bar == 0 or bar in signatures:
            _attributes(measure, score, key, staves, whole=bar == 0)
        if leads:
            add_marks(measure, score, bar, marks.get(bar))
            add_tempi(measure, tempi[bar], bar * score.meter.bar_ticks)
            add_chords(measure, score, bar, key)
        _music(measure, name, [(staff, signs[bar]) for staff, signs in voices], part, key, score.meter.bar_ticks)
        _barline(measure, bar, bars, {section.start // score.meter.bar_ticks for section in score.sections})


def _bars_of(score: Score) -> int:
    """Bars of the form, and of notes that stand after it."""
    last = max((note.start for part in score.parts for note in part.notes), default=0)
    # A note may be snapped forward into the next bar by half a step.
    return max(score.bars, (last + PPQ // 6) // score.meter.bar_ticks + 1)


def _marks(score: Score) -> Iterable[tuple[int, str]]:
    """Bars at which sections begin, and what they are called."""
    for section, said in zip(score.sections, section_names(score.sections), strict=True):
        yield section.start // score.meter.bar_ticks, said


def _tempi(score: Score, bars: int) -> list[list[TempoMark]]:
    """Changes of the tempo in each bar."""
    found: list[list[TempoMark]] = [[] for _ in range(bars)]
    for mark in timeline(score).marks:
        if mark.tick < bars * score.meter.bar_ticks and (mark.tick or mark.tempo_bpm != score.tempo_bpm):
            found[mark.tick // score.meter.bar_ticks].append(mark)
    return found


def _attributes(measure: ET.Element, score: Score, key: Key, staves: Sequence[Staff], *, whole: bool) -> None:
    """The key, and at the very beginning meter and clefs too."""
    attributes = ET.SubElement(measure, "attributes")
    if whole:
        ET.SubElement(attributes, "divisions").text = str(DIVISIONS)
    signature = ET.SubElement(attributes, "key")
    ET.SubElement(signature, "fifths").text = str(0 if staves[0].clef[0] == "percussion" else fifths_of(key))
    ET.SubElement(signature, "mode").text = key.mode
    if not whole:
        return
    time = ET.SubElement(attributes, "time")
    ET.SubElement(time, "beats").text = str(score.meter.beats)
    ET.SubElement(time, "beat-type").text = str(score.meter.unit)
    if len(staves) > 1:
        ET.SubElement(attributes, "staves").text = str(len(staves))
    for number, staff in enumerate(staves, 1):
        sign, line, octave = staff.clef
        clef = ET.SubElement(attributes, "clef", {"number": str(number)} if len(staves) > 1 else {})
        ET.SubElement(clef, "sign").text = sign
        ET.SubElement(clef, "line").text = str(line)
        if octave:
            ET.SubElement(clef, "clef-octave-change").text = str(octave)


def _music(measure: ET.Element, name: str, voices: list[tuple[int, Bar]], part: Part, key: Key, bar_ticks: int) -> None:
    """The notes of a bar, voice after voice; each goes back to the bar's beginning."""
    staves = max((staff for staff, _ in voices), default=1)
    for number, (staff, signs) in enumerate(voices, 1):
        if number > 1:
            backup = ET.SubElement(measure, "backup")
            ET.SubElement(backup, "duration").text = str(bar_ticks * DIVISIONS // PPQ)
        for sign in signs:
            add_sign(
                measure,
                sign,
                key=key,
                voice=number,
                staff=staff if staves > 1 else None,
                bar_ticks=bar_ticks,
                drums=name if percussive(part) else None,
            )


def _barline(measure: ET.Element, bar: int, bars: int, begins: set[int]) -> None:
    """A double bar where a section ends, and the last one."""
    style = "light-heavy" if bar + 1 == bars else "light-light" if bar + 1 in begins else None
    if style:
        barline = ET.SubElement(measure, "barline", location="right")
        ET.SubElement(barline, "bar-style").text = style

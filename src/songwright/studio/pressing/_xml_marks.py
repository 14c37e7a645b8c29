"""What stands over the notes as MusicXML elements: section names, tempo, swing and chord symbols."""

from bisect import bisect_right
from collections.abc import Iterable
from fractions import Fraction
from xml.etree import ElementTree as ET

from songwright.song import PPQ, ChordSpan, Key, Score
from songwright.studio.pressing._harmonies import kind_of
from songwright.studio.pressing._spelling import symbol_parts
from songwright.studio.pressing._xml_notes import DIVISIONS, legal
from songwright.studio.styles import TempoMark


def add_marks(measure: ET.Element, score: Score, bar: int, mark: str | None) -> None:
    """The section's name, and at the beginning tempo and swing."""
    if mark:
        kinds = ET.SubElement(ET.SubElement(measure, "direction", placement="above"), "direction-type")
        ET.SubElement(kinds, "rehearsal").text = mark
    if bar:
        return
    direction = ET.SubElement(measure, "direction", placement="above")
    metronome = ET.SubElement(ET.SubElement(direction, "direction-type"), "metronome")
    ET.SubElement(metronome, "beat-unit").text = "quarter"
    felt = score.tempo_bpm
    if score.meter.compound:
        ET.SubElement(metronome, "beat-unit-dot")
        felt = score.tempo_bpm * PPQ / score.meter.beat_ticks
    ET.SubElement(metronome, "per-minute").text = f"{felt:.2f}".rstrip("0").rstrip(".")
    sound = ET.SubElement(direction, "sound", tempo=_tempo(score.tempo_bpm))
    swing = ET.SubElement(sound, "swing")
    ratio = Fraction(score.swing).limit_denominator(8)
    if ratio <= 1:
        ET.SubElement(swing, "straight")
        return
    ET.SubElement(swing, "first").text = str(ratio.numerator)
    ET.SubElement(swing, "second").text = str(ratio.denominator)
    ET.SubElement(swing, "swing-type").text = "eighth" if score.swing_unit == 8 else "16th"


def add_tempi(measure: ET.Element, marks: Iterable[TempoMark], begin: int) -> None:
    """What is played faster or slower than written, for the ear alone; `begin` is the measure's first tick."""
    for mark in marks:
        sound = ET.SubElement(measure, "sound", tempo=_tempo(mark.tempo_bpm))
        if mark.tick > begin:
            ET.SubElement(sound, "offset").text = str((mark.tick - begin) * DIVISIONS // PPQ)


def _tempo(tempo_bpm: float) -> str:
    """A tempo to four places."""
    return f"{tempo_bpm:.4f}".rstrip("0").rstrip(".")


def add_chords(measure: ET.Element, score: Score, bar: int, key: Key) -> None:
    """The chord symbols of a bar; a chord that goes on is not written again."""
    begin = bar * score.meter.bar_ticks
    first = bisect_right(score.chords, begin - 1, key=lambda span: span.start)
    for at in range(first, len(score.chords)):
        span = score.chords[at]
        if span.start >= begin + score.meter.bar_ticks:
            return
        if at == 0 or score.chords[at - 1].chord != span.chord:
            _harmony(measure, span, key, span.start - begin)


def _harmony(measure: ET.Element, span: ChordSpan, key: Key, offset: int) -> None:
    """One chord symbol."""
    root, quality, bass = symbol_parts(span.chord, key)
    kind, added = kind_of(span.chord)
    harmony = ET.SubElement(measure, "harmony")
    _letter(ET.SubElement(harmony, "root"), "root", root)
    ET.SubElement(harmony, "kind", text=legal(quality)).text = kind
    if bass:
        _letter(ET.SubElement(harmony, "bass"), "bass", bass)
    for value, alter in added:
        degree = ET.SubElement(harmony, "degree", {"print-object": "no"})
        ET.SubElement(degree, "degree-value").text = str(value)
        ET.SubElement(degree, "degree-alter").text = str(alter)
        ET.SubElement(degree, "degree-type").text = "add"
    if offset:
        ET.SubElement(harmony, "offset").text = str(offset * DIVISIONS // PPQ)


def _letter(parent: ET.Element, prefix: str, name: str) -> None:
    """A note name as step and alteration."""
    ET.SubElement(parent, f"{prefix}-step").text = name[0]
    if name[1:]:
        ET.SubElement(parent, f"{prefix}-alter").text = str(name.count("#") - name.count("b"))

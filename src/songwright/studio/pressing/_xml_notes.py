"""Notes, chords and rests as MusicXML elements."""

import re
from xml.etree import ElementTree as ET

from songwright.song import PPQ, Delivery, Key, Note
from songwright.studio.pressing._engraving import Sign
from songwright.studio.pressing._percussion import drum_sign
from songwright.studio.pressing._spelling import spelt

DIVISIONS = 24
"""Parts of a quarter note in which durations are counted: the least that both grids divide."""
_FORTE = 90
"""The velocity that MusicXML calls 100 percent."""
_HEADS = {Delivery.RAPPED: "x", Delivery.SPOKEN: "x"}
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Text that XML 1.0 can hold."""
    return _ILLEGAL.sub("", text)


def add_sign(
    measure: ET.Element, sign: Sign, *, key: Key, voice: int, staff: int | None, bar_ticks: int, drums: str | None
) -> None:
    """Add a sign to a measure.

    Args:
        measure: Where it goes.
        sign: A note, chord or rest.
        key: Decides on how pitches are spelt.
        voice: Number of its voice, from 1.
        staff: Number of its staff, or None if the part has one alone.
        bar_ticks: Length of the measure, which a rest without a shape fills.
        drums: Id of the part when its pitches are drum keys.
    """
    if not sign.notes:
        _rest(measure, sign, voice, staff, bar_ticks)
    for place, note in enumerate(sign.notes):
        _note(measure, sign, note, place, key, voice, staff, drums)


def _rest(measure: ET.Element, sign: Sign, voice: int, staff: int | None, bar_ticks: int) -> None:
    """A rest, or the rest of a whole measure."""
    element = ET.SubElement(measure, "note")
    ET.SubElement(element, "rest", {} if sign.shape else {"measure": "yes"})
    _lasting(element, sign, bar_ticks)
    _end(element, sign, voice, staff)
    _notations(element, sign, first=True)


def _note(
    measure: ET.Element, sign: Sign, note: Note, place: int, key: Key, voice: int, staff: int | None, drums: str | None
) -> None:
    """One note of a sign; those after the first sound with it."""
    loud = 100.0 * note.velocity / _FORTE
    element = ET.SubElement(measure, "note", dynamics=f"{loud:.4g}")
    if place:
        ET.SubElement(element, "chord")
    if drums is None:
        letter, alter, octave = spelt(note.pitch, key)
        pitch = ET.SubElement(element, "pitch")
        ET.SubElement(pitch, "step").text = letter
        if alter:
            ET.SubElement(pitch, "alter").text = str(alter)
        ET.SubElement(pitch, "octave").text = str(octave)
    else:
        where = drum_sign(note.pitch).place
        unpitched = ET.SubElement(element, "unpitched")
        ET.SubElement(unpitched, "display-step").text = where[0]
        ET.SubElement(unpitched, "display-octave").text = where[1:]
    _lasting(element, sign, 0)
    for tied, kind in ((sign.tied_back, "stop"), (sign.tied_on, "start")):
        if tied:
            ET.SubElement(element, "tie", type=kind)
    if drums is not None:
        ET.SubElement(element, "instrument", id=f"{drums}-I{note.pitch}")
    # What is rapped or spoken has a rhythm and no pitch: crosses at about where the voice speaks.
    head = drum_sign(note.pitch).head if drums is not None else _HEADS.get(note.delivery, "normal")
    _end(element, sign, voice, staff, head=head)
    _notations(element, sign, first=place == 0)
    if place == 0 and sign.syllable is not None:
        _lyric(element, sign)


def _lasting(element: ET.Element, sign: Sign, bar_ticks: int) -> None:
    """How long it is."""
    ticks = sign.shape.ticks if sign.shape else bar_ticks
    ET.SubElement(element, "duration").text = str(ticks * DIVISIONS // PPQ)


def _end(element: ET.Element, sign: Sign, voice: int, staff: int | None, head: str = "normal") -> None:
    """Voice, value, head and staff, in the order that the format wants."""
    ET.SubElement(element, "voice").text = str(voice)
    if sign.shape:
        ET.SubElement(element, "type").text = sign.shape.kind
        for _ in range(sign.shape.dots):
            ET.SubElement(element, "dot")
        if sign.shape.triplet:
            changed = ET.SubElement(element, "time-modification")
            ET.SubElement(changed, "actual-notes").text = "3"
            ET.SubElement(changed, "normal-notes").text = "2"
    if head != "normal":
        ET.SubElement(element, "notehead").text = head
    if staff is not None:
        ET.SubElement(element, "staff").text = str(staff)


def _notations(element: ET.Element, sign: Sign, *, first: bool) -> None:
    """Ties and brackets of triplets as they are seen."""
    ties = [kind for tied, kind in ((sign.tied_back, "stop"), (sign.tied_on, "start")) if tied]
    brackets = _brackets(sign) if first else []
    if ties or brackets:
        notations = ET.SubElement(element, "notations")
        for kind in ties:
            ET.SubElement(notations, "tied", type=kind)
        for kind in brackets:
            ET.SubElement(notations, "tuplet", type=kind)


def _brackets(sign: Sign) -> list[str]:
    """Where a beat in threes begins or ends."""
    if sign.shape is None or not sign.shape.triplet:
        return []
    edges = ((sign.start, "start"), (sign.start + sign.shape.ticks, "stop"))
    return [kind for tick, kind in edges if tick % PPQ == 0]


def _lyric(element: ET.Element, sign: Sign) -> None:
    """The syllable under the note, and a line where it is held over further ones."""
    syllable = sign.syllable
    if syllable is None:
        return
    whole = {(True, True): "single", (True, False): "begin", (False, False): "middle", (False, True): "end"}
    lyric = ET.SubElement(element, "lyric", number="1")
    ET.SubElement(lyric, "syllabic").text = whole[sign.begins_word, syllable.ends_word]
    ET.SubElement(lyric, "text").text = legal(syllable.text).strip()
    if sign.held:
        ET.SubElement(lyric, "extend")

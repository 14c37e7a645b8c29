"""Old tunes read from ABC collections whose use is cleared; all other collections are refused by name and by content.

Nothing of the files is kept but counts. What was cleared, and why the rest was not, stands in
`docs/decisions/0011-a-learned-sense-of-tune.md`.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from songwright.song import PPQ, Meter


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection that may be counted."""

    name: str
    folder: str
    files: str
    """Regular expression of the file names read."""
    last: int
    """Highest tune number read: later ones are dances."""
    rights: str
    lines_are_phrases: bool = False
    """Whether a line of ABC is a line of text, and so a phrase."""


CLEARED = (
    Collection(
        name="A Selection of Scotch, English, Irish and Foreign Airs (James Aird, Glasgow 1778-1803)",
        folder="airdsAirs",
        files=r"book\d\.abc",
        last=9999,
        rights="tunes in the public domain; only counts of their moves are kept",
    ),
    Collection(
        name="O'Neill's Music of Ireland (Chicago 1903), the airs: numbers 1 to 635",
        folder="oneills1850",
        files=r"0[0-6]\d\d-.*\.abc",
        last=635,
        rights="tunes in the public domain; only counts of their moves are kept",
    ),
    Collection(
        name="Northumbrian Minstrelsy (Bruce and Stokoe, Newcastle 1882)",
        folder="miscFolk",
        files=r"northumbrianminstrelsyopus\.abc",
        last=9999,
        rights="tunes in the public domain; only counts of their moves are kept",
        lines_are_phrases=True,
    ),
)
REFUSED = re.compile(r"essen(?![a-z])|essenfolk|esac", re.IGNORECASE)
"""Names and words of the Essen collection, whose permission is for non-commercial use only."""
_LEAST_NOTES = 12
_NOTES_A_BREATH = 16
_LETTERS = {letter: place for place, letter in enumerate("CDEFGAB")}
_MINORISH = ("min", "aeo", "dor", "phr", "loc")
_TOKEN = re.compile(
    r"(?P<bar>[:|\[]*\|[\]:|]*|::)|\((?P<group>[2-9])(?::\d*){0,2}|(?P<line>\n)"
    r"|[_^=]*(?P<letter>[A-Ga-gzx])(?P<octave>[,']*)(?P<length>\d*/*\d*)(?P<broken>[<>]*)|(?P<tie>-)"
)
_DRESS = re.compile(r'"[^"]*"|\{[^}]*\}|![^!]*!|\[[A-Za-z]:[^\]]*\]|[\\`]|[~uvTHLMPSO.](?=[A-Ga-gz_^=(])')
_STACK = re.compile(r"\[([_^=]*[A-Ga-g][,']*)[^\]|:]*\]")
_GROUP_FACTOR = {2: Fraction(3, 2), 3: Fraction(2, 3), 4: Fraction(3, 4), 6: Fraction(2, 3)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A note of an old tune."""

    step: int
    """Scale steps from the tonic."""
    onset: int
    """Ticks from a bar line."""
    length: int
    ends: bool
    """Whether a phrase ends here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldTune:
    """A tune as the training sees it."""

    title: str
    minor: bool
    meter: Meter
    notes: tuple[Heard, ...]
    credit: str
    """Who typed it, as the file says."""


@dataclass(slots=True)
class _Reading:
    """Notes read so far: (step or None for a rest, onset, length) in quarters, and where lines of ABC end."""

    notes: list[tuple[int | None, Fraction, Fraction]] = field(default_factory=list)
    line_ends: set[int] = field(default_factory=set)
    at: Fraction = Fraction(0)
    bar_start: Fraction = Fraction(0)


def read_cleared(source: Path) -> dict[str, list[OldTune]]:
    """Tunes of the cleared collections under `source`, a folder or a zip (a wheel is one), by collection.

    Tunes printed twice are taken once. Raises ValueError where a collection is missing, or refused material is met.
    """
    if REFUSED.search(source.name):
        raise ValueError(f"{source.name}: the Essen collection is not for commercial use and is never read")
    found: dict[str, list[OldTune]] = {}
    for collection in CLEARED:
        tunes: dict[tuple[object, ...], OldTune] = {}
        for text in _texts(source, collection):
            for tune in abc_tunes(text, collection):
                shape = (tune.meter, *((note.step, note.length) for note in tune.notes))
                tunes.setdefault(shape, tune)
        if not tunes:
            raise ValueError(
                f"{source}: no folder {collection.folder} with tunes; give the music21 wheel or its corpus"
            )
        found[collection.folder] = list(tunes.values())
    return found


def _texts(source: Path, collection: Collection) -> Iterator[str]:
    """The collection's files, in order of their names."""
    if source.is_dir():
        found = {str(path): path for path in source.rglob("*.abc")}
        for name in sorted(found, key=_own_name):
            if _belongs(name, collection):
                yield found[name].read_text("latin-1")
        return
    with zipfile.ZipFile(source) as archive:
        for name in sorted(archive.namelist(), key=_own_name):
            if _belongs(name, collection):
                yield archive.read(name).decode("latin-1")


def _own_name(name: str) -> tuple[str, ...]:
    return Path(name).parts[-2:]


def _belongs(name: str, collection: Collection) -> bool:
    folder, file = Path(name).parts[-2:] if len(Path(name).parts) > 1 else ("", name)
    return folder == collection.folder and re.fullmatch(collection.files, file) is not None


def abc_tunes(text: str, collection: Collection) -> Iterator[OldTune]:
    """The tunes of an ABC file. Raises ValueError on files of the Essen collection, whatever they are called."""
    if REFUSED.search(text):
        raise ValueError(f"a file of {collection.folder} names the Essen collection, which is never read")
    for block in re.split(r"(?m)^(?=X:)", text.replace("\r\n", "\n")):
        if block.startswith("X:"):
            tune = _tune(block, collection)
            if tune is not None:
                yield tune


def _tune(block: str, collection: Collection) -> OldTune | None:
    head, body = _parted(block)
    key = re.match(r"\s*([A-G])[#b]?\s*([A-Za-z]*)", head.get("K", ""))
    measure = {"C": "4/4", "C|": "2/2"}.get(head.get("M", ""), head.get("M", ""))
    if key is None or re.fullmatch(r"\d+/\d+", measure) is None or int(head["X"] or 0) > collection.last:
        return None
    beats, unit = (int(number) for number in measure.split("/"))
    meter = Meter(beats=beats, unit=unit)
    if meter.bar_ticks not in (2 * PPQ, 3 * PPQ, 4 * PPQ, 3 * PPQ // 2, 9 * PPQ // 2, 6 * PPQ):
        return None
    short = "1/16" if Fraction(beats, unit) < Fraction(3, 4) else "1/8"
    unit_length = head.get("L", "")
    step = Fraction(unit_length if re.fullmatch(r"\d+/\d+", unit_length) else short) * 4
    reading = _read(body, step, Fraction(meter.bar_ticks, PPQ), beats)
    notes = _phrased(reading, meter, _LETTERS[key[1]], lines=collection.lines_are_phrases)
    if len(notes) < _LEAST_NOTES:
        return None
    mode = key[2].lower()
    minor = mode[:3] in _MINORISH or mode == "m"
    return OldTune(title=head.get("T", "?"), minor=minor, meter=meter, notes=notes, credit=head.get("Z", ""))


def _parted(block: str) -> tuple[dict[str, str], str]:
    """Header fields, the first of each, and the music up to a change of key or meter."""
    head: dict[str, str] = {}
    music: list[str] = []
    for written in block.splitlines():
        line = written.split("%")[0].strip()
        named = re.match(r"([A-Za-z]):(.*)", line)
        if named and not ("K" in head and named[1] == "V"):
            if "K" in head and music and named[1] in "KML":
                break
            if named[1] == "Z":
                head["Z"] = f"{head.get('Z', '')} {named[2].strip()}".strip()
            head.setdefault(named[1], named[2].strip())
        elif "K" in head and line:
            music.append(line)
    return head, "\n".join(music)


def _read(body: str, step: Fraction, bar: Fraction, beats: int) -> _Reading:
    """Notes of a body of ABC; a pick-up is moved to the end of its bar."""
    reading = _Reading()
    left, factor, tied = 0, Fraction(1), False
    owed: Fraction | None = None
    for token in _TOKEN.finditer(_STACK.sub(r"\1", _DRESS.sub("", body))):
        if token["bar"]:
            _bar_line(reading, bar)
        elif token["line"]:
            reading.line_ends.add(len(reading.notes) - 1)
        elif token["group"]:
            left = int(token["group"])
            factor = _GROUP_FACTOR.get(left, Fraction(3 if beats % 3 == 0 else 2, left))
        elif token["letter"]:
            length = _length(token["length"]) * step
            if left:
                length, left = length * factor, left - 1
            if owed is not None:
                length, owed = length * owed, None
            if token["broken"]:
                short = Fraction(1, 2 ** len(token["broken"]))
                first, owed = (2 - short, short) if token["broken"][0] == ">" else (short, 2 - short)
                length *= first
            _heard(reading, _step(token["letter"], token["octave"]), length, tied=tied)
            tied = False
        elif token["tie"]:
            tied = True
    return reading


def _heard(reading: _Reading, step: int | None, length: Fraction, *, tied: bool) -> None:
    """A note more, or the last one longer; between two pitches a tie is a slur that was typed as one."""
    if tied and reading.notes and step is not None and reading.notes[-1][0] == step:
        _, onset, before = reading.notes.pop()
        reading.notes.append((step, onset, before + length))
    else:
        reading.notes.append((step, reading.at, length))
    reading.at += length


def _bar_line(reading: _Reading, bar: Fraction) -> None:
    filled = reading.at - reading.bar_start
    if 0 < filled < bar and reading.bar_start == 0:
        reading.notes = [(step, onset + bar - filled, length) for step, onset, length in reading.notes]
        reading.at = bar
    reading.bar_start = reading.at


def _step(letter: str, octave: str) -> int | None:
    if letter in "zx":
        return None
    return _LETTERS[letter.upper()] + 7 * (letter.islower() + octave.count("'") - octave.count(","))


def _length(text: str) -> Fraction:
    """A length as ABC writes it: "", "3", "/", "//", "3/2"."""
    over, slashes, under = re.fullmatch(r"(\d*)(/*)(\d*)", text).groups()  # type: ignore[union-attr] # _TOKEN made it
    if not slashes:
        return Fraction(int(over or 1))
    return Fraction(int(over or 1), int(under) if under else 2 ** len(slashes))


def _phrased(reading: _Reading, meter: Meter, tonic: int, *, lines: bool) -> tuple[Heard, ...]:
    """The sounding notes with their phrase ends: rests, lines of text, or groups of bars counted from the pick-up."""
    sounding = [(i, step, onset, length) for i, (step, onset, length) in enumerate(reading.notes) if step is not None]
    if not sounding:
        return ()
    begin = sounding[0][2]
    bars = float((sounding[-1][2] - begin) * PPQ / meter.bar_ticks)
    group = 4 if 4 * len(sounding) <= _NOTES_A_BREATH * max(1.0, bars) else 2
    breath = Fraction(group * meter.bar_ticks, PPQ)
    found = []
    for place, (i, step, onset, length) in enumerate(sounding):
        ends = place == len(sounding) - 1
        if not ends:
            following = sounding[place + 1]
            rested = following[2] - onset - length >= Fraction(1, 2)
            counted = (following[2] - begin) // breath != (onset - begin) // breath
            lined = any(i <= end < following[0] for end in reading.line_ends)
            ends = rested or (lined if lines else counted)
        found.append(Heard(step=step - tonic, onset=round(onset * PPQ), length=max(1, round(length * PPQ)), ends=ends))
    return tuple(found)

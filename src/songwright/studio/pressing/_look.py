"""A look at a sound: waveform, spectrogram and loudness over one line of time, with what was meant above and below."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from songwright.song import Audio
from songwright.studio.dsp import gated_loudness, weighted_power
from songwright.studio.pressing import _look_panels as panels
from songwright.studio.pressing._canvas import Colour, blend
from songwright.studio.pressing._facts import clock
from songwright.studio.pressing._lettering import face_of, shown
from songwright.studio.pressing._look_marks import Mark, SongMarks
from songwright.studio.pressing._look_panels import INK, PAPER, RULE, SOFT

_LEFT, _RIGHT, _GAP = 62, 22, 10
_HEAD, _FORM, _CHORDS, _WAVE, _SPECTRUM, _LOUDNESS, _FOOT = 58, 26, 20, 96, 360, 92, 26
_ROW = 20
_MOST_ROWS = 7
_COLOURS = 128
"""Of the file: few enough that it is small, enough that none is missed."""
_KINDS: dict[str, Colour] = {
    "verse": (91, 127, 166), "chorus": (200, 100, 60), "post": (200, 100, 60), "pre": (201, 151, 63),
    "build": (201, 151, 63), "bridge": (123, 106, 168), "solo": (123, 106, 168), "drop": (184, 64, 94),
}  # fmt: skip
_OTHER: Colour = (141, 150, 136)
"""Colours of sections, as on the page about a song."""
_GRID_HZ = (50, 100, 200, 500, 1000, 2000, 5000, 10_000)


def look(audio: Audio, marks: SongMarks, *, name: str, width: int = 1600, first_s: float = 0.0) -> bytes:
    """The picture as PNG. Same sound, same picture.

    Args:
        audio: The sound, a stretch of a longer one perhaps.
        marks: What is known about the whole of it.
        name: What it is called where the marks have no title.
        width: Pixels; the height follows from what there is to show.
        first_s: When the stretch begins, by the clock of the marks.
    """
    span = _Span(first_s=first_s, last_s=first_s + float(audio.length_s), width=width)
    words = _written_words(marks, span)
    sheet = _Sheet(span, marks, words)
    sheet.head(name, audio, marks)
    sheet.form(marks.sections)
    sheet.chords(marks.chords)
    sheet.waveform(audio)
    sheet.spectrogram(audio)
    sheet.words(words)
    sheet.loudness(audio)
    sheet.borders(marks.sections)
    sheet.clock()
    sink = io.BytesIO()
    sheet.picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(sink, "PNG", optimize=True)
    return sink.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """The line of time that all panels share."""

    first_s: float
    last_s: float
    width: int

    @property
    def columns(self) -> int:
        """Pixels between the margins."""
        return self.width - _LEFT - _RIGHT

    def x(self, time_s: float) -> float:
        """Where a time lies; what is outside lies at the nearer edge."""
        share = (time_s - self.first_s) / max(self.last_s - self.first_s, 1e-9)
        return _LEFT + self.columns * min(1.0, max(0.0, share))

    def within(self, marks: Sequence[Mark]) -> Iterator[Mark]:
        """The marks that are seen."""
        return (mark for mark in marks if mark.start_s < self.last_s and mark.end_s > self.first_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Words or lines with their rows."""

    placed: tuple[tuple[Mark, int], ...] = ()
    rows: int = 0
    left_out: int = 0


def _written_words(marks: SongMarks, span: _Span) -> _Words:
    """The words one by one if four rows hold them all, else line by line."""
    single = _rows_for(list(span.within(marks.words)), span, 4)
    if single.placed and not single.left_out:
        return single
    return _rows_for(list(span.within(marks.lines)), span, _MOST_ROWS)


def _rows_for(marks: list[Mark], span: _Span, most: int) -> _Words:
    """Each mark on the first row that has room where it begins."""
    free = [0.0] * most
    placed: list[tuple[Mark, int]] = []
    for mark in marks:
        x, wide = span.x(mark.start_s), face_of(14).getlength(shown(mark.text)) + 10
        row = next((row for row in range(most) if free[row] <= x), None)
        if row is not None and shown(mark.text) and x + wide <= span.width:
            free[row] = x + wide
            placed.append((mark, row))
    return _Words(
        placed=tuple(placed), rows=max((row + 1 for _, row in placed), default=0), left_out=len(marks) - len(placed)
    )


class _Sheet:
    """The picture in the making; panels are laid one under the other."""

    def __init__(self, span: _Span, marks: SongMarks, words: _Words) -> None:
        self.span = span
        height = _HEAD + _WAVE + _SPECTRUM + _LOUDNESS + _FOOT + 3 * _GAP
        height += (_FORM + 4 if marks.sections else 0) + (_CHORDS + 4 if marks.chords else 0)
        height += words.rows * _ROW
        self.picture = Image.new("RGB", (span.width, height), PAPER)
        self.pen = ImageDraw.Draw(self.picture)
        self.y = _HEAD
        self.foot = height - _FOOT
        self.borders_from = 0
        self.words_at = (0, 0)

    def head(self, name: str, audio: Audio, marks: SongMarks) -> None:
        """Title and facts."""
        kind = "mono" if audio.samples.shape[1] == 1 else "stereo"
        title = shown(marks.title) or shown(name) or "Untitled"
        stretch = _stretch(self.span.first_s, self.span.last_s)
        facts = " · ".join((*map(shown, marks.facts), stretch, f"{audio.rate_hz / 1000:g} kHz {kind}"))
        self.pen.text((_LEFT, 14), _cut(title, 26, self.span.columns * 0.55), fill=INK, font=face_of(26))
        self.pen.text((self.span.width - _RIGHT, 40), facts, fill=SOFT, font=face_of(14), anchor="rs")

    def form(self, sections: Sequence[Mark]) -> None:
        """A coloured block for each section."""
        if not sections:
            return
        for mark in self.span.within(sections):
            left, right = self.span.x(mark.start_s), self.span.x(mark.end_s)
            colour = _KINDS.get(mark.kind, _OTHER)
            self.pen.rounded_rectangle([left + 1, self.y, max(left + 2, right - 1), self.y + _FORM], 4, fill=colour)
            text = _fitted(mark.text, 13, right - left - 8)
            self.pen.text(((left + right) / 2, self.y + _FORM / 2), text, fill=PAPER, font=face_of(13), anchor="mm")
        self.y += _FORM + 4

    def chords(self, chords: Sequence[Mark]) -> None:
        """A cell for each chord in the colour of its root, with its symbol where that fits."""
        if not chords:
            return
        for mark in self.span.within(chords):
            left, right = self.span.x(mark.start_s), self.span.x(mark.end_s)
            colour = panels.chord_colour(int(mark.kind))
            self.pen.rectangle([left, self.y, max(left, right - 2), self.y + _CHORDS], fill=colour)
            size = next((size for size in (13, 11, 9) if face_of(size).getlength(mark.text) <= right - left - 3), None)
            if size is not None:
                middle = ((left + right - 1) / 2, self.y + _CHORDS / 2)
                self.pen.text(middle, mark.text, fill=INK, font=face_of(size), anchor="mm")
        self.y += _CHORDS + 4

    def waveform(self, audio: Audio) -> None:
        """Peaks and mean power."""
        self.borders_from = self.y
        self.y += _GAP
        self._axis_name("peak, rms", _WAVE)
        self.picture.paste(panels.waveform(audio, self.span.columns, _WAVE), (_LEFT, self.y))
        self.y += _WAVE

    def spectrogram(self, audio: Audio) -> None:
        """Spectrum over time, with its scale."""
        self.y += _GAP
        self.picture.paste(panels.spectrogram(audio, self.span.columns, _SPECTRUM), (_LEFT, self.y))
        low, high = panels.LOWEST_HZ, panels.highest_hz(audio.rate_hz)
        for hz in _GRID_HZ:
            share = float(np.log(hz / low) / np.log(high / low))
            if share < 1.0:
                y = self.y + _SPECTRUM * (1.0 - share)
                self.pen.line([(_LEFT - 5, y), (_LEFT - 1, y)], fill=SOFT)
                text = f"{hz // 1000} kHz" if hz >= 1000 else f"{hz} Hz"
                self.pen.text((_LEFT - 8, y), text, fill=SOFT, font=face_of(12), anchor="rm")
        self.y += _SPECTRUM

    def words(self, words: _Words) -> None:
        """Each word or line where it begins, below a hair that leads to it."""
        for mark, row in words.placed:
            x, top = self.span.x(mark.start_s), self.y + row * _ROW
            self.pen.line([(x, self.y), (x, top + _ROW - 2)], fill=RULE)
            self.pen.line([(x, self.y - 6), (x, self.y)], fill=PAPER)
        for mark, row in words.placed:
            place = (self.span.x(mark.start_s) + 4, self.y + row * _ROW + _ROW - 4)
            box = self.pen.textbbox(place, shown(mark.text), font=face_of(14), anchor="ls")
            self.pen.rectangle([box[0] - 2, box[1] - 1, box[2] + 1, box[3]], fill=PAPER)
            self.pen.text(place, shown(mark.text), fill=INK, font=face_of(14), anchor="ls")
        self.words_at = (self.y, self.y + words.rows * _ROW)
        self.y += words.rows * _ROW

    def loudness(self, audio: Audio) -> None:
        """Short-term loudness, and the whole stretch's as a line."""
        self.y += _GAP
        self.picture.paste(panels.loudness_curve(audio, self.span.columns, _LOUDNESS), (_LEFT, self.y))
        for lufs in (-10, -20, -30):
            y = self._loudness_y(lufs)
            self.pen.line([(_LEFT, y), (self.span.width - _RIGHT, y)], fill=RULE)
            self.pen.text((_LEFT - 8, y), f"{lufs}", fill=SOFT, font=face_of(12), anchor="rm")
        step = max(1, round(panels.STEP_S * audio.rate_hz))
        whole = gated_loudness(weighted_power(audio.samples, step, audio.rate_hz))
        said = "silence" if whole == -np.inf else f"{whole:.1f} LUFS"
        place = (self.span.width - _RIGHT - 6, self.y + _LOUDNESS - 8)
        self.pen.text(place, f"short-term loudness, {said} in all", fill=INK, font=face_of(13), anchor="rs")
        self.y += _LOUDNESS

    def _loudness_y(self, lufs: float) -> float:
        """Where a loudness stands."""
        return self.y + (_LOUDNESS - 1) * (1.0 - float(panels.loudness_share(np.array([lufs]))[0]))

    def borders(self, sections: Sequence[Mark]) -> None:
        """A line through the panels where a section begins."""
        for mark in self.span.within(sections):
            if mark.start_s > self.span.first_s:
                x = round(self.span.x(mark.start_s))
                for y in range(self.borders_from, self.foot, 6):
                    if not self.words_at[0] <= y < self.words_at[1]:
                        self.pen.line([(x, y), (x, y + 2)], fill=blend(PAPER, SOFT, 0.55))

    def clock(self) -> None:
        """Minutes and seconds along the foot, as often as there is room."""
        length_s = self.span.last_s - self.span.first_s
        wanted = max(4, self.span.columns // 90)
        step = next((each for each in (0.1, 0.5, 1.0, 2, 5, 10, 15, 30, 60, 120) if length_s / each <= wanted), 300)
        at = float(np.ceil(self.span.first_s / step) * step)
        while at <= self.span.last_s:
            x = self.span.x(at)
            self.pen.line([(x, self.foot), (x, self.foot + 4)], fill=SOFT)
            text = clock(at) if step >= 1 else f"{at:.1f} s"
            self.pen.text((x, self.foot + 7), text, fill=SOFT, font=face_of(12), anchor="mt")
            at += step

    def _axis_name(self, text: str, height: int) -> None:
        """What a panel shows, in the left margin."""
        for row, line in enumerate(text.split(", ")):
            colour = (blend(panels.WAVE, PAPER, 0.45), panels.WAVE)[row]
            place = (_LEFT - 8, self.y + height / 2 + (row - 0.5) * 14)
            self.pen.text(place, line, fill=colour, font=face_of(12), anchor="rm")


def _stretch(first_s: float, last_s: float) -> str:
    """What is shown of the sound: its length, or from when to when."""
    if last_s - first_s < 10.0:
        return f"{last_s - first_s:.2f} s"
    return clock(last_s) if first_s == 0.0 else f"{clock(first_s)} to {clock(last_s)}"


def _fitted(name: str, size: int, room: float) -> str:
    """A section's name, or its initial and number, as "V2", or nothing."""
    kind, _, number = name.partition(" ")
    return next((each for each in (name, f"{kind[:1]}{number}") if face_of(size).getlength(each) <= room), "")


def _cut(text: str, size: int, room: float) -> str:
    """The text, or as much of it as there is room for."""
    if face_of(size).getlength(text) <= room:
        return text
    kept = next(end for end in range(len(text), -1, -1) if face_of(size).getlength(text[:end] + "...") <= room)
    return text[:kept].rstrip() + "..."

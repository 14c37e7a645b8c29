"""Title lettering for covers, in the typeface that comes with Pillow."""

import unicodedata
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from songwright.studio.pressing._canvas import SIZE, Colour

_MARGIN = 72
_SIZES = (132, 116, 100, 88, 76, 66, 56, 48)
"""Point sizes to try, the largest first."""
_MOST_LINES = 3
_LEADING = 1.08
_TRACKING = 5
"""Pixels between the letters of the small line."""


@cache
def face_of(size: int) -> ImageFont.FreeTypeFont:
    """The typeface in one size; raises TypeError where Pillow was built without FreeType."""
    face = ImageFont.load_default(size)
    if not isinstance(face, ImageFont.FreeTypeFont):
        raise TypeError("Pillow lacks FreeType: install a Pillow wheel")
    return face


@cache
def _drawable(letter: str) -> bool:
    """Whether the typeface has this letter: letters it lacks all look like the same empty box."""
    if letter.isspace():
        return True
    if not letter.isprintable():
        return False
    return _ink(letter) != _ink("\U0010fffe")


def _ink(letter: str) -> bytes:
    """The letter's picture."""
    picture = Image.new("L", (96, 96))
    ImageDraw.Draw(picture).text((24, 24), letter, fill=255, font=face_of(48))
    return picture.tobytes()


_SPELT = {
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "ı": "i",
}
_SPELT |= {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "¿": "", "¡": ""}
"""What stands in for a letter or mark that the typeface lacks and that has no plain letter under its accent."""


def _spelt(letter: str) -> str:
    """A letter as the typeface can show it: itself, without its accent, in other letters, or ""."""
    if _drawable(letter):
        return letter
    plain = _SPELT.get(letter) or "".join(
        c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c)
    )
    return plain if plain and all(_drawable(each) for each in plain) else ""


def shown(title: str) -> str:
    """The title as the typeface can show it, or "" where it lacks more than a third of the letters.

    The face that Pillow brings has no accented letters; they are set without their accents.
    """
    plain = "".join(title.split())
    lost = sum(not _spelt(letter) for letter in plain)
    if not plain or lost > len(plain) / 3:
        return ""
    return " ".join("".join(map(_spelt, title)).split())


def lettering_top(title: str) -> float:
    """Where the title will begin, as a share of the cover's height."""
    size, lines = _set(shown(title))
    return (SIZE - _MARGIN - 46 - round(size * _LEADING) * len(lines)) / SIZE


def letter(image: Image.Image, title: str, small: str, colour: Colour, accent: Colour) -> None:
    """Set the title in the lower left, as large as fits, and a small line in capitals under it."""
    pen = ImageDraw.Draw(image)
    size, lines = _set(shown(title))
    face, step = face_of(size), round(size * _LEADING)
    top = round(lettering_top(title) * SIZE)
    for row, line in enumerate(lines):
        pen.text(
            (_MARGIN, top + row * step),
            line,
            font=face,
            fill=colour,
            stroke_width=max(1, size // 48),
            stroke_fill=colour,
        )
    x = float(_MARGIN)
    pen.rectangle([_MARGIN, SIZE - _MARGIN - 14, _MARGIN + 34, SIZE - _MARGIN - 10], fill=accent)
    x += 52
    for character in shown(small).upper():
        pen.text((x, SIZE - _MARGIN), character, font=face_of(24), fill=colour, anchor="lb")
        x += face_of(24).getlength(character) + _TRACKING


def _set(title: str) -> tuple[int, list[str]]:
    """The largest size at which the title fits, and its lines; the last size cuts what is too long."""
    for size in _SIZES:
        lines = _wrapped(title, size)
        if len(lines) <= _MOST_LINES and all(face_of(size).getlength(line) <= SIZE - 2 * _MARGIN for line in lines):
            return size, lines
    lines = _wrapped(_chopped(title), _SIZES[-1])
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1].rstrip()[:24] + "…"]
    return _SIZES[-1], lines


def _chopped(title: str) -> str:
    """The title with words that no line can hold broken up."""
    return " ".join(word[at : at + 22] for word in title.split() for at in range(0, len(word), 22))


def _wrapped(title: str, size: int) -> list[str]:
    """The title in lines no wider than the cover allows, words whole."""
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face_of(size).getlength(longer) <= SIZE - 2 * _MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines

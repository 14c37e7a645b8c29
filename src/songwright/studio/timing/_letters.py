"""Words as they are compared: letters alone, and one by one in scripts that write no spaces."""

import re
import unicodedata

_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Thai, Lao, Burmese, Khmer, kana and Chinese characters."""
_PIECE = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def pieces(text: str) -> tuple[str, ...]:
    """The text as small letters without punctuation, marks and differences of width: whole words, or characters.

    An apostrophe ends no word: "don't" is "dont".
    """
    plain = unicodedata.normalize("NFKD", text).casefold().replace("'", "").replace("’", "")
    bare = "".join(letter for letter in plain if not unicodedata.category(letter).startswith("M"))
    return tuple(_PIECE.findall(unicodedata.normalize("NFC", bare)))

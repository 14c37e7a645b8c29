"""Chinese lines as syllables in pinyin, by a dictionary of characters and phrases."""

from songwright.studio.phonetics._numerals import numerals
from songwright.studio.phonetics._written import Written

_UNKNOWN = "la"
_MARKED = str.maketrans({"ê": "e", "ü": "v", "ń": "n", "ň": "n", "ǹ": "n", "ḿ": "m"})


def chinese_words(text: str) -> list[Written]:
    """The characters of a stretch of Chinese without signs, each spelled in pinyin without its tone."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its tables load at first need
    from pypinyin.seg.mmseg import seg  # noqa: PLC0415

    said, shown = numerals(text, "zh")
    phrases = list(seg.cut(said))
    spelled = lazy_pinyin(
        phrases, style=Style.NORMAL, errors=lambda odd: [_UNKNOWN for _ in odd], v_to_u=False
    )
    ends = {sum(map(len, phrases[: at + 1])) - 1 for at in range(len(phrases))}
    found: list[Written] = []
    for at, (pinyin, sign) in enumerate(zip(spelled, shown, strict=True)):
        plain = pinyin.translate(_MARKED)
        found.append(Written(said=plain, shown=(sign, *[""] * (len(plain) - 1)), ends_word=at in ends))
    return found

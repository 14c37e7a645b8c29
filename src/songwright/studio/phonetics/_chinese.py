"""Chinese lines as syllables in pinyin, by a dictionary of characters and phrases."""

import re
from itertools import accumulate

from songwright.studio.phonetics._numerals import numerals
from songwright.studio.phonetics._written import Written

_UNKNOWN = "la"
_RUNS = re.compile("([\u3007\u3400-\u4dbf\u4e00-\u9fff]+)|([^\u3007\u3400-\u4dbf\u4e00-\u9fff]+)")
_MARKED = str.maketrans({"ê": "e", "ü": "v", "ń": "n", "ň": "n", "ǹ": "n", "ḿ": "m"})


def chinese_words(text: str) -> list[Written]:
    """The characters of a stretch of Chinese without signs, each spelled in pinyin without its tone."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its tables load at first need
    from pypinyin.seg.mmseg import seg  # noqa: PLC0415

    said, shown = numerals(text, "zh")
    spelled: list[tuple[str, bool]] = []
    for chinese, odd in _RUNS.findall(said):
        phrases = list(seg.cut(chinese))
        ends = set(accumulate(map(len, phrases)))
        pinyin = lazy_pinyin(phrases, style=Style.NORMAL, v_to_u=False) if chinese else []
        spelled += [(syllable.translate(_MARKED), at in ends) for at, syllable in enumerate(pinyin, 1)]
        spelled += [(_UNKNOWN, True)] * len(odd)
    return [
        Written(said=pinyin, shown=(sign, *[""] * (len(pinyin) - 1)), ends_word=ends)
        for (pinyin, ends), sign in zip(spelled, shown, strict=True)
    ]

"""The outside judge's Spanish ear: rhymes by the letters alone, which tell sound and stress, and forms of words."""

import re
import unicodedata
from functools import cache

_VOWELS = "aeiouáéíóúü"
_STRONG = "aeoáéóíú"


@cache
def rhyme(word: str) -> tuple[str, str]:
    """A word's sound from its stressed vowel on, and that sound's vowels alone, of which the first and last count.

    By the rules of the Ortografía (Real Academia Española, 2010); c, s and z sound alike, as in most songs.
    """
    sound = _sounds(word)
    nuclei = _nuclei(sound)
    if not nuclei:
        return sound, ""
    marked = [at for at in nuclei if sound[at] in "áéíóú"]
    if marked:
        at = marked[-1]
    elif re.search(r"[aeiou][ns]?$", sound) and len(nuclei) > 1:
        at = nuclei[-2]
    else:
        at = nuclei[-1]
    heard = [plain(sound[each]) for each in nuclei if each >= at]
    return plain(sound[at:]), "".join([*heard[:1], *heard[1:][-1:]])


def full(first: str, second: str) -> bool:
    """Whether two words rhyme in every sound."""
    return first != second and rhyme(first)[0] == rhyme(second)[0]


def assonant(first: str, second: str) -> bool:
    """Whether two words rhyme in their vowels at least."""
    return first != second and bool(rhyme(first)[1]) and rhyme(first)[1] == rhyme(second)[1]


def plain(text: str) -> str:
    """Text without its accents; ñ stays."""
    return re.sub(
        r"[áéíóúü]", lambda found: unicodedata.normalize("NFD", found.group())[0], unicodedata.normalize("NFC", text)
    )


def forms(word: str) -> set[str]:
    """The word and its rough stems: number, gender and the ends of verbs fall away."""
    low = plain(word.lower())
    ends = (
        "s",
        "es",
        "o",
        "a",
        "os",
        "as",
        "ar",
        "er",
        "ir",
        "ando",
        "iendo",
        "ado",
        "ada",
        "e",
        "en",
        "an",
        "arse",
        "irse",
        "erse",
    )
    cut = {low[: -len(end)] for end in ends if low.endswith(end) and len(low) - len(end) >= 3}
    return {low, *cut}


def _sounds(word: str) -> str:
    """Letters as they sound."""
    low = re.sub(r"[^a-zñáéíóúü]", "", unicodedata.normalize("NFC", word.lower()))
    for letters, sound in (
        (r"ch", "X"), (r"h", ""), (r"qu(?=[eiéí])", "k"), (r"gu(?=[eiéí])", "G"), (r"g(?=[eiéí])", "j"),
        (r"c(?=[eiéí])", "s"), (r"c", "k"), (r"z", "s"), (r"v", "b"), (r"ll", "Y"),
        (r"y(?=[aeiouáéíóú])", "Y"), (r"y", "i"), (r"G", "g"),
    ):  # fmt: skip
        low = re.sub(letters, sound, low)
    return low


def _nuclei(sound: str) -> list[int]:
    """Places of the vowels that are syllables: of vowels side by side the weak ones join."""
    found: list[int] = []
    for run in re.finditer(f"[{_VOWELS}]+", sound):
        strong = [at for at in range(run.start(), run.end()) if sound[at] in _STRONG]
        found += strong or [run.end() - 1]
    return found

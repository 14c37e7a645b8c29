"""Cuts a word's letters where its sounds are cut, by the cheapest pairing of letters with phones."""

from collections.abc import Iterator
from functools import lru_cache

from songwright.studio.phonetics._phones import VOWELS, bare
from songwright.studio.phonetics._tables import spellings

_VOWEL_LETTERS = frozenset("aeiouyw")
_SILENT = {"e": 0.35, "h": 0.6, "'": 0.0, "u": 0.8, "w": 0.8, "g": 0.8, "k": 0.8, "b": 0.8, "l": 0.8, "t": 0.8}
_SILENT_COST = 1.0
_UNWRITTEN_COST = 1.4
_GUESSED_VOWEL_COST = 0.9
_GUESSED_CONSONANT_COST = 2.0
_LONGEST_SPELLING = 4


@lru_cache(maxsize=8192)
def cut_letters(word: str, syllables: tuple[str, ...]) -> tuple[str, ...]:
    """The letters of `word` in as many pieces as it has `syllables` of phones; they join to the word.

    A doubled consonant is parted (run-ning), a silent letter stays with what came before it. Signs around the letters
    stay with the nearest piece. Pieces are "" only when there are fewer letters than syllables.
    """
    if len(syllables) < 2:
        return (word,)
    folded = [char.lower() for char in word]
    phones = [p for syllable in syllables for p in bare(syllable)]
    starts = _phone_starts(folded, phones)
    cuts = [0]
    at = 0
    for syllable in syllables[:-1]:
        at += len(bare(syllable))
        cuts.append(_between_doubles(folded, starts[at]))
    for i in range(1, len(cuts)):  # every piece keeps a letter while there are enough
        cuts[i] = min(max(cuts[i], cuts[i - 1] + 1), len(word))
    for i in range(len(cuts) - 1, 0, -1):
        cuts[i] = max(min(cuts[i], len(word) - (len(cuts) - i)), min(i, len(word)))
    return tuple(word[a:b] for a, b in zip(cuts, [*cuts[1:], len(word)], strict=True))


def _between_doubles(letters: list[str], cut: int) -> int:
    """ru-nning becomes run-ning; ck stays together with the vowel before it (poc-ket becomes pock-et)."""
    if 0 < cut < len(letters) - 1:
        pair = letters[cut] + letters[cut + 1]
        if letters[cut - 1] in _VOWEL_LETTERS and letters[cut] not in _VOWEL_LETTERS:
            if pair[0] == pair[1]:
                return cut + 1
            if pair == "ck":
                return cut + 2
    return cut


def _phone_starts(letters: list[str], phones: list[str]) -> list[int]:
    """Index of the letter where each phone begins to be written, and of the end, on the cheapest path."""
    best: dict[tuple[int, int], float] = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(letters) + 1):
        for j in range(len(phones) + 1):
            here = best.get((i, j))
            if here is None:
                continue
            for row, column, cost in _steps(letters, phones, i, j):
                if here + cost < best.get((row, column), float("inf")):
                    best[row, column] = here + cost
                    came[row, column] = (i, j)
    starts = [len(letters)] * (len(phones) + 1)
    at = (len(letters), len(phones))
    while at in came:
        before = came[at]
        for column in range(before[1], at[1]):
            starts[column] = before[0]
        at = before
    return starts


def _steps(letters: list[str], phones: list[str], i: int, j: int) -> Iterator[tuple[int, int, float]]:
    """Where one can go from letter `i` and phone `j`, and the cost: silent letter, unwritten phone or spelling."""
    if i < len(letters):
        yield i + 1, j, _silent(letters[i])
    if j == len(phones):
        return
    yield i, j + 1, _UNWRITTEN_COST
    for size in range(1, min(_LONGEST_SPELLING, len(letters) - i) + 1):
        cost = _pair("".join(letters[i : i + size]), phones[j])
        if cost is not None:
            yield i + size, j + 1, cost
    if letters[i : i + 1] == ["x"] and phones[j : j + 2] in (["k", "s"], ["ɡ", "z"], ["k", "ʃ"]):
        yield i + 1, j + 2, 0.0


def _silent(letter: str) -> float:
    return _SILENT.get(letter, _SILENT_COST) if letter.isalpha() else 0.0


def _pair(spelling: str, phone: str) -> float | None:
    """Cost of writing `phone` with these letters, or None when nobody would."""
    if spelling in spellings().get(phone, frozenset()):
        return 0.05 * (len(spelling) - 1)
    if len(spelling) > 1:
        return None
    if phone in VOWELS:
        return _GUESSED_VOWEL_COST if spelling in _VOWEL_LETTERS else None
    return _GUESSED_CONSONANT_COST if spelling.isalpha() and spelling not in _VOWEL_LETTERS else None

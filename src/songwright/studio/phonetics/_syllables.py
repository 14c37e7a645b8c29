"""A sung line as syllables that know their letters, sounds and weight."""

import re
from dataclasses import replace

from songwright.song import Syllable
from songwright.studio.phonetics._languages import language_of_stretch
from songwright.studio.phonetics._letters import cut_letters
from songwright.studio.phonetics._phones import cut
from songwright.studio.phonetics._pronounce import pronounced_in_line
from songwright.studio.phonetics._scripts import script_of, stretches
from songwright.studio.phonetics._spoken import Piece, word_pieces
from songwright.studio.phonetics._tables import readings
from songwright.studio.phonetics._tongue import CODES
from songwright.studio.phonetics._tongue_line import tongue_line

_STRESS = {"ˈ": 2, "ˌ": 1}
_SPACED = re.compile(r"\S+\s*")


def syllabify(text: str, language: str = "en") -> tuple[Syllable, ...]:
    """The syllables of one sung line; () when nothing in it can be said.

    Their texts join to `text` without its white space: signs stay with the syllable before them (at the start, after).
    A word read out in other words ("24/7", "$5") is shown whole at its first syllable, the others show "". `ends_word`
    follows the shown words, so hyphens and dashes do not end one.

    Args:
        text: Any text; line breaks count as spaces.
        language: ISO 639-1 code. The languages of `tongues` are read by their own rules, every other one by English
            ones without its diacritics. What stands in another script than the line's is read in the language of its
            script; where that has none here it is sung on "la", about as often as it has syllables, so that no word is
            lost.

    Returns:
        Syllables with one vowel each, in order.
    """
    parts = [(code or language_of_stretch(stretch, language), stretch) for code, stretch in stretches(text, language)]
    found: list[Syllable] = []
    waiting = ""
    for code, stretch in parts:
        syllables = tongue_line(stretch, code) if code in CODES else _english_line(stretch)
        signs = "".join(stretch.split())
        if syllables and waiting:
            syllables = (replace(syllables[0], text=waiting + syllables[0].text), *syllables[1:])
        if syllables:
            found = [*(replace(syllable, ends_line=False) for syllable in found), *syllables]
            waiting = ""
        elif found:
            found[-1] = replace(found[-1], text=found[-1].text + signs)
        else:
            waiting += signs
    return tuple(found)


def _english_line(text: str) -> tuple[Syllable, ...]:
    """The syllables of a stretch that is read by English rules."""
    words = word_pieces(text)
    said = tuple(piece.said for pieces in words for piece in pieces if piece.said)
    sounds = iter(pronounced_in_line(said))
    found: list[Syllable] = []
    waiting = ""
    for pieces in words:
        first = len(found)
        for piece in pieces:
            if piece.said:
                shown = _shown(Piece(waiting + piece.shown, piece.said, piece.spelled), next(sounds))
                found += shown
                waiting = ""
            elif found:
                found[-1] = replace(found[-1], text=found[-1].text + piece.shown)
            else:
                waiting += piece.shown
        if len(found) > first:
            found[-1] = replace(found[-1], ends_word=True)
    if found:
        found[-1] = replace(found[-1], ends_line=True)
    return tuple(found)


def written_words(text: str, language: str = "en") -> list[str]:
    """The words of a line with their signs and white space, which join to it; those of unspaced scripts too."""
    found: list[str] = []
    for spaced in _SPACED.findall(text):
        pieces = [spaced]
        if any(script_of(char) in {"han", "kana"} for char in spaced):
            pieces = [""]
            for syllable in syllabify(spaced, language):
                pieces[-1] += syllable.text
                if syllable.ends_word:
                    pieces.append("")
            pieces = [piece for piece in pieces if piece] or [spaced]
            pieces[-1] += spaced[len(spaced.rstrip()) :]
        found += pieces
    return found


def syllable_count(text: str, language: str = "en") -> int:
    """How many notes a line needs."""
    return len(syllabify(text, language))


def stress_pattern(text: str) -> str:
    """One digit a syllable: 0 none, 1 secondary, 2 primary; small words of one syllable are 0."""
    return "".join(str(syllable.stress) for syllable in syllabify(text))


def _shown(piece: Piece, phones: str) -> list[Syllable]:
    """The syllables of one said word, none of them ending the shown word yet."""
    sounds = cut(phones)
    small = piece.said in readings().function_words
    texts = cut_letters(piece.shown, sounds) if piece.spelled else (piece.shown, *[""] * (len(sounds) - 1))
    return [
        Syllable(
            text=text,
            phones=sound,
            stress=0 if small and len(sounds) == 1 else next((_STRESS[mark] for mark in sound if mark in _STRESS), 0),
            content=not small,
            ends_word=False,
        )
        for text, sound in zip(texts, sounds, strict=True)
    ]

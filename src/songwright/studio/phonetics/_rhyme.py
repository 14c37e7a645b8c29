"""How well two words rhyme."""

from functools import lru_cache

from songwright.studio.phonetics._phones import VOWELS, bare
from songwright.studio.phonetics._pronounce import pronounced_in_line
from songwright.studio.phonetics._spoken import word_pieces
from songwright.studio.phonetics._tongue import CODES
from songwright.studio.phonetics._tongue_line import tongue_line

_CODA_CLASSES = ("mnŋ", "ptk", "bdɡ", "fθsʃh", "vðzʒ", "ʧʤ", "l", "ɹ")
_NEAR_VOWELS = ({"ɑ", "ɔ"}, {"ɪ", "ᵻ"}, {"ə", "ʌ", "ᵊ"}, {"u", "ʊ"}, {"ɛ", "A"}, {"O", "ɔ"})

PERFECT = 1.0
NEAR = 0.6
FAINT = 0.3


@lru_cache(maxsize=8192)
def rhyme_sound(word: str, language: str = "en") -> str:
    """Phones of the last word of `word` from its last stressed vowel on, without stress marks; "" without a word."""
    phones = _last_word(word, language)
    at = max(phones.rfind("ˈ"), phones.rfind("ˌ") if "ˈ" not in phones else -1)
    if at < 0:
        at = next((i for i, p in enumerate(phones) if p in VOWELS), 0)
    return bare(phones[at:])


@lru_cache(maxsize=65536)
def rhyme_strength(a: str, b: str, language: str = "en") -> float:
    """1 a perfect rhyme, .6 a near one (vowel and a similar end), .3 a faint one (vowel), 0 none or one word twice.

    In the languages of `tongues` a near one is assonance, as the Romance tradition has it: the same vowels from the
    stressed one on, of which the first and the last count (Real Academia Española, Diccionario, "rima asonante").
    """
    first, second = _last_word(a, language), _last_word(b, language)
    if not first or not second or bare(first) == bare(second):
        return 0.0
    x, y = rhyme_sound(a, language), rhyme_sound(b, language)
    if x == y:
        return PERFECT
    if language in CODES:
        return NEAR if _assonance(x) == _assonance(y) else 0.0
    return _english_nearness(x, y)


def _english_nearness(x: str, y: str) -> float:
    """How near two sounds that are no perfect rhyme come to one."""
    v, w = [p for p in x if p in VOWELS], [p for p in y if p in VOWELS]
    if len(v) != len(w):
        return 0.0
    same = all(p == q or any({p, q} <= group for group in _NEAR_VOWELS) for p, q in zip(v, w, strict=True))
    if not same:
        return 0.0
    exact = v == w
    if _ends_alike(x, y):
        return NEAR if exact else FAINT
    return FAINT if exact else 0.0


def _assonance(sound: str) -> str:
    vowels = [phone for phone in sound if phone in VOWELS]
    return "".join([*vowels[:1], *vowels[1:][-1:]])


def _ends_alike(x: str, y: str) -> bool:
    """Whether the consonants after the vowels belong to the same classes; one may have a consonant more, as an s."""
    a, b = (_classes(sound) for sound in (x, y))
    shorter = min(len(a), len(b))
    return a == b or (shorter > 0 and a[:shorter] == b[:shorter] and abs(len(a) - len(b)) == 1)


def _classes(sound: str) -> list[int]:
    return [next((i for i, group in enumerate(_CODA_CLASSES) if p in group), -1) for p in sound if p not in VOWELS]


@lru_cache(maxsize=16384)
def _last_word(text: str, language: str) -> str:
    """Phones of the last said word."""
    if language in CODES:
        syllables = tongue_line(text, language)
        start = max((at for at, each in enumerate(syllables[:-1], 1) if each.ends_word), default=0)
        return "".join(each.phones for each in syllables[start:])
    said = tuple(piece.said for pieces in word_pieces(text) for piece in pieces if piece.said)
    return pronounced_in_line(said)[-1] if said else ""

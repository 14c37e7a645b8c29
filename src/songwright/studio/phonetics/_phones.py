"""Phones of one word, repaired so that they can be sung, and cut into syllables of one vowel each."""

from itertools import pairwise

VOWELS = frozenset("AIWYOQaiuyæɑɒɔəɛɜɪʊʌeoøœɐᵊᵻɨɯɤ")
"""Every letter that is the vowel of a syllable: a note's held part. Diphthongs are one letter."""

LONG_VOWELS = frozenset("AIWYOQiuɑɔɜæ")
"""Vowels that bear a long note well; the others are short in speech and turn breathy when held."""

STRESS_MARKS = "ˈˌ"
CONSONANTS = frozenset("bdfhjklmnpstvwxzðŋɡɹɾTʃʒʤʧθ")

_SAME = {"g": "ɡ", "r": "ɹ", "ɚ": "əɹ", "ɝ": "ɜɹ", "ɨ": "ᵻ", "ʔ": "t", "ɫ": "l", "c": "k", "y": "j", "q": "k"}
_SYLLABIC = frozenset("lmnɹ")
_SONORANT = frozenset("lmnŋɹjw")
_CLUSTERS = """
pl pɹ pj bl bɹ bj tɹ tw tj dɹ dw dj kl kɹ kw kj ɡl ɡɹ ɡw ɡj fl fɹ fj vj θɹ θw ʃɹ sl sw sm sn sp st sk sf sj hj mj nj hw
spl spɹ spj stɹ stj skɹ skw skj
"""
_ONSETS = frozenset(_CLUSTERS.split())
"""English beginnings of a syllable with two or three consonants (any single one but ŋ begins one too)."""
_LAX = frozenset("æɛɪʊʌɒ")


def repaired(raw: str, fallback: str = "lˈɑ") -> str:
    """`raw` reduced to singable phones with at least one vowel.

    Unknown letters go, syllabic consonants get their vowel (bˈʌtn becomes bˈʌtᵊn), stress marks move to the vowel they
    belong to, and a word with consonants alone is sung on a schwa. Nothing left gives `fallback`.
    """
    spelled = "".join(_SAME.get(letter, letter) for letter in raw)
    phones = [p for p in spelled if p in VOWELS or p in CONSONANTS or p in STRESS_MARKS]
    phones = _marks_on_vowels(_with_syllabics(phones))
    if not any(p in VOWELS for p in phones):
        consonants = [p for p in phones if p in CONSONANTS]
        if not consonants:
            return fallback
        at = len(consonants) - 1 if len(consonants) > 1 and consonants[-1] in _SYLLABIC else len(consonants)
        phones = [*consonants[:at], "ˈ", "ə", *consonants[at:]]
    return "".join(phones)


def cut(phones: str) -> tuple[str, ...]:
    """Syllables of repaired phones, each with exactly one vowel, by the longest onset English allows."""
    vowels = [at for at, p in enumerate(phones) if p in VOWELS]
    starts = [0]
    for before, after in pairwise(vowels):
        cluster = phones[before + 1 : after]
        mark = len(cluster) > 0 and cluster[-1] in STRESS_MARKS
        consonants = cluster[:-1] if mark else cluster
        take = next(size for size in range(min(3, len(consonants)), -1, -1) if _may_begin(consonants[-size:], size))
        if take > 1 and phones[before] in _LAX and not mark and consonants[-take] == "s":
            take -= 1  # "whis-per", "sis-ter": after a short stressed vowel the s closes its syllable
        starts.append(after - take - mark)
    return tuple(phones[a:b] for a, b in zip(starts, [*starts[1:], len(phones)], strict=True))


def bare(phones: str) -> str:
    """Phones without stress marks."""
    return phones.replace("ˈ", "").replace("ˌ", "")


def _may_begin(onset: str, size: int) -> bool:
    if size == 0:
        return True
    return onset != "ŋ" if size == 1 else onset in _ONSETS


def _with_syllabics(phones: list[str]) -> list[str]:
    """A vowel before l, m, n or r that follows an obstruent and precedes no vowel."""
    out: list[str] = []
    sounds = [(at, p) for at, p in enumerate(phones) if p not in STRESS_MARKS]
    around = {
        at: (sounds[i - 1][1] if i else "", sounds[i + 1][1] if i + 1 < len(sounds) else "")
        for i, (at, _) in enumerate(sounds)
    }
    seen_vowel = False
    for at, p in enumerate(phones):
        before, after = around.get(at, ("", ""))
        obstruent = before in CONSONANTS and before not in _SONORANT
        if p in _SYLLABIC and seen_vowel and obstruent and after not in VOWELS and not (p == "n" and after == "j"):
            out.append("ᵊ" if p != "ɹ" else "ə")
        seen_vowel = seen_vowel or p in VOWELS
        out.append(p)
    return out


def _marks_on_vowels(phones: list[str]) -> list[str]:
    """Each stress mark right before the next vowel, one at most a vowel, the stronger one winning."""
    out: list[str] = []
    mark = ""
    for p in phones:
        if p in STRESS_MARKS:
            mark = "ˈ" if "ˈ" in (p, mark) else p
        elif p in VOWELS:
            out += [mark, p] if mark else [p]
            mark = ""
        else:
            out.append(p)
    return out

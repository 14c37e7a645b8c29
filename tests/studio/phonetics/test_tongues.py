"""Languages that are read by rules: any text is sung whole, and their tables are sound."""

import re

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tongue_tables import said_number

from songwright.studio.phonetics import VOWELS, language_name, syllabify, syllable_count
from songwright.studio.phonetics._scripts import MARKS, stretches
from songwright.studio.phonetics._tongue import CODES, LATIN_CODES, tongue
from songwright.studio.singing._alphabet import alphabet

CODE = st.sampled_from(CODES)
LATIN = st.sampled_from(LATIN_CODES)
SCRIPTS = {
    "ja": "あいうえおかきくけこがさしすせそじたちつてとなにのはひふほばぱまやゆよらりるをんっゃゅょーアチッャン",
    "zh": "我你他的是不了在有人这上大来和国地到说时要就出会可也年生能子那得着下自之好天女绿月",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБЁЯ",
    "hi": "अआइईउऊएऐओऔकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसहािीुूेैोौंँ़्",
    "ko": "가나다라마바사아자차카타파하각난닫랄맘밥삿앙있없않읽많괜값꽃뜻의위",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآؤئةى\u064e\u064f\u0650\u0651\u0652\u064b",
}
LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzàáâãçéèêíïìñóôõòùúûüœäöß'’ABÉÇ", min_size=1, max_size=14)
OTHER_LETTERS = st.one_of(*(st.text(alphabet=letters, min_size=1, max_size=10) for letters in SCRIPTS.values()))
LINES = st.one_of(
    st.text(max_size=40),
    st.lists(st.one_of(LETTERS, OTHER_LETTERS), max_size=8).map(" ".join),
    st.text(alphabet="aeéhnszあ爱 AZ'’-–—/.,:$%&@#°²0123456789\n\t", max_size=30),
)


@given(LINES, CODE)
@example("2²ぁ", "ja")
@example("2²1ぁ", "ja")
@settings(deadline=None, max_examples=400)
def test_any_line_keeps_its_letters_and_has_one_vowel_a_syllable(line: str, code: str) -> None:
    syllables = syllabify(line, code)
    mixed = code not in LATIN_CODES or len(stretches(line, code)) > 1
    if syllables:
        assert "".join(syllable.text for syllable in syllables) == "".join(line.split())
        assert [syllable.ends_line for syllable in syllables] == [False] * (len(syllables) - 1) + [True]
        assert syllables[-1].ends_word
    for syllable in syllables:
        assert sum(phone in VOWELS for phone in syllable.phones) == 1
        # Small English words in a line of another language keep their mark though they count as weak.
        assert (syllable.stress == 2) == ("ˈ" in syllable.phones) or (mixed and "ˈ" in syllable.phones)
        assert alphabet().known(syllable.phones) == syllable.phones


@given(st.one_of(LETTERS, OTHER_LETTERS).filter(lambda word: any(map(str.isalpha, word))), CODE)
@settings(deadline=None, max_examples=300)
def test_every_word_with_a_letter_is_sung(word: str, code: str) -> None:
    assert syllable_count(word, code) >= 1


@given(LETTERS.filter(lambda word: any(map(str.isalpha, word))), LATIN)
@settings(deadline=None, max_examples=300)
def test_a_word_of_meaning_has_one_stress(word: str, code: str) -> None:
    stressed = sum(syllable.stress == 2 for syllable in syllabify(word, code))
    # Stretched letters are one, and capitals are called by their names, each with its stress.
    said = re.sub(r"([^\W\d_])\1{2,}", r"\1", word, flags=re.IGNORECASE).strip("'’").lower()
    assert stressed == (0 if said in tongue(code).function_words else 1) or word.isupper() or not word.isalpha()


@given(st.integers(min_value=0, max_value=10**12 - 1), CODE)
@settings(deadline=None)
def test_a_number_is_words_that_are_sung_and_no_two_are_alike(number: int, code: str) -> None:
    said = said_number(str(number), code)
    assert said
    assert not any(char.isdecimal() for char in said)
    assert said != said_number(str(number + 1), code)
    assert syllable_count(str(number), code) >= 1


@pytest.mark.parametrize("code", CODES)
def test_a_table_names_only_sounds_that_the_voice_knows(code: str) -> None:
    language = tongue(code)
    said = [phones for _, phones in language.rules if phones not in {"-", "="}]
    said += language.sounds.values()
    capitals = "".join(language.table.spelling.quality)
    for phones in said:
        plain = phones.translate(dict.fromkeys(map(ord, capitals)))
        assert alphabet().known(plain) == plain, phones


@pytest.mark.parametrize("code", CODES)
def test_the_smaller_tables_are_whole(code: str) -> None:
    language = tongue(code)
    assert language_name(code) == language.table.name
    numbers, digits = language.table.numbers, language.table.digits
    assert (numbers is None) != (digits is None)
    if numbers is not None:
        assert len(numbers.below_hundred.split(",")) == 100
        assert len(numbers.hundreds.split(",")) == 9
    if digits is not None:
        assert len(digits.names.split() if " " in digits.names else digits.names) == 10
    if code in LATIN_CODES:
        assert set("abcdefghijklmnopqrstuvwxyz") <= set(language.table.letters)
    # Marks, spellings and what stands for them have one length, so that letters stay with their sounds.
    assert all(len(word) == len(marked) for word, marked in language.marked.items())


@pytest.mark.parametrize("code", CODES)
def test_a_word_is_listed_once_and_in_letters(code: str) -> None:
    language = tongue(code)
    letters = re.compile(rf"(?:[^\W\d_]|{MARKS})+")
    listed = [*language.sounds, *language.marked]
    assert all(letters.fullmatch(word) for word in listed)
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("line", ["", " ", "...", "— – -", "!?", "🎉", "''", "¿?"])
def test_signs_alone_are_not_sung(line: str) -> None:
    assert all(syllabify(line, code) == () for code in CODES)


def test_a_fault_in_a_table_is_told_with_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise msgspec.ValidationError("Object missing required field `rules` - at `$.spelling`")

    tongue.cache_clear()
    monkeypatch.setattr(msgspec.toml, "decode", broken)
    with pytest.raises(ValueError, match=r"tongues/it\.toml: .*`rules`"):
        tongue("it")

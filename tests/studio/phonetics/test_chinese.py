"""Chinese words: characters by the dictionary, pinyin by rules, tones left to the tune."""

import pytest
from tongue_tables import letters_of, phones_of, rows, said_number

from songwright.studio.phonetics import syllabify

# A dash stands between the syllables of a word, an underscore between words.
WORDS = rows("""
爱            爱                  aj
你            你                  ni
我            我                  wo
月亮           月_亮                ɥe_ljaŋ
银行           银-行                in.xaŋ
女儿           女-儿                ny.aɻ
绿色           绿_色                ly_sɤ
去年           去_年                ʨʰy_njɛn
夏天           夏_天                ɕja_tʰjɛn
安静           安_静                an_ʨiŋ
四十二          四_十_二              sɨ_ʂɨ_aɻ
吃饭           吃_饭                ꭧʰɨ_fan
日出           日_出                ɻɨ_ꭧʰu
音乐           音-乐                in.ɥe
春天           春_天                ꭧʰwən_tʰjɛn
秋天           秋_天                ʨʰjow_tʰjɛn
冬天           冬_天                tʊŋ_tʰjɛn
雨            雨                  y
云            云                  yn
水            水                  ʂwej
火            火                  xwo
学校           学-校                ɕɥe.ɕjaw
老师           老_师                law_ʂɨ
朋友           朋_友                pʰəŋ_jow
喜欢           喜_欢                ɕi_xwan
永远           永-远                jʊŋ.ɥɛn
城市           城_市                ꭧʰəŋ_ʂɨ
回家           回_家                xwej_ʨja
下雪           下_雪                ɕja_ɕɥe
知道           知-道                ꭧɨ.taw
时间           时-间                ʂɨ.ʨjɛn
声音           声_音                ʂəŋ_in
翅膀           翅-膀                ꭧʰɨ.paŋ
熊            熊                  ɕjʊŋ
居住           居_住                ʨy_ꭧu
全部           全_部                ʨʰɥɛn_pu
军人           军_人                ʨyn_ɻən
略            略                  lɥe
次            次                  ʦʰɨ
思            思                  sɨ
热            热                  ɻɤ
弱            弱                  ɻwo
翁            翁                  wəŋ
外            外                  waj
问            问                  wən
长大           长-大                ꭧaŋ.ta
重新           重-新                ꭧʰʊŋ.ɕin
快乐           快-乐                kʰwaj.lɤ
""")


@pytest.mark.parametrize(("word", "letters", "phones"), WORDS)
def test_a_word_is_parted_and_said(word: str, letters: str, phones: str) -> None:
    assert phones_of(word, "zh").replace(" ", "_") == phones
    assert letters_of(word, "zh").replace(" ", "_") == letters


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("0", "零"),
        ("10", "十"),
        ("24", "二十四"),
        ("105", "一百零五"),
        ("2024", "二千零二十四"),
        ("30000", "三万"),
        ("007", "零零七"),
    ],
)
def test_numbers_count_by_ten_thousands(digits: str, said: str) -> None:
    assert said_number(digits, "zh") == said


def test_rare_and_odd_characters_are_sung_on_something() -> None:
    found = syllabify("爱㐀𠀀々", "zh")
    assert "".join(syllable.text for syllable in found) == "爱㐀𠀀々"
    assert len(found) >= 3


def test_a_number_is_shown_whole_where_its_first_character_is_sung() -> None:
    found = syllabify("2024年", "zh")
    assert [syllable.text for syllable in found] == ["2024", "", "", "", "", "", "年"]
    assert len({syllable.phones for syllable in found}) == 6

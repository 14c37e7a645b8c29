"""Japanese words: kana by rules, Chinese characters by the dictionary, each shown where it is sung."""

import pytest
from tongue_tables import letters_of, phones_of, rows

from songwright.studio.phonetics import syllabify, syllable_count, written_words
from songwright.studio.writing._given import breaths

# A dash stands between the syllables of a word, an underscore between words.
WORDS = rows("""
あいしてる        あ-い-し-て-る          a.i.ɕi.te.ɾu
きょうの         きょ-う-の             kʲo.o.no
がっこう         がっ-こ-う             ɡak.ko.o
しんぶん         しん-ぶん              ɕim.buɴ
ほんや          ほん-や               hoɴ.ja
けんあい         けん-あ-い             keɴ.a.i
ラーメン         ラ-ー-メン             ɾa.a.meɴ
チョコレート       チョ-コ-レ-ー-ト         ʨo.ko.ɾe.e.to
ファイト         ファ-イ-ト             ɸa.i.to
ヴァイオリン       ヴァイオリン---          ba.i.o.ɾiɴ
りんご          りん-ご               ɾiŋ.ɡo
みかん          み-かん               mi.kaɴ
さくら          さ-く-ら              sa.ku.ɾa
そら           そ-ら                so.ɾa
ひかり          ひ-か-り              çi.ka.ɾi
ふゆ           ふ-ゆ                ɸu.ju
つき           つ-き                ʦu.ki
ちいさい         ち-い-さ-い            ʨi.i.sa.i
しあわせ         し-あ-わ-せ            ɕi.a.wa.se
じかん          じ-かん               ʥi.kaɴ
ずっと          ずっ-と               zut.to
きっと          きっ-と               kit.to
まって          まっ-て               mat.te
いっぱい         いっ-ぱ-い             ip.pa.i
ざっし          ざっ-し               zaɕ.ɕi
りょこう         りょ-こ-う             ɾʲo.ko.u
ひゃく          ひゃ-く               ça.ku
ぎゅうにゅう       ぎゅ-う-にゅ-う          ɡʲu.u.ɲu.u
おかあさん        お-か-あ-さん           o.ka.a.saɴ
おおきい         お-お-き-い            o.o.ki.i
さようなら        さ-よ-う-な-ら          sa.jo.o.na.ɾa
ありがとう        あ-り-が-と-う          a.ɾi.ɡa.to.o
こんにちは        こん-に-ち-は           kon.ɲi.ʨi.wa
わたし          わ-た-し              wa.ta.ɕi
あなた          あ-な-た              a.na.ta
ゆめ           ゆ-め                ju.me
よる           よ-る                jo.ɾu
やさしい         や-さ-し-い            ja.sa.ɕi.i
かぜ           か-ぜ                ka.ze
なつ           な-つ                na.ʦu
ふたり          ふ-た-り              ɸu.ta.ɾi
まど           ま-ど                ma.do
はな           は-な                ha.na
ラブソング        ラ-ブ-ソン-グ           ɾa.bu.soŋ.ɡu
パーティー        パ-ー-ティ-ー           pa.a.ti.i
ウィンター        ウィン-タ-ー            win.ta.a
シェア          シェ-ア               ɕe.a
ジュース         ジュ-ー-ス             ʥu.u.su
デュエット        デュ-エッ-ト            dʲu.et.to
スーパー         ス-ー-パ-ー            su.u.pa.a
キャンディ        キャン-ディ             kʲan.di
ハート          ハ-ー-ト              ha.a.to
クリスマス        ク-リ-ス-マ-ス          ku.ɾi.su.ma.su
フォーク         フォ-ー-ク             ɸo.o.ku
ツアー          ツ-ア-ー              ʦu.a.a
だけど          だ-け-ど              da.ke.do
ぢ            ぢ                  ʥi
づ            づ                  zu
ゐ            ゐ                  i
ゑ            ゑ                  e
を            を                  o
ぴょん          ぴょん                pʲoɴ
みゃ           みゃ                 mʲa
ふぇ           ふぇ                 ɸe
くぁ           くぁ                 kwa
てぃ           てぃ                 ti
""")


@pytest.mark.parametrize(("word", "letters", "phones"), WORDS)
def test_a_word_is_parted_and_said(word: str, letters: str, phones: str) -> None:
    assert phones_of(word, "ja").replace(" ", "_") == phones
    assert letters_of(word, "ja").replace(" ", "_") == letters


KANJI = rows("""
東京           東-京--            to.o.kʲo.o
夜空           夜-空-             jo.zo.ɾa
愛してる         愛--し-て-る         a.i.ɕi.te.ɾu
一人           一-人-             çi.to.ɾi
今日           今日-              kʲo.u
待っている        待っ-て-い-る         mat.te.i.ɾu
思い出          思--い-出           o.mo.i.de
食べられない       食-べ-ら-れ-な-い      ta.be.ɾa.ɾe.na.i
星が           星--が             ho.ɕi.ɡa
花火           花-火-             ha.na.bi
涙            涙--              na.mi.da
世界           世-界-             se.ka.i
永遠に          永-遠--に           e.i.en.ɲi
君の名前         君--の-名-前-        ki.mi.no.na.ma.e
時々           時-々--            to.ki.do.ki
歌う           歌--う             u.ta.u
二人で          二-人--で           ɸu.ta.ɾi.de
3年前          3-年-前-           san.neɴ.ma.e
24時間         24----時-間        ɲi.ʥu.u.jon.ʥi.kaɴ
""")


@pytest.mark.parametrize(("word", "letters", "phones"), KANJI)
def test_chinese_characters_are_read_and_shown_where_they_are_sung(word: str, letters: str, phones: str) -> None:
    found = syllabify(word, "ja")
    assert "".join(syllable.text for syllable in found) == word
    assert [syllable.phones for syllable in found] == phones.replace(".", " ").split()
    assert [syllable.text for syllable in found] == letters.split("-")


def test_syllables_of_a_long_line_can_be_parted_between_words() -> None:
    line = "夜の街に雨が降って君の声を思い出す、白い花が咲く道"
    assert "".join(written_words(line, "ja")) == line
    parts = breaths(line, "ja")
    assert "".join(parts) == line
    assert any(part.endswith("、") for part in parts)
    assert all(syllable_count(part, "ja") <= 14 for part in parts)

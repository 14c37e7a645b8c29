"""Russian words: soft and hard consonants, vowels by their stress, which lists and endings tell."""

import pytest
from tongue_tables import letters_of, phones_of, rows

WORDS = rows("""
любовь          лю-бовь              lʲu.bˈof
солнце          со-лнце              sˈon.ʦɛ
сегодня         се-год-ня            sʲɪ.vˈodʲ.nʲa
хорошо          хо-ро-шо             xa.ra.ʂˈo
молоко          мо-ло-ко             ma.la.kˈo
сердце          серд-це              sʲˈɛrt.ʦɪ
звёзды          звё-зды              zvʲˈo.zdɨ
ночь            ночь                 nˈoʨ
жизнь           жизнь                ʒˈɨznʲ
дождь           дождь                dˈoʂt
счастье         сча-стье             ɕˈa.stʲjɪ
тебя            те-бя                tʲɪ.bʲˈa
люблю           лю-блю               lʲu.blʲˈu
небо            не-бо                nʲˈɛ.ba
город           го-род               ɡˈo.rat
окно            ок-но                ak.nˈo
мечта           меч-та               mʲɪʨ.tˈa
весна           ве-сна               vʲɪ.snˈa
душа            ду-ша                du.ʂˈa
море            мо-ре                mˈo.rʲɪ
вода            во-да                va.dˈa
огонь           о-гонь               a.ɡˈonʲ
снег            снег                 snʲˈɛk
зима            зи-ма                zʲi.mˈa
лето            ле-то                lʲˈɛ.ta
ветер           ве-тер               vʲˈɛ.tʲɪr
дорога          до-ро-га             da.rˈo.ɡa
песня           пе-сня               pʲˈɛ.snʲa
голос           го-лос               ɡˈo.las
слеза           сле-за               slʲɪ.zˈa
глаза           гла-за               ɡla.zˈa
рука            ру-ка                ru.kˈa
звезда          зве-зда              zvʲɪ.zdˈa
луна            лу-на                lu.nˈa
дождик          дож-дик              dˈoʒ.dʲik
вечер           ве-чер               vʲˈɛ.ʨɪr
утро            у-тро                ˈu.tra
тишина          ти-ши-на             tʲi.ʂɨ.nˈa
надежда         на-деж-да            na.dʲˈɛʒ.da
свобода         сво-бо-да            sva.bˈo.da
музыка          му-зы-ка             mˈu.zɨ.ka
радость         ра-дость             rˈa.dastʲ
друг            друг                 drˈuk
сон             сон                  sˈon
домой           до-мой               da.mˈoj
всегда          всег-да              fsʲɪɡ.dˈa
никогда         ни-ког-да            nʲi.kaɡ.dˈa
поёшь           по-ёшь               pa.jˈoʂ
что             что                  ʂtˈo
его             е-го                 jɪ.vˈo
новый           но-вый               nˈo.vɨj
белая           бе-ла-я              bʲˈɛ.la.ja
""")


@pytest.mark.parametrize(("word", "letters", "phones"), WORDS)
def test_a_word_is_parted_and_said(word: str, letters: str, phones: str) -> None:
    assert phones_of(word, "ru") == phones
    assert letters_of(word, "ru") == letters

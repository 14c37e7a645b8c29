"""Arabic words: vowels that are written, listed or filled in, and the article before them."""

import pytest
from tongue_tables import letters_of, phones_of, rows

WORDS = rows("""
حبيبي           ح-بي-بي              ha.bˈiː.biː
الليل           ال-ليل               al.lˈajl
قلبي            قل-بي                qˈal.biː
كتب             ك-تب                 kˈa.tab
مدرسة           م-در-سة              ma.dˈar.sa
سلام            س-لام                sa.lˈaːm
شُكْرًا         شُكْ-رًا             ʃˈuk.ran
نور             نور                  nˈuːr
العين           ال-عين               a.lˈajn
وردة            ور-دة                wˈar.da
أغنية           أ-غ-نية              uɣ.nˈi.ja
جديدة           ج-دي-دة              ʤa.dˈiː.da
المطر           ال-م-طر              al.mˈa.tar
ينزل            ين-زل                jˈan.zil
أنا             أ-نا                 ˈa.na
وحدي            وح-دي                wˈah.diː
الطريق          ال-ط-ريق             at.ta.rˈiːq
صوتك            صو-تك                sˈaw.tuk
قديمة           ق-دي-مة              qa.dˈiː.ma
روحي            رو-حي                rˈuː.hiː
النجوم          ال-ن-جوم             an.nu.ʤˈuːm
السماء          ال-س-ماء             as.sa.mˈaː
جميلة           ج-مي-لة              ʤa.mˈiː.la
نحن             نح-ن                 nˈah.nu
البحر           ال-بحر               al.bˈahr
الريح           ال-ريح               ar.rˈiːh
تذهب            تذ-هب                tˈað.hab
عيني            ع-يني                ˈaj.niː
الشمس           ال-شمس               aʃ.ʃˈams
الصباح          ال-ص-باح             as.sa.bˈaːh
البيت           ال-بيت               al.bˈajt
رسالة           ر-سا-لة              ri.sˈaː.la
مدينة           م-دي-نة              ma.dˈiː.na
بعيدة           بع-ي-دة              ba.ˈiː.da
يوم             يوم                  jˈawm
جديد            ج-ديد                ʤa.dˈiːd
يا              يا                   jaː
حياة            ح-ياة                ha.jˈaː
دنيا            د-نيا                dˈa.njaː
وقت             وقت                  wˈaqt
كبير            ك-بير                ka.bˈiːr
والقمر          وال-ق-مر             wal.qˈa.mar
بالحب           بال-حب               bil.hˈub
كلام            ك-لام                ka.lˈaːm
""")


@pytest.mark.parametrize(("word", "letters", "phones"), WORDS)
def test_a_word_is_parted_and_said(word: str, letters: str, phones: str) -> None:
    assert phones_of(word, "ar") == phones
    assert letters_of(word, "ar") == letters

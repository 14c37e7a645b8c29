"""German words: vowels are long or short by what follows, prefixes and endings are weak, stems are stressed."""

import pytest
from tongue_tables import letters_of, phones_of, rows, said_number

WORDS = rows("""
Liebe           Lie-be               lˈiː.bə
Sonne           Son-ne               zˈɔ.nə
Mond            Mond                 mˈoːnt
Nacht           Nacht                nˈaxt
Herz            Herz                 hˈɛʁʦ
Straße          Stra-ße              ʃtʁˈaː.sə
Sterne          Ster-ne              ʃtˈɛʁ.nə
gehen           geh-en               ɡˈeː.ən
geht            geht                 ɡˈeːt
geliebt         ge-liebt             ɡə.lˈiːpt
gesagt          ge-sagt              ɡə.zˈaːkt
gegeben         ge-ge-ben            ɡə.ɡˈeː.bən
gestern         ges-tern             ɡˈɛs.tɐn
geben           ge-ben               ɡˈeː.bən
verloren        ver-lo-ren           fɐ.lˈoː.ʁən
vergessen       ver-ges-sen          fɐ.ɡˈɛ.sən
Erde            Er-de                ˈeːʁ.də
erinnern        e-rin-nern           ə.ʁˈɪ.nɐn
zerbrochen      zer-bro-chen         ʦɐ.bʁˈɔ.xən
entdecken       ent-de-cken          ɛnt.dˈɛ.kən
beginnen        be-gin-nen           bə.ɡˈɪ.nən
bleiben         blei-ben             blˈI.bən
spielen         spie-len             ʃpˈiː.lən
Stein           Stein                ʃtˈIn
verstehen       ver-steh-en          fɐ.ʃtˈeː.ən
bestellen       be-stel-len          bə.ʃtˈɛ.lən
Abend           A-bend               ˈaː.bənt
König           Kö-nig               kˈøː.nɪç
ewige           e-wi-ge              ˈeː.vɪ.ɡə
lachen          la-chen              lˈa.xən
machst          machst               mˈaxst
sechs           sechs                zˈɛks
wachsen         wach-sen             vˈak.sən
Mädchen         Mäd-chen             mˈɛːt.çən
singen          sing-en              zˈɪŋ.ən
Angst           Angst                ˈaŋst
Finger          Fing-er              fˈɪŋ.ɐ
Schmetterling   Schmet-ter-ling      ʃmˈɛ.tɐ.lɪŋ
Sommer          Som-mer              zˈɔ.mɐ
Regenbogen      Re-gen-bo-gen        ʁˈeː.ɡən.boː.ɡən
Augenblick      Au-gen-blick         ˈW.ɡən.blɪk
Freundin        Freun-din            fʁˈYn.dɪn
Freundinnen     Freun-din-nen        fʁˈYn.dɪ.nən
Nation          Na-tion              naː.ʦjˈoːn
studieren       stu-die-ren          ʃtuː.dˈiː.ʁən
Musik           Mu-sik               muː.zˈiːk
Familie         Fa-mi-lie            fˈaː.mɪ.ljə
bauen           bau-en               bˈW.ən
neue            neu-e                nˈY.ə
Feuer           Feu-er               fˈY.ɐ
träumen         träu-men             tʁˈY.mən
Schönheit       Schön-heit           ʃˈœn.hIt
Vögel           Vö-gel               fˈøː.ɡəl
Vater           Va-ter               fˈaː.tɐ
vorbei          vor-bei              fɔʁ.bˈI
Himmel          Him-mel              hˈɪ.məl
Wasser          Was-ser              vˈa.sɐ
wunderbar       wun-der-bar          vˈʊn.dɐ.baːʁ
Traum           Traum                tʁˈWm
Pferd           Pferd                pfˈeːʁt
quer            quer                 kvˈeːʁ
Katze           Kat-ze               kˈa.ʦə
Frühling        Früh-ling            fʁˈyː.lɪŋ
Füße            Fü-ße                fˈyː.sə
Wind            Wind                 vˈɪnt
Hände           Hän-de               hˈɛn.də
lebt            lebt                 lˈeːpt
liebst          liebst               lˈiːpst
sagte           sag-te               zˈaːk.tə
Weg             Weg                  vˈɛk
zurück          zu-rück              ʦuː.ʁˈyk
warum           wa-rum               va.ʁˈʊm
Sonnenschein    Son-nen-schein       zˈɔ.nən.ʃIn
lächelnd        lä-chelnd            lˈɛ.çəlnt
wandern         wan-dern             vˈan.dɐn
ehrlich         ehr-lich             ˈeːʁ.lɪç
Engel           Eng-el               ˈɛŋ.əl
Sehnsucht       Sehn-sucht           zˈeːn.zʊxt
Zukunft         Zu-kunft             ʦˈuː.kʊnft
Uhr             Uhr                  ˈuːʁ
Meer            Meer                 mˈeːʁ
Sprache         Spra-che             ʃpʁˈa.xə
Buch            Buch                 bˈuːx
hoch            hoch                 hˈoːx
Städte          Stä-dte              ʃtˈɛː.tə
Geschichte      Ge-schich-te         ɡə.ʃˈɪç.tə
Ewigkeit        E-wig-keit           ˈeː.vɪç.kIt
Fluss           Fluss                flˈʊs
Freiheit        Frei-heit            fʁˈI.hIt
gewesen         ge-we-sen            ɡə.vˈeː.zən
genug           ge-nug               ɡə.nˈuːk
alles           al-les               ˈa.ləs
schwer          schwer               ʃvˈeːʁ
zusammen        zu-sam-men           ʦuː.zˈa.mən
Zeit            Zeit                 ʦˈIt
Erinnerung      E-rin-ne-rung        ə.ʁˈɪ.nə.ʁʊŋ
blühen          blüh-en              blˈyː.ən
Schmerz         Schmerz              ʃmˈɛʁʦ
Ruhe            Ruh-e                ʁˈuː.ə
erzählt         er-zählt             ɐ.ʦˈɛːlt
""")


@pytest.mark.parametrize(("word", "letters", "phones"), WORDS)
def test_a_word_is_parted_and_said(word: str, letters: str, phones: str) -> None:
    assert phones_of(word, "de") == phones
    assert letters_of(word, "de") == letters


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("0", "null"),
        ("1", "eins"),
        ("21", "ein und zwanzig"),
        ("77", "sieben und siebzig"),
        ("100", "hundert"),
        ("365", "dreihundert fünf und sechzig"),
        ("1000", "tausend"),
        ("2024", "zwei tausend vier und zwanzig"),
        ("1000000", "eine Million"),
        ("007", "null null sieben"),
    ],
)
def test_numbers_are_said_in_german(digits: str, said: str) -> None:
    assert said_number(digits, "de") == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ich liebe dich", "ɪç lˈiː.bə dɪç"),
        ("24 Stunden", "fˈiːʁ.ʊnt.ʦvˈan.ʦɪç ʃtˈʊn.dən"),
        ("100%", "hˈʊn.dɐt.pʁoː.ʦˈɛnt"),
        ("BMW", "bˈeː.ˈɛm.vˈeː"),
        ("Hallooo Welt!", "hˈa.loː vˈɛlt"),
        ("Wir sind so allein, Baby", "viːʁ zɪnt zoː a.lˈIn bˈaː.bi"),
    ],
)
def test_a_german_line_is_said(line: str, said: str) -> None:
    assert phones_of(line, "de") == said

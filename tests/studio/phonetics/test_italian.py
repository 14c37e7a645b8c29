"""Italian words: where neither spelling nor an accent tells stress and open vowels, lists do."""

import pytest
from tongue_tables import letters_of, phones_of, rows, said_number

WORDS = rows("""
casa           ca-sa              kˈa.za
luna           lu-na              lˈu.na
amore          a-mo-re            a.mˈo.re
cuore          cuo-re             kwˈɔ.re
notte          not-te             nˈɔt.te
giorno         gior-no            ʤˈor.no
cielo          cie-lo             ʧˈɛ.lo
stella         stel-la            stˈel.la
terra          ter-ra             tˈɛr.ra
fuoco          fuo-co             fwˈɔ.ko
acqua          ac-qua             ˈak.kwa
ciao           cia-o              ʧˈa.o
chiave         chia-ve            kjˈa.ve
chiesa         chie-sa            kjˈɛ.za
ghiaccio       ghiac-cio          ɡjˈat.ʧo
gatto          gat-to             ɡˈat.to
gelo           ge-lo              ʤˈe.lo
giallo         gial-lo            ʤˈal.lo
gioia          gio-ia             ʤˈɔ.ja
scena          sce-na             ʃˈɛ.na
sciame         scia-me            ʃˈa.me
scuola         scuo-la            skwˈɔ.la
pesce          pe-sce             pˈe.ʃe
pesci          pe-sci             pˈe.ʃi
figlio         fi-glio            fˈi.ʎo
foglie         fo-glie            fˈɔ.ʎe
sogno          so-gno             sˈo.ɲo
bagno          ba-gno             bˈa.ɲo
zaino          zai-no             ʣˈaj.no
pezzo          pez-zo             pˈet.ʦo
mezzanotte     mez-za-not-te      med.ʣa.nˈot.te
azzurro        az-zur-ro          ad.ʣˈur.ro
orizzonte      o-riz-zon-te       o.rid.ʣˈon.te
senza          sen-za             sˈɛn.ʦa
grazie         gra-zie            ɡrˈa.ʦje
piazza         piaz-za            pjˈat.ʦa
quando         quan-do            kwˈan.do
questo         que-sto            kwˈe.sto
guerra         guer-ra            ɡwˈɛr.ra
lingua         lin-gua            lˈin.ɡwa
uomo           uo-mo              wˈɔ.mo
buono          buo-no             bwˈɔ.no
più            più                pjˈu
già            già                ʤˈa
può            può                pwˈɔ
città          cit-tà             ʧit.tˈa
perché         per-ché            per.kˈe
caffè          caf-fè             kaf.fˈɛ
poesia         po-e-si-a          po.e.zˈi.a
malinconia     ma-lin-co-ni-a     ma.lin.ko.nˈi.a
bugia          bu-gi-a            bu.ʤˈi.a
magia          ma-gi-a            ma.ʤˈi.a
storia         sto-ria            stˈɔ.rja
aria           a-ria              ˈa.rja
materia        ma-te-ria          ma.tˈɛ.rja
mio            mi-o               mˈi.o
tua            tu-a               tˈu.a
due            du-e               dˈu.e
io             i-o                ˈi.o
zio            zi-o               ʣˈi.o
via            vi-a               vˈi.a
lui            lui                lˈuj
mai            mai                mˈaj
suoi           suoi               swˈɔj
paura          pa-u-ra            pa.ˈu.ra
causa          cau-sa             kˈaw.za
auto           au-to              ˈaw.to
aiuto          a-iu-to            a.jˈu.to
noia           no-ia              nˈɔ.ja
musica         mu-si-ca           mˈu.zi.ka
albero         al-be-ro           ˈal.be.ro
angelo         an-ge-lo           ˈan.ʤe.lo
isola          i-so-la            ˈi.zo.la
nuvola         nu-vo-la           nˈu.vo.la
piccolo        pic-co-lo          pˈik.ko.lo
ultimo         ul-ti-mo           ˈul.ti.mo
essere         es-se-re           ˈɛs.se.re
vivere         vi-ve-re           vˈi.ve.re
cantano        can-ta-no          kˈan.ta.no
parlano        par-la-no          pˈar.la.no
dicono         di-co-no           dˈi.ko.no
amavano        a-ma-va-no         a.mˈa.va.no
possono        pos-so-no          pˈɔs.so.no
facile         fa-ci-le           fˈa.ʧi.le
possibile      pos-si-bi-le       pos.sˈi.bi.le
bellissimo     bel-lis-si-mo      bel.lˈis.si.mo
magico         ma-gi-co           mˈa.ʤi.ko
amico          a-mi-co            a.mˈi.ko
amici          a-mi-ci            a.mˈi.ʧi
felici         fe-li-ci           fe.lˈi.ʧi
lontano        lon-ta-no          lon.tˈa.no
sono           so-no              sˈo.no
uomini         uo-mi-ni           wˈɔ.mi.ni
pagina         pa-gi-na           pˈa.ʤi.na
solitudine     so-li-tu-di-ne     so.li.tˈu.di.ne
l'amore        l'a-mo-re          la.mˈo.re
dell'anima     del-l'a-ni-ma      del.lˈa.ni.ma
c'è            c'è                ʧˈɛ
un'altra       u-n'al-tra         u.nˈal.tra
dov'è          do-v'è             do.vˈɛ
bar            bar                bˈar
amor           a-mor              a.mˈor
oggi           og-gi              ˈɔd.ʤi
faccia         fac-cia            fˈat.ʧa
bacio          ba-cio             bˈa.ʧo
occhi          oc-chi             ˈɔk.ki
ginocchio      gi-noc-chio        ʤi.nˈɔk.kjo
sasso          sas-so             sˈas.so
rosa           ro-sa              rˈɔ.za
sbaglio        sba-glio           zbˈa.ʎo
inverno        in-ver-no          in.vˈɛr.no
pranzo         pran-zo            prˈan.ʣo
scienza        scien-za           ʃˈɛn.ʦa
""")


@pytest.mark.parametrize(("word", "letters", "phones"), WORDS, ids=[row[0] for row in WORDS])
def test_words(word: str, letters: str, phones: str) -> None:
    assert letters_of(word, "it") == letters
    assert phones_of(word, "it") == phones


@pytest.mark.parametrize(
    ("line", "phones"),
    [
        ("C'è l'amore sull'isola", "ʧˈɛ la.mˈo.re sul.lˈi.zo.la"),
        ("Dov’è quell’angelo?", "do.vˈɛ kwel.lˈan.ʤe.lo"),
        ("Nel '68 ho 31 anni", "nel ses.san.tˈot.to ɔ tren.tˈu.no ˈan.ni"),
        ("sooole", "sˈo.le"),
    ],
)
def test_lines(line: str, phones: str) -> None:
    assert phones_of(line, "it") == phones


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "zero"),
        ("21", "ventuno"),
        ("28", "ventotto"),
        ("33", "trentatré"),
        ("100", "cento"),
        ("555", "cinquecento cinquantacinque"),
        ("1000", "mille"),
        ("2024", "due mila ventiquattro"),
        ("1000000", "un milione"),
        ("007", "zero zero sette"),
    ],
)
def test_numbers(digits: str, words: str) -> None:
    assert said_number(digits, "it") == words

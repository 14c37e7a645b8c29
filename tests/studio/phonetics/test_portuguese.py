"""Portuguese words as they are sung in Brazil: nasal vowels, soft t and d, weak last vowels."""

import pytest
from tongue_tables import letters_of, phones_of, rows, said_number

WORDS = rows("""
casa           ca-sa              kˈa.zɐ
lua            lu-a               lˈu.ɐ
sol            sol                sˈɔw
mar            mar                mˈaɾ
amor           a-mor              a.mˈoɾ
coração        co-ra-ção          ko.ɾa.sˈɐ̃w
noite          noi-te             nˈoj.ʧi
dia            di-a               ʤˈi.ɐ
céu            céu                sˈɛw
estrela        es-tre-la          es.tɾˈe.lɐ
janela         ja-ne-la           ʒa.nˈɛ.lɐ
terra          ter-ra             tˈɛ.xɐ
vento          ven-to             vˈẽ.tu
água           á-gua              ˈa.ɡwɐ
neve           ne-ve              nˈe.vi
tchau          tchau              ʧˈaw
chave          cha-ve             ʃˈa.vi
gente          gen-te             ʒˈẽ.ʧi
gelo           ge-lo              ʒˈe.lu
girar          gi-rar             ʒi.ɾˈaɾ
hoje           ho-je              ˈo.ʒi
queijo         quei-jo            kˈej.ʒu
quero          que-ro             kˈɛ.ɾu
quente         quen-te            kˈẽ.ʧi
quando         quan-do            kwˈɐ̃.du
tranquilo      tran-qui-lo        tɾɐ̃.kwˈi.lu
guerra         guer-ra            ɡˈɛ.xɐ
linguagem      lin-gua-gem        lĩ.ɡwˈa.ʒẽj
igual          i-gual             i.ɡwˈaw
carro          car-ro             kˈa.xu
rua            ru-a               xˈu.ɐ
honra          hon-ra             ˈõ.xɐ
caro           ca-ro              kˈa.ɾu
rosa           ro-sa              xˈɔ.zɐ
isso           is-so              ˈi.su
mesmo          mes-mo             mˈez.mu
desde          des-de             dˈez.ʤi
feliz          fe-liz             fe.lˈis
exame          e-xa-me            e.zˈa.mi
exemplo        e-xem-plo          e.zˈẽ.plu
próximo        pró-xi-mo          pɾˈɔ.si.mu
táxi           tá-xi              tˈak.si
peixe          pei-xe             pˈej.ʃi
xícara         xí-ca-ra           ʃˈi.ka.ɾɐ
texto          tex-to             tˈes.tu
excelente      e-xce-len-te       e.se.lˈẽ.ʧi
nascer         na-scer            na.sˈeɾ
cabeça         ca-be-ça           ka.bˈe.sɐ
filho          fi-lho             fˈi.ʎu
banho          ba-nho             bˈa.ɲu
sonho          so-nho             sˈo.ɲu
mãe            mãe                mˈɐ̃j
mães           mães               mˈɐ̃js
pão            pão                pˈɐ̃w
põe            põe                pˈõj
põem           põem               pˈõj
limões         li-mões            li.mˈõjs
não            não                nˈɐ̃w
irmã           ir-mã              iɾ.mˈɐ̃
sim            sim                sˈĩ
bom            bom                bˈõ
um             um                 ũ
bem            bem                bˈẽj
homem          ho-mem             ˈo.mẽj
viagem         vi-a-gem           vi.ˈa.ʒẽj
jovens         jo-vens            ʒˈɔ.vẽj
campo          cam-po             kˈɐ̃.pu
mundo          mun-do             mˈũ.du
cantam         can-tam            kˈɐ̃.tɐ̃w
Brasil         Bra-sil            bɾa.zˈiw
alma           al-ma              ˈaw.mɐ
papel          pa-pel             pa.pˈɛw
azul           a-zul              a.zˈuw
pai            pai                pˈaj
rei            rei                xˈej
herói          he-rói             e.ɾˈɔj
meu            meu                mew
viu            viu                vˈiw
saudade        sau-da-de          saw.dˈa.ʤi
ouro           ou-ro              ˈow.ɾu
saída          sa-í-da            sa.ˈi.dɐ
país           pa-ís              pa.ˈis
baú            ba-ú               ba.ˈu
rainha         ra-i-nha           xa.ˈi.ɲɐ
ainda          a-in-da            a.ˈĩ.dɐ
juiz           ju-iz              ʒu.ˈis
cair           ca-ir              ka.ˈiɾ
história       his-tó-ria         is.tˈɔ.ɾjɐ
família        fa-mí-lia          fa.mˈi.ljɐ
silêncio       si-lên-cio         si.lˈẽ.sju
mágoa          má-goa             mˈa.ɡwɐ
maria          ma-ri-a            ma.ɾˈi.ɐ
rio            ri-o               xˈi.u
tia            ti-a               ʧˈi.ɐ
tarde          tar-de             tˈaɾ.ʤi
dividir        di-vi-dir          ʤi.vi.ʤˈiɾ
cidade         ci-da-de           si.dˈa.ʤi
verdade        ver-da-de          veɾ.dˈa.ʤi
você           vo-cê              vo.sˈe
avó            a-vó               a.vˈɔ
avô            a-vô               a.vˈo
médico         mé-di-co           mˈɛ.ʤi.ku
música         mú-si-ca           mˈu.zi.kɐ
árvore         ár-vo-re           ˈaɾ.vo.ɾi
lâmpada        lâm-pa-da          lˈɐ̃.pa.dɐ
órfão          ór-fão             ˈɔɾ.fɐ̃w
fácil          fá-cil             fˈa.siw
possível       pos-sí-vel         po.sˈi.vew
ela            e-la               ˈɛ.lɐ
ele            e-le               ˈe.li
hora           ho-ra              ˈɔ.ɾɐ
agora          a-go-ra            a.ɡˈɔ.ɾɐ
olhos          o-lhos             ˈɔ.ʎus
mulher         mu-lher            mu.ʎˈɛɾ
muito          mui-to             mˈũj.tu
d'água         d'á-gua            dˈa.ɡwɐ
""")


@pytest.mark.parametrize(("word", "letters", "phones"), WORDS, ids=[row[0] for row in WORDS])
def test_words(word: str, letters: str, phones: str) -> None:
    assert letters_of(word, "pt") == letters
    assert phones_of(word, "pt") == phones


@pytest.mark.parametrize(
    ("line", "phones"),
    [
        ("Os olhos da menina", "uz ˈɔ.ʎus dɐ me.nˈi.nɐ"),
        ("meus amigos, os outros", "mˈewz a.mˈi.ɡus uz ˈow.tɾus"),
        ("casas, amor", "kˈa.zɐs a.mˈoɾ"),
        ("Diz que não tem medo de mim", "ʤˈis ki nˈɐ̃w tˈẽj mˈe.du ʤi mˈĩ"),
    ],
)
def test_lines(line: str, phones: str) -> None:
    assert phones_of(line, "pt") == phones


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "zero"),
        ("21", "vinte e um"),
        ("100", "cem"),
        ("101", "cento e um"),
        ("555", "quinhentos e cinquenta e cinco"),
        ("1000", "mil"),
        ("1500", "mil e quinhentos"),
        ("1555", "mil quinhentos e cinquenta e cinco"),
        ("2024", "dois mil e vinte e quatro"),
        ("2000000", "dois milhões"),
        ("007", "zero zero sete"),
    ],
)
def test_numbers(digits: str, words: str) -> None:
    assert said_number(digits, "pt") == words

"""Korean words: what the end of a syllable does before the next one."""

import pytest
from tongue_tables import letters_of, phones_of, rows

WORDS = rows("""
사랑해             사-랑-해                sa.ɾaŋ.hɛ
한국어             한-국-어                han.ɡu.ɡʌ
없어              없-어                  ʌp.sʌ
좋아              좋-아                  ʨo.a
같이              같-이                  ka.ʨʰi
읽다              읽-다                  ik.ta
앉아              앉-아                  an.ʥa
꽃이              꽃-이                  ko.ʨʰi
달빛              달-빛                  tal.bit
많아요             많-아-요                ma.na.jo
않고              않-고                  an.kʰo
괜찮아             괜-찮-아                kwɛn.ʨʰa.na
설날              설-날                  sʌl.lal
신라              신-라                  ɕil.la
독립              독-립                  toŋ.nip
합니다             합-니-다                ham.ni.da
비가              비-가                  pi.ɡa
밤에              밤-에                  pa.mɛ
혼자              혼-자                  hon.ʥa
걸어요             걸-어-요                kʌ.ɾʌ.jo
목소리             목-소-리                mok.so.ɾi
생각나요            생-각-나-요              sɛŋ.ɡaŋ.na.jo
하얀              하-얀                  ha.jan
오래된             오-래-된                o.ɾɛ.dwɛn
노래              노-래                  no.ɾɛ
불러요             불-러-요                pul.lʌ.jo
하늘              하-늘                  ha.nɯl
별이              별-이                  pjʌ.ɾi
빛나는             빛-나-는                pin.na.nɯn
바람이             바-람-이                pa.ɾa.mi
여름              여-름                  jʌ.ɾɯm
언제나             언-제-나                ʌn.ʥɛ.na
곁에              곁-에                  kjʌ.tʰɛ
있어              있-어                  i.sʌ
아침              아-침                  a.ʨʰim
햇살              햇-살                  hɛt.sal
책상              책-상                  ʨʰɛk.saŋ
편지              편-지                  pʰjʌn.ʥi
도시에             도-시-에                to.ɕi.ɛ
웃어              웃-어                  u.sʌ
국물              국-물                  kuŋ.mul
앞문              앞-문                  am.mun
못해              못-해                  mo.tʰɛ
입학              입-학                  i.pʰak
축하해             축-하-해                ʨʰu.kʰa.hɛ
넓다              넓-다                  nʌl.ta
값이              값-이                  kap.ɕi
굳이              굳-이                  ku.ʥi
놓다              놓-다                  no.tʰa
눈물              눈-물                  nun.mul
""")


@pytest.mark.parametrize(("word", "letters", "phones"), WORDS)
def test_a_word_is_parted_and_said(word: str, letters: str, phones: str) -> None:
    assert phones_of(word, "ko") == phones
    assert letters_of(word, "ko") == letters

"""Hindi words: the vowels that consonants carry, and where they are silent."""

import pytest
from tongue_tables import letters_of, phones_of, rows

WORDS = rows("""
नमस्ते          न-मस्-ते             nə.mˈəs.teː
प्यार           प्यार                pjˈaːɾ
दिल             दिल                  dˈɪl
मोहब्बत         मो-हब्-बत            moː.hˈəb.bət
करना            कर-ना                kˈəɾ.naː
सपना            सप-ना                sˈəp.naː
लड़का           लड़-का               lˈəɽ.kaː
हिंदी           हिं-दी               hˈɪn.diː
चाँद            चाँद                 ʧˈãːd
मैं             मैं                  mˈɛ̃ː
नहीं            न-हीं                nˈə.hĩː
यह              यह                   jɛh
ज़िंदगी         ज़िं-द-गी            zɪn.dˈə.ɡiː
रास्ता          रास्-ता              ɾˈaːs.taː
समझना           स-मझ-ना              sə.mˈəʤʰ.naː
कमल             क-मल                 kˈə.məl
बरसात           बर-सात               bəɾ.sˈaːt
हमारा           ह-मा-रा              hə.mˈaː.ɾaː
क्या            क्या                 kjˈaː
आँखें           आँ-खें               ˈãː.kʰẽː
रात             रात                  ɾˈaːt
बारिश           बा-रिश               bˈaː.ɾɪʃ
आवाज़           आ-वाज़               aː.ʋˈaːz
तेरी            ते-री                tˈeː.ɾiː
हवा             ह-वा                 hˈə.ʋaː
गीत             गीत                  ɡˈiːt
सुबह            सु-बह                sˈʊ.bəh
धूप             धूप                  dʰˈuːp
चिट्ठी          चिट्-ठी              ʧˈɪʈ.ʈʰiː
शहर             श-हर                 ʃˈə.həɾ
इंतज़ार         इं-त-ज़ार            ɪn.tə.zˈaːɾ
दुनिया          दु-नि-या             dʊ.nˈɪ.jaː
आसमान           आस-मान               aːs.mˈaːn
तारे            ता-रे                tˈaː.ɾeː
फूल             फूल                  pʰˈuːl
पानी            पा-नी                pˈaː.niː
सूरज            सू-रज                sˈuː.ɾəʤ
दोस्त           दोस्त                dˈoːst
घर              घर                   ɡʰˈəɾ
जीवन            जी-वन                ʤˈiː.ʋən
मित्र           मि-त्र               mˈɪ.tɾə
संगीत           सं-गीत               səŋ.ɡˈiːt
अच्छा           अच्-छा               ˈəʧ.ʧʰaː
वक़्त           वक़्त                ʋˈəqt
कभी             क-भी                 kˈə.bʰiː
मतलब            मत-लब                mˈət.ləb
""")


@pytest.mark.parametrize(("word", "letters", "phones"), WORDS)
def test_a_word_is_parted_and_said(word: str, letters: str, phones: str) -> None:
    assert phones_of(word, "hi") == phones
    assert letters_of(word, "hi") == letters

"""Prompts as people write them, and what must be understood of each, field by field."""

import pytest

from songwright.song import Brief, FormSection, Gender, SongRequest, Turn
from songwright.studio.reading import RulesReader

READER = RulesReader()


def read(prompt: str, **fields: object) -> Brief:
    return READER.read(SongRequest(prompt=prompt, seed=1, **fields))  # type: ignore[arg-type]  # fields of a request


def instruments(brief: Brief) -> list[str]:
    return [chair.instrument for chair in brief.band]


@pytest.mark.parametrize(
    ("prompt", "styles"),
    [
        ("Upbeat 80s synth-pop with a driving bassline and female vocals", "synth-pop"),
        ("dark trap beat, 140 bpm, no vocals", "trap"),
        ("a country song about my truck", "country"),
        ("mix of reggae and drum and bass", "drum-and-bass reggae"),
        ("hip-hop/jazz", "boom-bap trap jazz-swing"),
        ("D&B", "drum-and-bass"),
        ("rnb slow jam", "rnb"),
        ("rhythm and blues", "rnb"),
        ("death metal with growling", "metal"),
        ("k pop girl group", "k-pop"),
        ("phonk", "trap"),
        ("UK garage", "house deep-house"),
        ("vaporwave", "synthwave"),
        ("post-punk", "punk indie-rock"),
        ("hardstyle", "trance"),
        ("psytrance 145 bpm", "trance"),
        ("mariachi", "cumbia"),
        ("flamenco", "salsa"),
        ("polka", "waltz"),
        ("sea shanty", "celtic"),
        ("opera aria", "musical-theatre cinematic-orchestral"),
        ("big band swing", "jazz-swing"),
        ("neo soul", "soul"),
        ("movie trailer music", "cinematic-orchestral"),
        ("video game music 8 bit", "chiptune"),
        ("rock'n'roll", "rock"),
        ("hit the road with rock and roll", "rock"),
        ("rap about rent", "boom-bap trap"),
        ("lofi hip hop beats to study to", "lofi-hip-hop"),
        ("electro swing", "jazz-swing"),
        ("punk rock in the style of the Ramones", "punk"),
        ("nineties boy band pop", "pop"),
        ("70's funk", "funk"),
        ("early 2000s pop punk", "punk"),
        ("sad, slow, rainy day piano", "solo-piano"),
        ("🎸🔥 rock 🔥", "rock"),
        ("techno " * 700, "techno"),
        # slips of the pen
        ("synthwawe", "synthwave"),
        ("regea", "reggae"),
        ("bosa nova", "bossa-nova"),
        ("dubsetp", "dubstep"),
        ("tecno", "techno"),
        ("acustic folk", "folk"),
        ("drumnbass", "drum-and-bass"),
        # other tongues
        ("canción pop en español", "pop"),
        ("ein fröhliches Kinderlied", "childrens"),
        ("rock alegre sin batería", "rock"),
        ("samba em português", "samba"),
        ("musique électronique", "house synth-pop techno trance dance-pop"),
        ("eine Wiener Walzer Melodie", "waltz"),
    ],
)
def test_the_style_is_understood(prompt: str, styles: str) -> None:
    assert read(prompt).style in styles.split()


@pytest.mark.parametrize(
    "prompt",
    [
        "metal spoon in my soup",
        "folks in the village",
        "a song about my country house",
        "a song about my soul mate",
        "I lost my house key",
        "don't rock the boat",
        "wrap me in your arms",
        "the trapeze artist",
        "a song about a jazz club that closed",
        "she rocked the whole room",
        "a country house by the sea",
        "pop the question",
        "the garage door is broken",
    ],
)
def test_the_words_of_a_story_set_no_style(prompt: str) -> None:
    brief = read(prompt)
    assert brief.style == "pop"
    assert not brief.colour


@pytest.mark.parametrize("prompt", ["not jazz", "anything but jazz", "no jazz please", "everything except jazz"])
def test_a_style_taken_out_is_not_played(prompt: str) -> None:
    assert read(prompt).style != "jazz-swing"


@pytest.mark.parametrize(
    ("prompt", "style", "colour", "player"),
    [
        ("country meets house", "house", "country", "synth:pedal_steel"),
        ("jazzy trap with celtic harp", "trap", "jazz-swing", "orchestral_harp"),
        ("bossa nova techno", "techno", "bossa-nova", "acoustic_guitar_nylon"),
        ("reggae rock", "rock", "reggae", "percussive_organ"),
        ("jazz house without trumpet", "house", "jazz-swing", "electric_guitar_jazz"),
    ],
)
def test_a_blend_has_the_rhythm_of_one_and_the_players_of_the_other(
    prompt: str, style: str, colour: str, player: str
) -> None:
    brief, plain = read(prompt), read(style)
    assert (brief.style, brief.colour) == (style, colour)
    assert player in instruments(brief)
    assert brief.band[:2] == plain.band[:2]
    assert not any("trumpet" in name for name in instruments(brief) if "without" in prompt)
    assert brief.unread == ()


@pytest.mark.parametrize(
    ("prompt", "low", "high"),
    [
        ("Allegro string quartet", 124, 156),
        ("adagio for strings", 60, 76),
        ("andante piano piece", 76, 100),
        ("presto piano", 170, 196),
        ("largo", 45, 60),
        ("moderato pop", 100, 120),
        ("vivace folk", 150, 172),
        ("~95 bpm", 95, 95),
        ("BPM=174 dnb", 174, 174),
        ("100 to 110 bpm", 105, 105),
        ("trap in c# minor 150bpm", 150, 150),
    ],
)
def test_the_tempo_is_understood(prompt: str, low: float, high: float) -> None:
    assert low <= read(prompt).tempo_bpm <= high


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        ("in the key of E flat", "Eb major"),
        ("in the key of g minor", "G minor"),
        ("E phrygian metal", "E phrygian"),
        ("Klavier in Fis-Moll", "F# minor"),
        ("ein Lied in C-Dur", "C major"),
        ("en do mayor", "C major"),
        ("mi bémol majeur", "Eb major"),
        ("canzone in la minore", "A minor"),
        ("trap in c# minor 150bpm", "C# minor"),
    ],
)
def test_the_key_is_understood(prompt: str, key: str) -> None:
    assert str(read(prompt).key) == key


@pytest.mark.parametrize("mode", ["dorian", "phrygian", "lydian", "mixolydian"])
def test_a_mode_is_understood_without_its_tonic(mode: str) -> None:
    assert read(f"{mode} rock").key.mode == mode


@pytest.mark.parametrize(
    ("prompt", "seconds"),
    [
        ("15 second jingle for a bakery", 15),
        ("8-minute epic about the sea", 480),
        ("2:30 long pop song", 150),
        ("about a minute of ambient", 60),
        ("three and a half minutes", 210),
        ("3.5 minutes of disco", 210),
        ("a two and a half minute pop song", 150),
        ("length: 45s", 45),
        ("1m30s intro music", 90),
        ("30 sec ad music", 30),
        ("lasting 3 minutes and 20 seconds", 200),
        ("90s rock", None),
        ("five minutes to midnight", None),
    ],
)
def test_the_length_is_understood(prompt: str, seconds: float | None) -> None:
    assert read(prompt).duration_s == seconds


@pytest.mark.parametrize(
    ("prompt", "gone"),
    [
        ("drumless lofi", "kit:"),
        ("no drums, ambient piano", "kit:"),
        ("rock minus the bass", "bass"),
        ("without guitar, rock", "guitar"),
        ("pop but no synths please", "synth:"),
        ("rock alegre sin batería", "kit:"),
        ("Rock ohne Gitarre", "guitar"),
        ("pop sans piano", "piano"),
    ],
)
def test_what_is_taken_out_does_not_play(prompt: str, gone: str) -> None:
    assert not any(gone in name for name in instruments(read(prompt)))


@pytest.mark.parametrize(
    ("prompt", "language"),
    [
        ("canción pop en español", "es"),
        ("deutscher Schlager", "de"),
        ("une chanson triste au piano", "fr"),
        ("samba em português", "pt"),
        ("canzone d'amore in italiano", "it"),
        ("French chanson in French", "fr"),
        ("Spanish guitar ballad", "en"),
    ],
)
def test_the_language_is_understood(prompt: str, language: str) -> None:
    assert read(prompt).language == language


@pytest.mark.parametrize(
    ("prompt", "mood"),
    [("une chanson triste au piano", "sad"), ("traurige Ballade mit Klavier", "sad"), ("rock alegre", "happy")],
)
def test_the_mood_is_understood(prompt: str, mood: str) -> None:
    assert mood in read(prompt).moods


def told(form: tuple[FormSection, ...]) -> str:
    return " ".join(section.kind.value + (f":{section.note}" if section.note else "") for section in form)


@pytest.mark.parametrize(
    ("prompt", "inside", "outside"),
    [
        ("guitar solo after the second chorus, rock", "chorus solo:guitar bridge", ""),
        ("start with a piano intro, pop", "intro:piano verse", ""),
        ("pop with a piano intro", "intro:piano verse", ""),
        ("starts with drums only, pop", "intro:drums verse", ""),
        ("end with a fade out, pop", "outro:fade", ""),
        ("pop, fade out", "outro:fade", ""),
        ("pop, no intro", "verse", "intro"),
        ("pop, straight into the chorus", "chorus verse", "intro"),
        ("folk, double chorus at the end", "chorus chorus outro", ""),
        ("rock without a bridge", "chorus", "bridge"),
        ("no guitar solo, rock", "chorus", "solo"),
        ("folk song with a bridge", "bridge", ""),
        ("saxophone solo in the middle, soul", "chorus solo:saxophone chorus", ""),
        ("rock about the end of love, ends with a guitar solo", "solo:guitar outro", ""),
        ("verse-chorus-verse-chorus rock", "intro verse chorus verse chorus outro", "bridge"),
        ("pop, key change at the end", "chorus:key change outro", ""),
        ("a breakdown before the last chorus, rock", "break chorus outro", ""),
    ],
)
def test_wishes_about_the_form_are_granted(prompt: str, inside: str, outside: str) -> None:
    brief = read(prompt)
    form = told(brief.form)
    assert inside in form
    assert not outside or outside not in form
    assert brief.unread == ()


def test_the_avoid_field_takes_sections_out() -> None:
    brief = read("rock", avoid="intro, guitar solo, bridge")
    assert not {"intro", "solo", "bridge"} & {section.kind.value for section in brief.form}
    assert any(chair.role.value == "guitar" for chair in brief.band)


@pytest.mark.parametrize(
    ("prompt", "bars"),
    [("pop with an 8 bar intro", 8), ("pop with a long intro", 8), ("pop with a short intro", 2)],
)
def test_a_section_is_as_long_as_it_was_wished(prompt: str, bars: int) -> None:
    assert read(prompt).form[0].bars == bars


@pytest.mark.parametrize(
    "prompt",
    ["a song about the bridge over the river", "we break up in the end", "my hook up last night", "intro " * 900],
)
def test_the_words_of_a_story_bend_no_form(prompt: str) -> None:
    usual = [section.kind for section in read("a song about rain").form]
    assert [section.kind for section in read(prompt).form] == usual


@pytest.mark.parametrize("prompt", ["🎹", "مرحبا", "שיר על אהבה", "?!?!", "a" * 5000, "", "\u202e\x00", "solo " * 1000])
def test_odd_text_still_makes_a_song(prompt: str) -> None:
    assert read(prompt).form


TAGGED = """[Intro: piano]
[Male]
[Verse: whispered]
I walk alone
(echo)
[Weird Tag]
[Saxophone Solo]
[Chorus x2]
Oh hey
"""


def test_tags_say_form_players_and_voice_and_the_rest_is_told() -> None:
    brief = read("", words=TAGGED, style="rock")
    assert told(brief.form) == "intro:piano, Male verse:whispered solo:saxophone chorus:x2 chorus:x2 outro"
    sung = [section.stanza for section in brief.form if section.stanza is not None]
    assert sung == [0, 1, 1]
    assert brief.voice == "m"
    assert {"acoustic_grand_piano", "alto_sax"} <= set(instruments(brief))
    assert any("whispered" in sentence for sentence in brief.unread)
    assert any("Weird Tag" in sentence for sentence in brief.unread)
    assert len(brief.unread) == 2


def test_tags_of_two_voices_make_a_duet_and_leave_nothing_to_tell() -> None:
    words = "[Verse]\n[Male]\nI walk\n[Chorus]\n[Female]\nI run\n[Duet]\nwe fly\n[Bridge]\nwe land"
    brief = read("", words=words)
    assert (brief.voice, brief.partner) == (Gender.MALE, Gender.FEMALE)
    assert brief.turns == (Turn.LEAD, Turn.PARTNER, Turn.BOTH, Turn.LEAD)
    assert not brief.unread

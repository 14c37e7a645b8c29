"""What the reader makes of real sentences, as tables."""

import pytest

from songwright.song import Gender, Key, Meter, Role, SectionKind, SongRequest
from songwright.studio.reading import RulesReader

READER = RulesReader()


def read(prompt="", **fields):
    return READER.read(SongRequest(prompt=prompt, **fields))


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("A chill lo-fi beat with soft vocals", "lofi-hip-hop"),
        ("lofi", "lofi-hip-hop"),
        ("Lo Fi hip-hop", "lofi-hip-hop"),
        ("a pop song", "pop"),
        ("synthpop", "synth-pop"),
        ("synth-pop", "synth-pop"),
        ("HOUSE track", "house"),
        ("rock", "rock"),
        ("a folk tune", "folk"),
        ("ambient drone", "ambient"),
        ("R & B", "rnb"),
        ("drum & bass", "drum-and-bass"),
        ("dnb", "drum-and-bass"),
        ("regae", "reggae"),
        ("raggae", "reggae"),
        ("ambiant", "ambient"),
        ("tehcno", "techno"),
        ("jazzy trap", "trap"),
        ("folk rock", "rock"),
        ("pop punk", "punk"),
        ("pop with rock guitars", "pop"),
        ("8-bit game music", "chiptune"),
        ("Kpop", "k-pop"),
        ("calm piano music", "solo-piano"),
        ("1970s song", "disco"),
        ("chill", "lofi-hip-hop"),
        ("an epic tale", "cinematic-orchestral"),
        ("My cat in the rain", "pop"),
        ("The trapeze artist and the rocking horse", "pop"),
        ("a song about the house on the hill", "pop"),
        ("in the county of pancakes", "pop"),
        ("", "pop"),
    ],
)
def test_style(prompt, style):
    assert read(prompt).style == style


@pytest.mark.parametrize("prompt", ["hip hop", "hip-hop beat", "hiphop", "rap"])
def test_a_wide_word_is_drawn_by_seed(prompt):
    assert {READER.read(SongRequest(prompt=prompt, seed=seed)).style for seed in range(30)} == {"boom-bap", "trap"}


def test_the_style_field_wins_over_the_prompt():
    assert read("a metal song", style="folk").style == "folk"
    assert read("a metal song", style="dark").style == "metal"


def test_a_style_that_is_avoided_is_not_taken():
    assert read("rock or folk song", avoid="rock").style == "folk"
    assert read("rock or folk song, no rock").style == "folk"


def test_a_style_that_had_to_give_way_is_told():
    assert any("reggae" in sentence for sentence in read("metal with jazz and reggae").unread)
    assert read(style="lo-fi hip hop, hip hop").unread == ()


@pytest.mark.parametrize(
    ("prompt", "tempo_bpm"),
    [
        ("lo-fi, 60 bpm", 60),
        ("bpm 90", 90),
        ("BPM: 101", 101),
        ("tempo of 77", 77),
        ("house at 128", 128),
        ("92.5 BPM", 92.5),
        ("80-90 bpm", 85),
        ("90bpm boom bap", 90),
        ("120 beats per minute", 120),
        ("dnb 174", 174),
        ("6/8 at 60 bpm", 90),
    ],
)
def test_tempo_in_numbers(prompt, tempo_bpm):
    assert read(prompt).tempo_bpm == tempo_bpm
    assert read(prompt).unread == ()


def test_tempo_in_words():
    slow, typical, fast = (read(f"{word} ska").tempo_bpm for word in ("slow", "", "fast"))
    assert 116 <= slow < typical - 8
    assert typical + 8 < fast <= 172
    assert read("not too fast ska").tempo_bpm < typical
    assert read("calm ska").tempo_bpm < read("energetic ska").tempo_bpm


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        ("in A minor", Key(tonic=9, mode="minor")),
        ("in a minor", Key(tonic=9, mode="minor")),
        ("pop, F# major", Key(tonic=6)),
        ("pop in f sharp major", Key(tonic=6)),
        ("Bb minor", Key(tonic=10, mode="minor")),
        ("b flat minor", Key(tonic=10, mode="minor")),
        ("B minor rock", Key(tonic=11, mode="minor")),
        ("E♭ major", Key(tonic=3)),
        ("song in Am", Key(tonic=9, mode="minor")),
        ("C#m, 90 bpm", Key(tonic=1, mode="minor")),
        ("key of C", Key(tonic=0)),
        ("key: Bb", Key(tonic=10)),
        ("D dorian", Key(tonic=2, mode="dorian")),
        ("a min 80 bpm", Key(tonic=9, mode="minor")),
    ],
)
def test_key(prompt, key):
    assert read(prompt).key == key


@pytest.mark.parametrize("prompt", ["in a major city", "I am a minor", "a minor key hit", "the big C", "I Am"])
def test_what_is_no_key_stays_free(prompt):
    drawn = {read(prompt, seed=seed).key.tonic for seed in range(25)}
    assert len(drawn) > 1 or prompt == "I am a minor"  # "a minor" at the end can only be taken as a key


def test_moods_bend_the_mode():
    assert all(read("sad folk", seed=seed).key.minorish for seed in range(20))
    assert not any(read("happy pop", seed=seed).key.minorish for seed in range(20))
    assert all(read("rock in a minor key", seed=seed).key.minorish for seed in range(20))


@pytest.mark.parametrize(
    ("prompt", "meter"),
    [
        ("folk in 6/8", "6/8"),
        ("12/8 blues", "12/8"),
        ("jazz waltz", "3/4"),
        ("waltz", "3/4"),
        ("pop in three four", "3/4"),
        ("rock", "4/4"),
        ("born on 7/4/1990", "4/4"),
        ("prog rock in 7/8", "7/8"),
        ("jazz in 5/4", "5/4"),
        ("rock in five four", "5/4"),
        ("something in 7/4", "7/4"),
        ("a march in cut time", "2/4"),
    ],
)
def test_meter(prompt, meter):
    assert str(read(prompt).meter) == meter


def test_what_can_not_be_obeyed_is_told():
    brief = read("prog rock in 13/8 at 500 bpm")
    assert str(brief.meter) == "4/4"
    assert any("13/8" in sentence for sentence in brief.unread)
    assert any("500 bpm" in sentence for sentence in brief.unread)
    assert any("theremin" in sentence for sentence in read(style="pop, theremin").unread)
    assert any("gloomcore" in sentence for sentence in read(avoid="gloomcore").unread)
    assert any("90 bpm" in sentence for sentence in read("90 bpm", tempo_bpm=120).unread)
    assert any("seconds" in sentence for sentence in read("pop", duration_s=300.0, model="V4").unread)


@pytest.mark.parametrize(
    ("prompt", "voice", "manner"),
    [
        ("female voice", "f", ""),
        ("male vocals", "m", ""),
        ("sung by a woman", "f", ""),
        ("a raspy male voice", "m", "raspy"),
        ("soft, breathy female vocals", "f", "breathy, soft"),
        ("girl singer", "f", ""),
        ("no male vocals", "f", ""),
    ],
)
def test_voice(prompt, voice, manner):
    brief = read(f"pop, {prompt}")
    assert brief.voice == voice
    assert brief.voice_manner == manner


@pytest.mark.parametrize(("style", "low", "high"), [("boom-bap", 0.0, 0.3), ("pop", 0.35, 0.65), ("trance", 0.65, 1.0)])
def test_women_sing_as_often_as_they_do_in_the_style(style, low, high):
    women = sum(read(f"{style} song", seed=seed).voice is Gender.FEMALE for seed in range(200))
    assert low <= women / 200 <= high


def test_a_man_in_the_story_is_no_voice():
    voices = {read("I am a man of constant sorrow", seed=seed).voice for seed in range(20)}
    assert voices == {Gender.FEMALE, Gender.MALE}


def test_soft_belongs_to_the_voice_only_beside_it():
    assert read("lo-fi with soft vocals").voice_manner == "soft"
    assert read("soft rock").voice_manner == ""


@pytest.mark.parametrize(
    "prompt", ["instrumental house", "lo-fi, no vocals", "techno without singing", "rock, no voice"]
)
def test_instrumental_in_words(prompt):
    brief = read(prompt)
    assert brief.voice is None
    assert not brief.sung
    assert all(section.stanza is None for section in brief.form)
    assert "instrumental" in brief.tags


def test_an_instrumental_break_is_sung_around():
    assert read("pop with an instrumental break").sung


def roles(brief):
    return {chair.role for chair in brief.band}


def instruments(brief):
    return [chair.instrument for chair in brief.band]


@pytest.mark.parametrize(
    ("fields", "gone"),
    [
        ({"prompt": "rock, no drums"}, Role.DRUMS),
        ({"prompt": "rock without any drums"}, Role.DRUMS),
        ({"prompt": "rock", "avoid": "drums"}, Role.DRUMS),
        ({"prompt": "rock", "avoid": "Percussion, brass"}, Role.DRUMS),
        ({"prompt": "rock without guitars"}, Role.GUITAR),
        ({"prompt": "rock, no bass"}, Role.BASS),
        ({"prompt": "pop with no strings"}, Role.STRINGS),
        ({"prompt": "funk without horns"}, Role.BRASS),
        ({"prompt": "gospel, no choir"}, Role.CHOIR),
        ({"prompt": "rock without drums or bass"}, Role.BASS),
    ],
)
def test_taken_out(fields, gone):
    brief = read(**fields)
    assert gone not in roles(brief)
    assert brief.band
    assert brief.unread == ()


def test_no_guitar_takes_out_every_guitar():
    assert not any("guitar" in name for name in instruments(read("country without guitar")))


def test_no_synths_keeps_a_bass():
    brief = read("lo-fi, no synths")
    assert Role.BASS in roles(brief)
    assert not any(name.startswith("synth:") for name in instruments(brief))


def test_a_comma_ends_what_is_taken_out():
    assert "orchestral_harp" in instruments(read("lo-fi, no drums, harp"))


@pytest.mark.parametrize(
    ("prompt", "role", "instrument"),
    [
        ("lo-fi with piano", Role.KEYS, "acoustic_grand_piano"),
        ("trap with harp", Role.ARP, "orchestral_harp"),
        ("pop, saxophone", Role.LEAD, "alto_sax"),
        ("rock with acoustic guitar", Role.GUITAR, "acoustic_guitar_steel"),
        ("house with violins", Role.LEAD, "violin"),
        ("solo piano with drums", Role.DRUMS, "kit:studio"),
    ],
)
def test_an_asked_instrument_leads_its_role(prompt, role, instrument):
    chair = read(prompt).chair(role)
    assert chair is not None
    assert chair.instrument == instrument


def test_only_what_is_named_plays():
    assert roles(read("funk with only bass and drums")) == {Role.BASS, Role.DRUMS}


def test_taking_out_wins_and_is_told():
    brief = read("pop with piano", avoid="piano")
    assert not any("piano" in name for name in instruments(brief))
    assert any("piano" in sentence for sentence in brief.unread)


@pytest.mark.parametrize(
    ("prompt", "theme"),
    [
        ("a song about my cat in the rain, lo-fi, 80 bpm", "my cat in the rain"),
        ("A chill lo-fi beat with soft vocals", ""),
        ("upbeat pop, summer nights at the beach, female voice", "summer nights at the beach"),
        ("Lullaby for my daughter Anna", "my daughter Anna"),
        ("Happy birthday song for Tom", "Happy birthday song for Tom"),
        ("a rock song about the house on the hill, no drums", "the house on the hill"),
        ("a song about love, loss and hope, lo-fi", "love, loss and hope"),
        ("sad piano ballad in F# minor about losing a friend", "losing a friend"),
        ("an 8 minute epic metal song about dragons with female vocals at 140 bpm", "dragons"),
        ("A dreamy synthwave drive through the city", "drive through the city"),
        ("60 bpm ambient in A minor, no vocals", ""),
        ("My cat in the rain", "My cat in the rain"),
        ("no one loves me", "no one loves me"),
        ("ñandú 😀", "ñandú"),
    ],
)
def test_theme(prompt, theme):
    assert read(prompt).theme == theme


@pytest.mark.parametrize(
    ("prompt", "seconds"),
    [
        ("15 second jingle", 15),
        ("a pop song, 3 minutes", 180),
        ("2:30", 150),
        ("two minutes long", 120),
        ("pop, half a minute long", 30),
        ("a 90-second loop", 90),
        ("1 min 20 s", 80),
        ("an 8 minute epic metal song", 480),
        ("I waited 5 minutes for you", None),
        ("train at 2:30 am", None),
        ("pop", None),
    ],
)
def test_length(prompt, seconds):
    assert read(prompt).duration_s == seconds


def test_tags_say_what_a_listener_would():
    assert read("A chill lo-fi beat with soft vocals").tags == ("lo-fi hip hop", "chill", "soft vocals")
    assert read("eighties pop, female voice, piano").tags == ("pop", "80s", "female vocals", "piano")


def test_fields_win_over_text():
    brief = read(
        "pop in C major, 100 bpm, 3/4, male voice, 2 minutes",
        key=Key(tonic=9, mode="minor"),
        tempo_bpm=91.5,
        meter=Meter(beats=6, unit=8),
        voice=Gender.FEMALE,
        duration_s=60.0,
    )
    assert str(brief.key) == "A minor"
    assert brief.tempo_bpm == 91.5
    assert str(brief.meter) == "6/8"
    assert brief.voice is Gender.FEMALE
    assert brief.duration_s == 60.0


def test_given_words_are_the_song():
    words = "[Intro]\n[Verse]\nI walk\nalone\n[Chorus]\nOh hey\n[Solo: guitar]\n[Verse 2]\nI run\n[Chorus]\nOh hey"
    brief = read("a metal song about dragons", words=words, style="folk")
    assert brief.style == "folk"
    assert brief.theme == ""
    assert brief.words == words
    assert [section.stanza for section in brief.form if section.stanza is not None] == [0, 1, 2, 3]
    kinds = [section.kind for section in brief.form if section.stanza is not None]
    assert kinds == [SectionKind.VERSE, SectionKind.CHORUS, SectionKind.VERSE, SectionKind.CHORUS]
    solo = next(section for section in brief.form if section.kind is SectionKind.SOLO)
    assert solo.note == "guitar"


def test_words_are_sung_although_the_style_says_instrumental():
    brief = read(style="instrumental rock", words="one line\nand one more")
    assert brief.sung
    assert any("sung" in sentence for sentence in brief.unread)
    silent = read(style="rock", words="one line", instrumental=True)
    assert not silent.sung
    assert silent.words is None


def test_a_lone_tag_asks_for_the_style_s_own_instrumental_form():
    brief = read(style="house", words="[Instrumental]")
    assert not brief.sung
    assert SectionKind.DROP in {section.kind for section in brief.form}

"""What models, weights, bans and the voice asked for do to a brief, over all styles."""

from fnmatch import fnmatchcase

import pytest

from songwright.song import Brief, Gender, Role, SectionKind, SongRequest, Weights, seconds_at
from songwright.studio.models import leanings
from songwright.studio.reading import RulesReader
from songwright.studio.reading._vocabulary import moods, scenes, strangers, tools
from songwright.studio.styles import catalogue, kin

READER = RulesReader()
POINTS = (0.0, 0.25, 0.5, 0.75, 1.0)
ODDEST = Weights(style=0.0, weirdness=1.0)
BANDS = tuple(style_id for style_id, style in catalogue().items() if len(set(style.chairs)) >= 4)


def read(style_id: str, *, seed: int = 1, weights: Weights | None = None, model: str = "V5", **fields: object) -> Brief:
    request = SongRequest(
        style=catalogue()[style_id].name, seed=seed, weights=weights or Weights(), model=model, **fields
    )
    return READER.read(request)


def strange(brief: Brief) -> int:
    """Players whom neither the style nor its kin know on that chair."""
    usual = {chair for style in (catalogue()[brief.style], *kin(brief.style)) for chair in style.chairs}
    return sum(chair not in usual for chair in brief.band)


def of_the_style(brief: Brief) -> float:
    return sum(chair in catalogue()[brief.style].chairs for chair in brief.band) / len(brief.band)


def test_strangers_join_as_weirdness_rises():
    counts = [sum(strange(read(s, weights=Weights(weirdness=point))) for s in BANDS) for point in POINTS]
    assert counts[:3] == [0, 0, 0]
    assert 0 < counts[3] < counts[4]


def test_the_style_s_own_players_stay_as_its_weight_rises():
    shares = [sum(of_the_style(read(s, weights=Weights(style=point))) for s in BANDS) / len(BANDS) for point in POINTS]
    assert shares[0] + 0.05 < shares[1] + 0.02 < shares[2]
    assert shares[2:] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("style_id", sorted(catalogue()))
def test_halves_leave_the_style_s_band(style_id):
    assert read(style_id).band == tuple(dict.fromkeys(catalogue()[style_id].chairs))


@pytest.mark.parametrize("name", sorted(tools()))
def test_who_is_banned_never_plays_in_any_style(name):
    tool = tools()[name]
    for style_id in catalogue():
        for model in ("V5", "V4_5PLUS"):
            brief = read(style_id, avoid=tool.words[0], weights=ODDEST, model=model)
            last_resort = brief.unread and "a piano plays" in " ".join(brief.unread)
            for chair in brief.band:
                covered = chair.role.value in tool.covers_roles or any(
                    fnmatchcase(chair.instrument, pattern) for pattern in tool.covers
                )
                assert not covered or last_resort, (style_id, model, chair)


@pytest.mark.parametrize("style_id", sorted(catalogue()))
def test_a_banned_style_is_not_taken(style_id):
    name = catalogue()[style_id].name
    for model in ("V3_5", "V5"):
        request = SongRequest(prompt=f"a {name} song", avoid=name, model=model, weights=ODDEST)
        assert READER.read(request).style != style_id


@pytest.mark.parametrize("mood", ["sad", "dark", "angry", "romantic", "energetic"])
def test_a_banned_mood_is_not_in_the_song(mood):
    for prompt in (f"a {mood} song", "a song about a funeral", "a song about ghosts", "a song about a wedding"):
        assert mood not in READER.read(SongRequest(prompt=prompt, avoid=mood)).moods


@pytest.mark.parametrize("words", ["backing vocals", "harmonies", "background vocals"])
def test_banned_backing_voices_leave_the_voice_alone(words):
    brief = read("pop", avoid=words)
    assert "unaccompanied" in brief.voice_manner
    assert brief.voice is not None
    assert brief.unread == ()


@pytest.mark.parametrize("gender", list(Gender))
def test_the_voice_asked_for_sings_whatever_the_texts_say(gender):
    for style_id in catalogue():
        for said in ("", ", female vocals", ", male singer"):
            for seed in (1, 2):
                request = SongRequest(
                    style=catalogue()[style_id].name + said, voice=gender, seed=seed, weights=ODDEST, model="V4"
                )
                brief = READER.read(request)
                assert brief.voice in (gender, None)
                assert brief.voice is gender or not brief.sung


def test_a_bridge_of_its_own_on_v3_5():
    bridged = with_two = 0
    for style_id in catalogue():
        brief, usual = (read(style_id, model=model, prompt="a song about home") for model in ("V3_5", "V5"))
        choruses = [section for section in brief.form if section.kind is SectionKind.CHORUS]
        if len(choruses) < 2 or not brief.sung:
            continue
        with_two += 1
        bridges = [section for section in brief.form if section.kind is SectionKind.BRIDGE]
        bridged += len(bridges) > 0
        assert all(bridge.stanza is not None for bridge in bridges)
        grown = sum(section.bars for section in brief.form) - sum(section.bars for section in usual.form)
        assert grown in (0, 4)
        assert sum(s.bars for s in brief.form) * seconds_at(brief.meter.bar_ticks, brief.tempo_bpm) <= 240
    assert with_two > 25
    assert bridged == with_two


@pytest.mark.parametrize(
    ("prompt", "mood"),
    [
        ("a song about my grandmother's funeral", "sad"),
        ("a song about our honeymoon by the sea", "romantic"),
        ("saturday night on the dance floor", "party"),
        ("a song about the haunted house on the hill", "dark"),
        ("a song about my first marathon", "energetic"),
        ("a song about the dragon and the castle", "epic"),
        ("a song for the cradle by the window", "sleepy"),
        ("a song about the old photographs in the attic", "nostalgic"),
    ],
)
def test_scenes_say_a_mood_on_models_that_read_them(prompt, mood):
    for model in ("V4_5", "V4_5PLUS", "V5"):
        assert mood in READER.read(SongRequest(prompt=prompt, model=model)).moods
    assert mood not in READER.read(SongRequest(prompt=prompt, model="V4")).moods


def test_a_word_for_a_mood_wins_over_the_scene():
    assert READER.read(SongRequest(prompt="a happy song about a funeral", model="V4_5")).moods == ("happy",)


def test_scenes_name_known_moods_and_strangers_known_chairs():
    assert set(scenes().values()) <= set(moods())
    assert set(strangers()) <= {role.value for role in Role}


def test_the_band_of_v4_5_plus_is_wider():
    for style_id in BANDS:
        plus, five = read(style_id, model="V4_5PLUS"), read(style_id)
        assert len(five.band) < len(plus.band) <= len(five.band) + leanings("V4_5PLUS").more_chairs
        assert len({chair.role for chair in plus.band}) > len({chair.role for chair in five.band})


def test_a_duo_and_an_exact_wish_stay_on_v4_5_plus():
    only = READER.read(SongRequest(prompt="only piano and cello", model="V4_5PLUS", weights=ODDEST))
    assert {chair.instrument for chair in only.band} == {"acoustic_grand_piano", "cello"}
    assert len(read("solo-piano", model="V4_5PLUS").band) == len(catalogue()["solo-piano"].band)


def test_the_words_of_the_request_reach_engines_that_read_them() -> None:
    brief = RulesReader().read(SongRequest(prompt="a kite, 90 bpm", style="dusty folk", avoid="drums", seed=1))
    assert (brief.prompt, brief.style_words, brief.avoid) == ("a kite, 90 bpm", "dusty folk", "drums")

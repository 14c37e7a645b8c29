"""What holds for every request."""

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import Gender, Meter, Role, SectionKind, SongRequest, seconds_at
from songwright.studio.phonetics import layout
from songwright.studio.reading import RulesReader
from songwright.studio.styles import catalogue

READER = RulesReader()
STYLES = st.sampled_from(sorted(catalogue()))
SEEDS = st.integers(0, 2**63)
PHRASES = (
    "no without sad house rock piano , . a the about with 60 bpm in A minor 6/8 soft female voice only and or drums",
    "not 2:30 15 second jingle fast 80s instrumental French lyrics # b ' [Verse] duet cappella - / : minute",
)
VOCABULARY = st.lists(st.sampled_from([*" ".join(PHRASES).split(), "\n"]), max_size=25).map(" ".join)
TEXTS = st.one_of(st.text(max_size=120), VOCABULARY)
REQUESTS = st.builds(
    SongRequest,
    prompt=TEXTS,
    words=st.none() | TEXTS,
    style=TEXTS,
    title=st.none() | st.text(max_size=20),
    avoid=TEXTS,
    instrumental=st.booleans(),
    voice=st.none() | st.sampled_from(Gender),
    model=st.sampled_from(["V3_5", "V4", "V5", "unheard of"]),
    duration_s=st.none() | st.floats(),
    tempo_bpm=st.none() | st.floats(),
    meter=st.none() | st.builds(Meter, beats=st.integers(1, 32), unit=st.sampled_from([1, 2, 4, 8, 16])),
    seed=st.integers(),
)


def bar_s(brief):
    return seconds_at(brief.meter.bar_ticks, brief.tempo_bpm)


def bars(brief):
    return sum(section.bars for section in brief.form)


@settings(deadline=None, max_examples=150)
@given(REQUESTS)
def test_any_request_gives_a_sound_brief(request):
    brief = READER.read(request)
    assert brief.style in catalogue()
    assert brief.band
    assert brief.tags
    assert brief.form
    assert all(section.bars >= 1 for section in brief.form)
    assert 30 <= brief.tempo_bpm <= 450
    assert brief.sung == any(section.stanza is not None for section in brief.form)
    assert all(sentence.strip() == sentence and sentence.endswith(".") for sentence in brief.unread)
    assert READER.read(request) == brief


@settings(deadline=None, max_examples=60)
@given(REQUESTS)
def test_stanzas_are_numbered_in_order_of_first_singing(request):
    brief = READER.read(request)
    first = list(dict.fromkeys(section.stanza for section in brief.form if section.stanza is not None))
    assert first == list(range(len(first)))
    kinds = {}
    for section in brief.form:
        if section.stanza is not None:
            assert kinds.setdefault(section.stanza, section.kind) is section.kind


@settings(deadline=None)
@given(STYLES, SEEDS, st.booleans())
def test_a_song_without_a_wish_is_a_full_song(style, seed, instrumental):
    brief = READER.read(SongRequest(style=style, seed=seed, instrumental=instrumental))
    assert brief.style == style
    assert 145 <= bars(brief) * bar_s(brief) <= 200
    low, _, high = catalogue()[style].time.tempo_bpm
    scale = 1.5 if brief.meter.compound else 1.0
    assert low * scale - 1 <= brief.tempo_bpm <= high * scale + 1
    assert brief.tempo_bpm == int(brief.tempo_bpm)


@settings(deadline=None)
@given(STYLES, SEEDS, st.integers(8, 480), st.booleans())
def test_an_asked_length_is_met_within_a_bar(style, seed, seconds, instrumental):
    brief = READER.read(SongRequest(style=style, seed=seed, duration_s=float(seconds), instrumental=instrumental))
    assert abs(bars(brief) * bar_s(brief) - seconds) <= max(bar_s(brief), 2 * bar_s(brief) - seconds)
    if not instrumental:
        assert any(section.kind in {SectionKind.CHORUS, SectionKind.VERSE} for section in brief.form)


@settings(deadline=None)
@given(
    STYLES,
    st.lists(
        st.tuples(
            st.sampled_from(["[Verse]", "[Chorus]", "[Bridge]", "[Outro]", "[Intro]"]),
            st.lists(st.sampled_from(["over the hill we go", "and home again", "never mind"]), max_size=6),
        ),
        min_size=1,
        max_size=10,
    ),
)
def test_given_words_are_all_sung_once_and_fill_a_song(style, stanzas):
    words = "\n".join("\n".join([tag, *lines]) for tag, lines in stanzas)
    brief = READER.read(SongRequest(style=style, words=words))
    groups = [group for group in layout(words) if group.lines]
    sung = [section for section in brief.form if section.stanza is not None]
    assert [section.stanza for section in sung] == list(range(len(groups)))
    assert [section.kind for section in sung] == [group.kind for group in groups]
    if groups:
        assert all(section.bars >= len(group.lines) for section, group in zip(sung, groups, strict=True))
        assert (95 if len(stanzas) < 3 else 0) <= bars(brief) * bar_s(brief) <= 480
        if len(stanzas) >= 3:
            tagged = [section.kind for section in layout(words)]
            inner = [section.kind for section in brief.form]
            framed = [SectionKind.INTRO, *tagged, SectionKind.OUTRO]
            assert inner in (tagged, framed, framed[1:], framed[:-1])
        assert brief.words == words


@settings(deadline=None)
@given(STYLES, SEEDS)
def test_no_drums_means_no_drums(style, seed):
    for fields in ({"prompt": "no drums"}, {"avoid": "drums"}, {"prompt": "without percussion"}):
        brief = READER.read(SongRequest(style=style, seed=seed, **fields))
        assert brief.chair(Role.DRUMS) is None
        assert not any(chair.instrument.startswith("kit:") for chair in brief.band)


def test_seeds_change_what_was_not_asked():
    briefs = [READER.read(SongRequest(prompt="pop", seed=seed)) for seed in range(30)]
    assert len({brief.key for brief in briefs}) > 3
    assert len({brief.tempo_bpm for brief in briefs}) > 3
    assert {brief.voice for brief in briefs} == {Gender.FEMALE, Gender.MALE}


def test_another_process_reads_the_same():
    code = (
        "from songwright.song import SongRequest; from songwright.studio.reading import RulesReader\n"
        "print(RulesReader().read(SongRequest(prompt='electronic music, sad', seed=7)))"
    )
    heard = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": salt, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for salt in ("1", "2")
    ]
    assert heard[0] == heard[1] != ""

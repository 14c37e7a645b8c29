"""The outside judge of benchmarks/lyrics: what it must see in right and wrong words, and what it says of ours."""

import importlib.util
import sys
from pathlib import Path
from statistics import fmean

import pytest

from songwright.song import Lyrics, SectionKind, SongRequest, Stanza
from songwright.studio.reading import RulesReader
from songwright.studio.writing import HouseLyricist
from songwright.studio.writing._measure import sung

JUDGE = Path(__file__).parents[3] / "benchmarks" / "lyrics" / "judge.py"
EVERY = 10
"""The fast test writes for every tenth prompt."""


def load_judge():
    """benchmarks/lyrics/judge.py, which is in no package."""
    sys.path.insert(0, str(JUDGE.parent))  # it has a neighbour for Spanish
    spec = importlib.util.spec_from_file_location("lyric_judge", JUDGE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["lyric_judge"] = module
    spec.loader.exec_module(module)
    return module


judge = load_judge()


def stanza(*texts, kind=SectionKind.VERSE):
    return Stanza(kind=kind, lines=tuple(sung(text, "en") for text in texts))


def lyric(*stanzas, title="Nothing"):
    return Lyrics(title=title, stanzas=stanzas)


@pytest.mark.parametrize(
    ("first", "second", "rhyme"),
    [
        ("I left the light", "All through the night", True),
        ("Out on the sea", "You and me", True),
        ("The morning", "A warning", True),
        ("I lost my hand", "I held my hands", False),
        ("I love you", "You love you", False),
        ("By the door", "By the moon", False),
        ("I heard the song", "I sang along to singing", False),
    ],
)
def test_a_perfect_rhyme_is_told_from_a_near_one(first, second, rhyme):
    assert judge.perfect(first, second) is rhyme


@pytest.mark.parametrize(
    ("lines", "marks"),
    [
        (("a stone", "a light", "a wall", "a night"), [True, True]),  # ABCB
        (("a stone", "alone", "a night", "a light"), [True, True]),  # AABB
        (("a stone", "a light", "alone", "a night"), [True, True]),  # ABAB
        (("a stone", "a light", "a wall", "a door"), [False, False]),
        (("a stone", "a light", "alone", "a door"), [False, False]),
        (("The hook", "a light", "The hook", "the night"), [True, True]),
        (("The hook", "The hook"), [True]),
        (("a stone", "a light", "a wall", "a night", "a cup", "a door"), [True, True, False]),
    ],
)
def test_even_lines_have_to_be_answered_within_their_four(lines, marks):
    assert judge.answered(lines) == marks


def test_variance_is_that_of_the_same_line_of_two_verses():
    even = judge.verdict(lyric(stanza("one two three", "one"), stanza("four five six", "two")), ())
    odd = judge.verdict(lyric(stanza("one two three", "one"), stanza("four", "two")), ())
    assert even.variance == 0.0
    assert odd.variance == pytest.approx(0.5)  # 3 and 1 syllables differ by 1 from their mean; the second lines by 0


@pytest.mark.parametrize(
    ("line", "about", "share"),
    [
        ("The nurse is sleeping on her shift", ("nurse", "shift", "night"), 2 / 3),
        ("My dogs are barking", ("dog",), 1.0),
        ("She is waiting and planting trees", ("wait", "plant", "tree"), 1.0),
        ("I saw her child", ("daughter",), 0.0),
        ("The woman is a girl", ("daughter",), 1.0),
        ("The river runs away", ("pizza",), 0.0),
    ],
)
def test_coverage_counts_words_and_near_relations_only(line, about, share):
    assert judge.verdict(lyric(stanza(line)), about).coverage == pytest.approx(share)


def test_a_line_told_twice_is_counted_but_for_the_title():
    twice = judge.verdict(lyric(stanza("I walk", "I talk"), stanza("I walk", "I knock"), title="Other"), ())
    refrain = judge.verdict(lyric(stanza("I walk", "I talk"), stanza("I walk", "I knock"), title="I Walk"), ())
    assert (twice.repeated, refrain.repeated) == (1, 0)


def test_shared_verses_and_lines_are_found():
    assert judge.shared([["a", "b"], ["b", "c"]]) == pytest.approx(0.5)
    assert judge.shared([["a", "a"], ["b"]]) == 0.0


def test_the_prompts_are_two_hundred_and_all_different():
    found = judge.prompts()
    assert len(found) == len({prompt for prompt, _ in found}) == 200
    assert all(about and set(map(str.lower, about)) <= set(judge.relations()) for _, about in found)


def written(every):
    """Subject words and lyric of every so-manieth prompt."""
    reader, lyricist = RulesReader(), HouseLyricist()
    asked = judge.prompts()[::every]
    return [(about, lyricist.write(reader.read(SongRequest(prompt=prompt, seed=1)))) for prompt, about in asked]


def assert_good(songs, shared_lines):
    verdicts = [judge.verdict(lyrics, about) for about, lyrics in songs]
    assert sum(v.rhymed for v in verdicts) / sum(v.asked for v in verdicts) >= 0.93
    assert min(v.rhyme_rate for v in verdicts) >= 0.5
    assert max(v.variance for v in verdicts) <= 1.5
    assert fmean(v.coverage for v in verdicts) >= 0.9
    assert judge.shared(judge.verses(lyrics) for _, lyrics in songs) == 0.0
    lines = [[line for verse in judge.verses(lyrics) for line in verse] for _, lyrics in songs]
    assert judge.shared(lines) <= shared_lines


def test_twenty_lyrics_rhyme_scan_and_keep_to_their_prompts():
    assert_good(written(EVERY), shared_lines=0.2)


@pytest.mark.slow
def test_two_hundred_lyrics_rhyme_scan_and_keep_to_their_prompts():
    assert_good(written(1), shared_lines=0.45)


@pytest.mark.parametrize(
    ("first", "second", "full", "assonant"),
    [
        ("mar", "cantar", True, True),
        ("alegría", "día", True, True),
        ("viento", "momento", True, True),
        ("casa", "caza", True, True),
        ("faro", "lado", False, True),
        ("luna", "música", False, True),
        ("guitarra", "mañana", False, True),
        ("mar", "sol", False, False),
        ("mar", "mar", False, False),
    ],
)
def test_the_spanish_judge_hears_rhymes_by_letters(first, second, full, assonant):
    spanish = judge.judge_es
    assert (spanish.full(first, second), spanish.assonant(first, second)) == (full, assonant)


def test_the_spanish_judge_passes_our_words_for_every_tenth_prompt():
    reader, lyricist = RulesReader(), HouseLyricist()
    asked = judge.prompts(judge.SPANISH.prompts)
    assert len(asked) == 100
    songs = [(lyricist.write(reader.read(SongRequest(prompt=each, seed=2))), about) for each, about in asked[::EVERY]]
    verdicts = [judge.verdict(lyrics, about, judge.SPANISH) for lyrics, about in songs]
    assert sum(v.rhymed for v in verdicts) / sum(v.asked for v in verdicts) >= 0.85
    assert fmean(v.variance for v in verdicts) <= 1.5
    assert fmean(v.coverage for v in verdicts) >= 0.9
    assert judge.shared(judge.verses(lyrics) for lyrics, _ in songs) == 0.0

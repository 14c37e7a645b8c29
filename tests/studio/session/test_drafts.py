"""Words without music: the contract of drafts, kept by the built-in studio and by the one of the service's tests."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service_fakes import workshop
from songwright.app import build_studio
from songwright.outfit import find_home
from songwright.song import Lyrics, SongRequest
from songwright.studio.session import Draft, Studio
from songwright.studio.styles import catalogue

STUDIOS = {"built-in": build_studio(find_home()), "humming": workshop().studio}
PROMPTS = st.text(max_size=200) | st.sampled_from(
    (
        "A nostalgic song about childhood memories and growing up in a small town",
        "my cat Miso in the rain, 30 seconds",
        "una canción sobre el mar",
        "[Chorus]\nhey\n[Verse]\nyou\n[Outro]\nbye",
        "🎵",
    )
)
SEEDS = st.integers(0, 2**63 - 1)


def lines(lyrics: Lyrics) -> set[str]:
    return {line for line in lyrics.text.splitlines() if line and not line.startswith("[")}


@pytest.mark.parametrize("studio", STUDIOS.values(), ids=STUDIOS)
@given(prompt=PROMPTS, seed=SEEDS, count=st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_drafts_have_words_and_no_two_are_alike(studio: Studio, prompt: str, seed: int, count: int) -> None:
    drafts = studio.drafts(SongRequest(prompt=prompt, seed=seed), count)
    assert len(drafts) == len({draft.lyrics.text for draft in drafts})
    # A song of three seconds is its title, and there is one of that.
    assert len(drafts) == count or (drafts and len(lines(drafts[0].lyrics)) <= 2)
    for draft in drafts:
        assert draft.lyrics.title
        assert draft.lyrics.text.startswith("[")
        assert lines(draft.lyrics)
        assert 0 <= draft.seed < 2**63
    assert drafts[0].seed == seed


@pytest.mark.parametrize("studio", STUDIOS.values(), ids=STUDIOS)
@given(prompt=PROMPTS, seed=SEEDS)
@settings(max_examples=10, deadline=None)
def test_the_same_request_gives_the_same_drafts(studio: Studio, prompt: str, seed: int) -> None:
    request = SongRequest(prompt=prompt, seed=seed)
    assert studio.drafts(request, 2) == studio.drafts(request, 2)
    assert studio.drafts(request, 1) == studio.drafts(request, 2)[:1]


@pytest.mark.parametrize("studio", STUDIOS.values(), ids=STUDIOS)
def test_a_song_with_a_drafts_seed_sings_it(studio: Studio) -> None:
    request = SongRequest(prompt="the last train home", seed=12)
    for draft in studio.drafts(request, 3):
        _, lyrics = studio.plan(replace(request, seed=draft.seed))
        assert draft == Draft(seed=draft.seed, lyrics=lyrics)


BUILT_IN = STUDIOS["built-in"]


@pytest.mark.parametrize("style", sorted(catalogue()))
def test_every_style_has_words_to_write(style: str) -> None:
    name = catalogue()[style].name
    for prompt in (f"{name} about the sea", f"instrumental {name} about the sea, no vocals"):
        for draft in BUILT_IN.drafts(SongRequest(prompt=prompt, seed=1), 2):
            assert len(lines(draft.lyrics)) >= 2, prompt


def test_a_song_stays_an_instrumental_where_its_prompt_asks_for_one() -> None:
    request = SongRequest(prompt="an instrumental piece about the sea, no vocals", seed=1)
    brief, lyrics = BUILT_IN.plan(request)
    assert not brief.sung
    assert not lyrics.text


def test_two_drafts_share_little_more_than_their_hook() -> None:
    """On average over subjects; a prompt that names its hook gives it to both."""
    prompts = ("rain", "lofi", "punk song against my boss", "hip hop about hustle in Brooklyn", "leaving home", "🎵")
    shares = []
    for prompt in prompts:
        one, other = (lines(draft.lyrics) for draft in BUILT_IN.drafts(SongRequest(prompt=prompt, seed=3), 2))
        shares.append(len(one & other) / min(len(one), len(other)))
    assert sum(shares) / len(shares) < 0.3, shares


class _Stubborn:
    """Writes one lyric, whatever the seed."""

    def write(self, _brief: object) -> Lyrics:
        return Lyrics(title="Again", text="[Verse]\nagain")


def test_a_lyricist_of_one_lyric_hands_in_one() -> None:
    studio = replace(STUDIOS["humming"], lyricist=_Stubborn())
    assert [draft.lyrics.title for draft in studio.drafts(SongRequest(prompt="rain"), 3)] == ["Again"]


@given(prompt=PROMPTS, seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_a_draft_can_be_handed_in_as_the_words_of_a_song(prompt: str, seed: int) -> None:
    """Each line is sung once where it stands, and no tag is taken for a line."""
    (draft,) = BUILT_IN.drafts(SongRequest(prompt=prompt, seed=seed), 1)
    brief, lyrics = BUILT_IN.plan(SongRequest(words=draft.lyrics.text, style="pop", title="Given", seed=1))
    assert brief.sung
    given_lines = [line for line in draft.lyrics.text.splitlines() if line and not line.startswith("[")]
    sung = " ".join(line.text for stanza in lyrics.stanzas for line in stanza.lines)
    assert sung == " ".join(given_lines)

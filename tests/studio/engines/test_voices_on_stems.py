"""A choir, doubles and who sings them: in range, apart in the room, no costlier than they must be."""

from dataclasses import replace

import numpy as np
import pytest

from songwright.song import Audio, Beside, PlayedNote, PlayedPart, Role, Seconds, SongRequest, Syllable
from songwright.studio.composing import CHORISTERS, compose
from songwright.studio.engines._casting import cast
from songwright.studio.engines._singing_parts import sung_stems
from songwright.studio.playing import perform
from songwright.studio.ports import Progress
from songwright.studio.reading import RulesReader
from songwright.studio.singing import HummingSinger, NeuralSinger
from songwright.studio.writing import HouseLyricist


class Asked(HummingSinger):
    """Remembers who was asked for what; sounds are noise of the voice's own, so that nobody is taken for another."""

    def __init__(self, voices) -> None:
        self.cards = voices
        self.asked: list[tuple[str, PlayedPart, PlayedPart | None]] = []

    def voices(self):
        return self.cards

    def sing(
        self,
        part: PlayedPart,
        voice: str,
        length_s: Seconds,
        seed: int,
        progress: Progress,
        *,
        after: PlayedPart | None = None,
    ) -> Audio:
        self.asked.append((voice, part, after))
        noise = np.random.default_rng(seed).standard_normal((round(length_s * 48_000), 1))
        return Audio(samples=(0.1 * noise).astype(np.float32))


def hear_nothing(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


def sung(prompt: str, tmp_path, seed: int = 3):
    """The stems of a prompt's voices, and who was asked for what."""
    singer = Asked(NeuralSinger(graphs=tmp_path, voices=tmp_path).voices())
    brief = RulesReader().read(SongRequest(prompt=prompt, seed=seed, duration_s=Seconds(40.0)))
    singers = cast(brief, 0, singer.voices())
    assert singers is not None
    score = compose(brief, HouseLyricist().write(brief), take=0, voice_range=singers.reach)
    performance = perform(score, seed=1)
    parts = [part for part in performance.parts if part.role in (Role.VOCAL, Role.BACKING)]
    stems = next(sung_stems(parts, singers, singer, performance.length_s, 5, hear_nothing))
    return stems, singer, singers


@pytest.mark.parametrize("prompt", ["gospel song, male voice", "gospel song, female voice", "pop with a choir, female"])
def test_a_choir_sings_three_parts_with_both_genders_in_their_ranges(prompt: str, tmp_path) -> None:
    stems, singer, singers = sung(prompt, tmp_path)
    choir = [(voice, part, after) for voice, part, after in singer.asked if part.instrument == CHORISTERS]
    names = [voice for voice, _, _ in choir]
    cards = singer.voices()
    assert len(choir) == 5
    assert {cards[name].gender for name in names} == {"f", "m"}
    assert len(set(names)) == 3
    assert singers.lead.name in names
    assert {part.name for _, part, _ in choir} == {"choir high", "choir middle", "choir low"}
    for voice, part, _ in choir:
        outside = [
            note.pitch for note in part.notes if not cards[voice].lowest - 3 <= note.pitch <= cards[voice].highest + 3
        ]
        assert len(outside) <= 0.05 * len(part.notes), (voice, part.name, outside)
    # The model says the words for two further voices only.
    assert sum(after is None for _, _, after in choir) == 2
    stem = next(stem for stem in stems if stem.name == "voices")
    assert stem.role is Role.CHOIR
    left, right = stem.audio.samples.T
    assert abs(np.corrcoef(left, right)[0, 1]) < 0.8


def test_doubles_stand_left_and_right_and_follow_what_the_lead_sang(tmp_path) -> None:
    stems, singer, singers = sung("pop song", tmp_path)
    lead = next(part for _, part, after in singer.asked if part.role is Role.VOCAL)
    again = [(voice, part) for voice, part, after in singer.asked if after is lead]
    assert [voice for voice, _ in again] == [singers.lead.name] * 2
    for _, part in again:
        assert part.notes
        assert set(part.notes) <= set(lead.notes)
        assert all(note.doubled for note in part.notes)
    stem = next(stem for stem in stems if stem.name == "doubles")
    assert stem.audio.samples.shape[1] == 2
    left, right = stem.audio.samples.T
    assert abs(np.corrcoef(left, right)[0, 1]) < 0.5
    assert stems[0].role is Role.VOCAL
    assert stems[0].audio.samples.shape[1] == 1


def test_who_sings_alone_has_no_doubles(tmp_path) -> None:
    stems, singer, _ = sung("pop song, no backing vocals", tmp_path)
    assert [stem.name for stem in stems] == ["vocal"]
    assert len(singer.asked) == 1


def test_a_choir_of_one_kind_of_voices_still_sings() -> None:
    """The humming singer has one voice of each gender, and a rack may have one voice in all."""
    hummer = HummingSinger()
    only = {name: card for name, card in hummer.voices().items() if card.gender == "f"}
    brief = RulesReader().read(SongRequest(prompt="gospel, female voice", seed=1))
    singers = cast(brief, 0, only)
    assert singers is not None
    syllable = Syllable(text="la", phones="la", ends_line=True)
    notes = tuple(
        PlayedNote(onset=Seconds(at), release=Seconds(at + 0.5), pitch=60.0, loudness=0.7, syllable=syllable)
        for at in (0.0, 1.0)
    )
    lead = PlayedPart(name="vocal", role=Role.VOCAL, instrument="voice", notes=notes)
    choir = [
        replace(lead, name=f"choir {height}", role=Role.BACKING, instrument=CHORISTERS)
        for height in ("high", "middle", "low")
    ]
    stems = next(sung_stems([lead, *choir], singers, hummer, Seconds(2.0), 1, hear_nothing))
    assert [stem.name for stem in stems] == ["vocal", "voices"]
    assert np.abs(stems[1].audio.samples).max() > 0


def test_the_choir_is_what_was_asked_for() -> None:
    assert RulesReader().read(SongRequest(prompt="pop with a choir")).beside == (Beside.CHOIR,)

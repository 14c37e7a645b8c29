"""The band with honest fakes: everyone plays, takes differ, a stop stops everyone."""

import threading

import numpy as np
import pytest

from songwright.song import Audio, Cancelled, Lyrics, MissingPart, PlayedPart, Role, Seconds, SongRequest
from songwright.studio.engines import Band
from songwright.studio.playing import SineInstrument, SineRack
from songwright.studio.ports import Progress
from songwright.studio.reading import RulesReader
from songwright.studio.singing import HummingSinger
from songwright.studio.writing import HouseLyricist

REQUEST = SongRequest(prompt="a short folk song about a lighthouse", duration_s=Seconds(20.0), seed=3)


class HeardSinger(HummingSinger):
    """Hums, and remembers who was asked for what."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, PlayedPart]] = []

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
        self.asked.append((voice, part))
        return super().sing(part, voice, length_s, seed, progress, after=after)


def hear_nothing(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


def planned(request: SongRequest = REQUEST):
    brief = RulesReader().read(request)
    return brief, HouseLyricist().write(brief)


def test_every_chair_gets_a_stem_of_the_song_s_length() -> None:
    brief, lyrics = planned()
    recording = Band(rack=SineRack(), singer=HummingSinger()).record(brief, lyrics, 0, hear_nothing)
    assert recording.performance is not None
    assert recording.stems[0].name == "vocal"
    assert {stem.name for stem in recording.stems} == {part.name for part in recording.performance.parts}
    frames = round(recording.performance.length_s * 48_000)
    assert {len(stem.audio.samples) for stem in recording.stems} == {frames}
    assert all(np.abs(stem.audio.samples).max() > 0 for stem in recording.stems)


class Apart(SineInstrument):
    """A sine from the left loudspeaker alone."""

    def play(self, part, length_s, hear=lambda: None):
        heard = super().play(part, length_s, hear).samples.copy()
        heard[:, 1] = 0.0
        return Audio(samples=heard)


class OneApart(SineRack):
    """A rack on which the bass stands apart."""

    def instrument(self, name):
        return Apart() if "bass" in name else super().instrument(name)


def test_equal_sides_are_kept_once_and_unequal_ones_twice() -> None:
    brief, lyrics = planned()
    plain = Band(rack=SineRack(), singer=HummingSinger()).record(brief, lyrics, 0, hear_nothing)
    mixed = Band(rack=OneApart(), singer=HummingSinger()).record(brief, lyrics, 0, hear_nothing)
    sides = {stem.name: stem.audio.samples.shape[1] for stem in mixed.stems}
    played = {stem.name for stem in plain.stems if stem.source.startswith("sine")}
    assert all(stem.audio.samples.shape[1] == 1 for stem in plain.stems if stem.name in played)
    assert sides["bass"] == 2
    assert {sides[name] for name in played - {"bass"}} == {1}
    for before, after in zip(plain.stems, mixed.stems, strict=True):
        assert np.array_equal(before.audio.samples[:, 0], after.audio.samples[:, 0])


def test_the_same_take_is_the_same_sound_and_another_take_is_not() -> None:
    brief, lyrics = planned()
    band = Band(rack=SineRack(), singer=HummingSinger())
    one, again, other = (band.record(brief, lyrics, take, hear_nothing) for take in (0, 0, 1))
    for stem, same in zip(one.stems, again.stems, strict=True):
        np.testing.assert_array_equal(stem.audio.samples, same.audio.samples)
    assert one.score is not None
    assert other.score is not None
    assert one.score.part(Role.VOCAL) != other.score.part(Role.VOCAL)


def test_an_instrumental_has_no_voice() -> None:
    brief, lyrics = planned(SongRequest(prompt="calm piano, no vocals", duration_s=Seconds(15.0)))
    recording = Band(rack=SineRack(), singer=HummingSinger()).record(brief, lyrics, 0, hear_nothing)
    assert Role.VOCAL not in {stem.role for stem in recording.stems}


def test_a_stop_reaches_every_thread() -> None:
    brief, lyrics = planned()
    heard: list[str] = []

    def stop_at_once(stage: str, fraction: float) -> None:
        heard.append(stage)
        if stage == "singing":
            raise Cancelled

    before = threading.active_count()
    with pytest.raises(Cancelled):
        Band(rack=SineRack(), singer=HummingSinger()).record(brief, lyrics, 0, stop_at_once)
    assert "singing" in heard
    assert threading.active_count() <= before


def test_a_singer_s_fault_is_told_as_it_is() -> None:
    class Mute(HummingSinger):
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
            raise MissingPart("no voice here")

    brief, lyrics = planned()
    with pytest.raises(MissingPart, match="no voice here"):
        Band(rack=SineRack(), singer=Mute()).record(brief, lyrics, 0, hear_nothing)


def test_progress_of_playing_only_grows_and_ends_at_one() -> None:
    brief, lyrics = planned()
    played: list[float] = []

    def hear(stage: str, fraction: float) -> None:
        if stage == "playing":
            played.append(fraction)

    Band(rack=SineRack(), singer=HummingSinger(), threads=1).record(brief, lyrics, 0, hear)
    assert played == sorted(played)
    assert played[-1] == 1.0


def test_lyrics_without_a_voice_are_not_sung() -> None:
    brief, _ = planned(SongRequest(prompt="instrumental house", duration_s=Seconds(15.0)))
    assert brief.voice is None
    recording = Band(rack=SineRack(), singer=HummingSinger()).record(brief, Lyrics(title="x"), 0, hear_nothing)
    assert all(stem.role is not Role.BACKING for stem in recording.stems)


def test_a_song_of_an_asked_length_is_told_when_to_be_over() -> None:
    def ends_by_s(asked_s: Seconds | None) -> Seconds | None:
        brief, lyrics = planned(SongRequest(prompt="ambient, instrumental", duration_s=asked_s, seed=3))
        performance = Band(rack=SineRack(), singer=HummingSinger()).record(brief, lyrics, 0, hear_nothing).performance
        assert performance is not None
        return performance.ends_by_s

    assert ends_by_s(None) is None
    told = ends_by_s(Seconds(20.0))
    assert told is not None
    assert 19.0 <= told <= 22.0


def test_a_length_the_words_do_not_fit_is_told() -> None:
    words = "\n".join(f"line number {number} has its say and will not be cut" for number in range(12))
    brief, lyrics = planned(SongRequest(words=words, style="folk", duration_s=Seconds(10.0)))
    recording = Band(rack=SineRack(), singer=HummingSinger()).record(brief, lyrics, 0, hear_nothing)
    assert any("10 s were asked for" in remark and "words" in remark for remark in recording.remarks)


def test_a_duet_shares_the_vocal_stem_and_each_singer_has_the_own_lines() -> None:
    verse = "[Verse: Female]\nThe light goes round\n[Male]\nand finds the sea"
    words = f"[Intro]\n{verse}\n[Chorus: Both]\nCome home to me\n[Outro]"
    request = SongRequest(words=words, style="folk", duration_s=Seconds(30.0), seed=3)
    brief, lyrics = planned(request)
    singer = HeardSinger()
    recording = Band(rack=SineRack(), singer=singer).record(brief, lyrics, 0, hear_nothing)
    genders = [
        (singer.voices()[voice].gender, part.role, {note.partner for note in part.notes})
        for voice, part in singer.asked
    ]
    assert genders == [("f", Role.VOCAL, {False}), ("m", Role.VOCAL, {True}), ("m", Role.BACKING, {False})]
    stem = recording.stems[0]
    assert (stem.name, stem.source.count(",")) == ("vocal", 1)
    assert [stem.role for stem in recording.stems[:2]] == [Role.VOCAL, Role.VOCAL]
    first, second = (part for _, part in singer.asked[:2])
    for part in (first, second):
        note = part.notes[0]
        heard = stem.audio.samples[round(note.onset * 48_000) : round(note.release * 48_000)]
        assert np.abs(heard).max() > 0


WHOLE = {
    "it": "La luna scende piano sopra il mare\nL'amore porta via la mia canzone\nDimmi che torni quando viene sera",
    "pt": "A lua desce devagar no mar\nO vento leva longe esta canção\nMe diz que não vai acabar",
    "fr": "La lune danse sur la mer tranquille\nJe t'aime et le vent emporte ma chanson\nDis-moi que tu reviens",
}


@pytest.mark.parametrize("code", WHOLE)
def test_words_of_a_language_are_all_sung_in_order_once(code: str) -> None:
    brief, lyrics = planned(SongRequest(style="folk", words=f"[Verse]\n{WHOLE[code]}", seed=3))
    assert brief.language == code
    assert {line.language for stanza in lyrics.stanzas for line in stanza.lines} == {code}
    recording = Band(rack=SineRack(), singer=HummingSinger()).record(brief, lyrics, 0, hear_nothing)
    assert recording.performance is not None
    vocal = next(part for part in recording.performance.parts if part.role is Role.VOCAL)
    notes = sorted((note for note in vocal.notes if note.syllable), key=lambda note: note.onset)
    sung = "".join(note.syllable.text for note in notes if note.syllable)
    letters = "".join(WHOLE[code].split())
    assert sung.count(letters) == 1  # an ending may repeat its hook, but never the whole
    assert any("among the voices speaks" in remark for remark in recording.remarks)

"""The last chorus may rise into a higher key: only where the style does it, the form allows it and the singer can."""

import io
from dataclasses import replace
from itertools import pairwise

import mido
import msgspec
import pytest
from test_harmony import brief_for
from weighing import RANGE, inside, score_of, song

from songwright.song import Brief, Lyrics, Role, Score, SectionKind
from songwright.studio.composing import compose
from songwright.studio.composing._form import Passage, lay_out
from songwright.studio.composing._harmony import harmonise
from songwright.studio.composing._lift import lifted
from songwright.studio.pressing import midi
from songwright.studio.styles import Lift, Style, catalogue

LONG = "intro:4 verse:8 chorus:8 verse:8 chorus:8 bridge:8 chorus:8 outro:4"


def rising(style_id: str, semitones: int = 2) -> Style:
    style = catalogue()[style_id]
    keys = msgspec.structs.replace(style.key, lift=Lift(chance=1.0, semitones=(semitones,)))
    return msgspec.structs.replace(style, key=keys)


def raised(style: Style, brief: Brief, voice_range: tuple[int, int] = RANGE) -> tuple[Passage, ...]:
    return lifted(brief, style, lay_out(brief, Lyrics(title=""), style), 0, voice_range)


def first_lifted() -> tuple[Brief, Lyrics, Score]:
    """A song of a style that rises, which does."""
    for seed in range(40):
        brief, words = song("gospel", seed)
        score = score_of(brief, words)
        if any(section.lift for section in score.sections):
            return brief, words, score
    raise AssertionError("no gospel song of forty rises")


def test_the_last_chorus_and_what_follows_stand_higher() -> None:
    style = rising("pop")
    passages = raised(style, brief_for(style, 1, form=LONG))
    assert [passage.lift for passage in passages] == [0, 0, 0, 0, 0, 0, 2, 2]


def test_the_lifted_chorus_has_the_chords_of_the_first_moved_up_behind_its_own_dominant() -> None:
    style = rising("pop", 1)
    brief = brief_for(style, 1, form=LONG)
    passages = raised(style, brief)
    rows = harmonise(brief, style, passages, 0)
    first, last = rows[2], rows[6]
    assert [s.chord.root for s in last][:3] == [(s.chord.root + 1) % 12 for s in first][:3]
    assert rows[5][-1].chord.root == (brief.key.tonic + 1 + 7) % 12
    assert rows[-1][-1].chord.root == (brief.key.tonic + 1) % 12


@pytest.mark.parametrize("form", ["verse:8 chorus:8 outro:4", "verse:4 chorus:8 chorus:8", "verse:16"])
def test_there_is_no_lift_without_a_second_chorus_late_in_the_song(form: str) -> None:
    style = rising("pop")
    assert not any(passage.lift for passage in raised(style, brief_for(style, 1, form=form)))


def test_there_is_no_lift_where_the_singer_has_no_room_or_sections_return_as_they_were() -> None:
    style = rising("pop")
    brief = brief_for(style, 1, form=LONG)
    sung = replace(brief, voice=song("pop", 1)[0].voice)
    assert any(passage.lift for passage in raised(style, sung, (55, 70)))
    assert not any(passage.lift for passage in raised(style, sung, (55, 66)))
    assert not any(passage.lift for passage in raised(style, replace(brief, model="V3_5")))


def test_styles_that_never_rise_never_do() -> None:
    for style_id in ("techno", "blues", "trap", "jazz-swing", "ambient", "folk"):
        style = catalogue()[style_id]
        assert style.key.lift.chance == 0
        assert not any(p.lift for seed in range(10) for p in raised(style, brief_for(style, seed, form=LONG)))


def test_gospel_rises_about_as_often_as_it_says() -> None:
    style = catalogue()["gospel"]
    count = sum(any(p.lift for p in raised(style, brief_for(style, seed, form=LONG))) for seed in range(200))
    assert 0.4 <= count / 200 <= 0.6


def test_voice_and_band_rise_together_and_the_voice_stays_in_its_range() -> None:
    brief, words, score = first_lifted()
    lift = max(section.lift for section in score.sections)
    voice = score.part(Role.VOCAL)
    assert voice is not None
    assert all(RANGE[0] <= note.pitch <= RANGE[1] for note in voice.notes)
    notes = iter(note for note in voice.notes if note.syllable is not None)
    choruses = []
    for section in score.sections:
        if section.stanza is not None:
            own = [next(notes).pitch for _ in range(words.stanzas[section.stanza].syllable_count)]
            if section.kind is SectionKind.CHORUS:
                choruses.append(own)
    same = [low + lift == high for low, high in zip(choruses[0], choruses[-1], strict=True)]
    assert sum(same) / len(same) >= 0.9
    raised_section = next(section for section in score.sections if section.lift)
    key = brief.key.transposed(lift)
    bass = score.part(Role.BASS)
    assert bass is not None
    inner = inside(bass.notes, raised_section, score)
    assert sum(note.pitch % 12 in key.scale for note in inner) / len(inner) > 0.7


@pytest.mark.parametrize("style_id", ["gospel", "musical-theatre", "country", "k-pop", "soul"])
def test_voices_of_any_range_hold_their_lifts(style_id: str) -> None:
    for seed, low in enumerate((43, 48, 52, 57)):
        brief, words = song(style_id, seed + 3)
        score = compose(brief, words, take=0, voice_range=(low, low + 15))
        voice = score.part(Role.VOCAL)
        assert voice is not None
        assert all(low <= note.pitch <= low + 15 for note in voice.notes)


def test_midi_writes_the_new_key_where_it_begins() -> None:
    _, _, score = first_lifted()
    file = mido.MidiFile(file=io.BytesIO(midi(score)))
    at, found = 0, []
    for message in file.tracks[0]:
        at += message.time
        if message.type == "key_signature":
            found.append((at, message.key))
    changes = [b.start for a, b in pairwise(score.sections) if a.lift != b.lift]
    assert [tick for tick, _ in found] == [0, *changes]
    assert len({name for _, name in found}) == 2


def test_a_key_that_was_asked_for_is_left_only_when_the_rise_is_asked_for_too() -> None:
    style = rising("pop")
    brief = replace(brief_for(style, 1, form=LONG), key_asked=True)
    assert not any(passage.lift for passage in raised(style, brief))
    last = len(brief.form) - 2
    wish = tuple(replace(each, note="key change") if at == last else each for at, each in enumerate(brief.form))
    assert [passage.lift for passage in raised(style, replace(brief, form=wish))][last] == 2

"""Properties every score has, whatever the style, seed, tempo, key, meter and words."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from songwright.song import (
    Brief,
    Chair,
    ChordSpan,
    Gender,
    Key,
    Lyrics,
    Meter,
    Note,
    Part,
    Role,
    Score,
    SectionKind,
    Stanza,
    seconds_at,
)
from songwright.studio.composing import compose
from songwright.studio.styles import RING_OUT_S, catalogue, timeline
from strategies import line_of, song_of, songs

RANGE = (55, 76)
thorough = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
quick = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])

VERSE = ("the city light of home again", "you light the river to the light", "the river home again of you")
CHORUS = [[0, 4, 6], [5, 2, 1, 0], [0, 4, 6], [7, 5]]


def brief_of(style_id: str, seed: int = 1, *, sung: bool = True) -> tuple[Brief, Lyrics]:
    style = catalogue()[style_id]
    verse = Stanza(kind=SectionKind.VERSE, lines=tuple(line_of([1, n, 4, 2, 1, n + 2]) for n in (0, 2, 5, 3)))
    second = Stanza(kind=SectionKind.VERSE, lines=tuple(line_of([6, n, 1, 7, 4, n]) for n in (5, 0, 2, 7)))
    chorus = Stanza(kind=SectionKind.CHORUS, lines=tuple(line_of(words) for words in CHORUS))
    form, words = song_of(style, verse, chorus, second)
    mode = max(style.key.modes, key=lambda name: style.key.modes[name])
    brief = Brief(
        title="Light",
        theme="light",
        style=style_id,
        tags=(),
        moods=(),
        language="en",
        key=Key(tonic=seed * 5 % 12, mode=mode),
        tempo_bpm=style.time.tempo_bpm[1],
        meter=style.meters[0],
        form=form,
        band=style.chairs,
        voice=Gender.FEMALE if sung else None,
        seed=seed,
    )
    return brief, words if sung else Lyrics(title="Light")


def sung_notes(score: Score, words: Lyrics, kinds: tuple[SectionKind, ...], nth: int | None = None) -> list[Note]:
    """Notes that begin a syllable in the sections of these kinds (or the nth of them), pick-ups included."""
    part = score.part(Role.VOCAL)
    notes = iter(words_of(part) if part else ())
    found = []
    for section in score.sections:
        if section.stanza is not None:
            own = [next(notes) for _ in range(words.stanzas[section.stanza].syllable_count)]
            if section.kind in kinds:
                found.append(own)
    chosen = found if nth is None else found[nth : nth + 1]
    return [note for own in chosen for note in own]


def words_of(part: Part) -> list[Note]:
    """The notes on which a syllable begins; others carry its vowel to a new pitch."""
    return [note for note in part.notes if note.syllable is not None]


def chord_at(score: Score, tick: int) -> ChordSpan:
    return [span for span in score.chords if span.start <= tick][-1]


@given(song=songs(), take=st.integers(0, 3))
@thorough
def test_every_note_lies_inside_the_song_and_every_part_is_in_order(song: tuple[Brief, Lyrics], take: int) -> None:
    brief, words = song
    score = compose(brief, words, take=take, voice_range=RANGE)
    assert score.parts
    assert len({part.name for part in score.parts}) == len(score.parts)
    for part in score.parts:
        assert part.notes
        assert [note.start for note in part.notes] == sorted(note.start for note in part.notes)
        for note in part.notes:
            assert 0 <= note.start < note.end <= score.end
            assert 1 <= note.velocity <= 127
            assert 12 <= note.pitch <= 108


@given(song=songs(), take=st.integers(0, 3))
@thorough
def test_sections_and_chords_fill_the_song_without_gaps(song: tuple[Brief, Lyrics], take: int) -> None:
    brief, words = song
    score = compose(brief, words, take=take, voice_range=RANGE)
    at = 0
    for section in score.sections:
        assert section.start == at
        assert section.bars >= 1
        at += section.bars * score.meter.bar_ticks
    assert at == score.end
    at = 0
    for span in score.chords:
        assert span.start == at
        assert span.duration > 0
        at += span.duration
    assert at == score.end


@given(song=songs(sung=True), take=st.integers(0, 1))
@thorough
def test_each_syllable_is_sung_once_in_order_by_a_note_within_the_voice(song: tuple[Brief, Lyrics], take: int) -> None:
    brief, words = song
    score = compose(brief, words, take=take, voice_range=RANGE)
    part = score.part(Role.VOCAL)
    assert part is not None
    wanted = [
        syllable
        for section in score.sections
        if section.stanza is not None
        for line in words.stanzas[section.stanza].lines
        for syllable in line.syllables
    ]
    assert [note.syllable for note in words_of(part)] == wanted
    assert part.notes[0].syllable is not None
    assert {section.stanza for section in score.sections} >= set(range(len(words.stanzas)))
    assert all(RANGE[0] <= note.pitch <= RANGE[1] for note in part.notes)
    shortest = min(seconds_at(b.start - a.start, score.tempo_bpm) for a, b in pairwise(part.notes))
    assert shortest >= 0.08


@given(song=songs())
@thorough
def test_parts_of_one_voice_never_overlap(song: tuple[Brief, Lyrics]) -> None:
    brief, words = song
    score = compose(brief, words, take=0, voice_range=RANGE)
    for part in score.parts:
        if part.role in (Role.VOCAL, Role.BACKING, Role.BASS, Role.LEAD):
            assert all(a.end <= b.start for a, b in pairwise(part.notes)), part.name


@given(song=songs())
@quick
def test_only_the_chairs_of_the_brief_play(song: tuple[Brief, Lyrics]) -> None:
    brief, words = song
    score = compose(brief, words, take=0, voice_range=RANGE)
    seats = {(chair.role, chair.instrument) for chair in brief.band}
    band = [part for part in score.parts if part.role not in (Role.VOCAL, Role.BACKING)]
    assert {(part.role, part.instrument) for part in band} <= seats
    for part in band:
        if part.role is Role.BASS:
            assert all(28 <= note.pitch <= 60 for note in part.notes)


@given(song=songs(), take=st.integers(0, 5))
@quick
def test_the_same_seed_gives_the_same_score(song: tuple[Brief, Lyrics], take: int) -> None:
    brief, words = song
    once = compose(brief, words, take=take, voice_range=RANGE)
    again = compose(brief, words, take=take, voice_range=RANGE)
    assert once == again


@pytest.mark.parametrize("style_id", sorted(catalogue()))
def test_a_chorus_stands_two_semitones_above_the_verse(style_id: str) -> None:
    for seed in (1, 2):
        brief, words = brief_of(style_id, seed)
        score = compose(brief, words, take=0, voice_range=RANGE)
        verse = [note.pitch for note in sung_notes(score, words, (SectionKind.VERSE,))]
        chorus = [note.pitch for note in sung_notes(score, words, (SectionKind.CHORUS, SectionKind.DROP))]
        assert sum(chorus) / len(chorus) - sum(verse) / len(verse) >= 2


@pytest.mark.parametrize("style_id", sorted(catalogue()))
def test_strong_places_are_mostly_chord_tones(style_id: str) -> None:
    hit = total = 0
    for seed in (1, 2, 3):
        brief, words = brief_of(style_id, seed)
        score = compose(brief, words, take=0, voice_range=RANGE)
        part = score.part(Role.VOCAL)
        assert part is not None
        half = score.meter.bar_ticks // 2
        strong = (0, half) if half % score.meter.beat_ticks == 0 else (0,)
        for note in part.notes:
            if note.start % score.meter.bar_ticks in strong:
                chord = chord_at(score, note.start).chord
                thirds = {(chord.root + 3) % 12, (chord.root + 4) % 12} if len(chord.intervals) == 2 else set()
                hit += note.pitch % 12 in {*chord.tones, *thirds}
                total += 1
    loose = 0.12 if style_id in ("reggae", "trap", "drill", "reggaeton") else 0.0
    assert hit / total >= 0.8 - loose


@pytest.mark.parametrize(
    "style_id", ["pop", "rock", "folk", "house", "lofi-hip-hop", "synth-pop", "boom-bap", "country"]
)
def test_a_chorus_comes_back_as_it_was(style_id: str) -> None:
    brief, words = brief_of(style_id)
    score = compose(brief, words, take=0, voice_range=RANGE)
    kinds = (SectionKind.CHORUS, SectionKind.DROP)
    first, second = sung_notes(score, words, kinds, 0), sung_notes(score, words, kinds, 1)
    assert len(first) == len(second)
    same = [a.pitch == b.pitch for a, b in zip(first, second, strict=True)]
    assert sum(same) / len(same) >= 0.9
    shift = second[0].start - first[0].start
    assert all(b.start - a.start == shift for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("style_id", sorted(catalogue()))
def test_two_takes_share_the_words_but_not_the_tune(style_id: str) -> None:
    brief, words = brief_of(style_id)
    one, two = (compose(brief, words, take=take, voice_range=RANGE) for take in (0, 1))
    assert [s.kind for s in one.sections] == [s.kind for s in two.sections]
    a, b = one.part(Role.VOCAL), two.part(Role.VOCAL)
    assert a is not None
    assert b is not None
    assert [note.syllable for note in words_of(a)] == [note.syllable for note in words_of(b)]
    moves = [[y.pitch - x.pitch for x, y in pairwise(words_of(part))] for part in (a, b)]
    equal = sum(x == y for x, y in zip(*moves, strict=True)) / len(moves[0])
    # Two tunes that stand still for much of the time agree in standing still.
    assert equal <= max(0.5, catalogue()[style_id].melody.shares[0] + 0.1)
    assert [p.notes for p in one.parts if p.role is not Role.VOCAL] != [
        p.notes for p in two.parts if p.role is not Role.VOCAL
    ]


@given(song=songs(usual=True), length=st.floats(75, 420))
@thorough
def test_an_asked_length_is_kept_within_two_seconds(song: tuple[Brief, Lyrics], length: float) -> None:
    brief, words = song
    asked = replace(brief, duration_s=length)
    score = compose(asked, words, take=0, voice_range=RANGE)
    bare = compose(replace(brief, duration_s=1.0), words, take=0, voice_range=RANGE)
    bar_s = seconds_at(score.meter.bar_ticks, score.tempo_bpm)
    if timeline(bare).at(bare.end) > length:
        assert timeline(score).at(score.end) <= timeline(bare).at(bare.end) + bar_s  # the words alone last longer
    else:
        assert abs(timeline(score).at(score.end) + RING_OUT_S - length) <= max(2.0, bar_s / 2 + 0.1)
    assert score.tempo_bpm == brief.tempo_bpm


@pytest.mark.parametrize("counts", [[1], [30], [1, 30, 2, 17], [8] * 300])
def test_words_of_any_size_are_sung(counts: list[int]) -> None:
    brief, _ = brief_of("pop")
    verse = Stanza(kind=SectionKind.VERSE, lines=tuple(line_of([0, 1, 2, 3], length=count) for count in counts))
    words = Lyrics(title="Light", stanzas=(verse,))
    score = compose(brief, words, take=0, voice_range=RANGE)
    part = score.part(Role.VOCAL)
    assert part is not None
    sections = sum(section.stanza == 0 for section in score.sections)
    assert len(words_of(part)) == sections * sum(counts)


def test_a_band_without_drums_has_no_drum_part() -> None:
    brief, words = brief_of("rock")
    quiet = replace(brief, band=tuple(chair for chair in brief.band if chair.role is not Role.DRUMS))
    score = compose(quiet, words, take=0, voice_range=RANGE)
    assert score.part(Role.DRUMS) is None


def test_an_instrumental_has_a_tune_and_no_voice() -> None:
    brief, words = brief_of("lofi-hip-hop", sung=False)
    score = compose(brief, words, take=0, voice_range=RANGE)
    assert score.part(Role.VOCAL) is None
    lead = score.part(Role.LEAD)
    assert lead is not None
    bars = {note.start // score.meter.bar_ticks for note in lead.notes}
    assert len(bars) >= score.bars * 0.5


def test_a_lone_piano_plays_tune_and_chords() -> None:
    brief, words = brief_of("solo-piano", sung=False)
    score = compose(brief, words, take=0, voice_range=RANGE)
    assert [part.name for part in score.parts] == ["keys"]
    assert max(note.pitch for note in score.parts[0].notes) >= 67
    assert min(note.pitch for note in score.parts[0].notes) <= 55


def test_two_chairs_of_a_role_get_numbers() -> None:
    brief, words = brief_of("metal")
    score = compose(brief, words, take=0, voice_range=RANGE)
    assert {"guitar", "guitar 2"} <= {part.name for part in score.parts}


def test_a_song_ends_at_home_with_everyone_on_the_last_chord() -> None:
    brief, words = brief_of("pop")
    score = compose(brief, words, take=0, voice_range=RANGE)
    assert score.chords[-1].chord.root == score.key.tonic
    last = score.end - score.meter.bar_ticks
    for part in score.parts:
        assert all(note.start <= last for note in part.notes), part.name
    assert any(note.start == last and note.end == score.end for part in score.parts for note in part.notes)


def test_an_odd_meter_and_an_odd_band_are_played() -> None:
    brief, words = brief_of("salsa")
    odd = replace(brief, meter=Meter(beats=11, unit=16), band=(Chair(role=Role.FX, instrument="synth:noise"),))
    assert compose(odd, words, take=0, voice_range=RANGE).parts


def test_a_voice_of_less_than_a_fifth_is_refused() -> None:
    brief, words = brief_of("pop")
    with pytest.raises(ValueError, match="at least a fifth"):
        compose(brief, words, take=0, voice_range=(60, 64))


@pytest.mark.parametrize("style_id", sorted(catalogue()))
@pytest.mark.parametrize("sung", [True, False])
def test_every_style_sounds_to_its_last_bar(style_id: str, sung: bool) -> None:
    brief, words = brief_of(style_id, sung=sung)
    score = compose(brief, words, take=0, voice_range=RANGE)
    sounding = sorted((note.start, note.end) for part in score.parts for note in part.notes)
    silence, until = 0, 0
    for start, end in sounding:
        silence, until = max(silence, start - until), max(until, end)
    assert seconds_at(silence, score.tempo_bpm) <= 2
    assert until == score.end


@pytest.mark.parametrize("slider", ["style", "weirdness", "audio"])
def test_each_weight_is_heard(slider: str) -> None:
    changed = 0
    for seed in range(6):
        brief, words = brief_of("pop", seed)
        low, high = (
            compose(replace(brief, weights=replace(brief.weights, **{slider: value})), words, take=0, voice_range=RANGE)
            for value in (0.0, 1.0)
        )
        changed += low.parts != high.parts
    assert changed >= (2 if slider == "style" else 6)


def test_a_drummer_asked_into_a_style_without_drums_plays() -> None:
    brief, words = brief_of("ambient", sung=False)
    alone = replace(brief, band=(Chair(role=Role.DRUMS, instrument="kit:brush"),))
    assert compose(alone, words, take=0, voice_range=RANGE).part(Role.DRUMS) is not None

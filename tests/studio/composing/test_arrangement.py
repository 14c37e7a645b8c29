"""What the band does around the tune: fills, arrivals, riffs, solos, second tunes, echoes, and who is silent when."""

from dataclasses import replace
from functools import cache
from itertools import pairwise
from statistics import fmean

import pytest
from test_compose import RANGE, brief_of

from songwright.song import PPQ, Chair, FormSection, Lyrics, Note, Part, Role, Score, Section, SectionKind
from songwright.studio.composing import compose
from songwright.studio.composing._arrange import Player, Task, arrange
from songwright.studio.composing._compose import _lead_sheet
from songwright.studio.composing._drums import fill_windows
from songwright.studio.composing._fills import fills_of
from songwright.studio.composing._improv import improvising_of, reach_of
from songwright.studio.composing._riff_book import riff_of, riffs
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._vocal import write_vocal
from songwright.studio.styles import catalogue

EVERY = sorted(catalogue())
STYLES = [
    "blues", "bossa-nova", "celtic", "cinematic-orchestral", "funk", "house", "jazz-swing", "metal", "pop", "reggae",
    "rock", "soul", "synth-pop", "waltz",
]  # fmt: skip
"""One or more of each family; the slow sweep at the end takes them all."""
DRUMMED = [name for name in STYLES if any(chair.role is Role.DRUMS for chair in catalogue()[name].chairs)]


@cache
def score_of(style_id: str, seed: int = 1) -> Score:
    brief, words = brief_of(style_id, seed)
    return compose(brief, words, take=0, voice_range=RANGE)


@cache
def rehearsal(style_id: str, seed: int = 1) -> tuple[Sheet, tuple[Player, ...]]:
    """The lead sheet with the voice, and who plays when."""
    brief, words = brief_of(style_id, seed)
    sheet = _lead_sheet(brief, words, 0, RANGE)
    sheet = replace(sheet, vocal=write_vocal(sheet, RANGE)[0])
    return sheet, arrange(sheet)


def inside(part: Part | None, section: Section, score: Score) -> list[Note]:
    end = section.start + section.bars * score.meter.bar_ticks
    return [note for note in part.notes if section.start <= note.start < end] if part is not None else []


def bars_of(part: Part, section: Section, score: Score, *, drums: bool) -> list[frozenset[tuple[int, int]]]:
    """What is struck in each of a section's first eight bars."""
    bar = score.meter.bar_ticks
    notes = inside(part, section, score)
    return [
        frozenset((note.start - at, note.pitch if drums else 0) for note in notes if at <= note.start < at + bar)
        for at in range(section.start, section.start + min(8, section.bars) * bar, bar)
    ]


def _no_pitch_twice(score: Score) -> None:
    for part in score.parts:
        if part.role in (Role.DRUMS, Role.FX) or part.instrument.startswith("kit:"):
            continue
        ends: dict[int, int] = {}
        for note in part.notes:
            assert ends.get(note.pitch, 0) <= note.start, part.name
            ends[note.pitch] = note.end


@pytest.mark.parametrize("style_id", STYLES)
def test_nothing_sounds_on_when_its_own_pitch_is_struck_again(style_id: str) -> None:
    _no_pitch_twice(score_of(style_id))


def _few_bars(score: Score) -> None:
    for section in score.sections:
        if section.kind in (SectionKind.CHORUS, SectionKind.DROP) and section.bars >= 8:
            drums = score.part(Role.DRUMS)
            assert drums is not None
            # Where the drums are out for a line, silence is not a bar of its own.
            assert len(set(bars_of(drums, section, score, drums=True)) - {frozenset()}) <= 5
            bass = score.part(Role.BASS)
            if bass is not None:
                # Changes that are pushed make bars of their own.
                pushed = 3 if catalogue()[score.style].harmony.push else 0
                assert len(set(bars_of(bass, section, score, drums=False))) <= 5 + pushed


@pytest.mark.parametrize("style_id", DRUMMED)
def test_drums_and_bass_repeat_themselves_in_a_chorus(style_id: str) -> None:
    _few_bars(score_of(style_id))


@pytest.mark.parametrize("style_id", DRUMMED)
def test_the_groove_turns_without_turning_into_another(style_id: str) -> None:
    """Most of what a bar of the chorus strikes is struck in all its bars."""
    score = score_of(style_id)
    chorus = next(s for s in score.sections if s.kind in (SectionKind.CHORUS, SectionKind.DROP))
    drums = score.part(Role.DRUMS)
    assert drums is not None
    played = bars_of(drums, chorus, score, drums=True)
    usual = max(played, key=played.count)
    shared = [len(bar & usual) / max(1, len(bar | usual)) for bar in played[1:-1]]
    assert not shared or fmean(shared) >= 0.5


def _silent_fills(sheet: Sheet, players: tuple[Player, ...]) -> None:
    windows = fill_windows(sheet, players)
    under = [any(note.start < end and start < note.end for note in sheet.vocal) for start, end in windows]
    assert not any(under)
    assert all(first[1] <= second[0] for first, second in pairwise(windows))


@pytest.mark.parametrize("style_id", DRUMMED)
def test_nobody_fills_under_the_voice(style_id: str) -> None:
    _silent_fills(*rehearsal(style_id))


@pytest.mark.parametrize("style_id", ["pop", "rock", "funk", "house", "punk", "synth-pop", "reggae", "jazz-swing"])
def test_drummers_fill_in_every_style_that_has_fills(style_id: str) -> None:
    count = 0
    for seed in range(4):
        brief, words = brief_of(style_id, seed, sung=False)
        sheet = _lead_sheet(brief, words, 0, RANGE)
        for player in arrange(sheet):
            if player.chair.role is Role.DRUMS:
                count += sum(len(filled.strokes) > 1 for cue in player.cues for filled in fills_of(sheet, cue))
    assert count >= 4


@pytest.mark.parametrize("style_id", ["pop", "rock", "metal", "indie-rock", "dance-pop", "k-pop", "punk", "synth-pop"])
def test_choruses_arrive_with_crash_and_kick(style_id: str) -> None:
    score = score_of(style_id)
    drums = score.part(Role.DRUMS)
    assert drums is not None
    for section in score.sections:
        notes = inside(drums, section, score)
        if section.kind is SectionKind.CHORUS and notes:
            first = {note.pitch for note in notes if note.start == notes[0].start}
            assert {49, 36} <= first


def test_a_crash_is_not_struck_on_every_bar() -> None:
    score = score_of("rock")
    drums = score.part(Role.DRUMS)
    assert drums is not None
    assert sum(note.pitch == 49 for note in drums.notes) <= len(score.sections) + 2


@pytest.mark.parametrize("style_id", STYLES)
def test_a_second_verse_differs_from_the_first_by_at_most_one_player(style_id: str) -> None:
    sheet, players = rehearsal(style_id)
    verses = [passage.index for passage in sheet.passages if passage.kind is SectionKind.VERSE]
    bands = [
        {player.name for player in players if any(cue.passage.index == index for cue in player.cues)}
        for index in verses
    ]
    for band in bands[1:]:
        assert bands[0] <= band
        assert len(band - bands[0]) <= 1


@pytest.mark.parametrize("style_id", STYLES)
def test_all_but_a_last_chorus_leave_somebody_out(style_id: str) -> None:
    sheet, players = rehearsal(style_id)
    if len(players) < 5:
        return
    for passage in sheet.passages:
        playing = sum(any(cue.passage.index == passage.index for cue in player.cues) for player in players)
        finale = passage.kind in (SectionKind.CHORUS, SectionKind.DROP) and passage.last_of_kind
        # Whoever carries the tune comes on top.
        assert playing < len(players) or finale or passage.stanza is None


@cache
def solo_song(style_id: str, instrument: str, seed: int) -> tuple[Score, Section]:
    """A song whose second half is a solo of sixteen bars for one instrument."""
    brief, words = brief_of(style_id, seed)
    band = tuple(chair for chair in brief.band if chair.role is not Role.LEAD)
    form = (
        *(section for section in brief.form if section.stanza is not None),
        FormSection(kind=SectionKind.SOLO, bars=16, note=instrument.replace("_", " ")),
        FormSection(kind=SectionKind.OUTRO, bars=4),
    )
    band = (*band, Chair(role=Role.LEAD, instrument=instrument))
    score = compose(replace(brief, band=band, form=form), words, take=0, voice_range=RANGE)
    return score, next(section for section in score.sections if section.kind is SectionKind.SOLO)


def test_a_synthesised_bass_improvises_as_low_as_any_bass() -> None:
    assert reach_of(Chair(role=Role.BASS, instrument="synth:sine_bass")) == reach_of(
        Chair(role=Role.BASS, instrument="acoustic_bass")
    )


@pytest.mark.parametrize("style_id", STYLES)
def test_solos_lie_on_the_instrument_one_note_at_a_time(style_id: str) -> None:
    instrument = "tenor_sax" if STYLES.index(style_id) % 2 else "overdriven_guitar"
    low, high = reach_of(Chair(role=Role.LEAD, instrument=instrument))
    score, solo = solo_song(style_id, instrument, 1)
    lead = score.part(Role.LEAD)
    notes = inside(lead, solo, score)
    assert len(notes) >= 16
    assert all(one.end <= other.start for one, other in pairwise(notes))
    if improvising_of(catalogue()[style_id]) is not None:
        assert all(low <= note.pitch <= high for note in notes)


@pytest.mark.parametrize("style_id", ["blues", "rock", "jazz-swing", "country"])
def test_solos_breathe_and_climb_to_their_last_third(style_id: str) -> None:
    peaks, rests, early, late = [], [], [], []
    for seed in range(6):
        score, solo = solo_song(style_id, "tenor_sax", seed)
        notes = inside(score.part(Role.LEAD), solo, score)
        length = solo.bars * score.meter.bar_ticks
        silent = length - sum(note.duration for note in notes)
        rests.append(silent / length)
        early += [note.pitch for note in notes if note.start - solo.start < length / 3]
        late += [note.pitch for note in notes if 0.6 <= (note.start - solo.start) / length < 0.9]
        top = max(notes, key=lambda note: note.pitch)
        peaks.append((top.start - solo.start) / length)
    assert 0.03 <= fmean(rests) <= 0.6
    assert fmean(late) > fmean(early) + 1.0
    assert fmean(peaks) >= 0.42


@pytest.mark.parametrize("style_id", ["blues", "rock", "jazz-swing", "country"])
def test_the_long_notes_of_a_solo_belong_to_the_chord(style_id: str) -> None:
    hit = total = 0
    for seed in range(6):
        score, solo = solo_song(style_id, "tenor_sax", seed)
        for note in inside(score.part(Role.LEAD), solo, score):
            if note.duration > PPQ:
                chord = [span for span in score.chords if span.start <= note.start][-1].chord
                thirds = {(chord.root + 3) % 12, (chord.root + 4) % 12} if len(chord.intervals) == 2 else set()
                hit += note.pitch % 12 in {*chord.tones, *thirds}
                total += 1
    assert total > 10
    assert hit / total >= 0.85


def test_solos_of_two_takes_differ() -> None:
    brief, words = brief_of("rock")
    form = (*brief.form, FormSection(kind=SectionKind.SOLO, bars=8, note="guitar"))
    scores = [compose(replace(brief, form=form), words, take=take, voice_range=RANGE) for take in (0, 1)]
    solos = []
    for score in scores:
        section = next(s for s in score.sections if s.kind is SectionKind.SOLO)
        solos.append(
            [note.pitch for part in score.parts if part.role is Role.LEAD for note in inside(part, section, score)]
        )
    assert solos[0] != solos[1]


def test_every_riff_can_be_played() -> None:
    for riff in riffs():
        assert any(set(riff.roles) & {chair.role for chair in style.chairs} for style in catalogue().values()), (
            riff.rhythm
        )


def test_a_riff_is_played_in_unison_and_comes_back() -> None:
    found = 0
    for seed in range(12):
        brief, words = brief_of("rock", seed)
        sheet = _lead_sheet(brief, words, 0, RANGE)
        riff = riff_of(sheet)
        if riff is None or not {Role.GUITAR, Role.BASS} <= set(riff.roles):
            continue
        riffed = [
            {player.chair.role for player in arrange(sheet) for cue in player.cues
             if cue.passage.index == passage.index and cue.task is Task.RIFF}
            for passage in sheet.passages if passage.kind is SectionKind.INTRO
        ]  # fmt: skip
        score = compose(brief, words, take=0, voice_range=RANGE)
        intro = next(s for s in score.sections if s.kind is SectionKind.INTRO)
        guitar, bass = (inside(score.part(role), intro, score) for role in (Role.GUITAR, Role.BASS))
        if {Role.GUITAR, Role.BASS} <= riffed[0] and guitar and bass:
            found += 1
            together = {note.start for note in bass} & {note.start for note in guitar}
            assert len(together) >= 0.9 * len({note.start for note in bass})
            assert all(
                any((note.pitch - other.pitch) % 12 == 0 for other in guitar if other.start == note.start)
                for note in bass if note.start in together
            )  # fmt: skip
    assert found >= 2


def test_bracketed_lines_are_sung_by_the_backing_voice() -> None:
    brief, words = brief_of("soul")
    marked = tuple(
        replace(stanza, lines=tuple(replace(line, backing=n % 2 == 1) for n, line in enumerate(stanza.lines)))
        for stanza in words.stanzas
    )
    score = compose(brief, replace(words, stanzas=marked), take=0, voice_range=RANGE)
    lead, backing = score.part(Role.VOCAL), score.part(Role.BACKING)
    assert lead is not None
    assert backing is not None
    sung = [line for section in score.sections if section.stanza is not None for line in marked[section.stanza].lines]
    own = [syllable for line in sung if not line.backing for syllable in line.syllables]
    assert [note.syllable for note in lead.notes if note.syllable] == own
    echoes = {note.start for note in backing.notes} - {note.start for note in lead.notes}
    assert len(echoes) >= sum(len(line.syllables) for line in sung if line.backing)
    assert all(one.end <= other.start for one, other in pairwise(backing.notes))


def test_words_in_brackets_from_first_to_last_stay_with_the_lead() -> None:
    brief, words = brief_of("soul")
    marked = tuple(
        replace(stanza, lines=tuple(replace(line, backing=True) for line in stanza.lines)) for stanza in words.stanzas
    )
    score = compose(brief, replace(words, stanzas=marked), take=0, voice_range=RANGE)
    assert score.part(Role.VOCAL) is not None


@pytest.mark.parametrize("style_id", ["pop", "soul", "folk", "gospel", "rock", "country"])
def test_second_voices_stand_a_third_or_sixth_from_the_lead_inside_the_scale(style_id: str) -> None:
    score = score_of(style_id)
    lead, backing = score.part(Role.VOCAL), score.part(Role.BACKING)
    assert lead is not None
    assert backing is not None
    sung = {note.start: note.pitch for note in lead.notes}
    gaps = [abs(note.pitch - sung[note.start]) for note in backing.notes]
    assert sum(gap in (3, 4, 8, 9) for gap in gaps) / len(gaps) >= 0.6
    assert all(3 <= gap <= 9 for gap in gaps)


@pytest.mark.parametrize("style_id", STYLES)
def test_a_second_tune_moves_while_the_voice_does_not(style_id: str) -> None:
    """Where somebody counters the voice, many of the notes begin in its rests and long notes, not under a syllable."""
    free = under = 0
    sheet, players = rehearsal(style_id)
    score = score_of(style_id)
    onsets = {int(note.start) for note in sheet.vocal}
    for player in players:
        part = next((part for part in score.parts if part.name == player.name), None)
        for cue in player.cues:
            if cue.task is not Task.COUNTER or part is None:
                continue
            notes = [note for note in part.notes if cue.start <= note.start < cue.end]
            assert all(one.end <= other.start for one, other in pairwise(notes))
            free += sum(note.start not in onsets for note in notes)
            under += sum(note.start in onsets for note in notes)
    assert free >= 0.3 * (free + under) or free + under < 12


@pytest.mark.parametrize("style_id", ["trance", "house", "techno", "dance-pop"])
def test_builds_quicken_and_the_drop_begins_from_silence(style_id: str) -> None:
    quickened = silent = builds = 0
    for seed in range(6):
        brief, _ = brief_of(style_id, seed, sung=False)
        form = tuple(
            FormSection(kind=kind, bars=8)
            for kind in (SectionKind.INTRO, SectionKind.BUILD, SectionKind.DROP, SectionKind.BREAK, SectionKind.OUTRO)
        )
        score = compose(replace(brief, form=form), Lyrics(title="Light"), take=0, voice_range=RANGE)
        build = next(s for s in score.sections if s.kind is SectionKind.BUILD)
        end = build.start + build.bars * score.meter.bar_ticks
        snares = [note.start for note in inside(score.part(Role.DRUMS), build, score) if note.pitch == 38]
        first, last = snares[1] - snares[0], snares[-1] - snares[-2]
        builds += 1
        quickened += last < first
        beat = end - score.meter.beat_ticks
        others = [part for part in score.parts if part.role is not Role.FX]
        silent += not any(note.start < end and note.end > beat for part in others for note in part.notes)
    assert quickened == builds
    assert 1 <= silent <= builds


@pytest.mark.parametrize("style_id", ["pop", "rock", "folk", "soul", "synth-pop"])
def test_loudness_follows_the_energy_of_the_sections(style_id: str) -> None:
    score = score_of(style_id)
    levels = {
        section.energy: fmean(
            note.velocity
            for part in score.parts
            if part.role not in (Role.VOCAL, Role.BACKING)
            for note in inside(part, section, score)
        )
        for section in score.sections
        if any(inside(part, section, score) for part in score.parts if part.role not in (Role.VOCAL, Role.BACKING))
    }
    quiet, full = min(levels), max(levels)
    assert levels[full] >= levels[quiet] + 12


@pytest.mark.parametrize("style_id", ["soul", "rnb", "gospel", "jazz-swing", "pop", "boom-bap"])
def test_keys_leave_the_words_room(style_id: str) -> None:
    """Chords begin at most .6 times as often while syllables begin as where the voice rests (composing.md 7).

    Bar lines are left out: there a chord says what it is.
    """
    during, beside = [], []
    for seed in range(4):
        score = score_of(style_id, seed)
        vocal, keys = score.part(Role.VOCAL), score.part(Role.KEYS)
        assert vocal is not None
        if keys is None:
            continue
        eighth = PPQ // 2
        struck = {note.start // eighth for note in keys.notes}
        talked = {note.start // eighth for note in vocal.notes}
        sounding = {at for note in vocal.notes for at in range(note.start // eighth, -(-note.end // eighth))}
        for section in score.sections:
            notes = inside(keys, section, score)
            if section.stanza is None or not notes:
                continue
            eighths = range(section.start // eighth, (section.start + section.bars * score.meter.bar_ticks) // eighth)
            inner = [at for at in eighths if at * eighth % score.meter.bar_ticks]
            during += [at in struck for at in inner if at in talked]
            beside += [at in struck for at in inner if at not in sounding]
    assert fmean(during) <= 0.6 * fmean(beside) + 0.02


def test_a_bass_that_solos_stays_a_bass() -> None:
    brief, words = brief_of("jazz-swing")
    band = tuple(chair for chair in brief.band if chair.role in (Role.DRUMS, Role.BASS))
    form = (*brief.form, FormSection(kind=SectionKind.SOLO, bars=8, note="bass"))
    score = compose(replace(brief, band=band, form=form), words, take=0, voice_range=RANGE)
    bass = score.part(Role.BASS)
    assert bass is not None
    assert all(28 <= note.pitch <= 60 for note in bass.notes)
    assert all(one.end <= other.start for one, other in pairwise(bass.notes))


def test_excluded_instruments_stay_away_from_riffs_and_solos() -> None:
    for seed in range(6):
        brief, words = brief_of("rock", seed)
        band = tuple(chair for chair in brief.band if chair.role not in (Role.GUITAR, Role.LEAD))
        form = (*brief.form, FormSection(kind=SectionKind.SOLO, bars=8, note="guitar"))
        score = compose(replace(brief, band=band, form=form), words, take=0, voice_range=RANGE)
        assert not [part for part in score.parts if "guitar" in part.instrument]


@pytest.mark.slow
@pytest.mark.parametrize("style_id", EVERY)
def test_every_style_keeps_the_rules_of_the_band(style_id: str) -> None:
    drummed = any(chair.role is Role.DRUMS for chair in catalogue()[style_id].chairs)
    for seed in range(3, 8):
        score = score_of(style_id, seed)
        _no_pitch_twice(score)
        if drummed:
            _few_bars(score)
            _silent_fills(*rehearsal(style_id, seed))

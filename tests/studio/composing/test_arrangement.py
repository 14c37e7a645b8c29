"""What the band does around the tune: fills, arrivals, second tunes, echoes, and who is silent when."""

from dataclasses import replace
from itertools import pairwise
from statistics import fmean

import pytest
from rehearsing import DRUMMED, EVERY, RANGE, STYLES, bars_of, brief_of, inside, rehearsal, score_of

from songwright.song import PPQ, FormSection, Lyrics, Role, Score, SectionKind
from songwright.studio.composing import compose
from songwright.studio.composing._arrange import Player, Task, arrange
from songwright.studio.composing._compose import _lead_sheet
from songwright.studio.composing._drums import fill_windows
from songwright.studio.composing._fills import fills_of
from songwright.studio.composing._sheet import Sheet
from songwright.studio.styles import catalogue


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
                # A bass that is out for a line makes no bars of its own, nor does the push it comes back with.
                played = [bar for bar in bars_of(bass, section, score, drums=False) if len(bar) > 1]
                assert len(set(played)) <= 5


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


def _called(players: tuple[Player, ...], index: int) -> list[Player]:
    return [player for player in players if any(cue.passage.index == index for cue in player.cues)]


def test_verses_have_clearly_fewer_players_than_the_last_chorus() -> None:
    shares = []
    for style_id in EVERY:
        sheet, players = rehearsal(style_id)
        verses = [each.index for each in sheet.passages if each.kind is SectionKind.VERSE]
        choruses = [each.index for each in sheet.passages if each.kind is SectionKind.CHORUS]
        if verses and choruses and len(players) >= 5:
            shares.append(len(_called(players, verses[0])) / len(_called(players, choruses[-1])))
    assert len(shares) >= 20
    assert max(shares) <= 1.0
    assert fmean(shares) < 0.75


@pytest.mark.parametrize("style_id", EVERY)
def test_somebody_tells_the_chords_wherever_there_is_singing(style_id: str) -> None:
    sheet, players = rehearsal(style_id)
    harmonic = {Role.KEYS, Role.GUITAR, Role.PAD, Role.ARP, Role.STRINGS, Role.CHOIR}
    assert any(player.chair.role in harmonic for player in players)
    for passage in sheet.passages:
        if passage.kind in (SectionKind.VERSE, SectionKind.PRE, SectionKind.CHORUS):
            assert any(player.chair.role in harmonic for player in _called(players, passage.index)), passage.kind


@pytest.mark.parametrize(("bars", "staged"), [(4, False), (16, True)])
def test_only_a_long_intro_gathers_its_players(bars: int, *, staged: bool) -> None:
    brief, words = brief_of("soul")
    intro = FormSection(kind=SectionKind.INTRO, bars=bars)
    rest = tuple(each for each in brief.form if each.kind is not SectionKind.INTRO)
    sheet = _lead_sheet(replace(brief, form=(intro, *rest)), words, 0, RANGE)
    assert sheet.passages[0].bars == bars
    begins = {cue.start for player in arrange(sheet) for cue in player.cues if cue.passage.index == 0}
    assert (len(begins) > 1) is staged


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


@pytest.mark.parametrize(("style_id", "stay"), [("reggae", "rhythm"), ("samba", "rhythm"), ("deep-house", "chords")])
def test_a_quiet_break_keeps_one_half_of_the_band(style_id: str, stay: str) -> None:
    brief, words = brief_of(style_id, 2)
    kinds = (SectionKind.INTRO, SectionKind.CHORUS, SectionKind.BREAK, SectionKind.CHORUS, SectionKind.OUTRO)
    form = tuple(FormSection(kind=kind, bars=8) for kind in kinds)
    sheet = _lead_sheet(replace(brief, form=form), Lyrics(title=words.title), 0, RANGE)
    pause = next(passage for passage in sheet.passages if passage.kind is SectionKind.BREAK)
    seated = {
        player.chair.role is Role.DRUMS or player.chair.role is Role.BASS
        for player in arrange(sheet)
        if any(cue.passage is pause for cue in player.cues)
    }
    assert seated == {stay == "rhythm"}

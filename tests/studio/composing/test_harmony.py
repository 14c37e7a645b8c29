"""Chords: what the lore holds, how sections end, what pedals, pushes and lifts do; over all styles and many seeds."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import msgspec
import pytest
from weighing import song

from songwright.song import MODES, PPQ, Brief, ChordSpan, FormSection, Key, Lyrics, Note, Role, SectionKind, Tick
from songwright.studio.composing._cadences import keeps
from songwright.studio.composing._dice import dice
from songwright.studio.composing._form import Passage, lay_out
from songwright.studio.composing._grammar import in_mode, invented_row
from songwright.studio.composing._harmony import _GROUPS, _options, harmonise
from songwright.studio.composing._lore import lore, side
from songwright.studio.composing._manners import manner_of
from songwright.studio.composing._numerals import NUMERAL, parse_numeral
from songwright.studio.composing._pushes import PUSHING, pushed, pushes_of
from songwright.studio.composing._sheet import Sheet
from songwright.studio.styles import Style, catalogue

STYLES = sorted(catalogue())
Chart = tuple[tuple[Passage, ...], tuple[tuple[ChordSpan, ...], ...]]
_FULL = "intro:4 verse:8 pre:4 chorus:8 verse:8 pre:4 chorus:8 build:4 drop:8 bridge:8 chorus:8 outro:4"


def brief_for(played: Style, seed: int, *, form: str = _FULL, mode: str | None = None, **weights: float) -> Brief:
    """A brief without words over a long form, in the style's usual mode or another."""
    brief, _ = song(played.id, seed, model="V5", **weights)
    sections = tuple(FormSection(kind=SectionKind(k), bars=int(n)) for k, n in (s.split(":") for s in form.split()))
    key = Key(tonic=brief.key.tonic, mode=mode or brief.key.mode)
    return replace(brief, form=sections, voice=None, key=key)


def chart_of(style: Style, brief: Brief, take: int = 0) -> Chart:
    """Passages and their chords."""
    passages = lay_out(brief, Lyrics(title=""), style)
    return passages, harmonise(brief, style, passages, take)


def sheet_of(style: Style, brief: Brief, take: int = 0) -> Sheet:
    passages, spans = chart_of(style, brief, take)
    return Sheet(brief=brief, style=style, manner=manner_of(style), take=take, passages=passages, spans=spans)


def charts(style_id: str, seeds: range, takes: int = 2) -> Iterator[tuple[Brief, Chart]]:
    style = catalogue()[style_id]
    for seed in seeds:
        for take in range(takes):
            brief = brief_for(style, seed, mode=sorted(style.key.modes)[seed % len(style.key.modes)])
            yield brief, chart_of(style, brief, take)


def with_harmony(style_id: str, **changed: object) -> Style:
    style = catalogue()[style_id]
    return msgspec.structs.replace(style, harmony=msgspec.structs.replace(style.harmony, **changed))


# The lore


@pytest.mark.parametrize("mode", sorted(MODES))
def test_every_numeral_of_the_lore_is_a_chord_in_every_mode(mode: str) -> None:
    key, book = Key(tonic=3, mode=mode), lore()
    wanted = side(minor=key.minorish)
    written = {text for brick in book.brick if brick.mode == wanted for text in brick.chords.split()}
    for tables in book.grammar.values():
        written |= {text for row in tables[wanted].values() for text in row} | set(tables[wanted])
    written |= set(book.borrowed[wanted].values()) | {each for row in book.odd[wanted].near.values() for each in row}
    written |= {each for row in book.odd[wanted].far.values() for each in row}
    written |= {f"{text}{ending}" for text, endings in book.decorated.items() for ending in endings}
    for text in written:
        assert parse_numeral(in_mode(text, key), key).tones


def test_launchers_are_the_dominants_of_what_they_launch() -> None:
    for aim, launcher in lore().launcher.items():
        key = Key(tonic=0, mode="minor" if aim in ("iv", "VI", "III") else "major")
        assert (parse_numeral(launcher, key).root - parse_numeral(aim, key).root) % 12 == 7


def test_transitions_add_up_and_lead_to_chords_that_lead_on() -> None:
    for tables in lore().grammar.values():
        for mode, table in tables.items():
            for row in table.values():
                assert sum(row.values()) == pytest.approx(1.0, abs=0.011)
                assert set(row) <= set(table)
            for starts in lore().start.values():
                assert set(starts[mode]) <= set(table)


def test_bricks_keep_what_they_promise() -> None:
    for brick in lore().brick:
        key = Key(tonic=0, mode=brick.mode)
        ends = "closed" if brick.ends == "climb" else brick.ends
        assert keeps(brick.chords.split(), ends, key), brick.name


@pytest.mark.parametrize("style_id", STYLES)
def test_invented_rows_are_of_the_style_s_length_and_verses_say_the_key(style_id: str) -> None:
    style = catalogue()[style_id]
    for mode in style.key.modes:
        key = Key(tonic=5, mode=mode)
        for group in ("verse", "pre", "chorus", "bridge"):
            for seed in range(6):
                row = invented_row(group, style, key, dice(seed, 0, group))
                assert len(row) in (4, 8)
                roots = [parse_numeral(text, key, style.harmony.colour).root for text in row]
                assert len(set(roots)) >= 2
                assert group != "verse" or key.tonic in roots
                assert group != "bridge" or roots[0] != key.tonic


# Sections


def home(spans: tuple[ChordSpan, ...], brief: Brief, passage: Passage) -> bool:
    return spans[-1].chord.root == (brief.key.tonic + passage.lift) % 12


@pytest.mark.parametrize("style_id", STYLES)
def test_chords_fill_each_section_and_the_song_ends_at_home(style_id: str) -> None:
    for brief, (passages, rows) in charts(style_id, range(6)):
        for passage, spans in zip(passages, rows, strict=True):
            assert spans[0].start == passage.start
            assert all(one.start + one.duration == other.start for one, other in pairwise(spans))
            assert spans[-1].start + spans[-1].duration == passage.start + passage.bars * brief.meter.bar_ticks
            assert all(one.chord != other.chord for one, other in pairwise(spans))
        assert home(rows[-1], brief, passages[-1])


@pytest.mark.parametrize("style_id", STYLES)
def test_pre_choruses_and_builds_never_end_at_home(style_id: str) -> None:
    for brief, (passages, rows) in charts(style_id, range(8)):
        for passage, spans in zip(passages, rows, strict=True):
            if passage.kind in (SectionKind.PRE, SectionKind.BUILD):
                above = (spans[-1].chord.root - brief.key.tonic) % 12
                modal = brief.key.minorish or brief.key.mode == "mixolydian"
                assert above in {7, 5, 2} | ({10, 1} if modal else set()), spans[-1].chord.symbol


@pytest.mark.parametrize("style_id", STYLES)
def test_bridges_begin_away_from_home_where_their_row_ever_leaves_it(style_id: str) -> None:
    for brief, (passages, rows) in charts(style_id, range(8)):
        for passage, spans in zip(passages, rows, strict=True):
            if passage.kind is SectionKind.BRIDGE and any(s.chord.root != brief.key.tonic for s in spans):
                assert spans[0].chord.root != brief.key.tonic


@pytest.mark.parametrize(("style_id", "group"), [(i, g) for i in STYLES for g in ("chorus", "bridge", "verse")])
def test_sections_end_as_a_style_always_promises(style_id: str, group: str) -> None:
    kind = SectionKind(group)
    for ends in ("closed", "half", "open"):
        style = with_harmony(style_id, cadences={group: {ends: 1.0}})
        for seed in range(3):
            brief = brief_for(style, seed, mode="minor" if seed % 2 else "major")
            passages, rows = chart_of(style, brief)
            for passage, spans in zip(passages, rows, strict=True):
                if passage.kind is not kind or passage.bars * brief.meter.bar_ticks < 4 * spans[-1].duration:
                    continue
                above = (spans[-1].chord.root - brief.key.tonic) % 12
                allowed = {"closed": {0}, "half": {7}, "open": {7, 5, 2, 10}}[ends]
                assert above in allowed, (passage.kind, ends, [span.chord.symbol for span in spans])


@pytest.mark.parametrize("style_id", [i for i in STYLES if catalogue()[i].harmony.final == "climb"])
def test_songs_that_climb_home_come_over_the_flat_sixth_and_seventh(style_id: str) -> None:
    for brief, (_, rows) in charts(style_id, range(4)):
        steps = [(span.chord.root - brief.key.tonic) % 12 for span in rows[-1]]
        assert steps[-1] == 0
        assert steps[-2] in (10, 0) or steps[-3:] == [8, 10, 0]


@pytest.mark.parametrize("style_id", ["pop", "rock", "soul", "jazz-swing", "waltz"])
def test_most_rows_are_the_style_s_own_and_all_are_at_full_weight_of_style(style_id: str) -> None:
    style = catalogue()[style_id]
    for weight, low, high in ((0.5, 0.6, 0.97), (1.0, 1.0, 1.0)):
        own = total = 0
        for seed in range(80):
            brief = brief_for(style, seed, style=weight, weirdness=0.0)
            passages, rows = chart_of(style, brief)
            key, colour = brief.key, style.harmony.colour
            for passage, spans in zip(passages, rows, strict=True):
                if passage.kind is SectionKind.VERSE:
                    played = {span.chord for span in spans if span.start < passage.start + 6 * brief.meter.bar_ticks}
                    listed = (
                        row.split() for group in ("verse", "chorus", "bridge") for row in _options(group, style, key)
                    )
                    own += any(played <= {parse_numeral(text, key, colour) for text in row} for row in listed)
                    total += 1
        assert low <= own / total <= high


@pytest.mark.parametrize("style_id", [i for i in STYLES if catalogue()[i].harmony.invent > 0])
def test_takes_and_seeds_have_chords_of_their_own(style_id: str) -> None:
    seen = {
        tuple((span.chord.root - brief.key.tonic) % 12 for spans in rows for span in spans)
        for brief, (_, rows) in charts(style_id, range(6), takes=2)
    }
    assert len(seen) >= 7


@pytest.mark.parametrize("style_id", STYLES)
def test_the_same_seed_and_take_give_the_same_chords(style_id: str) -> None:
    brief = brief_for(catalogue()[style_id], 11)
    assert chart_of(catalogue()[style_id], brief, 1) == chart_of(catalogue()[style_id], brief, 1)


def test_verse_and_chorus_rarely_share_their_row_where_the_style_has_more() -> None:
    alike = 0
    for seed in range(60):
        brief = brief_for(catalogue()["pop"], seed)
        passages, rows = chart_of(catalogue()["pop"], brief)
        first = {p.kind: [s.chord.root for s in spans][:4] for p, spans in zip(passages, rows, strict=True)}
        alike += first[SectionKind.VERSE] == first[SectionKind.CHORUS]
    assert alike <= 9


# Pedals


def test_pedals_hold_the_bass_and_come_only_where_the_style_likes_them() -> None:
    held_builds = 0
    for share in (1.0, 0.0):
        style = with_harmony("pop", pedal=share)
        for seed in range(12):
            brief = brief_for(style, seed)
            passages, rows = chart_of(style, brief)
            for passage, spans in zip(passages, rows, strict=True):
                if len({span.chord.root for span in spans}) < 2:
                    continue
                lows = {(span.chord.bass - brief.key.tonic) % 12 for span in spans}
                if passage.kind is SectionKind.INTRO:
                    assert (lows == {0}) is (share == 1.0)
                if passage.kind in (SectionKind.BUILD, SectionKind.BRIDGE):
                    assert lows == {7} or len(lows) > 1
                    held_builds += lows == {7}
                if passage.kind in (SectionKind.VERSE, SectionKind.CHORUS):
                    assert len(lows) > 1
    assert held_builds >= 12


def test_no_chord_clashes_with_a_pedal() -> None:
    for style_id in ("soul", "gospel", "waltz", "musical-theatre", "trance"):
        style = with_harmony(style_id, pedal=1.0)
        for seed in range(12):
            for spans in chart_of(style, brief_for(style, seed))[1]:
                lows = {span.chord.bass for span in spans}
                if len(lows) == 1 and len({span.chord.root for span in spans}) > 1:
                    assert not any((span.chord.bass + 1) % 12 in span.chord.tones for span in spans)


# Pushes


def test_pushes_fall_inside_sections_as_often_as_the_style_says_and_alike_in_returns() -> None:
    style = with_harmony("pop", push=0.3)
    pushed_changes = changes = 0
    for seed in range(30):
        sheet = sheet_of(style, brief_for(style, seed))
        found = pushes_of(sheet)
        starts = {int(passage.start) for passage in sheet.passages}
        assert not starts & set(found)
        assert set(found.values()) <= {PPQ // 4}
        inner = {int(span.start) for spans in sheet.spans for span in spans[1:]}
        assert set(found) <= inner
        pushed_changes, changes = pushed_changes + len(found), changes + len(inner)
        verses = [p for p in sheet.passages if p.kind is SectionKind.VERSE]
        places = [
            sorted(t - p.start for t in found if p.start <= t < p.start + p.bars * sheet.meter.bar_ticks - 1920)
            for p in verses
        ]
        assert places[0] == places[1]
    assert 0.2 < pushed_changes / changes < 0.4


@pytest.mark.parametrize("length", [240, 480, 960, 1920])
def test_a_pushed_part_begins_early_leaves_no_overlap_and_keeps_its_ends(length: int) -> None:
    style = with_harmony("pop", push=1.0)
    sheet = sheet_of(style, brief_for(style, 1))
    early = pushes_of(sheet)
    end = sheet.end_of(sheet.passages[-1])
    notes = [Note(start=Tick(at), duration=Tick(length), pitch=60) for at in range(0, end, length)]
    for role in Role:
        moved = pushed(notes, role, sheet)
        if role not in PUSHING:
            assert moved == notes
            continue
        assert all(one.end <= other.start for one, other in pairwise(moved))
        starts = {int(note.start) for note in moved}
        for change, ticks in early.items():
            assert change not in starts
            assert (change - ticks in starts) is (change % length == 0)
        assert moved[-1].end == notes[-1].end


def test_a_walking_bass_keeps_to_the_beat_under_pushed_chords() -> None:
    sheet = sheet_of(catalogue()["jazz-swing"], brief_for(catalogue()["jazz-swing"], 1))
    notes = [
        Note(start=Tick(at), duration=Tick(PPQ), pitch=40) for at in range(0, sheet.end_of(sheet.passages[-1]), PPQ)
    ]
    assert pushes_of(sheet)
    assert pushed(notes, Role.BASS, sheet) == notes
    assert pushed(notes, Role.KEYS, sheet) != notes


# Many seeds


@pytest.mark.slow
@pytest.mark.parametrize("style_id", STYLES)
def test_the_rules_hold_over_many_seeds_and_modes(style_id: str) -> None:
    style = catalogue()[style_id]
    for seed in range(24):
        for mode in ("major", "minor", sorted(MODES)[seed % len(MODES)]):
            for odd in (0.0, 0.5, 1.0):
                brief = brief_for(style, seed, mode=mode, weirdness=odd, style=(seed % 5) / 4)
                passages, rows = chart_of(style, brief, seed % 3)
                assert home(rows[-1], brief, passages[-1])
                for passage, spans in zip(passages, rows, strict=True):
                    if passage.kind in (SectionKind.PRE, SectionKind.BUILD):
                        assert not home(spans, brief, passage)
                    assert all(span.duration > 0 for span in spans)


@pytest.mark.parametrize("style_id", sorted(catalogue()))
@pytest.mark.parametrize("mode", ["major", "minor"])
def test_rows_changed_to_a_mode_sound_its_tonic_where_the_style_has_such_rows(style_id: str, mode: str) -> None:
    """ "IVmaj9 V13 iii7 vi9" with the chords of A minor is heard as C major by everybody."""
    style, key = catalogue()[style_id], Key(tonic=9, mode=mode)
    for group in ("verse", "chorus"):
        written = style.harmony.chorus if group == "chorus" and style.harmony.chorus else style.harmony.verse
        rows = _options(group, style, key)
        if set(rows) <= set(written):
            continue
        home = [any(parse_numeral(each, key).root == key.tonic for each in row.split()) for row in rows]
        assert all(home) or not any(home)


def test_groups_cover_all_kinds_and_rows_of_styles_are_numerals() -> None:
    assert set(_GROUPS) == set(SectionKind)
    for style in catalogue().values():
        harmony = style.harmony
        for row in (*harmony.verse, *harmony.pre, *harmony.chorus, *harmony.bridge):
            assert all(NUMERAL.fullmatch(text) for text in row.split()), row

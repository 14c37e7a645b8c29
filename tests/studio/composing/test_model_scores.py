"""What each model leans towards, measured on scores of the same briefs."""

from dataclasses import replace
from statistics import fmean

import pytest
from weighing import BROAD, bands_of, from_outside, harmonised, line_ends, returning, score_of, song, sounding

from songwright.song import Role, SectionKind
from songwright.studio.styles import catalogue

MODELS = ("V3_5", "V4", "V4_5", "V4_5PLUS", "V5")


@pytest.mark.parametrize("kind", [SectionKind.VERSE, SectionKind.CHORUS])
def test_sections_return_as_they_were_on_v3_5(kind: SectionKind) -> None:
    def share(model: str) -> float:
        songs = [song(style_id, seed, model=model) for style_id in BROAD for seed in (1, 2)]
        return fmean(returning(score_of(*each), each[0], kind) for each in songs)

    strict, usual = share("V3_5"), share("V5")
    assert strict > 0.88
    assert strict > usual + 0.02


@pytest.mark.parametrize("style_id", sorted(catalogue()))
def test_the_same_band_plays_whenever_a_section_of_v3_5_returns(style_id: str) -> None:
    bands = bands_of(score_of(*song(style_id, 2, model="V3_5")))
    for kind in (SectionKind.VERSE, SectionKind.CHORUS):
        energy, first = bands[kind][0]
        for again, band in bands[kind]:
            # The words of a second verse may leave room for one player whom the first's left none.
            assert again == energy
            assert first <= band
            assert len(band - first) <= 1


@pytest.mark.parametrize("style_id", sorted(catalogue()))
def test_the_bridge_of_v3_5_has_chords_of_its_own(style_id: str) -> None:
    score = score_of(*song(style_id, 1, model="V3_5"))
    bar = score.meter.bar_ticks
    heard = {}
    for section in score.sections:
        last = section.start + (section.bars - 1) * bar
        heard.setdefault(
            section.kind,
            tuple(
                (span.start - section.start, span.chord) for span in score.chords if section.start <= span.start < last
            ),
        )
    assert heard[SectionKind.BRIDGE] != heard[SectionKind.VERSE]
    assert heard[SectionKind.BRIDGE] != heard[SectionKind.CHORUS]


@pytest.mark.parametrize("style_id", sorted(name for name, style in catalogue().items() if not style.vocal.choir))
def test_every_chorus_of_v4_has_a_second_voice(style_id: str) -> None:
    brief, words = song(style_id, 1, model="V4")
    assert harmonised(score_of(brief, words)) == 1.0
    assert harmonised(score_of(replace(brief, model="V5"), words)) < 1.0


def test_line_ends_of_v4_are_held_longer() -> None:
    def length(model: str) -> float:
        return fmean(line_ends(score_of(*song(style_id, 2, model=model))) for style_id in BROAD)

    assert length("V4") > 1.1 * length("V5")


def test_a_ban_on_backing_voices_holds_on_every_model() -> None:
    for model in MODELS:
        brief, words = song("pop", 1, model=model)
        alone = replace(brief, voice_manner="soft, unaccompanied")
        assert score_of(alone, words).part(Role.BACKING) is None


def test_more_play_at_once_and_chords_are_bolder_on_v4_5_plus() -> None:
    full, usual, bold, plain = [], [], [], []
    for style_id in BROAD:
        for seed in range(3):
            brief, words = song(style_id, seed, model="V4_5PLUS")
            plus, five = score_of(brief, words), score_of(replace(brief, model="V5"), words)
            full.append(sounding(plus))
            usual.append(sounding(five))
            bold.append(from_outside(plus, brief))
            plain.append(from_outside(five, brief))
    assert fmean(full) > fmean(usual) + 0.3
    assert fmean(bold) > fmean(plain) + 0.03


@pytest.mark.parametrize("model", ["V4_5", "V5"])
def test_words_that_return_are_written_as_loud_as_the_first_time(model: str) -> None:
    brief, words = song("pop", 1, model=model)
    score = score_of(brief, words)
    part = score.part(Role.VOCAL)
    assert part is not None
    notes = iter(part.notes)
    loud: dict[int, set[tuple[int, ...]]] = {}
    for section in score.sections:
        if section.stanza is not None:
            count = words.stanzas[section.stanza].syllable_count
            own = tuple(next(notes).velocity for _ in range(count))
            loud.setdefault(section.stanza, set()).add(own)
    assert all(len(versions) == 1 for versions in loud.values())

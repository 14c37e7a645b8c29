"""The manners that styles ask for: each is heard, and wrong ones are named."""

import pytest
from mixing_desk import chord, level_db, quiet_progress, recording, stem, strokes, with_mix

from songwright.song import Recording, Role
from songwright.studio.mixing import manner
from songwright.studio.mixing._manner import Manner
from songwright.studio.mixing._mastering import mastered
from songwright.studio.mixing._mix import mixed
from songwright.studio.mixing._roles import strips
from songwright.studio.styles import catalogue


@pytest.mark.parametrize(
    "mark",
    ["soft chorus", "double guitars", "crushed drums", "clipped drums", "clipped bass", "tape", "spring", "hall"],
)
def test_every_mark_is_heard(mark):
    seconds = 3.0
    stems = (
        stem(strokes(seconds)[0], Role.DRUMS),
        stem(chord(seconds, (55.0,)), Role.BASS),
        stem(chord(seconds), Role.GUITAR),
    )
    plain, marked = Manner(), Manner(marks=frozenset({mark}))
    take = Recording(stems=stems, style="pop")
    one, other = (
        mastered(mixed(take, how, quiet_progress), how, lambda _done: None).audio.samples for how in (plain, marked)
    )
    frames = min(len(one), len(other))
    assert level_db(one[:frames] - other[:frames]) > level_db(one) - 30.0


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("lowpass_hz", 3000.0), ("highpass_hz", 90.0), ("tilt_db_per_oct", -8.0), ("width", 1.8), ("glue_ratio", 4.0),
        ("drive_db", 10.0), ("room_s", 2.0), ("room_db", 10.0), ("plate_s", 4.0), ("plate_db", 10.0),
        ("brightness", 0.4), ("delay_beats", 1.5), ("delay_db", 12.0), ("delay_feedback", 0.7), ("sidechain_db", 9.0),
        ("vocal_db", 8.0), ("vinyl_db", -20.0), ("wow_ms", 1.5), ("grit_bits", 6.0), ("mono_below_hz", 400.0),
        ("section_range_db", 0.0), ("section_shade_db", 0.0), ("fade_s", 3.0), ("drums_db", 6.0), ("pad_db", 6.0),
    ],
)  # fmt: skip
def test_every_setting_is_heard(setting, value):
    """No dead controls: each setting changes the record."""
    take = recording(seconds=17.0 if setting.startswith("section_") else 4.0)
    made = []
    for extra in ({}, {setting: value}):
        how = manner(with_mix(settings=extra))
        made.append(mastered(mixed(take, how, quiet_progress), how, lambda _done: None).audio.samples)
    frames = min(map(len, made))
    assert level_db(made[0][:frames] - made[1][:frames]) > level_db(made[0]) - 45.0


def test_sidechain_time_is_heard():
    take = recording(seconds=5.0)
    quick, slow = (
        mixed(take, Manner(sidechain_db=8.0, sidechain_ms=ms), quiet_progress).whole() for ms in (100.0, 400.0)
    )
    assert level_db(quick - slow) > level_db(quick) - 30.0


def test_every_style_of_the_catalogue_can_be_mixed():
    for each in catalogue().values():
        how = manner(each)
        assert 1.0 <= how.glue_ratio <= 3.0, each.id
        assert 0.5 <= how.width <= 1.6, each.id
        assert -7.0 <= how.tilt_db_per_oct <= -3.5, each.id
        assert 0.0 <= how.delay_feedback <= 0.6, each.id
        assert each.mix.settings, f"{each.id} has no settings of its own"


@pytest.mark.parametrize(
    ("settings_", "marks", "said"), [({"reverb_x": 1.0}, (), "mix.settings.reverb_x"), ({}, ("wobble",), "'wobble'")]
)
def test_unknown_settings_and_marks_are_named_with_the_file(settings_, marks, said):
    wrong = with_mix(settings=settings_, marks=marks)
    with pytest.raises(ValueError, match=r"pop\.toml: mix") as caught:
        manner(wrong)
    assert said in str(caught.value)


def test_every_role_has_a_strip():
    assert set(strips()) == set(Role)

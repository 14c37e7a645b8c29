"""Keys and note names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.song import MODES, Key, pitch_class

keys = st.builds(Key, tonic=st.integers(0, 11), mode=st.sampled_from(sorted(MODES)))


@given(key=keys)
def test_a_key_reads_its_own_name(key: Key) -> None:
    assert Key.parse(str(key)) == key


@given(key=keys)
def test_spelling_names_the_pitch(key: Key) -> None:
    assert all(pitch_class(key.spell(pitch)) == pitch % 12 for pitch in range(24))


@given(key=keys)
def test_a_scale_has_seven_notes_from_its_tonic(key: Key) -> None:
    assert len(set(key.scale)) == 7
    assert key.scale[0] == key.tonic


@given(key=keys)
def test_the_relative_major_has_the_same_notes(key: Key) -> None:
    assert set(Key(tonic=key.relative_major).scale) == set(key.scale)


@pytest.mark.parametrize(
    ("text", "tonic", "mode"),
    [
        ("A minor", 9, "minor"),
        ("Am", 9, "minor"),
        ("F#m", 6, "minor"),
        ("Bb", 10, "major"),
        ("CM", 0, "major"),
        ("c dorian", 0, "dorian"),
        ("E♭ major", 3, "major"),
        ("  g  min ", 7, "minor"),
        ("b flat".replace(" flat", "b"), 10, "major"),
    ],
)
def test_key_names(text: str, tonic: int, mode: str) -> None:
    assert Key.parse(text) == Key(tonic=tonic, mode=mode)


@pytest.mark.parametrize("text", ["", "H", "A bluesy", "minor", "A minor minor", "12", "🎵"])
def test_what_is_no_key_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a key|no such mode"):
        Key.parse(text)


@given(text=st.text(max_size=20))
def test_any_text_is_a_key_or_a_value_error(text: str) -> None:
    try:
        key = Key.parse(text)
    except ValueError:
        return
    assert key.mode in MODES

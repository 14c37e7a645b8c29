"""Frozen nouns: what they refuse, and what the public face shows."""

import numpy as np
import pytest

import songwright.song as nouns
from songwright.song import Audio, Cancelled, CannotMake, MissingPart, SongwrightError, Weights


def test_the_public_face_is_exactly_what_is_listed() -> None:
    assert set(nouns.__all__) == {name for name in vars(nouns) if not name.startswith("_")}
    assert len(nouns.__all__) == len(set(nouns.__all__))


@pytest.mark.parametrize("wrong", [-0.01, 1.01, float("nan")])
def test_weights_lie_between_nought_and_one(wrong: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Weights(style=wrong)


@pytest.mark.parametrize(
    "samples",
    [np.zeros(4, np.float32), np.zeros((4, 3), np.float32), np.zeros((4, 2), np.float64), np.zeros((4, 0), np.float32)],
)
def test_audio_refuses_other_shapes(samples: np.ndarray) -> None:
    with pytest.raises(ValueError, match="audio must be float32"):
        Audio(samples=samples)


def test_audio_is_read_only_once_made() -> None:
    audio = Audio(samples=np.zeros((48_000, 2), np.float32))
    assert audio.length_s == 1.0
    with pytest.raises(ValueError, match="read-only"):
        audio.samples[0, 0] = 1.0


def test_an_error_without_a_message_says_its_docstring() -> None:
    assert str(Cancelled()) == "The work was cancelled."
    assert str(CannotMake("why")) == "why"
    assert issubclass(MissingPart, CannotMake)
    assert issubclass(CannotMake, SongwrightError)

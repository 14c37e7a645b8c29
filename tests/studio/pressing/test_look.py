"""A look at a sound: its panels tell the truth, and every sound and any state of a song's files has a picture."""

import io

import msgspec
import numpy as np
import pyloudnorm
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from random_scores import scores

from songwright.song import Audio, BadRequest
from songwright.studio.dsp import gated_loudness, weighted_power
from songwright.studio.pressing import Mark, SongMarks, look, read_sound, score_json, song_marks
from songwright.studio.pressing._look_panels import loudness_share, short_term_lufs, spectrogram, waveform

RATE_HZ = 48_000
NOTHING = SongMarks()


def audio_of(samples: np.ndarray, rate_hz: int = RATE_HZ) -> Audio:
    return Audio(samples=np.atleast_2d(samples.T).T.astype(np.float32), rate_hz=rate_hz)


def noise(seconds: float, level: float, channels: int = 2) -> np.ndarray:
    return np.random.default_rng(7).normal(0, level, (round(seconds * RATE_HZ), channels))


def opened(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    assert picture.format == "PNG"
    return picture


def brightness(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture, dtype=float).sum(axis=2)


@pytest.mark.parametrize("hz", [110.0, 440.0, 1760.0, 7040.0])
def test_a_sine_is_the_lightest_row(hz: float):
    tone = audio_of(np.sin(2 * np.pi * hz * np.arange(RATE_HZ) / RATE_HZ))
    rows = brightness(spectrogram(tone, 60, 360)).mean(axis=1)
    expected = 359 * (1 - np.log(hz / 40.0) / np.log(400.0))
    assert abs(int(rows.argmax()) - expected) <= 4


def test_a_loud_section_is_higher_in_each_panel():
    sound = audio_of(np.concatenate([noise(6, 0.01), noise(6, 0.2)]))
    wave = (np.asarray(waveform(sound, 100, 80)) != (251, 248, 243)).any(axis=2).sum(axis=0)
    assert wave[60:].min() > 2 * wave[:40].max()
    lufs = short_term_lufs(sound)
    assert lufs[90] - lufs[30] == pytest.approx(26.0, abs=0.5)
    heights = loudness_share(lufs)
    assert heights[90] > heights[30] + 0.4


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
def test_loudness_is_that_of_another_meter_at_any_rate(rate_hz: int):
    sound = np.random.default_rng(1).normal(0, 0.1, (rate_hz * 8, 2)).astype(np.float32)
    ours = gated_loudness(weighted_power(sound, rate_hz // 10, rate_hz))
    assert ours == pytest.approx(pyloudnorm.Meter(rate_hz).integrated_loudness(sound), abs=0.1)


@settings(deadline=None, max_examples=12)
@given(frames=st.integers(1, 60_000), channels=st.sampled_from([1, 2]), rate_hz=st.sampled_from([8000, 44_100, 48_000]))
def test_any_sound_has_a_picture(frames: int, channels: int, rate_hz: int):
    sound = audio_of(np.random.default_rng(frames).normal(0, 0.2, (frames, channels)), rate_hz)
    assert opened(look(sound, NOTHING, name="x", width=600)).width == 600


def test_silence_is_dark_and_still():
    rows = brightness(spectrogram(audio_of(np.zeros((RATE_HZ, 2))), 50, 60))
    assert rows.min() == rows.max() < 100
    assert opened(look(audio_of(np.zeros(5)), NOTHING, name="still")).width == 1600


def test_the_same_sound_has_the_same_picture_and_a_foreign_one_a_shorter_one():
    sound = audio_of(noise(2, 0.1))
    marks = SongMarks(sections=(Mark(start_s=0, end_s=2, text="Verse 1", kind="verse"),))
    with_form = look(sound, marks, name="a", width=700)
    assert with_form == look(sound, marks, name="a", width=700)
    assert opened(with_form).height > opened(look(sound, NOTHING, name="a", width=700)).height


@settings(deadline=None, max_examples=10)
@given(score=scores(), title=st.text(max_size=80))
def test_any_song_has_a_picture(score, title: str):
    words = {
        "words": [{"word": title, "start_s": 0.1 * at, "end_s": 0.1 * at + 0.05} for at in range(30)],
        "lines": [{"text": title * 3, "start_s": 0.3 * at, "end_s": 0.3 * at + 0.2} for at in range(10)],
    }
    marks = song_marks(
        score=score_json(score),
        report=msgspec.json.encode({"title": title}),
        words=msgspec.json.encode(words),
        length_s=3.0,
    )
    assert marks.remarks == ()
    assert len(marks.sections) == len(score.sections)
    opened(look(audio_of(noise(3, 0.1)), marks, name="song", width=800))


def test_words_stand_one_by_one_where_there_is_room_and_else_in_lines():
    sound = audio_of(noise(10, 0.1))
    few = tuple(Mark(start_s=at, end_s=at + 1, text="word") for at in range(10))
    line = (Mark(start_s=0, end_s=10, text="word by word"),)
    crowd = tuple(Mark(start_s=at / 9, end_s=at / 9 + 0.1, text="word") for at in range(90))

    def drawn(words: tuple[Mark, ...], lines: tuple[Mark, ...]) -> bytes:
        return look(sound, SongMarks(words=words, lines=lines), name="x", width=900)

    assert drawn(few, line) == drawn(few, ()) != drawn((), ())
    assert drawn(crowd, line) == drawn((), line) != drawn(few, line)


@pytest.mark.parametrize("kind", ["score", "report", "words"])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"words": 5, "tempo_bpm": 0}'])
def test_a_broken_file_beside_a_song_is_a_remark(kind: str, content: bytes):
    marks = song_marks(**{kind: content}, length_s=1.0)
    assert all(remark.startswith(f"{kind}.json is left out") for remark in marks.remarks)
    assert (marks.sections, marks.words) == ((), ())


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3", "AIFF"])
def test_every_kind_of_sound_is_read(kind: str):
    sink = io.BytesIO()
    soundfile.write(sink, noise(0.5, 0.1), RATE_HZ, format=kind)
    assert read_sound(io.BytesIO(sink.getvalue())).length_s == pytest.approx(0.5, abs=0.06)


def test_a_stretch_is_cut_out_and_many_channels_are_one():
    sink = io.BytesIO()
    soundfile.write(sink, np.repeat(np.linspace(0, 1, RATE_HZ)[:, None], 6, axis=1), RATE_HZ, format="WAV")
    stretch = read_sound(io.BytesIO(sink.getvalue()), 0.25, 0.75)
    assert stretch.samples.shape == (RATE_HZ // 2, 1)
    assert stretch.samples[[0, -1], 0] == pytest.approx([0.25, 0.75], abs=1e-3)


def test_samples_that_are_no_numbers_are_silence():
    sink = io.BytesIO()
    soundfile.write(sink, np.array([0.5, np.nan, np.inf, -np.inf]), RATE_HZ, format="WAV", subtype="FLOAT")
    assert read_sound(io.BytesIO(sink.getvalue())).samples[:, 0].tolist() == [0.5, 0.0, 1.0, -1.0]


def written(frames: int, rate_hz: int = RATE_HZ) -> io.BytesIO:
    sink = io.BytesIO()
    soundfile.write(sink, np.zeros(frames, np.int16), rate_hz, format="WAV")
    return io.BytesIO(sink.getvalue())


@pytest.mark.parametrize(
    ("file", "first_s", "said"),
    [
        (io.BytesIO(b"no sound at all"), 0.0, "no sound that can be read"),
        (io.BytesIO(), 0.0, "no sound that can be read"),
        (written(0), 0.0, "no frames"),
        (written(100), 1.0, r"--from: the sound ends at 0\.00 s"),
        (written(100, 2000), 0.0, "sample rate of 2000 Hz"),
        (written(8000 * 1300, 8000), 0.0, "22 minutes are more than the 20 that are drawn"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(file: io.BytesIO, first_s: float, said: str):
    with pytest.raises(BadRequest, match=said):
        read_sound(file, first_s)

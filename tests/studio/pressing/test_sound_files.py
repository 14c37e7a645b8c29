"""MP3, WAV and FLAC: decoded again they are the song, and their tags say what they should."""

import hashlib
import io
import struct
from itertools import pairwise

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from pressing_takes import sine

from songwright.song import SAMPLE_RATE_HZ, Audio
from songwright.studio.dsp import loudness, true_peak_db
from songwright.studio.pressing import Mp3Stream, SongTags, flac, mp3, mp3_below, stem_wav, wav
from songwright.studio.pressing._crc import crc16

TAGS = SongTags(
    title="Für 日本 & “you”",
    genre="lo-fi hip hop",
    tempo_bpm=77.6,
    key="F#m",
    lyrics="[Verse]\nŽluťoučký kůň\nzweite Zeile",
    language="deu",
    comment="chill",
    encoder="Songwright 1.2",
)
COVER = b"\xff\xd8\xff\xe0 not really a picture \xff\xd9"
STEP_24 = 2.0**-23
"""One step of 24 bits against full scale 1."""
MP3_SNR_DB = 60.0
"""A sine at 256 kb/s comes back with 73 to 77 dB; music is masked noise and can't be measured so."""


def decoded(content):
    samples, rate_hz = soundfile.read(io.BytesIO(content), dtype="float64", always_2d=True)
    assert rate_hz == SAMPLE_RATE_HZ
    return samples


def parse_id3(content):
    """Frames of an ID3v2.3 tag by name, read after the standard's text alone."""
    assert content[:5] == b"ID3\x03\x00"
    size = sum(byte << shift for byte, shift in zip(content[6:10], (21, 14, 7, 0), strict=True))
    body, frames, at = content[10 : 10 + size], {}, 0
    while at < len(body):
        name, length = body[at : at + 4].decode("ascii"), struct.unpack(">I", body[at + 4 : at + 8])[0]
        frames[name] = body[at + 10 : at + 10 + length]
        at += 10 + length
    assert at == len(body)
    return frames, content[10 + size :]


def utf16(content):
    return content.decode("utf-16")


@pytest.mark.parametrize("seconds", [0.02, 1.0, 3.217])
def test_mp3_plays_exactly_the_song(seconds):
    audio = sine(seconds)
    heard = decoded(mp3(audio, TAGS, COVER))
    assert heard.shape == audio.samples.shape
    if seconds >= 1:
        noise = heard - audio.samples
        assert 10 * np.log10(np.sum(audio.samples.astype(float) ** 2) / np.sum(noise**2)) > MP3_SNR_DB


def test_mp3_of_mono_and_of_too_hot_samples():
    mono = Audio(samples=sine(0.5).samples[:, :1].copy())
    assert decoded(mp3(mono, TAGS)).shape == (len(mono.samples), 2)
    hot = Audio(samples=(sine(0.5).samples * 4).copy())
    assert np.max(np.abs(decoded(mp3(hot, TAGS)))) < 1.5  # clipped, not wrapped around


def test_mp3_is_256_kb_and_always_the_same():
    audio = sine(2.0)
    content = mp3(audio, TAGS)
    _, sound = parse_id3(content)
    assert len(sound) * 8 / 2.0 == pytest.approx(256_000, rel=0.04)
    assert hashlib.sha256(content).digest() == hashlib.sha256(mp3(audio, TAGS)).digest()


def test_the_info_frame_tells_delay_and_padding():
    audio = sine(1.5)
    _, sound = parse_id3(mp3(audio, TAGS))
    assert sound[36:40] == b"Info"
    count, whole = struct.unpack(">II", sound[44:52])
    assert whole == len(sound)
    packed = int.from_bytes(sound[36 + 141 : 36 + 144], "big")
    assert count * 1152 - (packed >> 12) - (packed & 0xFFF) == len(audio.samples)


def test_id3_holds_every_tag():
    frames, _ = parse_id3(mp3(sine(0.2), TAGS, COVER))
    texts = {name: utf16(body[1:]) for name, body in frames.items() if name.startswith("T")}
    assert texts == {
        "TIT2": TAGS.title,
        "TPE1": "Songwright",
        "TCON": "lo-fi hip hop",
        "TBPM": "78",
        "TKEY": "F#m",
        "TSSE": "Songwright 1.2",
    }
    words = frames["USLT"]
    assert words[:4] == b"\x01deu"
    description, text = words[4:8], words[8:]
    assert description == b"\xff\xfe\x00\x00"
    assert utf16(text) == TAGS.lyrics
    assert frames["APIC"] == b"\x00image/jpeg\x00\x03\x00" + COVER


@settings(deadline=None, max_examples=40)
@given(st.text(), st.text(max_size=200))
def test_any_title_and_words_can_be_tagged(title, lyrics):
    tags = SongTags(title=title, genre="pop", tempo_bpm=100, key="C", lyrics=lyrics)
    frames, _ = parse_id3(mp3(sine(0.03), tags))
    assert utf16(frames["TIT2"][1:]) == title.replace("\x00", "") if title else "TIT2" not in frames
    flac(sine(0.03), tags)


@settings(deadline=None, max_examples=25)
@given(st.floats(0.0, 1.0), st.integers(1, 5000), st.sampled_from([1, 2]))
def test_wav_and_flac_keep_every_sample(gain, frames, channels):
    noise = np.random.default_rng(frames).uniform(-gain, gain, (frames, channels)).astype(np.float32)
    audio = Audio(samples=noise)
    for content in (wav(audio), flac(audio, TAGS, COVER)):
        heard = decoded(content)
        assert heard.shape == noise.shape
        assert np.all(np.abs(heard - noise) <= STEP_24)


def test_nothing_wraps_around_at_full_scale():
    audio = Audio(samples=np.array([[1.0, -1.0], [1.7, -1.7]], dtype=np.float32))
    assert np.all(np.abs(decoded(wav(audio)) - [[1, -1], [1, -1]]) <= STEP_24)
    assert np.all(decoded(stem_wav(audio)) == audio.samples)


def test_no_sound_can_not_be_pressed():
    nothing = Audio(samples=np.zeros((0, 2), dtype=np.float32))
    for press in (wav, lambda audio: flac(audio, TAGS), lambda audio: mp3(audio, TAGS)):
        with pytest.raises(ValueError, match="no sound"):
            press(nothing)


def test_flac_says_what_it_is():
    content = flac(sine(0.3), TAGS, COVER)
    assert soundfile.info(io.BytesIO(content)).subtype == "PCM_24"
    at, blocks = 4, {}
    last = False
    while not last:
        last, kind = bool(content[at] >> 7), content[at] & 127
        size = int.from_bytes(content[at + 1 : at + 4], "big")
        blocks[kind] = content[at + 4 : at + 4 + size]
        at += 4 + size
    comments = blocks[4].decode("utf-8", "replace")
    assert f"TITLE={TAGS.title}" in comments
    assert "BPM=78" in comments
    assert TAGS.lyrics in comments
    assert blocks[6].endswith(COVER)
    with soundfile.SoundFile(io.BytesIO(content)) as file:
        assert file.copy_metadata()["title"] == TAGS.title


def hot_master(ceiling_db):
    """A bed that carries the loudness under short clipped strokes at a ceiling, as a hard-pushed beat has."""
    dice = np.random.default_rng(5)
    frames = 4 * SAMPLE_RATE_HZ
    bed = dice.normal(0, 0.12, (frames, 2))
    strokes = np.zeros((frames, 2))
    for start in range(0, frames, SAMPLE_RATE_HZ // 2):
        strokes[start : start + 480] = np.tanh(3.0 * dice.normal(0, 1, (480, 2))) * np.linspace(1, 0, 480)[:, None]
    sound = (bed + strokes).astype(np.float32)
    return Audio(samples=sound * np.float32(10 ** ((ceiling_db - true_peak_db(sound)) / 20)))


def test_a_decoded_mp3_stays_below_the_ceiling():
    audio = hot_master(-0.1)
    plain = decoded(mp3(audio, TAGS)).astype(np.float32)
    pressed = mp3_below(audio, TAGS)
    assert true_peak_db(plain) > -1.0  # as it comes out of the encoder it is too high
    assert true_peak_db(decoded(pressed.content).astype(np.float32)) == pytest.approx(pressed.true_peak_db)
    assert pressed.true_peak_db <= -1.0
    assert 0.0 < pressed.held_db < 2.5
    # The song stays as loud as the encoder leaves it: only its peaks are held.
    assert loudness(decoded(pressed.content).astype(np.float32)) == pytest.approx(loudness(plain), abs=0.3)


def test_a_song_with_room_is_left_alone():
    audio = sine(0.5)
    pressed = mp3_below(audio, TAGS)
    assert pressed.held_db == 0.0
    assert pressed.content == mp3(audio, TAGS)


@settings(deadline=None, max_examples=10)
@given(st.lists(st.integers(0, SAMPLE_RATE_HZ), max_size=4).map(sorted))
def test_a_growing_mp3_is_the_pressed_one_whatever_the_pieces(cuts: list[int]) -> None:
    song = Audio(samples=np.random.default_rng(5).standard_normal((SAMPLE_RATE_HZ, 2)).astype(np.float32) * 0.1)
    stream = Mp3Stream()
    edges = [0, *cuts, SAMPLE_RATE_HZ]
    pieces = [stream.press(Audio(samples=song.samples[first:beyond].copy())) for first, beyond in pairwise(edges)]
    grown = b"".join((*pieces, stream.end()))
    assert mp3(song, TAGS).endswith(grown)


def test_a_stem_above_full_scale_has_no_date_in_it() -> None:
    """Same samples, same bytes: libsndfile writes the second into such a file."""
    content = stem_wav(Audio(samples=np.full((4800, 1), 1.5, np.float32)))
    chunk = content.index(b"PEAK")
    size, version, moment = struct.unpack("<III", content[chunk + 4 : chunk + 16])
    assert (size, version, moment) == (16, 1, 0)
    np.testing.assert_array_equal(decoded(content), np.full((4800, 1), 1.5))


def test_the_sum_of_the_lame_tag_is_that_of_its_polynomial():
    def by_bits(content):
        remainder = 0
        for byte in content:
            remainder ^= byte
            for _ in range(8):
                remainder = (remainder >> 1) ^ (0xA001 if remainder & 1 else 0)
        return remainder

    assert crc16(b"123456789") == 0xBB3D  # the check value every catalogue of CRCs gives for CRC-16/ARC
    dice = np.random.default_rng(5)
    for size in (0, 1, 4095, 4096, 4097, 30_001):
        content = dice.bytes(size)
        assert crc16(content) == by_bits(content)

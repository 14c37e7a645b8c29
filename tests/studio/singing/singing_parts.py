"""Things the singing tests share: small parts, a voice model that needs no weights, an ear for pitch."""

import os
from pathlib import Path

import numpy as np
import pytest

from songwright.song import SAMPLE_RATE_HZ, PlayedNote, PlayedPart, Role, Seconds, Syllable
from songwright.studio.singing import NeuralSinger, graphs_ready
from songwright.studio.singing._alphabet import alphabet
from songwright.studio.singing._graphs import PROSODY, SOUND, TIMING
from songwright.studio.singing._model import PITCH_STEP_S, SPEECH_RATE_HZ, Timing, VoiceModel
from songwright.studio.singing._voices import timbres, voice_files

PHONES = ("lˈɑ", "stɹˈIt", "ə", "ðɛm", "", "x?!", "nd", "fˈʌnz")
"""Sounds of a syllable, some of them hardly singable."""

UNVOICED = frozenset("ptkfsʃʧθh .")

LINE = (("sˈʌ", True), ("ɹˈO", False), ("zɪz", True), ("lˈIt", True), ("ðə", True), ("bˈA", True))
"""Syllables as (phones, whether they end their word): some, roses, light, the, bay."""


def hear_nothing(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


def note(
    onset: float,
    release: float,
    pitch: float = 60.0,
    phones: str | None = "lɑ",
    *,
    ends_word: bool = True,
    ends_line: bool = False,
    loudness: float = 0.7,
) -> PlayedNote:
    syllable = None if phones is None else Syllable(text="la", phones=phones, ends_word=ends_word, ends_line=ends_line)
    return PlayedNote(onset=Seconds(onset), release=Seconds(release), pitch=pitch, loudness=loudness, syllable=syllable)


def part(*notes: PlayedNote) -> PlayedPart:
    return PlayedPart(name="vocal", role=Role.VOCAL, instrument="voice", notes=notes)


def line(at_s: float = 1.0, length_s: float = 0.5, pitches: tuple[float, ...] = (60, 62, 64, 62, 60, 59)):
    """The notes of LINE, one after the other."""
    return tuple(
        note(
            at_s + place * length_s,
            at_s + (place + 1) * length_s,
            pitch,
            phones,
            ends_word=ends,
            ends_line=place == len(LINE) - 1,
        )
        for place, ((phones, ends), pitch) in enumerate(zip(LINE, pitches, strict=True))
    )


class ToneModel(VoiceModel):
    """Speaks vowels as tones and consonants as noise, at the durations of slow speech; counts what it is asked."""

    def __init__(self) -> None:
        self.sounded = 0
        self.stopped = False

    def lent(self):
        return self

    def stop(self):
        self.stopped = True

    def timing(self, tokens, style, speed):
        phones = {number: phone for phone, number in alphabet().tokens.items()}
        spoken = [phones.get(token, " ") for token in tokens]
        usual = [8 if phone in alphabet().vowels else 3 for phone in spoken]
        usual[0], usual[-1] = 14, 16
        voiced = np.array([phone not in UNVOICED for phone in spoken], np.float32)
        frames = np.maximum(np.round(np.array(usual) * 0.68 / speed), 1).astype(np.int64)
        return Timing(frames=frames, meaning=np.zeros((1, 1, len(tokens)), np.float32), sounds=voiced[None, None])

    def prosody(self, timing, style):
        pitch = np.repeat(np.where(timing.sounds[0, 0] > 0, 150.0, 4.0), 2 * timing.frames).astype(np.float32)
        return pitch, np.ones_like(pitch)

    def sound(self, timing, pitch_hz, energy, style):
        self.sounded += 1
        assert len(pitch_hz) == len(energy) == 2 * timing.frames.sum()
        hz = np.repeat(pitch_hz.astype(np.float64), round(PITCH_STEP_S * SPEECH_RATE_HZ))
        turns = 2 * np.pi * np.cumsum(hz) / SPEECH_RATE_HZ
        tone = sum(np.sin(harmonic * turns) / harmonic for harmonic in range(1, 12))
        hiss = np.random.default_rng(1).standard_normal(len(hz))
        return np.where(hz > 50, 0.2 * tone, 0.02 * hiss) + 1e-4 * hiss


def tone_singer(folder: Path, workers: int = 2) -> NeuralSinger:
    """The neural singer on the tone model, with voice files made up in a folder."""
    for singer in timbres().values():
        for path in voice_files(folder, singer):
            np.full((510, 256), 0.1, np.float32).tofile(path)
    for name in (TIMING, PROSODY, SOUND):
        (folder / name).touch()
    assert graphs_ready(folder)
    singer = NeuralSinger(graphs=folder, voices=folder, workers=workers)
    singer._model = ToneModel()
    return singer


def real_singer(workers: int = 2) -> NeuralSinger:
    """The neural singer of the installation; skips without one."""
    root = os.environ.get("SONGWRIGHT_HOME", "")
    graphs, voices = Path(root) / "models" / "kokoro", Path(root) / "voices"
    if not root or not graphs_ready(graphs) or not voices.is_dir():
        pytest.skip('no voice model under SONGWRIGHT_HOME: run "songwright setup"')
    return NeuralSinger(graphs=graphs, voices=voices, workers=workers)


def attack_s(samples: np.ndarray, near_s: float) -> float:
    """Where the level at 300 to 3500 Hz rises steepest over 40 ms, near a time; under -50 dBFS nothing is heard."""
    at_s = np.arange(near_s - 0.2, near_s + 0.2, 0.005)
    starts = np.round((at_s - 0.005) * SAMPLE_RATE_HZ).astype(int)
    frames = samples[starts[:, None] + np.arange(round(0.01 * SAMPLE_RATE_HZ))] * np.hanning(480)
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    level = 10 * np.log10(power[:, 3:36].sum(axis=1) + 0.3)
    rise = np.convolve(level, np.hanning(7), "same")
    rise = rise[8:] - rise[:-8]
    inside = slice(6, -6)
    return float(at_s[4:-4][inside][np.argmax(rise[inside])])


def level_db(samples: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


def heard_cents(sound: np.ndarray, played: PlayedNote, *, step_s: float = 0.01) -> list[float]:
    """Distance from the note's pitch in each voiced frame of its settled part, by autocorrelation.

    Frames of 50 ms, up to eight semitones off; a frame counts as voiced from a likeness of .6 one period later. Knows
    nothing of how the sound was made.
    """
    half = round(0.025 * SAMPLE_RATE_HZ)
    window = np.hanning(2 * half)
    size = 1 << (4 * half).bit_length()
    fade = np.fft.irfft(np.abs(np.fft.rfft(window, size)) ** 2)
    wanted = 440.0 * 2 ** ((played.pitch - 69) / 12)
    low, high = int(SAMPLE_RATE_HZ / wanted / 1.6), int(SAMPLE_RATE_HZ / wanted * 1.6)
    found = []
    for at_s in np.arange(played.onset + 0.09, played.release - 0.1, step_s):
        centre = round(at_s * SAMPLE_RATE_HZ)
        frame = sound[centre - half : centre + half]
        if len(frame) < 2 * half or level_db(frame) < -45:
            continue
        power = np.fft.irfft(np.abs(np.fft.rfft(frame * window, size)) ** 2)
        likeness = power[: high + 2] / power[0] / (fade[: high + 2] / fade[0])
        lag = low + int(np.argmax(likeness[low:high]))
        before, peak, after = likeness[lag - 1 : lag + 2]
        if peak > 0.6:
            lag += (before - after) / (2 * (before - 2 * peak + after))
            found.append(float(1200 * np.log2(SAMPLE_RATE_HZ / lag / wanted)))
    return found


def high_pass(sound: np.ndarray, above_hz: float) -> np.ndarray:
    """What the sound has above a frequency."""
    spectrum = np.fft.rfft(sound)
    spectrum[np.fft.rfftfreq(len(sound), 1.0 / SAMPLE_RATE_HZ) < above_hz] = 0.0
    return np.fft.irfft(spectrum, len(sound))

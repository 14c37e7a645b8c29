"""Stems, recordings and mixes for tests of the desk."""

import math

import numpy as np

from songwright.song import (
    Audio,
    Key,
    Meter,
    Performance,
    PlayedNote,
    PlayedPart,
    Recording,
    Role,
    Score,
    Seconds,
    Section,
    SectionKind,
    Stem,
    Tick,
)
from songwright.studio.mixing._manner import Manner
from songwright.studio.mixing._mix import mixed
from songwright.studio.styles import style

RATE = 48_000


TEMPO_BPM = 120.0


def quiet_progress(_stage, _fraction):
    pass


def stem(samples, role, name=""):
    samples = np.asarray(samples, np.float32)
    shaped = samples[:, None] if samples.ndim == 1 else samples
    return Stem(name=name or role.value, role=role, audio=Audio(samples=np.ascontiguousarray(shaped)))


def noise(seconds, seed=0, level=0.1):
    return np.random.default_rng(seed).standard_normal(int(seconds * RATE)) * level


def pink(seconds, seed=0, level=0.1):
    frames = int(seconds * RATE)
    white = np.fft.rfft(np.random.default_rng(seed).standard_normal(frames))
    wave = np.fft.irfft(white / np.sqrt(np.maximum(np.fft.rfftfreq(frames, 1 / RATE), 20.0)), frames)
    return wave / wave.std() * level


def chord(seconds, hz=(220.0, 277.2, 329.6), level=0.1):
    t = np.arange(int(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * f * k * t) / k for f in hz for k in range(1, 12))
    return level * wave * np.minimum(1.0, (seconds - t) / 0.5)


def strokes(seconds, beats=(0,), period=2):
    """Drum hits on some beats of each period, and when."""
    out, beat_s, times = np.zeros(int(seconds * RATE)), 60.0 / TEMPO_BPM, []
    t = np.arange(RATE // 5) / RATE
    hit = np.sin(2 * np.pi * 60.0 * t) * np.exp(-t * 20) + 0.2 * noise(0.2, 9, 1.0) * np.exp(-t * 60)
    for number in range(int((seconds - 1.0) / beat_s)):
        if number % period in beats:
            start = int(number * beat_s * RATE)
            out[start : start + len(hit)] += 0.7 * hit
            times.append(number * beat_s)
    return out, times


def voice(seconds, start_s=0.0, stop_s=None, level=0.1):
    t = np.arange(int(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * 230.0 * k * t) / k**0.7 for k in range(1, 20))
    stop_s = seconds - 1.0 if stop_s is None else stop_s
    return level * wave * ((t >= start_s) & (t < stop_s)) * (0.6 + 0.4 * np.sin(2 * np.pi * 2.0 * t))


def score(bars=8, energies=(0.5, 0.9)):
    each = bars // len(energies)
    kinds = (SectionKind.VERSE, SectionKind.CHORUS)
    sections = tuple(
        Section(kind=kinds[i % 2], start=Tick(i * each * 1920), bars=each, energy=energy)
        for i, energy in enumerate(energies)
    )
    return Score(
        title="Test", style="pop", tempo_bpm=TEMPO_BPM, meter=Meter(), key=Key(tonic=0), swing=1.0, swing_unit=16,
        sections=sections, chords=(), parts=(),
    )  # fmt: skip


def performance(times, seconds, pitch=36):
    notes = tuple(PlayedNote(onset=Seconds(t), release=Seconds(t + 0.1), pitch=pitch, loudness=0.8) for t in times)
    part = PlayedPart(name="drums", role=Role.DRUMS, instrument="kit:studio", notes=notes)
    return Performance(parts=(part,), length_s=Seconds(seconds))


def recording(style_id="pop", seconds=10.0, sung=True):
    drums, times = strokes(seconds)
    stems = [
        stem(drums, Role.DRUMS),
        stem(chord(seconds, (55.0,)), Role.BASS),
        stem(chord(seconds), Role.KEYS),
        stem(np.stack((chord(seconds, (330.0, 440.0)), chord(seconds, (331.0, 441.0))), axis=1), Role.PAD),
    ]
    if sung:
        stems += [stem(voice(seconds), Role.VOCAL), stem(voice(seconds, 8.0), Role.BACKING)]
    return Recording(stems=tuple(stems), style=style_id, score=score(), performance=performance(times, seconds))


def with_mix(**mix):
    """The pop style with another [mix]."""
    pop = style("pop")
    fields = {name: getattr(pop, name) for name in pop.__struct_fields__}
    return type(pop)(**fields | {"mix": type(pop.mix)(says="", **mix)})


def level_db(samples):
    return 10 * math.log10(float((samples.astype(np.float64) ** 2).mean()) + 1e-20)


def mix_of(stems, how=None, **known):
    take = Recording(stems=tuple(stems), style="pop", **known)
    return mixed(take, how or Manner(), quiet_progress).whole()

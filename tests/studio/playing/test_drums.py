"""Synthesised drums: pieces differ, hats damp one another, a kit has width."""

import numpy as np
import pytest
from hearing import level_db, note, part

from songwright.song import SAMPLE_RATE_HZ, Role, Seconds
from songwright.studio.playing import HouseRack
from songwright.studio.playing._instrument import LEVEL_DB, active_level_db
from songwright.studio.playing._kits import kits

RACK = HouseRack(None)
KITS = sorted(kits())


def _beat() -> list:
    pattern = [(step * 0.25, 46 if step % 8 == 6 else 42, 0.55) for step in range(16)]
    pattern += [(step * 0.5, 38 if step % 2 else 36, 0.75) for step in range(8)]
    return [note(onset, onset + 0.1, key, loud) for onset, key, loud in sorted(pattern)]


@pytest.mark.parametrize("name", KITS)
def test_a_beat_has_the_common_level(name: str) -> None:
    samples = RACK.instrument(f"kit:{name}").play(part(*_beat(), role=Role.DRUMS), Seconds(5.0)).samples
    assert active_level_db(samples) == pytest.approx(LEVEL_DB, abs=4.5)
    assert abs(float(samples.mean(dtype=np.float64))) < 1e-4
    side, mid = samples[:, 0] - samples[:, 1], samples[:, 0] + samples[:, 1]
    assert -40 < level_db(side) - level_db(mid) < -6


@pytest.mark.parametrize("name", ["808", "909", "linn", "studio", "jazz"])
def test_a_closed_hat_damps_the_open_one(name: str) -> None:
    kit = RACK.instrument(f"kit:{name}")
    alone = kit.play(part(note(0.0, 0.1, 46)), Seconds(1.0)).samples
    damped = kit.play(part(note(0.0, 0.1, 46), note(0.2, 0.3, 42, 0.01)), Seconds(1.0)).samples
    before = slice(0, round(0.19 * SAMPLE_RATE_HZ))
    after = slice(round(0.23 * SAMPLE_RATE_HZ), round(0.4 * SAMPLE_RATE_HZ))
    assert level_db(damped[before]) == pytest.approx(level_db(alone[before]), abs=1.5)
    assert level_db(damped[after]) < level_db(alone[after]) - 20


def _centre_hz(samples: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(samples.mean(axis=1))) ** 2
    return float((power * np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE_HZ)).sum() / power.sum())


@pytest.mark.parametrize("name", KITS)
def test_kick_snare_and_hat_lie_in_their_places(name: str) -> None:
    kit = RACK.instrument(f"kit:{name}")
    kick, snare, hat = (
        _centre_hz(kit.play(part(note(0.0, 0.1, key, 0.8)), Seconds(0.6)).samples) for key in (36, 38, 42)
    )
    assert kick < 450
    assert kick < snare < hat
    assert hat > 2500


def test_toms_and_congas_are_tuned() -> None:
    kit = RACK.instrument("kit:studio")
    centres = [_centre_hz(kit.play(part(note(0.0, 0.1, key, 0.6)), Seconds(0.6)).samples) for key in (41, 45, 48, 50)]
    assert centres == sorted(centres)


def test_a_harder_stroke_is_brighter() -> None:
    kit = RACK.instrument("kit:studio")
    soft, hard = (_centre_hz(kit.play(part(note(0.0, 0.1, 38, loud)), Seconds(0.6)).samples) for loud in (0.2, 0.95))
    assert hard > 1.1 * soft

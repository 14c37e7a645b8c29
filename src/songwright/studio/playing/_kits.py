"""The book of drum kits: what kits.toml and drum_voices.toml may say, and in which unit."""

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec


class Tone(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One mode of a drum: a sine, or a square, that falls in pitch and dies away."""

    hz: float
    level: float = 1.0
    decay_s: float
    drop: float = 1.0
    """How many times higher it begins."""
    drop_s: float = 0.03
    square: bool = False


class DrumVoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How one piece is synthesised. decay_s is the time to -60 dB."""

    tones: tuple[Tone, ...] = ()
    noise: float = 0.0
    noise_low_hz: float = 500.0
    noise_high_hz: float = 12000.0
    noise_decay_s: float = 0.1
    noise_attack_s: float = 0.0005
    bursts_s: tuple[float, ...] = (0.0,)
    """When the noise begins anew: hands of a clap, teeth of a guiro."""
    bursts_short_s: float = 0.0
    """Decay of all bursts but the last; 0 is as long as the last."""
    burst_fall_db: float = 0.0
    """How much weaker the last burst is than the first."""
    metal: float = 0.0
    """Six squares that share no harmonics, after the 808's cymbal."""
    metal_hz: float = 205.0
    metal_low_hz: float = 7000.0
    metal_decay_s: float = 0.1
    click: float = 0.0
    click_hz: float = 3000.0
    drive: float = 0.0
    low_cut_hz: float = 20.0
    high_cut_hz: float = 0.0
    spread: float = 0.0
    """How different the noise of the two sides is."""
    level_db: float = 0.0


class Kit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kit: who plays it and how it is treated."""

    says: str
    voices: str
    """The synthesised set."""
    program: int | None = None
    """Preset of the SoundFont's bank 128."""
    keys: dict[str, int] = {}
    """Where the preset keeps a General MIDI drum at another key."""
    layered: dict[str, float] = {}
    """Synthesised pieces under the sampled ones, with their level in dB."""
    tune: float = 0.0
    """Semitones."""
    decay: float = 1.0
    """Length of all pieces against the voice's own."""
    drive: float = 0.0
    high_cut_hz: float = 0.0
    crush_steps: float = 0.0
    crush_hold: int = 1


def _read(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = msgspec.toml.decode((files("songwright.studio.playing") / name).read_bytes())
    return found


@cache
def kits() -> dict[str, Kit]:
    """All kits by name. Raises ValueError naming the fault when the file is unsound."""
    try:
        return msgspec.convert(_read("kits.toml"), dict[str, Kit])
    except msgspec.ValidationError as error:
        raise ValueError(f"kits.toml: {error}") from error


@cache
def voice_sets() -> dict[str, dict[str, DrumVoice]]:
    """All sets of synthesised pieces. Raises ValueError naming the set and the fault when one is unsound."""
    written = _read("drum_voices.toml")
    found: dict[str, dict[str, DrumVoice]] = {}
    for name in written:
        try:
            found[name] = msgspec.convert(_whole(name, written), dict[str, DrumVoice])
        except msgspec.ValidationError as error:
            raise ValueError(f"drum_voices.toml, {name}: {error}") from error
    return found


def _whole(name: str, written: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A set with what it takes over from the set it is `like`; a piece may also be like another of its set."""
    own = dict(written[name])
    like = own.pop("like", None)
    merged = {**_whole(like, written), **own} if like else own
    for piece, voice in merged.items():
        if "like_piece" in voice:
            merged[piece] = merged[voice["like_piece"]]
    return merged

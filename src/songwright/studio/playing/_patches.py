"""The patch book of the synthesiser: what patches.toml may say, and in which unit."""

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec


class Bell(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A band of the finishing equaliser: a body's or a mouth's resonance."""

    hz: float
    db: float
    q: float = 1.0


class Finish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the whole part passes through after its notes are summed."""

    drive: float = 0.0
    """Gain into a soft clipper; chords distort together, as in an amplifier. 0 is off."""
    lean: float = 0.0
    """Asymmetry of the clipper: even harmonics."""
    low_cut_hz: float = 20.0
    high_cut_hz: float = 0.0
    """0 is off."""
    bands: tuple[Bell, ...] = ()
    ensemble: float = 0.0
    """Mix of swaying copies."""
    ensemble_hz: float = 0.6
    ensemble_depth_s: float = 0.004
    crush_steps: float = 0.0
    """Levels to full scale of an old converter; 0 is off."""
    crush_hold: int = 1


class _Patch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="engine", tag=str.lower):
    """What every patch says."""

    says: str
    range: tuple[int, int]
    """Lowest and highest pitch of its habitual range, for the sound check."""
    chords: bool = False
    """Whether it usually plays chords."""
    one_voice: bool = False
    """Whether a new note ends the last one, as on a mono synthesiser."""
    finish: Finish = Finish()


class Analog(_Patch, frozen=True):
    """Oscillators through one filter. Levels are linear, times seconds."""

    saw: float = 0.0
    pulse: float = 0.0
    triangle: float = 0.0
    sine: float = 0.0
    noise: float = 0.0
    sub: float = 0.0
    """A sine an octave below."""
    second: float = 0.0
    """A second oscillator (saw if the first has saw, else sine), `second_semitones` away."""
    second_semitones: float = 12.0
    pulse_width: float = 0.5
    pulse_sway: float = 0.0
    """Depth of pulse width modulation."""
    sway_hz: float = 0.5
    unison: int = 1
    detune_cents: float = 0.0
    """Of the outermost unison voices."""
    spread: float = 0.0
    """Stereo width of unison and noise."""
    attack_s: float = 0.005
    decay_s: float = 0.5
    sustain: float = 1.0
    release_s: float = 0.15
    cutoff_hz: float = 20000.0
    """Of a note at middle C, before envelope and velocity."""
    resonance: float = 0.1
    key_track: float = 0.3
    """Octaves of cutoff an octave of pitch."""
    env_octaves: float = 0.0
    env_attack_s: float = 0.001
    env_decay_s: float = 0.3
    env_sustain: float = 0.0
    velocity_octaves: float = 1.5
    """How far a full stroke opens the filter over a silent one."""
    steep: int = 0
    """1 adds a second low pass: 24 dB an octave."""
    band: float = 0.0
    """0 low pass to 1 band pass."""
    wobble_octaves: float = 0.0
    wobble_hz: float = 0.0
    """Rounded to a whole number of turns a note."""
    wobble_cents: float = 0.0
    vibrato_cents: float = 0.0
    vibrato_hz: float = 5.2
    vibrato_delay_s: float = 0.25
    drop_semitones: float = 0.0
    """How much higher a note begins."""
    drop_s: float = 0.05
    glide_s: float = 0.0
    """Slide from the note before when they touch."""
    rise_octaves: float = 0.0
    """Climb of pitch and filter over the note."""
    swell: float = 0.0
    """Power of a crescendo over the note; negative is a decrescendo."""
    drift_cents: float = 0.0
    drive: float = 0.0
    velocity_db: float = 24.0
    """Level of a full stroke over a silent one."""


class Additive(_Patch, frozen=True):
    """A sum of partials with breath and hammer noise."""

    partials: tuple[float, ...]
    """Frequencies against the pitch."""
    levels: tuple[float, ...]
    decays_s: tuple[float, ...] = ()
    """To -60 dB at middle C; empty or 0 holds."""
    stretch: float = 0.0
    """Inharmonicity B of a stiff string."""
    attack_s: float = 0.005
    release_s: float = 0.1
    decay_track: float = 0.7
    """How many octaves a decay shortens an octave up."""
    bright_db: float = 6.0
    """How much louder each octave of partials is at full stroke."""
    velocity_db: float = 24.0
    pairs: int = 1
    """2 doubles every partial, detuned."""
    detune_cents: float = 0.0
    spread: float = 0.0
    breath: float = 0.0
    breath_hz: float = 1500.0
    breath_track: float = 1.0
    chiff: float = 0.0
    """Noise of the attack."""
    chiff_s: float = 0.04
    vibrato_cents: float = 0.0
    vibrato_hz: float = 0.0
    vibrato_delay_s: float = 0.3
    tremolo: float = 0.0
    tremolo_hz: float = 0.0
    glide_s: float = 0.0
    scoop_cents: float = 0.0
    """How far below a note begins."""


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A carrier and the modulator that bends it."""

    carrier: float = 1.0
    modulator: float = 1.0
    index: float = 1.0
    """Depth of modulation, radians."""
    index_decay_s: float = 1.0
    index_sustain: float = 0.0
    level: float = 1.0
    decay_s: float = 0.0


class Fm(_Patch, frozen=True):
    """Frequency modulation."""

    pairs: tuple[Pair, ...]
    attack_s: float = 0.002
    release_s: float = 0.2
    velocity_db: float = 24.0
    velocity_index: float = 1.2
    decay_track: float = 0.5
    detune_cents: float = 0.0
    """Between left and right."""
    tremolo: float = 0.0
    """Between left and right."""
    tremolo_hz: float = 5.0
    drop_semitones: float = 0.0
    drop_s: float = 0.05
    vibrato_cents: float = 0.0
    vibrato_hz: float = 5.0
    drive: float = 0.0


class String(_Patch, frozen=True):
    """Plucked strings."""

    ring_s: float = 3.0
    """To -60 dB at middle C."""
    ring_track: float = 0.5
    damp_s: float = 0.12
    """To -60 dB once a hand lies on it."""
    dullness: float = 0.3
    """0 to 0.5: how fast the top dies."""
    pick_place: float = 0.15
    """Share of the string."""
    soft_hz: float = 900.0
    """Edge of a silent stroke's spectrum, and of a full one's."""
    hard_hz: float = 9000.0
    velocity_db: float = 24.0
    noise: float = 0.6
    """Share of the pick's noise against the string's own shape."""
    courses: tuple[float, ...] = (0.0,)
    """Semitones of each string of a course."""
    spread: float = 0.15
    """Low strings left, high strings right, courses apart."""


Patch = Analog | Additive | Fm | String


@cache
def patches() -> dict[str, Patch]:
    """All patches by name. Raises ValueError naming the patch and the fault when one is unsound."""
    written: dict[str, dict[str, Any]] = msgspec.toml.decode(
        (files("songwright.studio.playing") / "patches.toml").read_bytes()
    )
    found: dict[str, Patch] = {}
    for name in written:
        try:
            found[name] = msgspec.convert(_whole(name, written), Patch)
        except msgspec.ValidationError as error:
            raise ValueError(f"patches.toml, {name}: {error}") from error
    return found


def _whole(name: str, written: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A patch with what it takes over from the patch it is `like`."""
    own = dict(written[name])
    like = own.pop("like", None)
    return {**_whole(like, written), **own} if like else own

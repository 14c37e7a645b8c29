"""The shape of a style file: what each stage may know about a style, and in which unit."""

import math
from itertools import pairwise
from typing import Annotated, Literal

import msgspec

from songwright.song import MODES, Chair, Delivery, Meter, Role, SectionKind

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
LowTypicalHigh = tuple[float, float, float]
Grammar = Literal["pop", "rock", "jazz"]
"""Languages of harmony."""
Cadence = Literal["open", "half", "closed", "loop"]
"""Endings of sections: leading on, on the dominant, at home, or as the row runs."""
_GENTLE_SWING = ((50.0, 2.3), (120.0, 2.0), (190.0, 1.8), (240.0, 1.6))
"""Tempo and swing of machines that play jazz (composing.md 3.1)."""
_SPEECH = (3.6, 5.0)
"""Syllables a second of unhurried speech, pauses between sentences left out."""
_KINDS = frozenset(SectionKind)
_ENDING_GROUPS = ("verse", "pre", "chorus", "bridge")


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a style file; an unknown key in it is an error."""


class Swing(_Table, frozen=True):
    """How unevenly the pair of short notes is played."""

    unit: int
    """8 or 16: which notes swing."""
    ratio: tuple[float, float]
    """Long to short, low and high: 1 is straight, 2 a triplet."""
    by_tempo: bool = False
    """Whether the ratio falls as the tempo rises, as in jazz, and soloists come late to the beat instead."""

    def at(self, tempo_bpm: float) -> float:
        """The ratio at a tempo: the middle of the style's range, or the one its tempo asks for, inside that range.

        In jazz the short note of the ride stays near 100 ms (Friberg and Sundström 2002, to 3.5 to 1); machines that
        play it use a gentler table. The mean of both is taken (composing.md 3.1).
        """
        low, high = self.ratio
        if not self.by_tempo:
            return math.sqrt(low * high)
        ride = min(max((60_000.0 / tempo_bpm - 100.0) / 100.0, 1.0), 3.5)
        gentle = _between(tempo_bpm, _GENTLE_SWING)
        return min(max(math.sqrt(ride * gentle), low), high)


class Time(_Table, frozen=True):
    """Tempo, meter and feel."""

    tempo_bpm: LowTypicalHigh
    """Quarter notes a minute (in 6/8, 9/8 and 12/8: dotted quarters)."""
    felt: str
    """"full", "half" or "double": the backbeat against the count."""
    meters: tuple[str, ...]
    swing: Swing
    rubato: Annotated[float, msgspec.Meta(ge=0.0, le=0.15)] = 0.0
    """How far the tempo bends inside each four bars, as a share: faster in the middle, slower at both ends."""
    ritardando: Annotated[float, msgspec.Meta(ge=0.0, le=0.5)] = 0.0
    """Share of the tempo lost by the end of the song."""


class Lift(_Table, frozen=True):
    """The rise of the last chorus into a higher key."""

    chance: Share
    semitones: tuple[int, ...]
    """By how much: one of these, each equally likely."""


class Keys(_Table, frozen=True):
    """Where the style likes to live."""

    modes: dict[str, Share]
    """Weight of each mode."""
    lift: Lift = Lift(chance=0.0, semitones=(1,))


class Harmony(_Table, frozen=True):
    """Progressions as numerals relative to the mode's own scale, cycled or cut to the section."""

    colour: str
    """"triads", "power", "sevenths" or "extended"."""
    chords_per_bar: float
    verse: tuple[str, ...]
    chorus: tuple[str, ...]
    bridge: tuple[str, ...]
    pre: tuple[str, ...] = ()
    grammar: Grammar = "pop"
    """Which table of transitions and which endings speak the style's language."""
    invent: Share = 0.2
    """Share of sections whose row comes from that table instead of the rows above."""
    cadences: dict[str, dict[Cadence, Share]] = {}
    """Shares of endings by group of sections (verse, pre, chorus, bridge); what is not named ends as is usual."""
    final: Literal["home", "climb"] = "home"
    """How the last chord is reached: by the grammar's cadence, or over the flat sixth and seventh."""
    pedal: Share = 0.0
    """Chance that the bass of an intro, build, break or bridge stays on one note under its chords."""
    push: Share = 0.0
    """Share of chord changes that all harmony parts play early, by the swing unit."""
    parallels: Literal["free", "minded"] = "free"
    """Whether parallel fifths and octaves are avoided."""


class FormPlan(_Table, frozen=True):
    """The usual order of sections and how full each is."""

    sections: str
    """Kinds with bars, as "intro:4 verse:8"."""
    energy: dict[str, Share]
    """Share of full energy by kind of section."""
    sung_ending: Share = 0.7
    """Share of its sung songs whose ending sings the hook once more."""
    break_keeps: Literal["chords", "rhythm"] = "chords"
    """Who stays in a quiet break: the chords, as in club music, or drums and bass, as in dub and samba."""


class Cell(_Table, frozen=True):
    """A pattern of chord functions, not notes: it fits any chord. See docs/styles.md for its letters."""

    beats: float
    weight: float
    cell: str
    when: str = ""
    """A mask: words out of low, mid, high, names of sections, three, compound, first, second, third, "bar 4 of 4"."""


class PartManner(_Table, frozen=True):
    """What one chair plays."""

    says: str = ""
    """In an arranger's words."""
    cells: tuple[Cell, ...] = ()
    enters: Share = 0.0
    """Energy of the section from which it plays."""
    range: tuple[str, str] | None = None
    """Lowest and highest note, as "E1" and "G3"."""
    motion: str = "near"
    """How it moves with the chord: "near" voicings, a "line", or a "fretboard"."""
    strum_ms: float = 0.0
    on_change: Literal["move", "restrike"] = "move"
    """Whether tones that a held chord shares with the next ring on or are struck again."""
    """First to last string of a down stroke; 0 leaves it to the player."""
    pedal: Share = 0.0
    """Energy of the section up to which keys are played with the sustain pedal, trodden anew at each chord."""
    grip: Literal["", "open", "barre", "power", "shells"] = ""
    """Which fingerings a fretted instrument prefers; the player knows where it is left open."""


class Groove(_Table, frozen=True):
    """One drum pattern: a lane is a string with a character a step."""

    level: str
    """"low", "mid" or "high": chosen by the section's energy."""
    lanes: dict[str, str]


class Drums(_Table, frozen=True):
    """The kit's patterns. X accent, x hit, g ghost, o open, r roll, . rest."""

    lanes: dict[str, str]
    """The skeleton: 16 steps a bar in 4/4, 12 in 3/4, 6/8 and 12/8; double length is two bars."""
    grooves: tuple[Groove, ...] = ()
    """Lighter and fuller versions; the skeleton alone serves where there are none."""
    fills: str = ""
    """In a drummer's words."""


class Melody(_Table, frozen=True):
    """How the style sings."""

    range_semitones: int
    shares: tuple[Share, Share, Share, Share]
    """Repeats, steps, thirds, leaps."""
    syllables_per_second: tuple[float, float]
    pickup: Share
    """Share of lines that begin before the bar line."""
    manner: str
    melisma: Share = 0.0
    """Share of long syllables, most of all at line ends, that are sung over several notes."""


class Vocal(_Table, frozen=True):
    """Who gives the words, and how."""

    delivery: dict[str, Literal["rapped", "spoken"]] = {}
    """By kind of section; what is not named is sung."""
    rap_syllables_per_second: tuple[float, float] = (4.2, 5.4)
    """How fast it raps where it does, or is asked to."""
    doubled: Literal["choruses", "all", "none"] = "choruses"
    """Where the lead sings every line once more beside itself."""
    backing: Literal["", "thirds", "octaves", "unison", "none"] = ""
    """What the second voice does in choruses; "" does what its family does."""
    choir: bool = False
    """Whether a small choir joins in choruses in place of the second voice."""


class Mix(_Table, frozen=True):
    """How the record sounds."""

    says: str
    settings: dict[str, float] = {}
    """Numbers the mixing stage reads, by name with a unit suffix, as lowpass_hz or sidechain_db."""
    marks: tuple[str, ...] = ()
    """Named treatments, as "vinyl", "wow", "gated snare"."""


class Seat(_Table, frozen=True):
    """A chair as written in a style file."""

    role: str
    instrument: str
    name: str = ""


class Style(_Table, frozen=True):
    """Everything the studio knows about one style."""

    schema: int
    id: str
    name: str
    says: str
    tags: tuple[str, ...]
    time: Time
    key: Keys
    harmony: Harmony
    form: FormPlan
    drums: Drums
    band: tuple[Seat, ...]
    melody: Melody
    voice: str
    mix: Mix
    women: Share = 0.5
    """Share of its songs that a woman sings, where the request doesn't say who."""
    vocal: Vocal = Vocal()
    parts: dict[str, PartManner] = {}
    """Manners by role."""
    lag_ms: dict[str, float] = {}
    """Constant lateness (+) or earliness (-) against the grid, by lane or role."""

    @property
    def chairs(self) -> tuple[Chair, ...]:
        """The style's usual band."""
        return tuple(Chair(role=Role(seat.role), instrument=seat.instrument) for seat in self.band)

    @property
    def meters(self) -> tuple[Meter, ...]:
        """Meters, the usual one first."""
        return tuple(Meter(beats=int(text.split("/")[0]), unit=int(text.split("/")[1])) for text in self.time.meters)

    def syllables_per_second(self, delivery: Delivery) -> tuple[float, float]:
        """Slowest and fastest usual pace of words that are given so."""
        paces = {Delivery.SUNG: self.melody.syllables_per_second, Delivery.RAPPED: self.vocal.rap_syllables_per_second}
        return paces.get(delivery, _SPEECH)

    def delivery_of(self, kind: SectionKind) -> Delivery:
        """How the style gives the words of a kind of section."""
        return Delivery(self.vocal.delivery.get(kind, Delivery.SUNG))

    @property
    def plan(self) -> tuple[tuple[SectionKind, int], ...]:
        """Sections of the usual form with their bars."""
        pairs = (text.split(":") for text in self.form.sections.split())
        return tuple((SectionKind(kind), int(bars)) for kind, bars in pairs)


def _between(place: float, points: tuple[tuple[float, float], ...]) -> float:
    """The value at a place on a line through points, level beyond its ends."""
    for (before, low), (after, high) in pairwise(points):
        if place <= after:
            return low + (high - low) * max(0.0, place - before) / (after - before)
    return points[-1][1]


def faults(style: Style) -> list[str]:
    """What is wrong with a style beyond its types, one sentence each; empty when it is sound."""
    found: list[str] = []
    low, typical, high = style.time.tempo_bpm
    if not 30 <= low <= typical <= high <= 300:
        found.append("time.tempo_bpm must rise and lie between 30 and 300")
    found += [f"key.modes: unknown mode {mode}" for mode in style.key.modes if mode not in MODES]
    if not style.key.lift.semitones or not all(1 <= step <= 4 for step in style.key.lift.semitones):
        found.append("key.lift.semitones must be 1 to 4, as [1, 2]")
    found += _lane_faults("drums.lanes", style.drums.lanes)
    for number, groove in enumerate(style.drums.grooves, start=1):
        if groove.level not in ("low", "mid", "high"):
            found.append(f"drums.grooves {number}: level must be low, mid or high, not {groove.level}")
        found += _lane_faults(f"drums.grooves {number}: lanes", groove.lanes)
    found += [f"parts.{role}: no such role" for role in style.parts if role not in set(Role)]
    found += _cadence_faults(style.harmony)
    found += [f"vocal.delivery: no such section {kind}" for kind in style.vocal.delivery if kind not in _KINDS]
    slowest, fastest = style.vocal.rap_syllables_per_second
    if not 2.0 <= slowest <= fastest <= 7.0:
        found.append("vocal.rap_syllables_per_second must rise and lie between 2 and 7")
    if abs(sum(style.melody.shares) - 1.0) > 0.011:
        found.append("melody.shares must add up to 1")
    found += [f"form.energy lacks {kind}" for kind, _ in style.plan if kind not in style.form.energy]
    return found


def _cadence_faults(harmony: Harmony) -> list[str]:
    unknown = [f"harmony.cadences: no group {group}" for group in harmony.cadences if group not in _ENDING_GROUPS]
    empty = [f"harmony.cadences.{group} must add up to 1" for group, shares in harmony.cadences.items()
             if abs(sum(shares.values()) - 1.0) > 0.011]  # fmt: skip
    home = [
        f"harmony.cadences.pre must not be {end}"
        for end in ("closed", "loop")
        if harmony.cadences.get("pre", {}).get(end)
    ]
    return unknown + empty + home


def _lane_faults(where: str, lanes: dict[str, str]) -> list[str]:
    return [
        f"{where}.{lane} must be 8, 12, 16, 24 or 32 of X x g o r ."
        for lane, steps in lanes.items()
        if len(steps) not in (8, 12, 16, 24, 32) or set(steps) - set("Xxgor.")
    ]

"""What is told of a song beside its music: who plays when, how it was made, and what was not understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from songwright.song import Part, Score
from songwright.studio.pressing._labels import felt_bpm
from songwright.studio.pressing._percussion import percussive
from songwright.studio.styles import timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFacts:
    """What a part does."""

    name: str
    instrument: str
    notes: int
    lowest: str
    highest: str
    """Lowest and highest note, as "A3"; "" for drums."""
    density: tuple[float, ...]
    """For each bar of the form 0 (silent) to 1 (the part's busiest bar)."""

    @property
    def bars(self) -> int:
        """Bars in which it plays."""
        return sum(share > 0 for share in self.density)


def part_facts(score: Score) -> tuple[PartFacts, ...]:
    """The parts in the score's order."""
    return tuple(_facts_of(part, score) for part in score.parts)


def _facts_of(part: Part, score: Score) -> PartFacts:
    """One part; a bar counts the notes that begin in it, and those that ring on into it a little."""
    bar_ticks = score.meter.bar_ticks
    weights = [0.0] * score.bars
    for note in part.notes:
        first, last = note.start // bar_ticks, max(note.start, note.end - 1) // bar_ticks
        for bar in range(first, min(last + 1, score.bars)):
            weights[bar] += 1.0 if bar == first else 0.5
    most = max(weights, default=0.0) or 1.0
    pitches = [note.pitch for note in part.notes]
    pitched = bool(pitches) and not percussive(part)
    return PartFacts(
        name=part.name,
        instrument=instrument_name(part.instrument),
        notes=len(part.notes),
        lowest=note_name(min(pitches), score) if pitched else "",
        highest=note_name(max(pitches), score) if pitched else "",
        density=tuple(weight / most for weight in weights),
    )


def instrument_name(rack_name: str) -> str:
    """A rack name as a reader says it: "electric piano 1", "warm pad (synth)", "dusty kit"."""
    kind, found, name = rack_name.partition(":")
    plain = (name if found else kind).replace("_", " ")
    return f"{plain} kit" if found and kind == "kit" else f"{plain} ({kind})" if found else plain


def note_name(pitch: int, score: Score) -> str:
    """A pitch with its octave, as "F#4"."""
    return f"{score.key.spell(pitch)}{pitch // 12 - 1}"


def made_with(score: Score, told: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Facts by name; those of the report, as seed and model, stand where there is one."""
    tempo = felt_bpm(score.tempo_bpm, score.meter)
    seconds = float(told.get("length_s") or timeline(score).at(score.end))
    facts = [
        ("style", str(told.get("style") or score.style)),
        ("key", str(score.key)),
        ("tempo", f"{tempo:.4g} bpm"),
        ("meter", str(score.meter)),
        ("length", f"{clock(seconds)}, {score.bars} bars"),
        ("swing", f"{score.swing:.2f} : 1, {score.swing_unit}ths" if score.swing >= 1.05 else "straight"),
        *((name, str(told[name])) for name in ("model", "seed") if told.get(name) is not None),
    ]
    if told.get("take") is not None:
        facts.append(("take", str(int(told["take"]) + 1)))
    return tuple(facts)


def not_understood(told: Mapping[str, Any]) -> tuple[str, ...]:
    """What the reader could not read or obey, and what the listener should know."""
    return tuple(str(each) for name in ("unread", "remarks") for each in _listed(told.get(name)))


def _listed(value: object) -> Sequence[object]:
    """A list of the report; anything else is none."""
    return value if isinstance(value, list) else ()


def clock(seconds: float) -> str:
    """Minutes and seconds, as "2:07"."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"

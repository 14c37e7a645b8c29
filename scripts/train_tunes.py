"""Counts how old tunes move and writes the composer's sense of tune, the same bytes each time.

    python scripts/train_tunes.py music21-10.5.1-py3-none-any.whl           # writes tunes.msgpack and tunes.toml
    python scripts/train_tunes.py --measure music21-10.5.1-py3-none-any.whl # bits a note on tunes held out

The source is the music21 wheel (any zip) or a folder with its corpus; music21 itself is neither installed nor
imported. Run by hand, with the package importable; the files it writes are kept under version control.
"""

import argparse
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
from old_tunes import CLEARED, OldTune, read_cleared

from songwright.studio.composing import _sense
from songwright.studio.composing._form import strength
from songwright.studio.composing._proposers import Habits
from songwright.studio.composing._sense import BITS, FIELDS, LADDERS, MOVES, NONE, OCTAVE, Ladder, Level, Moment, Tunes

LEAST = 10
"""A context seen less often is left to the next shorter one."""
WEIGHTS = {"tune": 0.25, "bar": 0.4, "phrase": 0.2, "memory": 0.15}
"""Weights of the ladders, found by `--measure` on tunes kept aside for it."""
_HAND_SHARES = (0.22, 0.51, 0.15, 0.12)
"""Shares of moves the rules had before anything was counted (composing.md 5.2)."""
_PACKAGE = Path(__file__).parent.parent / "src" / "songwright" / "studio" / "composing"
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def events(tunes: Iterable[OldTune]) -> tuple[Moment, Ints]:
    """What was known before each note but the first of every tune, and the move that followed, from MOVES[0]."""
    rows = [row for tune in tunes for row in _events(tune)]
    table = np.asarray(rows, dtype=np.int64).reshape(-1, len(FIELDS) + 1)
    names = list(FIELDS)
    return Moment(**{name: table[:, i] for i, name in enumerate(names)}), table[:, -1]


def _events(tune: OldTune) -> list[tuple[int, ...]]:
    notes = tune.notes
    middle = sorted(note.step for note in notes)[len(notes) // 2]
    beat = tune.meter.beat_ticks
    rows: list[tuple[int, ...]] = []
    past = [NONE, NONE, NONE]
    last_phrase: list[int] = []
    phrase: list[int] = []
    for i in range(1, len(notes)):
        before, note = notes[i - 1], notes[i]
        if before.ends:
            last_phrase, phrase = phrase, []
        move = max(-OCTAVE, min(OCTAVE, note.step - before.step)) + OCTAVE
        seen = {
            "mode": int(tune.minor),
            "degree": before.step % 7,
            "move1": past[-1],
            "move2": past[-2],
            "move3": past[-3],
            "echo": last_phrase[len(phrase)] if not before.ends and len(phrase) < len(last_phrase) else NONE,
            "place": strength(note.onset, tune.meter),
            "before": strength(before.onset, tune.meter),
            "held": _sense.held_class(note.length / beat),
            "height": int(_sense.height_class(np.asarray(float(before.step - middle)))),
            "begin": int(before.ends),
            "end": 2 if note.ends else int(i + 1 < len(notes) and notes[i + 1].ends),
        }
        rows.append((*(seen[name] for name in FIELDS), move))
        past.append(move)
        if not before.ends:
            phrase.append(move)
    return rows


def count(moment: Moment, moves: Ints, weights: dict[str, float]) -> Tunes:
    """The ladders as counted: each level's distributions lean on the next shorter one (Witten and Bell)."""
    sizes = np.abs(moves - OCTAVE)
    shares = [float(np.mean(each)) for each in (sizes == 0, sizes == 1, sizes == 2, sizes > 2)]
    return Tunes(
        shares=(round(shares[0], 4), round(shares[1], 4), round(shares[2], 4), round(shares[3], 4)),
        ladders=tuple(
            Ladder(name=name, weight=weights[name], levels=_levels(moment, moves, LADDERS[name])) for name in LADDERS
        ),
    )


def _levels(moment: Moment, moves: Ints, ladder: Sequence[str]) -> tuple[Level, ...]:
    found: list[Level] = []
    rows: Floats = np.full((1, len(MOVES)), 1.0 / len(MOVES))
    shorter: list[str] = []
    for text in reversed(ladder):
        names = text.split()
        size = _sense.size_of(names)
        codes = np.broadcast_to(_sense.context(moment, names), moves.shape) * len(MOVES) + moves
        counts = np.bincount(codes, minlength=size * len(MOVES)).reshape(size, len(MOVES)).astype(np.float64)
        total, kinds = counts.sum(axis=1, keepdims=True), (counts > 0).sum(axis=1, keepdims=True)
        lean = rows[_shorter(names, shorter)]
        rows = np.where(total >= LEAST, (counts + kinds * lean) / np.maximum(1.0, total + kinds), lean)
        numbers = np.flatnonzero((total >= LEAST)[:, 0]) if names else np.zeros(1, dtype=np.int64)
        bits = np.clip(np.round(-np.log2(rows[numbers]) * BITS), 0, 255).astype(np.uint8)
        found.append(Level(fields=text, contexts=numbers.astype("<u2").tobytes(), bits=bits.tobytes()))
        shorter = names
    return tuple(reversed(found))


def _shorter(names: Sequence[str], shorter: Sequence[str]) -> Ints:
    """For each context of `names` the number of the shorter context inside it."""
    shape = [FIELDS[name] for name in names]
    values = np.unravel_index(np.arange(_sense.size_of(names)), shape) if names else ()
    number = np.zeros(_sense.size_of(names), dtype=np.int64)
    for name in shorter:
        number = number * FIELDS[name] + values[list(names).index(name)]
    return number


def written(tunes: Tunes) -> bytes:
    """The file's bytes."""
    return msgspec.msgpack.encode(tunes)


def provenance(found: dict[str, list[OldTune]], packed: bytes) -> str:
    """The readable file beside it: from which tunes, by whose hands, under which terms."""
    lines = [
        "# Where tunes.msgpack comes from. Written by scripts/train_tunes.py; do not edit.",
        "# The file holds counts of melodic moves, not tunes. Thanks to all who typed the tunes they were counted in.",
        "",
        f'sha256 = "{hashlib.sha256(packed).hexdigest()}"',
        'refused = ["the Essen folksong collection: its permission is for non-commercial use only"]',
    ]
    for collection in CLEARED:
        tunes = found[collection.folder]
        lines += [
            "",
            "[[collection]]",
            f'name = "{collection.name}"',
            f'folder = "{collection.folder}"',
            f"tunes = {len(tunes)}",
            f"notes = {sum(len(tune.notes) for tune in tunes)}",
            f'rights = "{collection.rights}"',
            "typed_by = [",
            *(f'  "{name}",' for name in credited(tunes)),
            "]",
        ]
    return "\n".join(lines) + "\n"


_TYPISTS = (
    ("Campin", "Jack Campin"), ("Chambers", "John Chambers"), ("Falt", "Chris Falt"), ("Wooldridge", "Dave Wooldridge"),
    ("Paap", "Norbert Paap"), ("Walsh", "John B. Walsh"), ("Hastings", "Ted Hastings"), ("Norbeck", "Henrik Norbeck"),
    ("Safranek", "Bob Safranek"), ("O'Nei", "Trish O'Neil"), ("Petersen", "Dan G. Petersen"),
    ("Hogan", "Michael Hogan"), ("Foy", "Stephen Foy"), ("Keays", "Tom Keays"), ("Thorpe", "Robert Thorpe"),
    ("WORMAN", "A. Lee Worman"), ("Terhorst", "Nick Terhorst"), ("Long", "Michael D. Long"),
    ("Plank", "M. V. H. Plank"), ("Nordberg", "Frank Nordberg"),
)  # fmt: skip
"""How the files name those who typed or proofread the tunes, and their names."""


def credited(tunes: Iterable[OldTune]) -> list[str]:
    """Who typed these tunes, without addresses and dates; the most diligent first."""
    names = Counter(name for tune in tunes for mark, name in _TYPISTS if mark.lower() in tune.credit.lower())
    return sorted(names, key=lambda name: (-names[name], name))


def uncredited(tunes: Iterable[OldTune]) -> list[str]:
    """Notes of typists in which no known name stands, to be looked at by hand."""
    known = [mark.lower() for mark, _ in _TYPISTS]
    return sorted({t.credit for t in tunes if t.credit and not any(mark in t.credit.lower() for mark in known)})


def _part(tune: OldTune) -> int:
    """Tenth of the tunes it belongs to, by its title, so that variants of a name stay together."""
    title = re.sub(r"\W|the", "", tune.title.lower())
    return int(hashlib.sha256(title.encode()).hexdigest(), 16) % 10


def parted(tunes: Sequence[OldTune]) -> tuple[list[OldTune], list[OldTune], list[OldTune]]:
    """Tunes to count, to weigh the ladders on, and to test with; near copies of counted tunes are left out."""
    counted = [tune for tune in tunes if _part(tune) > 1]
    seen = {gram for tune in counted for gram in _grams(tune)}

    def fresh(tune: OldTune) -> bool:
        grams = _grams(tune)
        return bool(grams) and sum(gram in seen for gram in grams) / len(grams) < 0.2

    weighed = [tune for tune in tunes if _part(tune) == 1 and fresh(tune)]
    return counted, weighed, [tune for tune in tunes if _part(tune) == 0 and fresh(tune)]


def _grams(tune: OldTune) -> list[tuple[int, ...]]:
    moves = [b.step - a.step for a, b in zip(tune.notes, tune.notes[1:], strict=False)]
    return [tuple(moves[i : i + 10]) for i in range(len(moves) - 9)]


def bits(logs: Floats, moves: Ints) -> float:
    """Bits a note under natural log likelihoods of shape (notes, moves)."""
    return float(-logs[np.arange(len(moves)), moves].mean() / np.log(2.0))


def best_weights(tunes: Tunes, moment: Moment, moves: Ints) -> dict[str, float]:
    """Weights on a grid of twentieths that cost the fewest bits, by coordinate search."""
    alone = [_sense.Sense(msgspec.structs.replace(tunes, ladders=(ladder,))) for ladder in tunes.ladders]
    logs = [
        sense.likelihoods(moment) / ladder.weight if ladder.weight else sense.likelihoods(moment)
        for sense, ladder in zip(alone, tunes.ladders, strict=True)
    ]

    def cost(weights: Sequence[int]) -> float:
        mixed: Floats = np.asarray(sum(each * weight / 20 for each, weight in zip(logs, weights, strict=True)))
        return bits(mixed - np.log(np.exp(mixed).sum(axis=1, keepdims=True)), moves)

    weights = [5] * len(logs)
    least = cost(weights)
    improved = True
    while improved:
        improved = False
        for place in range(len(weights)):
            for step in (-1, 1):
                trial = [max(0, weight + step * (i == place)) for i, weight in enumerate(weights)]
                if (bill := cost(trial)) < least - 1e-4:
                    weights, least, improved = trial, bill, True
    return {ladder.name: weight / 20 for ladder, weight in zip(tunes.ladders, weights, strict=True)}


def measure(found: dict[str, list[OldTune]]) -> None:
    """Prints bits a note on tunes held out, for the rules' habits and for what was learned."""
    counted, weighed, held_out = parted([tune for tunes in found.values() for tune in tunes])
    seen, moved = events(counted)
    plain = count(seen, moved, dict.fromkeys(LADDERS, 1.0))
    weights = best_weights(plain, *events(weighed))
    moment, moves = events(held_out)
    print(f"{len(counted)} tunes counted, {len(weighed)} to weigh with, {len(held_out)} held out ({len(moves)} notes)")
    print(f"uniform over {len(MOVES)} moves: {np.log2(len(MOVES)):.2f} bits a note")
    print(f"habits of the rules: {bits(Habits(_HAND_SHARES).moves(moment), moves):.2f}")
    for ladder in plain.ladders:
        alone = _sense.Sense(msgspec.structs.replace(plain, ladders=(ladder,)))
        print(f"ladder {ladder.name} alone: {bits(alone.likelihoods(moment), moves):.2f}")
    for name, chosen in (("as shipped", WEIGHTS), ("best on the tunes aside", weights)):
        sense = _sense.Sense(count(seen, moved, chosen))
        print(f"all ladders, weights {name} {chosen}: {bits(sense.likelihoods(moment), moves):.3f}")


def main() -> None:
    """Reads the command line and trains or measures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("source", type=Path, help="the music21 wheel, or a folder with its corpus")
    parser.add_argument("--measure", action="store_true", help="hold tunes out and print bits a note; writes nothing")
    parser.add_argument("--out", type=Path, default=_PACKAGE, help="folder for tunes.msgpack and tunes.toml")
    asked = parser.parse_args()
    try:
        found = read_cleared(asked.source)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    if asked.measure:
        measure(found)
        return
    tunes = count(*events([tune for tunes in found.values() for tune in tunes]), WEIGHTS)
    packed = written(tunes)
    (asked.out / "tunes.msgpack").write_bytes(packed)
    (asked.out / "tunes.toml").write_text(provenance(found, packed), encoding="utf-8")
    for note in uncredited(tune for tunes_of_one in found.values() for tune in tunes_of_one):
        print(f"no name found in: {note}")
    print(f"{len(packed)} bytes, shares {tunes.shares}")


if __name__ == "__main__":
    main()

"""Chord symbols as MusicXML writes them: a kind of its list, and the degrees that it lacks."""

from songwright.song import Chord

_KINDS: dict[tuple[int, ...], str] = {
    (0, 4, 7): "major", (0, 3, 7): "minor", (0, 4, 8): "augmented", (0, 3, 6): "diminished",
    (0, 7): "power", (0, 5, 7): "suspended-fourth", (0, 2, 7): "suspended-second",
    (0, 4, 7, 10): "dominant", (0, 4, 7, 11): "major-seventh", (0, 3, 7, 10): "minor-seventh",
    (0, 3, 6, 9): "diminished-seventh", (0, 3, 6, 10): "half-diminished", (0, 3, 7, 11): "major-minor",
    (0, 4, 8, 10): "augmented-seventh", (0, 4, 7, 9): "major-sixth", (0, 3, 7, 9): "minor-sixth",
    (0, 4, 7, 10, 14): "dominant-ninth", (0, 4, 7, 11, 14): "major-ninth", (0, 3, 7, 10, 14): "minor-ninth",
    (0, 3, 7, 10, 14, 17): "minor-11th",
}  # fmt: skip
"""Kinds of the MusicXML 4.0 list "kind-value" whose tones are exactly ours."""
_DEGREES = {
    1: (9, -1), 2: (9, 0), 3: (9, 1), 4: (3, 0), 5: (11, 0), 6: (11, 1), 8: (13, -1), 9: (13, 0), 10: (7, 0),
    11: (7, 1),
}  # fmt: skip
"""Degree and alteration of a tone that is added, by semitones above the root."""


def kind_of(chord: Chord) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The kind, and (degree, alteration) of each tone added to it; chords of no known kind are "other"."""
    for length in range(len(chord.intervals), 1, -1):
        kind = _KINDS.get(chord.intervals[:length])
        if kind:
            added = [_DEGREES.get(step % 12) for step in chord.intervals[length:]]
            return kind, tuple(degree for degree in added if degree)
    return "other", ()

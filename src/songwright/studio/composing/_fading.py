"""The fade-out of a song whose ending asks for one: the band and the voice sink to a whisper over its last section."""

from dataclasses import replace

from songwright.song import Part
from songwright.studio.composing._sheet import Sheet

_WHISPER = 0.12
"""Share of its velocity with which the last note is played."""


def fades(note: str) -> bool:
    """Whether a section's note, as "fade" in [Outro: fade], asks for it."""
    return any(word.startswith("fad") for word in note.casefold().replace(",", " ").split())


def faded(parts: list[Part], sheet: Sheet) -> list[Part]:
    """The parts, softer and softer over the last section where its note asks for a fade; else as they are."""
    last = sheet.passages[-1]
    if not fades(last.note):
        return parts
    start, end = int(last.start), sheet.end_of(last)

    def share(tick: int) -> float:
        return 1.0 - (1.0 - _WHISPER) * min(1.0, max(0.0, (tick - start) / max(1, end - start)))

    return [
        replace(
            part,
            notes=tuple(
                replace(note, velocity=max(1, round(note.velocity * share(note.start)))) if note.start > start else note
                for note in part.notes
            ),
        )
        for part in parts
    ]

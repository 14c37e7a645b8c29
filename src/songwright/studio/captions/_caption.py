"""A brief in the words that song models read: a caption, and lyrics with each tag on a line of its own."""

import math
import re

from songwright.song import Brief, Gender, Line, Lyrics, SectionKind

_TAGS = {
    SectionKind.PRE: "Pre-Chorus",
    SectionKind.POST: "Post-Chorus",
    SectionKind.INSTRUMENTAL: "Instrumental",
}
_SINGERS = {Gender.FEMALE: "female vocals", Gender.MALE: "male vocals"}


def caption(brief: Brief, *, figures: bool, most: int) -> str:
    """What the song should sound like, comma separated, at most so many characters; what is to be avoided is left out.

    With `figures` tempo, key and meter stand in it too, for models that have no fields for them.
    """
    style = [part.strip() for part in brief.style_words.split(",")]
    sung = [_SINGERS[brief.voice]] if brief.voice else ["instrumental", "no vocals"]
    if brief.voice and brief.partner:
        sung = ["duet", *sung, *([_SINGERS[brief.partner]] if brief.partner is not brief.voice else [])]
    told = [f"{brief.tempo_bpm:g} BPM", f"{brief.key}", f"{brief.meter} time"] if figures else []
    manner = [brief.voice_manner] if brief.voice else []
    idea = [] if brief.words else [brief.prompt.strip()]
    out = [part.strip().casefold() for part in brief.avoid.split(",") if part.strip()]
    parts = [*style, *brief.tags, *brief.moods, *sung, *manner, *told, *idea]
    kept = [" ".join(part.split()) for part in parts if part.strip() and not _named(part, out)]
    text = ", ".join(dict.fromkeys(kept))
    return text if len(text) <= most else text[:most].rpartition(",")[0] or text[:most]


def _named(part: str, out: list[str]) -> bool:
    """Whether a part of the caption names one of these, as whole words."""
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", part.casefold()) for word in out)


def sung_text(brief: Brief, lyrics: Lyrics) -> str:
    """The words section by section as the form has them, else as they were written; "" where nobody sings.

    Sections without words are tags alone. A form that leaves a stanza out is not followed: every word is sung.
    """
    if not brief.sung or not lyrics.stanzas:
        return ""
    planned = [(section.kind, section.stanza) for section in brief.form]
    if {index for _, index in planned if index is not None} != set(range(len(lyrics.stanzas))):
        planned = [(stanza.kind, index) for index, stanza in enumerate(lyrics.stanzas)]
    blocks = []
    for kind, index in planned:
        lines = [] if index is None else [_line(line) for line in lyrics.stanzas[index].lines]
        blocks.append("\n".join([f"[{_TAGS.get(kind, kind.value.title())}]", *lines]))
    return "\n\n".join(blocks)


def _line(line: Line) -> str:
    """A line as it is shown; one for the backing voices stands in round brackets, and none looks like a tag."""
    text = " ".join(line.text.replace("[", "(").replace("]", ")").split())
    return f"({text})" if line.backing and not text.startswith("(") else text


def planned_s(brief: Brief) -> float | None:
    """Seconds that were asked for, else those of the planned form's bars; None without either."""
    if brief.duration_s is not None:
        return float(brief.duration_s)
    quarters = sum(section.bars for section in brief.form) * brief.meter.beats * 4 / brief.meter.unit
    return math.ceil(quarters * 60.0 / brief.tempo_bpm) if quarters else None

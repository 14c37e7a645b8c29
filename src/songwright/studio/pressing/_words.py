"""The words with their times, from what the voice performs."""

from dataclasses import dataclass, replace
from typing import Any

import msgspec

from songwright.song import Lyrics, PlayedPart, Recording, Role, Score, Syllable
from songwright.studio.styles import timeline
from songwright.studio.timing import Alignment, TimedLine, TimedWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How many words a recogniser heard."""

    by: str
    recognised: int
    words: int

    @property
    def told(self) -> dict[str, Any]:
        """As files and reports have it."""
        return {"by": self.by, "recognised": self.recognised, "words": self.words}

    @property
    def sentence(self) -> str:
        """As listeners are told."""
        times = f"the times of {self.recognised} of {self.words} words were heard by {self.by}"
        return times if self.recognised == self.words else f"{times}; others lie between their neighbours"

    @classmethod
    def of(cls, by: str, found: Alignment) -> "Heard":
        """What an alignment found."""
        return cls(by=by, recognised=found.recognised, words=found.words)


def timed_lines(recording: Recording, lyrics: Lyrics) -> tuple[TimedLine, ...]:
    """All sung lines in order of their start; () for an instrumental, or where an engine tells no times.

    The backing voice counts where it sings a line of its own; where it doubles the lead it adds nothing.
    """
    performance = recording.performance
    if performance is None:
        return ()
    written = {_letters(line.text): line.text for stanza in lyrics.stanzas for line in stanza.lines}
    behind = {_letters(line.text) for stanza in lyrics.stanzas for line in stanza.lines if line.backing}
    lead, backing = performance.part(Role.VOCAL), performance.part(Role.BACKING)
    lines = [] if lead is None else _lines(lead, recording.score, written)
    heard = {_letters(line.text) for line in lines}
    if backing is not None:
        own = _lines(backing, recording.score, written)
        lines += [line for line in own if _letters(line.text) in behind - heard]
    lines.sort(key=lambda line: line.start_s)
    return tuple(
        replace(line, words=tuple(replace(word, line=number) for word in line.words))
        for number, line in enumerate(lines)
    )


def _letters(text: str) -> str:
    """A line without its spaces, which is how syllables spell it."""
    return "".join(text.split())


@dataclass(slots=True)
class _Sung:
    """A syllable with its clock times; a held vowel on further pitches makes it longer."""

    syllable: Syllable
    start_s: float
    end_s: float


def _sung(part: PlayedPart) -> list[_Sung]:
    """The syllables of a voice, none of which reaches into the next."""
    found: list[_Sung] = []
    for note in part.notes:
        if note.syllable is not None:
            if found:
                found[-1].end_s = max(found[-1].start_s, min(found[-1].end_s, note.onset))
            found.append(_Sung(syllable=note.syllable, start_s=note.onset, end_s=note.release))
        elif found:
            found[-1].end_s = max(found[-1].end_s, note.release)
    return found


def _lines(part: PlayedPart, score: Score | None, written: dict[str, str]) -> list[TimedLine]:
    """The lines of one voice."""
    lines: list[TimedLine] = []
    line: list[TimedWord] = []
    word: list[_Sung] = []
    sung = _sung(part)
    for at, here in enumerate(sung):
        word.append(here)
        ends_line = here.syllable.ends_line or at + 1 == len(sung)
        if here.syllable.ends_word or ends_line:
            line.append(_word(word, part, score))
            word = []
        if ends_line:
            spelt = "".join(timed.word for timed in line)
            text = written.get(_letters(spelt)) or " ".join(timed.word for timed in line)
            lines.append(TimedLine(text=text, words=tuple(line)))
            line = []
    return lines


def _word(syllables: list[_Sung], part: PlayedPart, score: Score | None) -> TimedWord:
    """One word of its syllables."""
    start_s, end_s = syllables[0].start_s, syllables[-1].end_s
    index, kind = _place(score, (start_s + end_s) / 2)
    return TimedWord(
        word="".join(sung.syllable.text for sung in syllables).strip(),
        start_s=start_s,
        end_s=end_s,
        line=0,
        section=kind,
        section_index=index,
        backing=part.role is Role.BACKING,
    )


def _place(score: Score | None, at_s: float) -> tuple[int, str]:
    """Index and kind of the section that sounds at a time."""
    if score is None or not score.sections:
        return 0, ""
    clock = timeline(score)
    begun = [at for at, section in enumerate(score.sections) if clock.at(section.start) <= at_s]
    index = begun[-1] if begun else 0
    return index, score.sections[index].kind.value


def words_json(
    lines: tuple[TimedLine, ...], *, title: str, language: str, guessed: bool = False, heard: Heard | None = None
) -> bytes:
    """The timed words as JSON: `words` one by one, and `lines` with their text as written; times in seconds.

    Where the times are guessed, `guessed` is there and true. Where a recogniser heard them it is false, `heard` tells
    by whom and how many, and each word whether it was one of them; the others lie between their neighbours.
    """
    content: dict[str, Any] = {
        "title": title,
        "language": language,
        **({"guessed": guessed} if guessed or heard else {}),
        **({"heard": heard.told} if heard else {}),
        "lines": [
            {
                "text": line.text,
                "start_s": round(line.start_s, 3),
                "end_s": round(line.end_s, 3),
                "section": line.words[0].section,
                "section_index": line.words[0].section_index,
            }
            for line in lines
        ],
        "words": [
            {
                "word": word.word,
                "start_s": round(word.start_s, 3),
                "end_s": round(word.end_s, 3),
                "line": word.line,
                "section": word.section,
                "section_index": word.section_index,
                "backing": word.backing,
                **({"heard": word.recognised} if heard else {}),
            }
            for line in lines
            for word in line.words
        ],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1)


def lrc(lines: tuple[TimedLine, ...], *, title: str, artist: str, length_s: float, made: str = "") -> str:
    """The words in the enhanced LRC format that karaoke players read: a time before each line and each word.

    An empty line follows where the voice rests for longer than `_REST_S`, so that no player leaves a line standing.
    `made` tells how the times came about where nobody wrote them down: it stands in the tag of whoever made the file.
    """
    found = [f"[ti:{_bare(title)}]", f"[ar:{_bare(artist)}]", f"[length:{_clock(length_s)[:5]}]", "[re:Songwright]"]
    found += [f"[by:{_bare(made)}]", ""] if made else [""]
    for at, line in enumerate(lines):
        words = " ".join(f"<{_clock(word.start_s)}> {word.word}" for word in line.words)
        found.append(f"[{_clock(line.start_s)}] {words} <{_clock(line.end_s)}>")
        following = lines[at + 1].start_s if at + 1 < len(lines) else length_s
        if following - line.end_s > _REST_S:
            found.append(f"[{_clock(line.end_s)}]")
    return "\n".join(found) + "\n"


GUESSED = "the times of the words are guessed from the form and the length of the song"
"""What listeners are told where nobody knows them."""

_REST_S = 4.0
"""A voice that is silent for longer has left the line."""


def _clock(seconds: float) -> str:
    """Minutes, seconds and hundredths, as "01:02.50"."""
    hundredths = max(0, round(seconds * 100))
    return f"{hundredths // 6000:02d}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"


def _bare(text: str) -> str:
    """Text that can't end its own bracket or line."""
    return " ".join(text.replace("[", "(").replace("]", ")").split())

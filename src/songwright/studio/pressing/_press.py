"""A take as the files that are handed over."""

import re
import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import msgspec

from songwright.song import Score, Stem
from songwright.studio.ports import Progress
from songwright.studio.pressing._cover import cover
from songwright.studio.pressing._labels import ARTIST, SongTags
from songwright.studio.pressing._lossless import flac, stem_wav, wav
from songwright.studio.pressing._midi import midi
from songwright.studio.pressing._mp3 import mp3_below
from songwright.studio.pressing._musicxml import mxl
from songwright.studio.pressing._report import report
from songwright.studio.pressing._score_file import score_json
from songwright.studio.pressing._take import FinishedTake
from songwright.studio.pressing._unwritten_words import unwritten
from songwright.studio.pressing._waveform import waveform_json
from songwright.studio.pressing._words import lrc, timed_lines, words_json


def _unheard(stage: str, fraction: float) -> None:
    """Nobody waits for signs of life."""


FORMATS = frozenset({"mp3", "wav", "flac"})
"""Audio files that can be pressed."""


def press(
    take: FinishedTake,
    *,
    formats: frozenset[str] = frozenset({"mp3"}),
    stems: bool = False,
    versions: Mapping[str, str] | None = None,
    seconds_by_stage: Mapping[str, float] | None = None,
    licences: Mapping[str, str] | None = None,
    progress: Progress = _unheard,
) -> dict[str, bytes]:
    """The files of a take by name. Same take, same bytes, but for the seconds in the report.

    Args:
        take: The finished take.
        formats: Audio files wanted, of `FORMATS`.
        stems: Whether each part comes as a dry WAV too.
        versions: Versions for the report, and "songwright"'s for the tags.
        seconds_by_stage: Seconds of work for the report.
        licences: Licences of what was used, for the report.
        progress: Hears of the stage "pressing", and may stop it by raising Cancelled.

    Returns:
        "song.mp3" (and "song.wav", "song.flac"), "cover.jpg", "waveform.json" and "report.json"; "words.json" and
        "words.lrc" where somebody sings; "score.mid", "score.mxl" and "score.json" where the music is known;
        "stems/vocal.wav" and the like on request.

    Raises:
        ValueError: A format is unknown.
    """
    if unknown := sorted(formats - FORMATS):
        raise ValueError(f"unknown audio format {', '.join(unknown)}: choose from {', '.join(sorted(FORMATS))}")
    version = (versions or {}).get("songwright", "")
    tags = SongTags.of(take.brief, take.lyrics, encoder=f"Songwright {version}".strip())
    progress("pressing", 0.0)
    picture = cover(tags.title, take.brief.style, take.brief.seed + take.take)
    files: dict[str, bytes] = {"cover.jpg": picture}
    song = None
    # The encoder of the MP3 takes longer than all else together, and lets others work beside it.
    with ThreadPoolExecutor(1, thread_name_prefix="pressing") as beside:
        if "mp3" in formats:
            audio, hear = take.master.audio, lambda: progress("pressing", 0.5)
            song = beside.submit(mp3_below, audio, tags, picture, hear=hear)
        others = _lossless(take, formats, tags, picture) | _timed_words(take, tags)
        if take.recording.score is not None:
            others |= _written(take.recording.score)
        if stems:
            others |= {name: stem_wav(stem.audio) for name, stem in _named(take.recording.stems)}
        pressed = song.result() if song else None
    if pressed is not None:
        files["song.mp3"] = pressed.content
    files |= others
    progress("pressing", 1.0)
    told = report(take, versions=versions, seconds_by_stage=seconds_by_stage, licences=licences)
    if pressed is not None:
        told["mp3"] = {"true_peak_db": round(pressed.true_peak_db, 2), "held_db": round(pressed.held_db, 2)}
    files["waveform.json"] = waveform_json(take)
    files["report.json"] = msgspec.json.format(msgspec.json.encode(told), indent=2)
    return files


def _timed_words(take: FinishedTake, tags: SongTags) -> dict[str, bytes]:
    """The words with their times, known, heard or guessed; nothing where nobody sings."""
    known, other = timed_lines(take.recording, take.lyrics), unwritten(take)
    lines = known or other.lines
    if not lines:
        return {}
    text = lrc(lines, title=tags.title, artist=ARTIST, length_s=take.master.audio.length_s, made=other.made)
    language = take.brief.language
    return {
        "words.json": words_json(lines, title=tags.title, language=language, guessed=other.guessed, heard=other.heard),
        "words.lrc": text.encode("utf-8", "replace"),
    }


def _written(score: Score) -> dict[str, bytes]:
    """The music on paper: for players, for notation programs, and as it was composed."""
    return {"score.mid": midi(score), "score.mxl": mxl(score), "score.json": score_json(score)}


def _lossless(take: FinishedTake, formats: frozenset[str], tags: SongTags, picture: bytes) -> dict[str, bytes]:
    """The master in each wanted lossless format."""
    audio = take.master.audio
    made: dict[str, bytes] = {}
    if "wav" in formats:
        made["song.wav"] = wav(audio)
    if "flac" in formats:
        made["song.flac"] = flac(audio, tags, picture)
    return made


def _named(stems: tuple[Stem, ...]) -> list[tuple[str, Stem]]:
    """Stems with file names that every system can hold, no two the same."""
    taken: set[str] = set()
    found: list[tuple[str, Stem]] = []
    for stem in stems:
        plain = re.sub(r"[^a-z0-9]+", "-", stem.name.lower()).strip("-")
        name = plain or f"stem-{zlib.crc32(stem.name.encode('utf-8', 'replace')):08x}"
        while name in taken:
            name = f"{name}-2"
        taken.add(name)
        found.append((f"stems/{name}.wav", stem))
    return found

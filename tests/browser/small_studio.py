"""A studio that knows two lyrics and plays a music box: small real songs, with all their files, within a second.

SINE_TAKE_S is how long a take works. Prompts steer it: "impossible" can't be made, "endless" works for minutes.
"""

import io
import os
import time
from dataclasses import replace
from functools import cache

import numpy as np
from PIL import Image

from service_fakes import PlainReader, mp3_of
from songwright.outfit import Home
from songwright.service.ports import Workshop
from songwright.song import (
    PPQ,
    SAMPLE_RATE_HZ,
    Audio,
    Brief,
    CannotMake,
    Chord,
    ChordSpan,
    Gender,
    Line,
    Lyrics,
    Master,
    Note,
    Part,
    Performance,
    PlayedNote,
    PlayedPart,
    Recording,
    Role,
    Score,
    Section,
    SectionKind,
    SongRequest,
    Stanza,
    Stem,
    Syllable,
)
from songwright.studio.ports import Monitor, Progress
from songwright.studio.pressing import (
    SongTags,
    cover,
    flac,
    lrc,
    midi,
    mxl,
    stem_wav,
    timed_lines,
    wav,
    waveform_json,
    words_json,
)
from songwright.studio.session import Stopwatch, Studio, Take
from songwright.studio.styles import timeline

ENDLESS_S = 300.0
_STAGES = ("composing", "playing", "singing", "mixing")
_CHORDS = (
    Chord(root=9, intervals=(0, 3, 7), bass=9, symbol="Am"),
    Chord(root=5, intervals=(0, 4, 7), bass=5, symbol="F"),
    Chord(root=0, intervals=(0, 4, 7), bass=0, symbol="C"),
    Chord(root=7, intervals=(0, 4, 7), bass=7, symbol="G"),
)
_TUNE = (69, 72, 71, 67, 64, 67, 69, 65)


_SONGS = {
    "The Last Train Home": (
        "The lamps along the platform count the minutes one by one",
        "I hold a paper ticket that is softer than the sun",
        "The last train home is late again",
        "It sings beneath the silver rain",
    ),
    "Harbour Light": (
        "The tide has washed the writing from the wall beside the quay",
        "You left a light still burning for the ones who stay at sea",
        "Harbour light turn round once more",
        "And lay a road along the floor",
    ),
}


class Reader(PlainReader):
    """Refuses what it is told to; everything else is folk."""

    def read(self, request: SongRequest) -> Brief:
        if "impossible" in request.prompt:
            raise CannotMake("This can't be sung: it asks for the impossible.")
        brief = super().read(replace(request, prompt=request.prompt.replace("impossible", "")))
        return replace(
            brief,
            style="folk",
            tags=("folk", "warm", "fingerpicked"),
            voice=None if request.instrumental else Gender.FEMALE,
        )


class Lyricist:
    """Chooses by the seed; words of one's own are sung as they are."""

    def write(self, brief: Brief) -> Lyrics:
        title, lines = list(_SONGS.items())[brief.seed % len(_SONGS)]
        if not brief.sung:
            return Lyrics(title=brief.title or title, text="")
        if brief.words is not None:
            lines = tuple(line for line in brief.words.splitlines() if line.strip() and not line.startswith("["))[:4]
        half = (len(lines) + 1) // 2
        parts = ((SectionKind.VERSE, lines[:half]), (SectionKind.CHORUS, lines[half:]))
        stanzas = tuple(Stanza(kind=kind, lines=tuple(map(_line, said))) for kind, said in parts if said)
        text = "\n\n".join(
            f"[{stanza.kind.value.capitalize()}]\n" + "\n".join(line.text for line in stanza.lines)
            for stanza in stanzas
        )
        return Lyrics(title=brief.title or title, stanzas=stanzas, text=brief.words or text)


def _line(text: str) -> Line:
    words = text.split()
    return Line(
        text=text,
        syllables=tuple(
            Syllable(text=word, phones="a", ends_word=True, ends_line=at == len(words) - 1)
            for at, word in enumerate(words)
        ),
    )


class MusicBox:
    """Plays the words' syllables as bells over four chords."""

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        takes_s = ENDLESS_S if "endless" in brief.theme else float(os.environ.get("SINE_TAKE_S", "0"))
        began = time.monotonic()
        while (spent_s := time.monotonic() - began) < takes_s:
            place = spent_s / takes_s * len(_STAGES)
            progress(_STAGES[int(place)], place % 1)
            time.sleep(0.02)
        score = _score(brief, lyrics, take)
        played = tuple(_played(part, score) for part in score.parts)
        length_s = timeline(score).at(score.end) + 0.5
        stems = tuple(_stem(part, length_s, 0.5 if part.role is Role.VOCAL else 0.25) for part in played)
        return Recording(
            stems=stems, style=brief.style, score=score, performance=Performance(parts=played, length_s=length_s)
        )


class Mixer:
    """Adds the stems, verses softer than choruses."""

    def finish(self, recording: Recording, progress: Progress) -> Master:
        progress("mastering", 1.0)
        mix = np.sum([stem.audio.samples for stem in recording.stems], axis=0)
        score = recording.score
        assert score
        clock = timeline(score)
        for section in score.sections:
            edges = (clock.at(tick) for tick in (section.start, section.start + section.bars * score.meter.bar_ticks))
            mix[slice(*(round(edge * SAMPLE_RATE_HZ) for edge in edges))] *= np.float32(section.energy)
        return Master(audio=Audio(samples=(0.6 * mix).astype(np.float32)), lufs=-16.0, true_peak_db=-3.0)


def _score(brief: Brief, lyrics: Lyrics, take: int) -> Score:
    bar = brief.meter.bar_ticks
    sections = [Section(kind=SectionKind.INTRO, start=0, bars=1, energy=0.5)]
    notes: list[Note] = []
    now = bar
    sung = ((place, stanza.kind, line) for place, stanza in enumerate(lyrics.stanzas) for line in stanza.lines)
    for place, kind, line in sung:
        if sections[-1].stanza != place:
            now = -(-now // bar) * bar
            energy = 0.6 if kind is SectionKind.VERSE else 1.0
            sections.append(Section(kind=kind, start=now, bars=0, energy=energy, stanza=place))
        for number, syllable in enumerate(line.syllables):
            pitch = _TUNE[(number + 3 * take) % len(_TUNE)]
            notes.append(Note(start=now, duration=PPQ // 2 - 20, pitch=pitch, syllable=syllable))
            now += PPQ // 2
        now += PPQ
    bars = max(-(-now // bar) + 1, 6)
    edges = [*(section.start // bar for section in sections[1:]), bars]
    form = tuple(
        Section(kind=each.kind, start=each.start, bars=edge - each.start // bar, energy=each.energy, stanza=each.stanza)
        for each, edge in zip(sections, edges, strict=True)
    )
    chords = tuple(ChordSpan(start=at * bar, duration=bar, chord=_CHORDS[at % 4]) for at in range(bars))
    box = tuple(
        Note(start=at * bar + step * PPQ, duration=PPQ - 20, pitch=48 + (_CHORDS[at % 4].tones[step % 3]))
        for at in range(bars)
        for step in range(bar // PPQ)
    )
    parts = [Part(name="music box", role=Role.KEYS, instrument="music_box", notes=box)]
    if notes:
        parts.insert(0, Part(name="vocal", role=Role.VOCAL, instrument="voice", notes=tuple(notes)))
    return Score(
        title=lyrics.title, style=brief.style, tempo_bpm=brief.tempo_bpm, meter=brief.meter, key=brief.key, swing=1.0,
        swing_unit=8, sections=form, chords=chords, parts=tuple(parts),
    )  # fmt: skip


def _played(part: Part, score: Score) -> PlayedPart:
    clock = timeline(score)
    notes = tuple(
        PlayedNote(
            onset=clock.at(note.start), release=clock.at(note.end), pitch=float(note.pitch), loudness=0.7,
            syllable=note.syllable,
        )
        for note in part.notes
    )  # fmt: skip
    return PlayedPart(name=part.name, role=part.role, instrument=part.instrument, notes=notes)


def _stem(part: PlayedPart, length_s: float, gain: float) -> Stem:
    wave = np.zeros(round(length_s * SAMPLE_RATE_HZ), np.float32)
    for note in part.notes:
        place = round(note.onset * SAMPLE_RATE_HZ)
        times = np.arange(min(SAMPLE_RATE_HZ // 2, len(wave) - place)) / SAMPLE_RATE_HZ
        hz = 440.0 * 2 ** ((note.pitch - 69) / 12)
        bell = gain * 0.5 * np.sin(2 * np.pi * hz * times) * np.exp(-5 * times) * np.minimum(1, times * 400)
        wave[place : place + len(times)] += bell.astype(np.float32)
    return Stem(name=part.name, role=part.role, audio=Audio(samples=np.column_stack([wave, wave])), source="synth")


@cache
def _cover(title: str, take: int) -> bytes:
    """The house's picture where BOX_COVERS says so, as for pictures of the page; else a plain one, made in no time."""
    if os.environ.get("BOX_COVERS") == "house":
        return cover(title, "folk", take)
    plain = io.BytesIO()
    Image.new("RGB", (64, 64), (150 - 60 * take, 90, 60 + 60 * take)).save(plain, "JPEG")
    return plain.getvalue()


def press(take: Take, _watch: Stopwatch) -> dict[str, bytes]:
    """Every file that the house presses, the sound by a quicker hand."""
    score = take.recording.score
    assert score
    title, audio = take.lyrics.title, take.master.audio
    files = {
        "song.mp3": mp3_of(audio),
        "song.wav": wav(audio),
        "song.flac": flac(audio, SongTags(title=title, genre="folk", tempo_bpm=score.tempo_bpm, key="Am")),
        "cover.jpg": _cover(title, take.take),
        "score.mid": midi(score),
        "score.mxl": mxl(score),
        "waveform.json": waveform_json(take),
        "report.json": b"{}",
    }
    if lines := timed_lines(take.recording, take.lyrics):
        files["words.json"] = words_json(lines, title=title, language="en")
        files["words.lrc"] = lrc(lines, title=title, artist="Songwright", length_s=audio.length_s).encode()
    stems = {f"stems/{stem.name.replace(' ', '-')}.wav": stem_wav(stem.audio) for stem in take.recording.stems}
    return files | stems


def workshop(_home: Home | None = None) -> Workshop:
    """The factory that SONGWRIGHT_STUDIO names."""
    return Workshop(
        studio=Studio(reader=Reader(), lyricist=Lyricist(), engine=MusicBox(), finisher=Mixer()), press=press
    )

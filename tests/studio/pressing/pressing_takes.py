"""Small takes for the tests of the press, made without any stage."""

from dataclasses import dataclass, replace

import numpy as np

from songwright.song import (
    PPQ,
    SAMPLE_RATE_HZ,
    Audio,
    Brief,
    Chair,
    FormSection,
    Gender,
    Key,
    Line,
    Lyrics,
    Master,
    Meter,
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
    Stanza,
    Stem,
    Syllable,
    seconds_at,
)

VERSE = ("Walk with me in the rain", "don't look back")
CHORUS = ("Oh, señorita — hey!",)


@dataclass(frozen=True, kw_only=True)
class ShortTake:
    """Shaped as the studio's Take."""

    brief: Brief
    lyrics: Lyrics
    take: int
    recording: Recording
    master: Master


def sine(seconds, hz=(440.0, 660.0), gain=0.5):
    times = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return Audio(samples=np.stack([gain * np.sin(2 * np.pi * f * times) for f in hz], axis=1).astype(np.float32))


def line(text, *, backing=False):
    words = text.split()
    syllables = []
    for at, word in enumerate(words):
        halves = [word[: len(word) // 2], word[len(word) // 2 :]] if len(word) > 4 else [word]
        for place, half in enumerate(halves):
            ends = place == len(halves) - 1
            syllables.append(Syllable(text=half, phones="a", ends_word=ends, ends_line=ends and at == len(words) - 1))
    return Line(text=text, syllables=tuple(syllables), backing=backing)


def notes_of(lines, start):
    """Quarter notes, one a syllable; the second syllable of each line goes on to a second pitch."""
    notes, now = [], start
    for each in lines:
        for at, syllable in enumerate(each.syllables):
            notes.append(Note(start=now, duration=PPQ - 20, pitch=60 + at, syllable=syllable))
            now += PPQ
            if at == 1:
                notes.append(Note(start=now, duration=PPQ - 20, pitch=64, syllable=None))
                now += PPQ
    return notes, now


def short_take(*, title="Rain, “again” & Ünïcode 日本", sung=True, audio=None, meter=None, seed=3):
    meter = meter or Meter()
    bar = meter.bar_ticks
    stanzas = (
        Stanza(kind=SectionKind.VERSE, lines=tuple(line(text) for text in VERSE)),
        Stanza(kind=SectionKind.CHORUS, lines=tuple(line(text) for text in CHORUS)),
    )
    first, _ = notes_of(stanzas[0].lines, 2 * bar)
    second, _ = notes_of(stanzas[1].lines, 8 * bar)
    third, _ = notes_of(stanzas[1].lines, 14 * bar)
    vocal = Part(name="vocal", role=Role.VOCAL, instrument="voice", notes=tuple(first + second + third))
    keys = Part(
        name="keys",
        role=Role.KEYS,
        instrument="electric_piano_1",
        notes=tuple(Note(start=bar * at, duration=bar, pitch=pitch) for at in range(16) for pitch in (60, 64, 67)),
    )
    drums = Part(
        name="drums",
        role=Role.DRUMS,
        instrument="kit:dusty",
        notes=tuple(Note(start=PPQ * at, duration=60, pitch=36, velocity=100) for at in range(32)),
    )
    bass = Part(
        name="bass", role=Role.BASS, instrument="synth:sine_bass", notes=(Note(start=0, duration=bar, pitch=36),)
    )
    parts = ((vocal,) if sung else ()) + (keys, drums, bass)
    sections = tuple(
        Section(kind=kind, start=at * bar, bars=bars, energy=0.5, stanza=stanza)
        for kind, at, bars, stanza in (
            (SectionKind.INTRO, 0, 2, None),
            (SectionKind.VERSE, 2, 6, 0),
            (SectionKind.CHORUS, 8, 6, 1),
            (SectionKind.CHORUS, 14, 6, 1),
        )
    )
    score = Score(
        title=title,
        style="lofi-hip-hop",
        tempo_bpm=90.0,
        meter=meter,
        key=Key(tonic=9, mode="minor"),
        swing=1.2,
        swing_unit=16,
        sections=sections,
        chords=(),
        parts=parts,
    )
    audio = audio or sine(seconds_at(score.end, score.tempo_bpm))
    played = tuple(
        PlayedPart(
            name=part.name,
            role=part.role,
            instrument=part.instrument,
            notes=tuple(
                PlayedNote(
                    onset=seconds_at(note.start, 90.0),
                    release=seconds_at(note.end, 90.0),
                    pitch=float(note.pitch),
                    loudness=0.7,
                    syllable=note.syllable,
                )
                for note in part.notes
            ),
        )
        for part in parts
    )
    recording = Recording(
        stems=tuple(Stem(name=part.name, role=part.role, audio=sine(0.5), source="sine") for part in parts),
        style="lofi-hip-hop",
        score=score,
        performance=Performance(parts=played, length_s=audio.length_s),
        remarks=("no SoundFont: synthesised instruments played",),
    )
    brief = Brief(
        title=title,
        theme="rain",
        style="lofi-hip-hop",
        tags=("lo-fi hip hop", "chill"),
        moods=("chill",),
        language="en",
        key=Key(tonic=9, mode="minor"),
        tempo_bpm=90.0,
        meter=meter,
        form=(FormSection(kind=SectionKind.VERSE, bars=6, stanza=0),),
        band=(Chair(role=Role.KEYS, instrument="electric_piano_1"),),
        voice=Gender.FEMALE if sung else None,
        seed=seed,
        unread=("“x” in the style text was not understood.",),
    )
    text = "[Verse]\n" + "\n".join(VERSE) + "\n\n[Chorus]\n" + "\n".join(CHORUS)
    return ShortTake(
        brief=brief,
        lyrics=Lyrics(title=title, stanzas=stanzas if sung else (), text=text if sung else ""),
        take=1,
        recording=recording,
        master=Master(audio=audio, lufs=-14.02, true_peak_db=-1.31),
    )


def with_backing(take, text):
    """The take with a backing voice that sings a bracketed line of its own, and doubles the first chorus."""
    own = line(text, backing=True)
    stanza = replace(take.lyrics.stanzas[1], lines=(*take.lyrics.stanzas[1].lines, own))
    lyrics = replace(take.lyrics, stanzas=(take.lyrics.stanzas[0], stanza))
    lead = take.recording.performance.part(Role.VOCAL)
    doubled = tuple(note for note in lead.notes if 20 < note.onset < 30)
    answer = tuple(
        PlayedNote(onset=32.0 + at * 0.5, release=32.4 + at * 0.5, pitch=60.0, loudness=0.5, syllable=syllable)
        for at, syllable in enumerate(own.syllables)
    )
    backing = PlayedPart(name="backing", role=Role.BACKING, instrument="voice", notes=doubled + answer)
    performance = replace(take.recording.performance, parts=(*take.recording.performance.parts, backing))
    return replace(take, lyrics=lyrics, recording=replace(take.recording, performance=performance))

"""Grouping a part's notes into phrases: what is sung in one breath, on a clock of its own."""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from songwright.song import Delivery, PlayedNote
from songwright.studio.singing._alphabet import alphabet

BREATH_GAP_S = 0.35
"""A rest this long after a word ends the phrase."""
_HELD_GAP_S = 1.0
"""A rest inside a word is sung through, up to this long."""
_MAX_TOKENS = 300
"""The model takes 510; long phrases cost memory and no one has the breath."""
_SHORTEST_S = 0.03
_TIGHT_S = 0.22
"""Closer phrases take the time for a breath out of the last note."""
_TIGHT_SAID_S = 0.1
"""The same where nothing is sung: lines of rap follow one another closely."""
_HUMMED = "u"
"""What a note sings that has no words before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SungNote:
    """A pitch within a phrase, in seconds from the phrase's first onset."""

    start_s: float
    end_s: float
    pitch: float
    loudness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SungSyllable:
    """One vowel with the consonants around it, on one note or on several."""

    phones: str
    """Only sounds of the alphabet; the stress, if any, just before the nucleus."""
    nucleus: int
    """Which of the phones is the vowel that is held."""
    ends_word: bool
    notes: tuple[SungNote, ...]

    @property
    def start_s(self) -> float:
        """When its vowel sounds."""
        return self.notes[0].start_s

    @property
    def end_s(self) -> float:
        """When its last note ends."""
        return self.notes[-1].end_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What is sung in one breath; equal phrases sound equal wherever they stand in the song."""

    syllables: tuple[SungSyllable, ...]
    delivery: Delivery = field(default=Delivery.SUNG, repr=False)

    @property
    def notes(self) -> tuple[SungNote, ...]:
        """All its notes in order."""
        return tuple(note for syllable in self.syllables for note in syllable.notes)

    @property
    def length_s(self) -> float:
        """From the first vowel to the end of the last note."""
        return self.syllables[-1].end_s

    def rng(self, voice: str, seed: int) -> np.random.Generator:
        """Randomness that belongs to this phrase, voice and seed, not to its place in the song."""
        digest = hashlib.sha256(f"{seed}|{voice}|{self!r}".encode()).digest()
        return np.random.default_rng(np.frombuffer(digest, np.uint32).tolist())


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A phrase and the time of its first vowel in the song."""

    at_s: float
    phrase: Phrase


def spell(phones: str) -> tuple[str, int]:
    """Sounds the model knows, with the index of their one sung vowel.

    The stressed vowel counts, else the first; a syllable without a vowel gets a schwa. Further vowels stay as glides.
    """
    letters = alphabet()
    known = letters.known(phones)
    stress = next((phone for phone in known if phone in letters.stresses), "")
    start = known.find(stress) if stress else 0
    sounds = "".join(phone for phone in known if phone not in letters.stresses)
    vowels = [place for place, phone in enumerate(sounds) if phone in letters.vowels]
    if not vowels:
        # A syllabic consonant: "l" is sung "əl", "z" is sung "zə".
        place = len(sounds) - 1 if sounds[-1:] and sounds[-1] in letters.nasals | set("lɹr") else len(sounds)
        sounds, vowels = sounds[:place] + "ə" + sounds[place:], [place]
    nucleus = next((place for place in vowels if place >= start), vowels[0])
    return sounds[:nucleus] + stress + sounds[nucleus:], nucleus + len(stress)


@dataclass(slots=True)
class _Draft:
    """A syllable being collected, on the song's clock."""

    phones: str
    nucleus: int
    ends_word: bool
    ends_line: bool
    delivery: Delivery = Delivery.SUNG
    notes: list[PlayedNote] = field(default_factory=list)

    @property
    def end_s(self) -> float:
        return self.notes[-1].release


def phrases_of(notes: Iterable[PlayedNote]) -> tuple[Entry, ...]:
    """The phrases of a part, in order. Every note is sung: one without a syllable carries on the vowel before it."""
    groups: list[list[_Draft]] = []
    for note in sorted(notes, key=lambda played: played.onset):
        last = groups[-1][-1] if groups else None
        if note.syllable is None:
            if last is None or note.onset - last.end_s > BREATH_GAP_S:
                groups.append([_carried_on(last)])
            groups[-1][-1].notes.append(note)
            continue
        phones, nucleus = spell(note.syllable.phones)
        fresh = _Draft(phones, nucleus, note.syllable.ends_word, note.syllable.ends_line, note.delivery, [note])
        if last is None or last.delivery is not note.delivery or _breathes(groups[-1], note.onset):
            groups.append([])
        groups[-1].append(fresh)
    starts = [float(group[0].notes[0].onset) for group in groups]
    nexts = [*starts[1:], math.inf][: len(starts)]
    return tuple(_entry(group, later) for group, later in zip(groups, nexts, strict=True))


def _carried_on(last: _Draft | None) -> _Draft:
    """The vowel that a note without words sings after a rest."""
    vowel = last.phones[last.nucleus] if last else _HUMMED
    return _Draft(vowel, 0, ends_word=True, ends_line=False)


def _breathes(group: list[_Draft], onset_s: float) -> bool:
    """Whether the singer takes a breath before a syllable at this onset."""
    last = group[-1]
    gap_s = onset_s - last.end_s
    if not last.ends_word:
        return gap_s > _HELD_GAP_S
    tokens = sum(len(draft.phones) + 1 for draft in group)
    return last.ends_line or gap_s > BREATH_GAP_S or tokens > _MAX_TOKENS


def _entry(group: list[_Draft], next_onset_s: float) -> Entry:
    """A collected phrase on its own clock."""
    at_s = group[0].notes[0].onset
    room_s = next_onset_s - at_s
    heard = [
        SungNote(
            start_s=_grid(note.onset - at_s),
            end_s=_grid(note.release - at_s),
            pitch=round(min(max(note.pitch, 24.0), 96.0), 2),
            loudness=round(min(max(note.loudness, 0.0), 1.0), 2),
        )
        for draft in group
        for note in draft.notes
    ]
    tied = [note is not draft.notes[-1] or not draft.ends_word for draft in group for note in draft.notes]
    is_sung = group[0].delivery is Delivery.SUNG
    notes = iter(_in_line(heard, tied, room_s, _TIGHT_S if is_sung else _TIGHT_SAID_S))
    return Entry(
        at_s=at_s,
        phrase=Phrase(
            syllables=tuple(
                SungSyllable(
                    phones=draft.phones,
                    nucleus=draft.nucleus,
                    ends_word=draft.ends_word,
                    notes=tuple(next(notes) for _ in draft.notes),
                )
                for draft in group
            ),
            delivery=group[0].delivery,
        ),
    )


def _in_line(heard: list[SungNote], tied: list[bool], room_s: float, tight_s: float) -> list[SungNote]:
    """One note at a time: no overlap, no holes inside words, and a breath's time before the next phrase."""
    line: list[SungNote] = []
    start_s = 0.0
    for place, (note, sticks) in enumerate(zip(heard, tied, strict=True)):
        start_s = max(note.start_s, start_s)
        end_s = max(note.end_s, start_s + _SHORTEST_S)
        if place + 1 < len(heard):
            next_s = max(heard[place + 1].start_s, start_s + _SHORTEST_S)
            end_s = next_s if sticks else min(end_s, next_s)
        elif room_s - end_s < tight_s:
            end_s = max(min(end_s, _grid(room_s - tight_s)), _grid(start_s + 0.7 * (end_s - start_s)))
        line.append(replace(note, start_s=start_s, end_s=end_s))
        start_s = end_s
    return line


def _grid(seconds: float) -> float:
    """The nearest millisecond, so that a repeated chorus equals the first; half-way cases are kept off the edge."""
    return math.floor(seconds * 1000.0 + 0.503) / 1000.0

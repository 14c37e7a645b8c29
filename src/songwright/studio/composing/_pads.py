"""What is held: pads and organs under the band, a choir on its vowels, strings in a line of their own."""

from dataclasses import replace

from songwright.song import PPQ, Chord, ChordSpan, Note, Role, Tick
from songwright.studio.composing._arrange import Cue, Player
from songwright.studio.composing._comping import limits_of, play_comping
from songwright.studio.composing._leading import Led, hand_of, tied
from songwright.studio.composing._manners import cells_for, part_manner
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._voicing import place


def play_pad(sheet: Sheet, player: Player) -> list[Note]:
    """Held chords, one for each change; the second pad lies an octave higher and thinner.

    Tones that two chords share ring on unless the style lets its pads strike anew.
    """
    low, high = limits_of(sheet, player.chair.role)
    if player.chair.role is Role.KEYS:
        low, high = 55, 79
    lift = 12 if player.nth and player.chair.role is Role.PAD else 0
    led = {
        voices: Led(sheet, hand_of(sheet, min(low + lift, high - 19), high - 5, voices, rootless=True))
        for voices in (3, 4)
    }
    moves = part_manner(sheet.style, player.chair.role).on_change == "move"
    found: list[Note] = []
    for cue in player.cues:
        voices = 3 if cue.level == "low" or player.nth else 4
        chords = []
        for span, start, end in _held(sheet, cue):
            before = led[voices].shape(int(span.start), span.chord)
            shape = (*before, before[-1] + 12 - _drop(before)) if cue.level == "high" and not player.nth else before
            chords.append([_note(start, end, pitch, 50 + round(28 * cue.energy)) for pitch in dict.fromkeys(shape)])
        found += tied(chords) if moves else [note for chord in chords for note in chord]
    return found


def _drop(shape: tuple[int, ...]) -> int:
    """How far below the top voice's octave the doubled root of the voicing lies."""
    return shape[-1] - shape[0] if shape[-1] - shape[0] < 12 else 0


def _held(sheet: Sheet, cue: Cue) -> list[tuple[ChordSpan, int, int]]:
    """The chords of a cue with their sounding ends."""
    found = []
    for span in sheet.spans[cue.passage.index]:
        start, end = max(int(span.start), cue.start), min(int(span.start + span.duration), cue.end)
        if start < end:
            found.append((span, start, end))
    return found


def play_strings(sheet: Sheet, player: Player) -> list[Note]:
    """Strings: the family's cells where it writes some, else a line of guide tones above with a second voice below."""
    patterned = [
        cue for cue in player.cues
        if not player.nth and cells_for(sheet.style, Role.STRINGS, sheet.meter, cue.level, str(cue.passage.kind))
    ]  # fmt: skip
    lyrical = [cue for cue in player.cues if cue not in patterned]
    found = play_comping(sheet, replace(player, cues=tuple(patterned))) if patterned else []
    low, high = limits_of(sheet, Role.STRINGS)
    top = 74 - 5 * player.nth
    for cue in lyrical:
        for span, start, end in _held(sheet, cue):
            top = _guide(span.chord, top, max(low, 65 - 7 * player.nth), min(high, 84))
            under = place(_below(span.chord, top), low, top - 3, top - 8)
            loud = 52 + round(30 * cue.energy)
            for begin, stop in _bowed(start, end, cue):
                found.append(_note(begin, stop, top, loud))
                if cue.level != "low":
                    found.append(_note(begin, stop, under, loud - 6))
            if cue.level == "high":
                found.append(_note(start, end, max(low, under - 12), loud - 8))
    return sorted(found, key=lambda note: (note.start, note.pitch))


def _guide(chord: Chord, last: int, low: int, high: int) -> int:
    """The third or seventh (else any tone) nearest to the last note, moving if it can."""
    telling = [tone for tone in chord.tones if (tone - chord.root) % 12 in (3, 4, 10, 11)] or list(chord.tones)
    options = [place(tone, low, high, last) for tone in telling]
    return min(options, key=lambda pitch: (abs(pitch - last) + (1.5 if pitch == last else 0.0), pitch))


def _below(chord: Chord, top: int) -> int:
    """A chord tone a third to a sixth under the line."""
    return min((tone for tone in chord.tones if tone != top % 12), key=lambda tone: abs((top - tone) % 12 - 8))


def _bowed(start: int, end: int, cue: Cue) -> list[tuple[int, int]]:
    """Bows: one for a chord, two when it is long and the music full."""
    if cue.level == "high" and end - start >= 4 * PPQ:
        middle = start + (end - start) // 2
        return [(start, middle), (middle, end)]
    return [(start, end)]


def play_choir(sheet: Sheet, player: Player) -> list[Note]:
    """Three voices in close position on each chord."""
    low, high = limits_of(sheet, Role.CHOIR)
    led = Led(sheet, hand_of(sheet, low + 5, high, 3, rootless=True))
    moves = part_manner(sheet.style, Role.CHOIR).on_change == "move"
    found: list[Note] = []
    for cue in player.cues:
        chords = []
        for span, start, end in _held(sheet, cue):
            shape = led.shape(int(span.start), span.chord)
            chords.append([_note(start, end, pitch, 56 + round(26 * cue.energy)) for pitch in shape])
        found += tied(chords) if moves else [note for chord in chords for note in chord]
    return found


def _note(start: int, end: int, pitch: int, velocity: int) -> Note:
    return Note(start=Tick(start), duration=Tick(end - start), pitch=pitch, velocity=min(max(velocity, 20), 118))

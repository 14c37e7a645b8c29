"""Effects: risers into arrivals, swells and scratches at borders, kettledrums under the loud bars."""

from songwright.song import PPQ, Note, SectionKind, Tick
from songwright.studio.composing._arrange import Player
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._voicing import place

_ARRIVALS = (SectionKind.CHORUS, SectionKind.DROP)


def play_effects(sheet: Sheet, player: Player) -> list[Note]:
    """Notes of an effects chair, by what its instrument is."""
    instrument = player.chair.instrument
    if "timpani" in instrument:
        return _timpani(sheet, player)
    if "riser" in instrument:
        return _risers(sheet)
    if "scratch" in instrument:
        return _scratches(sheet, player)
    return _swells(sheet, player)


def _risers(sheet: Sheet) -> list[Note]:
    """One rising sound over the last two bars before each chorus or drop."""
    found = []
    bar = sheet.meter.bar_ticks
    for passage in sheet.passages[1:]:
        before = sheet.passages[passage.index - 1]
        if passage.kind in _ARRIVALS and passage.energy > before.energy:
            length = min(before.bars, 4 if before.kind is SectionKind.BUILD else 2) * bar
            start = int(passage.start) - length
            found.append(Note(start=Tick(start), duration=Tick(length), pitch=60, velocity=88))
    return found


def _swells(sheet: Sheet, player: Player) -> list[Note]:
    """A long breath at the beginning of each passage, every eight bars."""
    bar = sheet.meter.bar_ticks
    return [
        Note(start=Tick(at), duration=Tick(min(4 * bar, cue.end - at)), pitch=60, velocity=44 + round(30 * cue.energy))
        for cue in player.cues
        for at in range(cue.start, cue.end, 8 * bar)
    ]


def _scratches(sheet: Sheet, player: Player) -> list[Note]:
    """Two short scratches before the end of every eight bars where the voice rests."""
    bar = sheet.meter.bar_ticks
    found = []
    for cue in player.cues:
        for at in range(int(cue.passage.start) + 8 * bar, cue.end + 1, 8 * bar):
            for back, key in ((PPQ, 60), (PPQ // 2, 62)):
                start = at - back
                if not any(note.start <= start < note.end for note in sheet.vocal) and start >= cue.start:
                    found.append(Note(start=Tick(start), duration=Tick(PPQ // 4), pitch=key, velocity=84))
    return found


def _timpani(sheet: Sheet, player: Player) -> list[Note]:
    """The root on the first beat of loud chords, a roll of sixteenths into each louder passage."""
    found = []
    for cue in player.cues:
        if cue.level == "low":
            continue
        for span in sheet.spans[cue.passage.index]:
            if cue.start <= span.start < cue.end:
                pitch = place(span.chord.bass, 41, 53, 46)
                found.append(
                    Note(start=span.start, duration=Tick(PPQ), pitch=pitch, velocity=60 + round(40 * cue.energy))
                )
        following = sheet.following(cue.passage)
        if following is not None and following.energy > cue.energy + 0.1:
            end = sheet.end_of(cue.passage)
            pitch = place(sheet.spans[following.index][0].chord.bass, 41, 53, 46)
            found += [
                Note(start=Tick(at), duration=Tick(PPQ // 4), pitch=pitch, velocity=46 + 4 * i)
                for i, at in enumerate(range(end - 4 * PPQ, end, PPQ // 4))
                if at >= cue.start
            ]
    ordered = sorted(found, key=lambda note: note.start)
    return [note for i, note in enumerate(ordered) if i == 0 or note.start != ordered[i - 1].start]

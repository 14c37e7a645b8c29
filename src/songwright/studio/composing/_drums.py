"""Drums: the style's lanes at the section's energy, fills where a drummer would, crashes on arrivals."""

from collections.abc import Mapping, Sequence

from songwright.song import PPQ, Meter, Note, Role, SectionKind, Tick
from songwright.studio.composing._arrange import Cue, Player, percussive
from songwright.studio.composing._fills import Filled, build_up, fills_of, pickup
from songwright.studio.composing._manners import lane_keys, written_lanes
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._sliders import kindred
from songwright.studio.composing._turns import ghosted, turns_of
from songwright.studio.styles import Style

STEP = PPQ // 4
_VELOCITY = {"X": 112, "x": 92, "g": 40, "o": 96, "r": 74}
"""Accent, hit, ghost, open and rolled strokes (composing.md 3.3)."""
_ORNAMENTS = ("tamb", "tom", "perc", "crash", "cowbell", "agogo", "bongo", "wood")
_BACKBONE = ("kick", "snare", "clap", "hat", "ride", "shaker", "rim", "bodhran", "taiko", "surdo", "brush")
_HANDS = frozenset(
    ("conga", "bongo", "shaker", "clave", "timbale", "guiro", "maracas", "agogo", "cowbell", "perc", "tamb", "rim")
)
_COMPOUND = {
    6: {"kick": "X.......x...", "snare": "......X.....", "hat": "x.x.x.x.x.x."},
    9: {"kick": "X...........x.....", "snare": "......X.....x.....", "hat": "x.x.x.x.x.x.x.x.x."},
    12: {"kick": "X.......x...X...........", "snare": "......X...........X.....", "hat": "x.x.x.x.x.x.x.x.x.x.x.x."},
}
"""Backbeats of compound bars for styles whose lanes are written in four."""


def lanes_for(sheet: Sheet, cue: Cue) -> dict[str, str]:
    """The lanes of a passage in the song's own bars: a multiple of the bar long, one character a sixteenth."""
    style = _grooves_of(sheet, cue)
    written, exact = written_lanes(style, cue.level)
    native = style.meters[0] if style.drums.lanes else Meter()
    fitted = _in_meter(written, sheet.meter, native)
    played = fitted if exact or not fitted else _thinned(fitted, cue)
    return _felt(played, cue.feel) if cue.feel in _FEELS and "snare" in played else played


_FEELS = {
    "half": {"kick": "X.........x.....", "snare": "........X.......", "hat": "x...x...x...x..."},
    "double": {"kick": "X...X...X...X...", "snare": "..X...X...X...X.", "hat": "x.x.x.x.x.x.x.x."},
}
"""Backbeats counted in half and in double time."""


def _felt(lanes: dict[str, str], feel: str) -> dict[str, str]:
    """The kit's backbone in another time, what else there is left as it is."""
    core = _FEELS[feel]
    pulse = "ride" if "ride" in lanes and "hat" not in lanes else "hat"
    kept = {lane: text for lane, text in lanes.items() if lane not in ("kick", "snare", "ghost", "hat", "ride", "clap")}
    return {**kept, "kick": core["kick"], "snare": core["snare"], pulse: core["hat"]}


def _grooves_of(sheet: Sheet, cue: Cue) -> Style:
    """Whose grooves a kind of section plays: the style's, or a kindred one's where the style is loosely kept."""
    guest = kindred(sheet.brief, sheet.take, "groove", cue.passage.kind)
    fits = (
        guest is not None and guest.drums.lanes and sheet.style.drums.lanes and guest.meters[0] == sheet.style.meters[0]
    )
    return guest if guest is not None and fits else sheet.style


def _in_meter(lanes: Mapping[str, str], meter: Meter, native: Meter) -> dict[str, str]:
    """Lanes written for the style's usual bar, refitted to the song's."""
    steps = max(1, meter.bar_ticks // STEP)
    if meter == native:
        return {lane: _stretched(text, steps) for lane, text in lanes.items()}
    if meter.compound and not native.compound and "kick" in lanes:
        known = _COMPOUND.get(meter.beats, _COMPOUND[6])
        return {lane: _cycled(text, steps) for lane, text in known.items()}
    own = 4 if not native.compound else 6
    # Three beats keep 1, 2 and 4 of the written four, so that the bar still ends on the backbeat.
    order = [0, 1, 3] if steps // 4 == 3 else [beat % 4 for beat in range(max(1, steps // 4))]
    found = {}
    for lane, text in lanes.items():
        bar = text[: native.bar_ticks // STEP] if len(text) >= native.bar_ticks // STEP else text
        chunks = [bar[i : i + own] for i in range(0, len(bar), own)]
        picked = "".join(_scaled(chunks[beat % len(chunks)], 4) for beat in order)
        found[lane] = _cycled(picked, steps)
    return found


def _stretched(text: str, steps: int) -> str:
    """A lane of half the steps (12/8 written in eighths) spread over the bar; others as they stand."""
    if len(text) * 2 == steps:
        return "".join(step + "." for step in text)
    return text if len(text) % steps == 0 else _cycled(text, steps)


def _cycled(text: str, steps: int) -> str:
    return (text * (steps // len(text) + 1))[:steps]


def _scaled(chunk: str, steps: int) -> str:
    """A beat of six sixteenths squeezed into four."""
    if len(chunk) == steps:
        return chunk
    found = ["."] * steps
    for i, mark in enumerate(chunk):
        place = i * steps // len(chunk)
        if mark != "." and found[place] == ".":
            found[place] = mark
    return "".join(found)


def _thinned(lanes: dict[str, str], cue: Cue) -> dict[str, str]:
    """Fewer lanes at low energy, no ornaments in the middle, all of them at the top."""
    if cue.level == "high":
        return lanes
    kept = {lane: text for lane, text in lanes.items() if lane not in _ORNAMENTS} or lanes
    if cue.level == "mid":
        return kept
    core = [lane for lane in kept if lane in _BACKBONE][:3] or list(kept)[:2]
    soft = {lane: kept[lane].replace("g", ".") for lane in core}
    if "snare" in soft and cue.energy < 0.35:
        soft["rim"] = soft.pop("snare")
    return soft


def kick_places(sheet: Sheet, cue: Cue) -> frozenset[int]:
    """Ticks of the bar on which the kick falls in a passage; empty without a drum chair."""
    if sheet.brief.chair(Role.DRUMS) is None:
        return frozenset()
    bar = sheet.meter.bar_ticks
    lanes = lanes_for(sheet, cue)
    text = lanes.get("kick", lanes.get("surdo", ""))
    return frozenset(i * STEP % bar for i, mark in enumerate(text) if mark in "Xx")


def play_drums(sheet: Sheet, player: Player, *, hands: bool | None) -> list[Note]:
    """The notes of a percussion chair, in GM drum keys. `hands`: only (or all but) hand percussion; None plays all."""
    found: list[Note] = []
    for number, cue in enumerate(player.cues):
        lanes = lanes_for(sheet, cue)
        if hands is not None:
            lanes = {lane: text for lane, text in lanes.items() if (lane in _HANDS) is hands}
        if not lanes:
            continue
        if cue.passage.kind is SectionKind.BUILD and not hands and sheet.manner.fills == "machine":
            found += build_up(sheet, cue)
            continue
        fills = () if hands else fills_of(sheet, cue)
        groove = ghosted(lanes, sheet, cue) if not hands else lanes
        found += [note for note in _grid(sheet, cue, groove, turns=not hands) if not _filled(note, fills)]
        found += [stroke for filled in fills for stroke in filled.strokes]
        if not hands:
            found += _arrival(sheet, cue, lanes)
            joins = number == 0 and cue.start == cue.passage.start and {"kick", "snare"} & set(lanes)
            found += pickup(sheet, cue.passage) if joins else ()
    return _tidied(found, sheet)


def fill_windows(sheet: Sheet, players: Sequence[Player]) -> tuple[tuple[int, int], ...]:
    """Ticks in which a kit fills, in order, for others to leave free."""
    kits = [player for player in players if percussive(player.chair)][:1]
    return tuple(
        (filled.start, filled.end) for player in kits for cue in player.cues for filled in fills_of(sheet, cue)
    )


def _filled(note: Note, fills: Sequence[Filled]) -> bool:
    return any(filled.start <= note.start < filled.end for filled in fills)


def _grid(sheet: Sheet, cue: Cue, lanes: dict[str, str], *, turns: bool) -> list[Note]:
    """The lanes over the passage; bars 4 and 8 of a group are turned a little, each in its own way."""
    bar = sheet.meter.bar_ticks
    touch = sheet.dice("drums", cue.passage.kind).integers(-4, 5, size=64)
    found = []
    gain = 0.66 + 0.34 * min(1.0, cue.energy / 0.9)
    small, great = turns_of(sheet, cue, lanes) if turns else (lanes, lanes)
    for start in range(int(cue.passage.start), cue.end, bar):
        number = (start - int(cue.passage.start)) // bar
        played = great if number % 8 == 7 else small if number % 4 == 3 else lanes
        for lane, text in played.items():
            # A cymbal on every bar line tires: one in four is an accent.
            if lane in ("crash", "cymbal") and number % 4:
                continue
            keys, steps = lane_keys(lane), bar // STEP
            offset = number * steps % len(text)
            for i, mark in enumerate(text[offset : offset + steps]):
                tick = start + i * STEP
                if mark == "." or not cue.start <= tick < cue.end:
                    continue
                accent, hit, ghost = keys
                key = {"X": accent, "g": ghost, "o": 46 if lane == "hat" else hit}.get(mark, hit)
                found += _stroke(tick, key, mark, lane, gain, int(touch[(offset + i + number) % 64]), bar)
    return found


def _stroke(tick: int, key: int, mark: str, lane: str, gain: float, touch: int, bar: int) -> list[Note]:
    """One mark of a lane; a roll is two thirty-seconds."""
    velocity = _VELOCITY[mark]
    place = tick % bar
    if lane in ("hat", "shaker", "ride", "maracas") and mark == "x":
        velocity -= 15 if place % PPQ == PPQ // 2 else 12 if place % (PPQ // 2) else 0
        velocity -= 8
    if lane == "ghost":
        velocity = 36
    loud = velocity * gain + touch
    if mark == "r":
        return [_note(tick, key, loud), _note(tick + STEP // 2, key, loud + 6)]
    return [_note(tick, key, loud)]


def _note(tick: int, key: int, velocity: float) -> Note:
    return Note(start=Tick(tick), duration=Tick(STEP), pitch=key, velocity=int(min(max(round(velocity), 1), 124)))


def _arrival(sheet: Sheet, cue: Cue, lanes: dict[str, str]) -> list[Note]:
    """Crash and kick on the first beat of a section that is louder than the one before, and of every full chorus."""
    big = sheet.manner.fills in ("toms", "machine") or cue.energy >= 0.75
    if not big or not {"kick", "snare"} & set(lanes):
        return []
    before = sheet.passages[cue.passage.index - 1].energy if cue.passage.index else 0.0
    returns = cue.passage.kind in (SectionKind.CHORUS, SectionKind.DROP)
    late = cue.start > cue.passage.start
    if not late and not (returns or cue.energy >= max(before, 0.55)):
        return []
    strokes = [_note(cue.start, 49, 84 + 28 * cue.energy)]
    # One drop and clave styles leave the first beat to others.
    if lanes.get("kick", "X")[:1] != "." or late:
        strokes.append(_note(cue.start, 36, 88 + 22 * cue.energy))
    return strokes


def _tidied(notes: list[Note], sheet: Sheet) -> list[Note]:
    """In order, one stroke a key and tick, the last bar left to one stroke of kick and cymbal."""
    last = sheet.end_of(sheet.passages[-1]) - sheet.meter.bar_ticks
    strokes: dict[tuple[int, int], Note] = {}
    for note in notes:
        place = (int(note.start), note.pitch)
        if place not in strokes or strokes[place].velocity < note.velocity:
            strokes[place] = note
    kept = [note for note in strokes.values() if note.start < last]
    if sheet.manner.ending == "hit" and any(note.start >= last for note in strokes.values()):
        kept += [_note(last, 36, 104), _note(last, 49, 100)]
    return sorted(kept, key=lambda note: (note.start, note.pitch))

"""Which chord sounds where: the style's own progressions, chosen once a kind of section and kept where it returns."""

from numpy.random import Generator

from songwright.song import Brief, Chord, ChordSpan, Key, Meter, SectionKind, Tick
from songwright.studio.composing._dice import dice, pick
from songwright.studio.composing._form import Passage
from songwright.studio.composing._numerals import NUMERAL, minor_mode_of, parse_numeral
from songwright.studio.composing._parallel import to_parallel
from songwright.studio.composing._sliders import elsewhere_chance, kindred, odd_chance, weirdness
from songwright.studio.models import leanings
from songwright.studio.styles import Style

_GROUPS = {
    SectionKind.INTRO: "verse",
    SectionKind.VERSE: "verse",
    SectionKind.PRE: "pre",
    SectionKind.BUILD: "pre",
    SectionKind.CHORUS: "chorus",
    SectionKind.POST: "chorus",
    SectionKind.DROP: "chorus",
    SectionKind.BRIDGE: "bridge",
    SectionKind.BREAK: "bridge",
    SectionKind.INSTRUMENTAL: "chorus",
    SectionKind.SOLO: "verse",
    SectionKind.OUTRO: "chorus",
}
"""Whose chords a section plays."""
_BORROWED = {"IV": "iv", "V": "bVII", "ii": "IV", "vi": "bVI"}
_BORROWED_IN_MINOR = {"iv": "IV", "v": "V", "VII": "V", "VI": "iv"}


def harmonise(
    brief: Brief, style: Style, passages: tuple[Passage, ...], take: int
) -> tuple[tuple[ChordSpan, ...], ...]:
    """The chord spans of each passage, in absolute ticks and filling it; equal neighbours are one span.

    Takes of one brief choose different progressions where the style offers more than one.
    """
    rows = {group: _row(group, brief, style, take) for group in dict.fromkeys(_GROUPS.values())}
    if leanings(brief.model).own_bridge:
        rows["bridge"] = _contrasting(rows, brief, style)
    found = []
    for passage, following in zip(passages, (*passages[1:], None), strict=True):
        row = rows[_GROUPS[passage.kind]]
        chords = _chords(row, passage, brief, style)
        found.append(_spans(_turned(chords, passage, following, rows, brief, style), passage, brief, style))
    return tuple(found)


def _row(group: str, brief: Brief, style: Style, take: int) -> tuple[str, ...]:
    """Numerals of a group of sections, lightly recoloured when the request is for something odder."""
    rng = dice(brief.seed, 0, "progression", group)
    order = _options(group, style, brief.key)
    if group == "verse":
        order = _at_home(order, style, brief.key)
    rng.shuffle(order)
    numerals = order[take % len(order)].split()
    # A loosely kept style now and then borrows another section's chords (composing.md 6, `p_outside`).
    leaving = dice(brief.seed, take, "outside", group)
    if leaving.random() < elsewhere_chance(brief):
        outside = _options(pick(leaving, ("verse", "chorus", "bridge")), style, brief.key)
        numerals = pick(leaving, _at_home(outside, style, brief.key) if group == "verse" else outside).split()
    guest = kindred(brief, take, "progression", group)
    if guest is not None:
        numerals = _borrowed_row(group, guest, brief, order, leaving) or numerals
    colouring = dice(brief.seed, take, "colour", group)
    numerals = _coloured(numerals, colouring, weirdness(brief), minor=brief.key.minorish)
    return tuple(_odd(numerals, dice(brief.seed, take, "odd", group), odd_chance(brief), brief.key, style))


def _borrowed_row(group: str, guest: Style, brief: Brief, own: list[str], rng: Generator) -> list[str]:
    """A progression of a kindred style that the style itself does not have; empty when there is none."""
    rows = _options(group, guest, brief.key)
    rows = [row for row in (_at_home(rows, guest, brief.key) if group == "verse" else rows) if row not in own]
    return pick(rng, rows).split() if rows else []


def _contrasting(rows: dict[str, tuple[str, ...]], brief: Brief, style: Style) -> tuple[str, ...]:
    """The bridge's chords where they must be no other section's: its own, another row of the style, or turned about."""
    heard = {rows["verse"], rows["chorus"]}
    more = (
        tuple(row.split())
        for group in ("bridge", "pre", "verse", "chorus")
        for row in _options(group, style, brief.key)
    )
    found = next((row for row in (rows["bridge"], *more) if row not in heard), None)
    chorus = rows["chorus"]
    return found if found is not None else (*chorus[len(chorus) // 2 :], *chorus[: len(chorus) // 2])


def _at_home(rows: list[str], style: Style, key: Key) -> list[str]:
    """Rows for the verse, which says what the key is: with the tonic chord, from another section if need be.

    Choruses of pop and disco often stay away from home all the time; over such a verse too, nobody hears the key.
    """
    elsewhere = (_options(group, style, key) for group in ("verse", "chorus", "bridge"))
    return next((found for options in (rows, *elsewhere) if (found := _homely(options, key))), rows)


def _options(group: str, style: Style, key: Key) -> list[str]:
    """The style's progressions that fit the key's mode, changed to that mode on the same tonic if none does."""
    harmony = style.harmony
    listed = {"verse": harmony.verse, "chorus": harmony.chorus, "bridge": harmony.bridge, "pre": harmony.pre}[group]
    listed = listed or harmony.verse
    fitting = [row for row in listed if minor_mode_of(row) in (key.minorish, None)]
    return fitting or list(dict.fromkeys(to_parallel(row, minor=key.minorish) for row in listed))


def _homely(rows: list[str], key: Key) -> list[str]:
    """The rows in which the tonic chord sounds."""
    return [row for row in rows if any(parse_numeral(text, key).root == key.tonic for text in row.split())]


def _coloured(numerals: list[str], rng: Generator, weirdness: float, *, minor: bool) -> list[str]:
    """With a borrowed chord in place of a plain one, rarely below the middle of the slider (composing.md 2.6)."""
    chance = max(0.0, weirdness - 0.35) * 0.35
    table = _BORROWED_IN_MINOR if minor else _BORROWED
    changed = list(numerals)
    for place in range(1, len(changed)):
        if changed[place] in table and rng.random() < chance:
            changed[place] = table[changed[place]]
    return changed


_ODD_CHORDS = {
    "IV": ("iv", "bVI", "bII"), "V": ("bVII", "bVI", "bII"), "ii": ("bII", "bVI"), "vi": ("bVI", "bII"),
    "iii": ("III", "bIII", "bII"), "I": ("V7/IV", "bVI"), "bVII": ("bVI", "bII"), "bIII": ("bVI", "bII"),
    "bVI": ("bII", "III"),
}  # fmt: skip
_ODD_CHORDS_IN_MINOR = {
    "iv": ("IV", "bII"), "IV": ("#IV", "bII"), "v": ("V", "bII"), "V": ("bII", "bVII"), "VII": ("V7/III", "bII"),
    "VI": ("bII", "V7/VII"), "III": ("V7/VI", "bII"), "ii": ("bII", "V7/V"),
}  # fmt: skip
"""Chords from outside the key that lead on as the plain one would, the first that is outside this mode: borrowed ones,
Neapolitans and secondary dominants."""


def _odd(numerals: list[str], rng: Generator, chance: float, key: Key, style: Style) -> list[str]:
    """With chords from outside the key in place of plain ones, never the first and never two running."""
    table = _ODD_CHORDS_IN_MINOR if key.minorish else _ODD_CHORDS
    marks = rng.random(len(numerals))
    scale = set(key.scale)
    changed = list(numerals)
    for place in sorted(range(1, len(numerals)), key=lambda each: float(marks[each])):
        match = NUMERAL.fullmatch(numerals[place])
        plain = match["mark"] + match["roman"] if match and not match["of"] and not match["bass"] else ""
        following = (place + 1) % len(numerals)
        beside = any(changed[near] != numerals[near] for near in (place - 1, following))
        outside = (
            odd for odd in table.get(plain, ()) if set(parse_numeral(odd, key, style.harmony.colour).tones) - scale
        )
        odd = next(outside, None)
        if odd is not None and marks[place] < chance and not beside:
            changed[place] = odd
    return changed


def chord_ticks(style: Style, meter: Meter) -> int:
    """How long a written chord lasts; never a broken beat."""
    wanted = round(meter.bar_ticks / style.harmony.chords_per_bar)
    if wanted < meter.bar_ticks and wanted % meter.beat_ticks:
        return meter.bar_ticks
    return max(meter.beat_ticks, wanted)


def _chords(row: tuple[str, ...], passage: Passage, brief: Brief, style: Style) -> list[Chord]:
    """A chord for each slot of `chord_ticks`."""
    slots = -(-passage.bars * brief.meter.bar_ticks // chord_ticks(style, brief.meter))
    return [parse_numeral(row[i % len(row)], brief.key, style.harmony.colour) for i in range(slots)]


def _turned(
    chords: list[Chord],
    passage: Passage,
    following: Passage | None,
    rows: dict[str, tuple[str, ...]],
    brief: Brief,
    style: Style,
) -> list[Chord]:
    """With the last chord leading on: home at the very end, and away from home before a section that starts there."""
    key, colour = brief.key, style.harmony.colour
    per_bar = max(1, brief.meter.bar_ticks // chord_ticks(style, brief.meter))
    if following is None:
        home = parse_numeral(_home(rows, key), key, colour)
        return [*chords[:-per_bar], *[home] * min(per_bar, len(chords))]
    first = parse_numeral(rows[_GROUPS[following.kind]][0], key, colour)
    if style.harmony.chords_per_bar < 1 or len(chords) < 4 or chords[-1].root != key.tonic or first.root != key.tonic:
        return chords
    if passage.kind in (SectionKind.INTRO, SectionKind.OUTRO, SectionKind.SOLO):
        return chords
    seventh = "" if colour in ("triads", "power") else "7"
    options = [f"V{seventh}", "IV"] if not key.minorish else [f"V{seventh}", "VII"]
    choice = pick(dice(brief.seed, 0, "turn", passage.kind), options, [0.7, 0.3])
    return [*chords[:-1], parse_numeral(choice, key, colour)]


def _home(rows: dict[str, tuple[str, ...]], key: Key) -> str:
    """The tonic chord in the colour the song uses, without a seventh that would ask for more."""
    known = ("i", "i6", "i7", "i9") if key.minorish else ("I", "Imaj7", "Imaj9", "I6", "Iadd9", "I7")
    return next((numeral for numeral in (*rows["verse"], *rows["chorus"]) if numeral in known), known[0])


def _spans(chords: list[Chord], passage: Passage, brief: Brief, style: Style) -> tuple[ChordSpan, ...]:
    """Chords laid end to end over the passage."""
    end = passage.start + passage.bars * brief.meter.bar_ticks
    each = chord_ticks(style, brief.meter)
    spans: list[ChordSpan] = []
    for place, chord in enumerate(chords):
        start = passage.start + place * each
        length = min(each, end - start)
        if spans and spans[-1].chord == chord:
            last = spans.pop()
            start, length = last.start, last.duration + length
        spans.append(ChordSpan(start=Tick(start), duration=Tick(length), chord=chord))
    return tuple(spans)

"""Which chord sounds where: a row chosen once a kind of section and kept where it returns, and an end that leads on."""

from dataclasses import dataclass

from numpy.random import Generator

from songwright.song import Brief, ChordSpan, Key, Meter, SectionKind, Tick
from songwright.studio.composing._cadences import Ending, arrival, ended, is_tense, keeps, launched, promise
from songwright.studio.composing._colours import borrowing, decorated, estranged
from songwright.studio.composing._dice import dice, pick
from songwright.studio.composing._form import Passage, beats_in_bar
from songwright.studio.composing._grammar import dressed, invented_row
from songwright.studio.composing._numerals import NUMERAL, minor_mode_of, parse_numeral
from songwright.studio.composing._parallel import is_modal, tells_mode, to_mode, to_parallel
from songwright.studio.composing._sliders import elsewhere_chance, invents_chance, kindred, odd_chance, weirdness
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
_PEDALS = {SectionKind.INTRO: 1, SectionKind.BUILD: 5, SectionKind.PRE: 5, SectionKind.BRIDGE: 5, SectionKind.BREAK: 1}
"""Where the bass may stay: on the tonic, or on the dominant where tension is due."""
_ONE_ROW = 0.2
"""How often a song whose verse and chorus chose one row keeps to it."""
Rows = dict[str, tuple[str, ...]]


def harmonise(
    brief: Brief, style: Style, passages: tuple[Passage, ...], take: int
) -> tuple[tuple[ChordSpan, ...], ...]:
    """The chord spans of each passage in its own key, in absolute ticks and filling it; equal neighbours are one span.

    Takes of one brief choose different progressions where the style offers more than one.
    """
    rows = {group: _row(group, brief, style, take) for group in dict.fromkeys(_GROUPS.values())}
    if leanings(brief.model).own_bridge:
        rows["bridge"] = _contrasting(rows, brief, style)
    rows["bridge"] = _away(rows["bridge"], brief.key)
    if rows["chorus"] == rows["verse"]:
        rows["chorus"] = _another(rows["chorus"], brief, style, take)
    plan = _Plan(brief=brief, style=style, take=take, rows=rows)
    found = []
    for passage, following in zip(passages, (*passages[1:], None), strict=True):
        found.append(_spans(plan, passage, _pedalled(plan, passage, _units(plan, passage, following))))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What the chords of all sections follow from."""

    brief: Brief
    style: Style
    take: int
    rows: Rows

    @property
    def unit(self) -> int:
        """Ticks of the shortest chord: as long as the style's, but no longer than a bar."""
        each = chord_ticks(self.style, self.brief.meter)
        bar = self.brief.meter.bar_ticks
        return bar if each > bar and each % bar == 0 else each

    @property
    def splits(self) -> bool:
        """Whether half a unit still falls on a beat."""
        return beats_in_bar(self.brief.meter) > 1 and self.unit % (2 * self.brief.meter.beat_ticks) == 0

    def ending(self, passage: Passage) -> Ending:
        """What the end of a passage has to go by."""
        row, strictness = self.rows[_GROUPS[passage.kind]], self.brief.weights.style
        return Ending(row=row, key=self.brief.key, style=self.style, strictness=strictness, split=self.splits)


def _row(group: str, brief: Brief, style: Style, take: int) -> tuple[str, ...]:
    """Numerals of a group of sections, recoloured when the request is for something odder."""
    rng = dice(brief.seed, 0, "progression", group)
    order = _options(group, style, brief.key)
    if group == "verse":
        order = _at_home(order, style, brief.key)
    rng.shuffle(order)
    numerals = order[take % len(order)].split()
    inventing = dice(brief.seed, take, "invent", group)
    chance = invents_chance(brief, style)
    # Takes beyond the style's own rows find theirs in its language.
    if inventing.random() < chance or (chance > 0 and take >= len(order)):
        numerals = list(invented_row(group, style, brief.key, inventing))
    # A loosely kept style now and then borrows another section's chords (composing.md 6, `p_outside`).
    leaving = dice(brief.seed, take, "outside", group)
    if leaving.random() < elsewhere_chance(brief):
        outside = _options(pick(leaving, ("verse", "chorus", "bridge")), style, brief.key)
        numerals = pick(leaving, _at_home(outside, style, brief.key) if group == "verse" else outside).split()
    guest = kindred(brief, take, "progression", group)
    if guest is not None:
        numerals = _borrowed_row(group, guest, brief, order, leaving) or numerals
    odd = weirdness(brief)
    numerals = borrowing(numerals, dice(brief.seed, take, "colour", group), odd, minor=brief.key.minorish)
    strange = dice(brief.seed, take, "odd", group)
    numerals = estranged(numerals, strange, odd_chance(brief), brief.key, style)
    return tuple(decorated(numerals, dice(brief.seed, take, "decorate", group), odd, style))


def _borrowed_row(group: str, guest: Style, brief: Brief, own: list[str], rng: Generator) -> list[str]:
    """A progression of a kindred style that the style itself does not have; empty when there is none."""
    rows = _options(group, guest, brief.key)
    rows = [row for row in (_at_home(rows, guest, brief.key) if group == "verse" else rows) if row not in own]
    return pick(rng, rows).split() if rows else []


def _contrasting(rows: Rows, brief: Brief, style: Style) -> tuple[str, ...]:
    """The bridge's chords where they must be no other section's: its own, another row of the style, or turned about."""
    heard = {rows["verse"], rows["chorus"]}
    more = (
        tuple(row.split())
        for group in ("bridge", "pre", "verse", "chorus")
        for row in _options(group, style, brief.key)
    )
    chorus = rows["chorus"]
    turned = (*chorus[len(chorus) // 2 :], *chorus[: len(chorus) // 2])
    return next((row for row in (rows["bridge"], *more) if row not in heard), turned)


def _another(row: tuple[str, ...], brief: Brief, style: Style, take: int) -> tuple[str, ...]:
    """A chorus's row unlike the verse's where the style has one; now and then a whole song stands on one row."""
    others = [other for other in _options("chorus", style, brief.key) if tuple(other.split()) != row]
    rng = dice(brief.seed, take, "another")
    return tuple(pick(rng, others).split()) if others and rng.random() >= _ONE_ROW else row


def _away(row: tuple[str, ...], key: Key) -> tuple[str, ...]:
    """The row, begun at its first chord away from home: a bridge opens another door."""
    first = next((i for i, text in enumerate(row) if parse_numeral(text, key).root != key.tonic), 0)
    return (*row[first:], *row[:first])


def _at_home(rows: list[str], style: Style, key: Key) -> list[str]:
    """Rows for the verse, which says what the key is: with the tonic chord, from another section if need be.

    Choruses of pop and disco often stay away from home all the time; over such a verse too, nobody hears the key.
    """
    elsewhere = (_options(group, style, key) for group in ("verse", "chorus", "bridge"))
    return next((found for options in (rows, *elsewhere) if (found := _homely(options, key))), rows)


def _options(group: str, style: Style, key: Key) -> list[str]:
    """The style's progressions in the key's mode; changed to that mode on the same tonic where it has none."""
    found = _of_side(group, style, key)
    if not is_modal(key):
        return found
    # A song in dorian is known by its raised sixth: rows in which it sounds, its own ones first.
    changed = list(dict.fromkeys(to_mode(row, key) for row in found))
    return next((rows for options in (found, changed) if (rows := _telling(options, key))), changed)


def _telling(rows: list[str], key: Key) -> list[str]:
    """The rows in which the note sounds that makes the key's mode."""
    return [row for row in rows if tells_mode(row, key)]


def _of_side(group: str, style: Style, key: Key) -> list[str]:
    """The style's progressions that fit a minor or a major key, changed to it on the same tonic if none does."""
    harmony = style.harmony
    listed = {"verse": harmony.verse, "chorus": harmony.chorus, "bridge": harmony.bridge, "pre": harmony.pre}[group]
    listed = listed or harmony.verse
    fitting = [row for row in listed if minor_mode_of(row) in (key.minorish, None)]
    if fitting:
        return fitting
    changed = list(dict.fromkeys(to_parallel(row, minor=key.minorish) for row in listed))
    # A row without its tonic tells its key by its colours alone, and those have just been changed.
    return _homely(changed, key) or changed


def _homely(rows: list[str], key: Key) -> list[str]:
    """The rows in which the tonic chord sounds."""
    return [row for row in rows if any(parse_numeral(text, key).root == key.tonic for text in row.split())]


def chord_ticks(style: Style, meter: Meter) -> int:
    """How long a written chord lasts; never a broken beat."""
    wanted = round(meter.bar_ticks / style.harmony.chords_per_bar)
    if wanted < meter.bar_ticks and wanted % meter.beat_ticks:
        return meter.bar_ticks
    return max(meter.beat_ticks, wanted)


def _units(plan: _Plan, passage: Passage, following: Passage | None) -> list[str]:
    """Numerals of a passage, one a unit of time, ending as its kind promises."""
    brief, style = plan.brief, plan.style
    row = plan.rows[_GROUPS[passage.kind]]
    count = -(-passage.bars * brief.meter.bar_ticks // plan.unit)
    each = max(1, chord_ticks(style, brief.meter) // plan.unit)
    units = [row[i // each % len(row)] for i in range(count)]
    if following is None:
        return _finale(plan, passage, units)
    if following.lift != passage.lift:
        return [*units[:-1], _pivot(following.lift - passage.lift, style)]
    return _led(plan, passage, following, units)


def _led(plan: _Plan, passage: Passage, following: Passage, units: list[str]) -> list[str]:
    """The units with the end that the passage promises, towards what follows."""
    group, key, style = _GROUPS[passage.kind], plan.brief.key, plan.style
    ending, rng = plan.ending(passage), dice(plan.brief.seed, plan.take, "cadence", passage.kind)
    ends = promise(passage.kind, group, style, rng)
    if ends == "closed" and _GROUPS[following.kind] == group and following.kind is not SectionKind.OUTRO:
        # Two choruses running are one: the first leads into the second.
        ends = "loop"
    if is_tense(passage.kind):
        found = ended(ended(units, ends, ending, rng), "open", ending, rng)
        return (
            found if not _is_home(found[-1], key) else [*found[:-1], dressed(_last_resort(key), style.harmony.colour)]
        )
    first = plan.rows[_GROUPS[following.kind]][0]
    if ends != "loop":
        return ended(units, ends, ending, rng)
    turns = len(units) >= 4 and style.harmony.chords_per_bar >= 1
    turns = turns and passage.kind not in (SectionKind.INTRO, SectionKind.SOLO)
    if turns and _is_home(units[-1], key) and _is_home(first, key):
        return ended(units, "turn", ending, rng)
    return launched(units, first, ending, rng) if turns else units


def _is_home(unit: str, key: Key) -> bool:
    return parse_numeral(unit.rsplit("|", maxsplit=1)[-1], key).root == key.tonic


def _last_resort(key: Key) -> str:
    """What leads on in every mode."""
    return "iv" if key.minorish else "IV"


def _pivot(semitones: int, style: Style) -> str:
    """The dominant of the key that lies so many semitones higher, as this key writes it."""
    dominant = ("V", "bVI", "VI", "bVII", "VII")[semitones]
    return dominant if style.harmony.colour == "power" else f"{dominant}7"


def _finale(plan: _Plan, passage: Passage, units: list[str]) -> list[str]:
    """The units of the song's last passage: a cadence, and the last bar on the home chord."""
    bar = min(len(units), max(1, plan.brief.meter.bar_ticks // plan.unit))
    home = _home(plan.rows, plan.brief.key)
    before = units[:-bar]
    harmony = plan.style.harmony
    circles = harmony.cadences.get("chorus", {}).get("loop", 0.0) >= 1.0
    led = bool(before) and keeps(before, "open", plan.brief.key) and harmony.final == "home"
    if len(before) >= 3 and not circles and not led:
        before = arrival(before, home, plan.ending(passage), dice(plan.brief.seed, plan.take, "final"))
    return [*before, *[home] * bar]


def _home(rows: Rows, key: Key) -> str:
    """The tonic chord in the colour the song uses, without a seventh that would ask for more."""
    known = ("i", "i6", "i7", "i9") if key.minorish else ("I", "Imaj7", "Imaj9", "I6", "Iadd9", "I7")
    return next((numeral for numeral in (*rows["verse"], *rows["chorus"]) if numeral in known), known[0])


def _pedalled(plan: _Plan, passage: Passage, units: list[str]) -> list[str]:
    """The units over one bass note, where the style likes that and the section may have it."""
    degree = _PEDALS.get(passage.kind)
    rng = dice(plan.brief.seed, plan.take, "pedal", passage.kind)
    if degree is None or rng.random() >= plan.style.harmony.pedal or len(set(units)) < 2:
        return units
    key, harmony = plan.brief.key, plan.style.harmony
    pedal = (key.tonic + (0 if degree == 1 else 7)) % 12
    names = {name for unit in units for name in unit.split("|")}
    # A chord tone just above the pedal is a clash; only the heavy styles want it.
    clashing = any((pedal + 1) % 12 in parse_numeral(name, key, harmony.colour).tones for name in names)
    if (clashing and harmony.colour != "power") or pedal not in key.scale:
        return units
    return ["|".join(_over(degree, text) for text in unit.split("|")) for unit in units]


def _over(degree: int | None, numeral: str) -> str:
    """The chord over a degree in the bass, unless it has a bass of its own."""
    match = NUMERAL.fullmatch(numeral)
    return numeral if match is None or match["pedal"] or match["bass"] else f"{degree}:{numeral}"


def _spans(plan: _Plan, passage: Passage, units: list[str]) -> tuple[ChordSpan, ...]:
    """Chords laid end to end over the passage, in its key."""
    key = plan.brief.key.transposed(passage.lift) if passage.lift else plan.brief.key
    colour = plan.style.harmony.colour
    end = passage.start + passage.bars * plan.brief.meter.bar_ticks
    spans: list[ChordSpan] = []
    for place, unit in enumerate(units):
        names = unit.split("|")
        each = plan.unit // len(names)
        for part, name in enumerate(names):
            start = passage.start + place * plan.unit + part * each
            length, chord = min(each, end - start), parse_numeral(name, key, colour)
            if spans and spans[-1].chord == chord:
                last = spans.pop()
                start, length = last.start, last.duration + length
            spans.append(ChordSpan(start=Tick(start), duration=Tick(length), chord=chord))
    return tuple(spans)

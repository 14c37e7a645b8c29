"""Sharing words out between the two of a duet."""

from dataclasses import replace

from songwright.song import Brief, Delivery, Gender, Line, SectionKind, Stanza, Turn

_NAMES = {Gender.FEMALE: "Female", Gender.MALE: "Male"}
_BOTH = "Duet"
_GIVEN = {Delivery.RAPPED: "Rap", Delivery.SPOKEN: "Spoken"}


def shared_out(stanzas: tuple[Stanza, ...], brief: Brief) -> tuple[Stanza, ...]:
    """The stanzas with whose turn each line is: as the tags of given words say, else as duets are usually written.

    Usually means: verses in turn, each pre-chorus the one who had no verse before it, refrains and endings together, a
    bridge half and half.
    """
    if brief.partner is None:
        return stanzas
    if brief.turns:
        given = iter(brief.turns)
        return tuple(_with(stanza, [next(given, Turn.LEAD) for _ in stanza.lines]) for stanza in stanzas)
    found = []
    verses = 0
    for stanza in stanzas:
        found.append(_with(stanza, _usual(stanza, verses)))
        verses += stanza.kind is SectionKind.VERSE
    return tuple(found)


def _with(stanza: Stanza, turns: list[Turn]) -> Stanza:
    lines = (replace(line, turn=turn) for line, turn in zip(stanza.lines, turns, strict=True))
    return replace(stanza, lines=tuple(lines))


def _usual(stanza: Stanza, verses: int) -> list[Turn]:
    """Turns of a stanza's lines, after so many verses."""
    count = len(stanza.lines)
    in_turn = Turn.PARTNER if verses % 2 else Turn.LEAD
    if stanza.kind in (SectionKind.VERSE, SectionKind.PRE):
        return [in_turn] * count
    if stanza.kind is SectionKind.BRIDGE:
        half = (count + 1) // 2
        return [Turn.LEAD] * half + [Turn.PARTNER] * (count - half)
    return [Turn.BOTH] * count


def tagged(tag: str, lines: tuple[Line, ...], brief: Brief) -> list[str]:
    """A stanza as it is shown: its tag, which in a duet names who sings, and a tag of its own wherever that changes.

    The tag also says where a stanza is rapped or spoken.
    """
    given = {line.delivery for line in lines}
    parting = ":"
    if len(given) == 1 and (said := _GIVEN.get(given.pop())):
        tag, parting = f"{tag}: {said}", ","
    if brief.partner is None:
        return [f"[{tag}]", *(line.text for line in lines)]
    shown: list[str] = []
    now: Turn | None = None
    for line in lines:
        if line.turn is not now:
            who = _who(line.turn, brief)
            shown.append(f"[{who}]" if shown else f"[{tag}{parting} {who}]")
            now = line.turn
        shown.append(line.text)
    return shown or [f"[{tag}]"]


def _who(turn: Turn, brief: Brief) -> str:
    """The singer's name in a tag; two of one gender are told apart by number."""
    if turn is Turn.BOTH or brief.voice is None or brief.partner is None:
        return _BOTH
    if brief.partner is not brief.voice:
        return _NAMES[brief.voice if turn is Turn.LEAD else brief.partner]
    return f"{_NAMES[brief.voice]} {1 if turn is Turn.LEAD else 2}"

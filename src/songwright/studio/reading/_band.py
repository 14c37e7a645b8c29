"""Who plays: the style's band without what was taken out, with what was asked for."""

from fnmatch import fnmatchcase

from songwright.song import Chair, Role
from songwright.studio.reading._asked import Asked
from songwright.studio.reading._lexicon import Means
from songwright.studio.reading._vocabulary import Tool, tools
from songwright.studio.styles import Style

_LAST_RESORT = Chair(role=Role.KEYS, instrument="acoustic_grand_piano")
_STAND_INS = {Role.BASS: ("electric_bass_finger", "acoustic_bass", "synth:sine_bass"), Role.DRUMS: ("kit:studio",)}
"""Who sits on a chair that was asked for or must not stay empty, the first that is allowed."""


def choose_band(asked: Asked, style: Style) -> tuple[tuple[Chair, ...], tuple[str, ...]]:
    """The band, and a sentence for each wish that had to give way. Taking out wins over asking for."""
    out = [tools()[name] for name in asked.values(Means.TOOL, out=True)]
    wanted = [tools()[name] for name in asked.values(Means.TOOL)]
    kept = [tool for tool in wanted if not _barred(tool, out)]
    said = [f"Both with and without {tool.name} was asked for; it was left out." for tool in wanted if tool not in kept]
    band = [chair for chair in style.chairs if not any(_covers(tool, chair) for tool in out)]
    if asked.values(Means.ACAPELLA):
        return (Chair(role=Role.CHOIR, instrument="choir_aahs"),), tuple(said)
    if asked.values(Means.ONLY) and kept:
        named = [chair for chair in band if any(_covers(tool, chair) for tool in kept)]
        band = [chair for tool in kept for chair in (_seat(tool, named, style, out),) if chair]
        return tuple(dict.fromkeys(band)), tuple(said)
    for tool in kept:
        chair = _seat(tool, band, style, out)
        if chair is not None:
            band = _seated(band, chair, {_seat(other, band, style, out) for other in kept})
    band = _with_bass(band, style, out)
    if not band:
        said.append("Every instrument was taken out; a piano plays so that there is music.")
        band = [_LAST_RESORT]
    return tuple(dict.fromkeys(band)), tuple(said)


def is_out(asked: Asked, chair: Chair) -> bool:
    """Whether a request takes this player out."""
    return any(_covers(tools()[name], chair) for name in asked.values(Means.TOOL, out=True))


def wished(asked: Asked, chair: Chair) -> bool:
    """Whether a request asks for this player."""
    return any(_plays(tools()[name], chair) for name in asked.values(Means.TOOL))


def _covers(tool: Tool, chair: Chair) -> bool:
    """Whether "no `tool`" empties this chair."""
    return chair.role.value in tool.covers_roles or any(fnmatchcase(chair.instrument, name) for name in tool.covers)


def _barred(tool: Tool, out: list[Tool]) -> bool:
    """Whether a wished instrument belongs to what was taken out."""
    chair = Chair(role=Role(tool.role), instrument=tool.plays or tool.fallback or "")
    return any(tool is other or (bool(chair.instrument) and _covers(other, chair)) for other in out)


def _seat(tool: Tool, band: list[Chair], style: Style, out: list[Tool]) -> Chair | None:
    """The chair on which a wished instrument sits: the one it has in the band, or a new one."""
    sitting = next((chair for chair in band if _plays(tool, chair)), None)
    if sitting is not None:
        return sitting
    role = Role(tool.role)
    usual = next((chair for chair in style.chairs if chair.role is role), None)
    names = (tool.plays, tool.fallback, usual.instrument if usual else "", *_STAND_INS.get(role, ()))
    chairs = (Chair(role=role, instrument=name) for name in names if name)
    return next((chair for chair in chairs if not any(_covers(other, chair) for other in out)), None)


def _plays(tool: Tool, chair: Chair) -> bool:
    """Whether this chair already answers the wish."""
    if tool.plays:
        close = any(fnmatchcase(chair.instrument, name) for name in tool.answered_by or tool.covers)
        return chair.instrument == tool.plays or (close and chair.role.value == tool.role)
    return chair.role.value == tool.role


def _seated(band: list[Chair], chair: Chair, wished: set[Chair | None]) -> list[Chair]:
    """The band with this chair first of its role, in place of the first of that role that nobody wished for."""
    others = [sitting for sitting in band if sitting != chair]
    same = [at for at, sitting in enumerate(others) if sitting.role is chair.role]
    if chair in band:
        return [*others[: same[0]], chair, *others[same[0] :]] if same else band
    spare = next((at for at in same if others[at] not in wished), None)
    if spare is not None:
        others.pop(spare)
    at = same[0] if same else len(others)
    return [*others[:at], chair, *others[at:]]


def _with_bass(band: list[Chair], style: Style, out: list[Tool]) -> list[Chair]:
    """The band with a bass again where only its sound was taken out ("no synths" in lo-fi), not the bass itself."""
    had = any(chair.role is Role.BASS for chair in style.chairs)
    if (
        not had
        or any(chair.role is Role.BASS for chair in band)
        or any("bass" in tool.covers_roles for tool in out)
        or not band
    ):
        return band
    chairs = (Chair(role=Role.BASS, instrument=name) for name in _STAND_INS[Role.BASS])
    found = next((chair for chair in chairs if not any(_covers(tool, chair) for tool in out)), None)
    return [*band, found] if found else band

"""Which style a request means."""

from collections import defaultdict
from collections.abc import Iterator

from songwright.studio.reading._asked import Asked
from songwright.studio.reading._dice import Dice
from songwright.studio.reading._hearing import Heard, Mark
from songwright.studio.reading._lexicon import FAMILY_WEIGHT, HINT_WEIGHT, Means
from songwright.studio.reading._tokens import words
from songwright.studio.styles import Style, catalogue

_HEAD = 1.5
"""A chunk's last style word is its noun, the words before it colour it: "jazzy trap" is trap."""
_LATER_CHUNK = 0.9
"""Each further chunk of a list counts a little less than the one before it."""
_GUEST = 0.5
"""A style after "with" is a guest: "pop with rock guitars" is pop."""
_SURE = FAMILY_WEIGHT
"""From this weight on a word names a style; below it is a hint."""
_NEAR = 0.95
"""Styles within this share of the best score are as good."""
_COMMON = ("pop", "folk", "rock", "synth-pop", "house", "drum-and-bass", "lofi-hip-hop", "jazz-swing", "ambient")
"""What is played when nothing is said, in this order."""


def choose_style(asked: Asked, dice: Dice) -> tuple[Style, Style | None, tuple[str, ...]]:
    """The style, the second one of a blend or None, and a sentence for each style word that had to give way."""
    banned = {value for mark in asked.unwanted(Means.STYLE) for value, weight in _styles(mark) if weight >= _SURE}
    heard = (asked.style,) if _names_style(asked.style) else (asked.style, asked.prompt)
    named = any(_names_style(text) for text in heard)
    scores: dict[str, float] = defaultdict(float)
    for text in heard:
        for mark, factor in _weighted(text):
            for style_id, weight in _styles(mark):
                if style_id not in banned and (named or not mark.value(Means.MOOD)):
                    scores[style_id] += factor * weight
    if not named:
        _add_moods(scores, asked, banned)
    chosen = _chosen(scores, asked, dice) if scores else _default(asked, banned)
    others = [(text, mark) for text in heard for mark in _others(text, chosen)]
    colours = (style_id for _, mark in others for style_id, _ in _surest(mark) if style_id not in banned)
    colour = next(colours, None)
    return catalogue()[chosen], catalogue()[colour] if colour else None, tuple(_passed_over(others, chosen, colour))


def _names_style(heard: Heard) -> bool:
    """Whether a text surely names a style."""
    return any(weight >= _SURE for mark in heard.named(Means.STYLE) for _, weight in _styles(mark))


def _styles(mark: Mark) -> tuple[tuple[str, float], ...]:
    """Style ids of a mark, each with its highest weight."""
    weights: dict[str, float] = {}
    for sense in mark.senses:
        if sense.means is Means.STYLE:
            weights[sense.value] = max(sense.weight, weights.get(sense.value, 0.0))
    return tuple(weights.items())


def _weighted(heard: Heard) -> Iterator[tuple[Mark, float]]:
    """Style marks of a text with the weight of their place."""
    marks = heard.named(Means.STYLE)
    sure = [mark for mark in marks if any(weight >= _SURE for _, weight in _styles(mark))]
    chunks = list(dict.fromkeys(heard.tokens[mark.start].chunk for mark in sure))
    for mark in marks:
        chunk = heard.tokens[mark.start].chunk
        before = {token.word for token in heard.tokens[: mark.start] if token.chunk == chunk}
        guest = bool(before & {"with", "featuring"})
        heads = [m for m in sure if heard.tokens[m.start].chunk == chunk and m.start >= mark.start]
        factor = _HEAD if heads and heads[-1] is mark and not guest else 1.0
        factor *= _GUEST if guest else 1.0
        factor *= _LATER_CHUNK ** (chunks.index(chunk) if chunk in chunks else len(chunks))
        yield mark, factor


def _add_moods(scores: dict[str, float], asked: Asked, banned: set[str]) -> None:
    """Let the moods speak where no word names a style: as much as a hint for the style that suits best."""
    for mood in asked.moods:
        for rank, style_id in enumerate(mood.suits):
            if style_id not in banned:
                scores[style_id] += HINT_WEIGHT / (rank + 1)


def _default(asked: Asked, banned: set[str]) -> str:
    """The style of a request that says nothing about it: the first common one that is allowed and has the tempo."""
    allowed = [style_id for style_id in (*_COMMON, *catalogue()) if style_id not in banned] or list(_COMMON)
    fitting = (style_id for style_id in allowed if _fits_tempo(asked, catalogue()[style_id]))
    return next(fitting, allowed[0])


def _chosen(scores: dict[str, float], asked: Asked, dice: Dice) -> str:
    """The best score; among near equals a draw, those whose tempi do not fit the asked one far behind."""
    best = max(scores.values())
    near = {style_id: score for style_id, score in sorted(scores.items()) if score > _NEAR * best}
    fit = {style_id: 1.0 if _fits_tempo(asked, catalogue()[style_id]) else 0.02 for style_id in near}
    return dice.weigh("style", {style_id: fit[style_id] * score**2 for style_id, score in near.items()})


def _fits_tempo(asked: Asked, style: Style) -> bool:
    """Whether a tempo that was asked for lies in the style's range; true when none was."""
    exact = asked.exact("bpm")
    bpm = asked.request.tempo_bpm or next((m.value for m in exact if isinstance(m.value, float)), None)
    low, _, high = style.time.tempo_bpm
    return bpm is None or 0.93 * low <= bpm <= 1.07 * high


def _others(text: Heard, chosen: str) -> Iterator[Mark]:
    """The sure style words of a text that do not mean the chosen style."""
    own = set(words(catalogue()[chosen].name))
    for mark in text.named(Means.STYLE):
        sure = {style_id for style_id, _ in _surest(mark)}
        other = any(sense.means is not Means.STYLE for sense in mark.senses)
        if sure and chosen not in sure and not other and not set(words(text.spoken(mark))) <= own:
            yield mark


def _surest(mark: Mark) -> list[tuple[str, float]]:
    """The styles that a mark surely names, the surest first."""
    return sorted((pair for pair in _styles(mark) if pair[1] >= _SURE), key=lambda pair: -pair[1])


def _passed_over(others: list[tuple[Heard, Mark]], chosen: str, colour: str | None) -> Iterator[str]:
    """A sentence for each sure style word that means neither style of a blend."""
    for text, mark in others:
        if colour not in {style_id for style_id, _ in _surest(mark)}:
            names = " and ".join(catalogue()[style_id].name for style_id in (chosen, colour) if style_id)
            yield f"Two styles make a song: {names} were taken, “{text.spoken(mark)}” was not."

"""Which style a request means."""

from collections import defaultdict
from collections.abc import Iterator

from songwright.studio.reading._asked import Asked
from songwright.studio.reading._dice import Dice
from songwright.studio.reading._hearing import Heard, Mark
from songwright.studio.reading._lexicon import FAMILY_WEIGHT, Means
from songwright.studio.reading._measures import Measure
from songwright.studio.reading._tokens import words
from songwright.studio.styles import Style, catalogue

DEFAULT_STYLE = "pop"
_HEAD = 1.5
"""A chunk's last style word is its noun, the words before it colour it: "jazzy trap" is trap."""
_LATER_CHUNK = 0.9
"""Each further chunk of a list counts a little less than the one before it."""
_GUEST = 0.5
"""A style after "with" is a guest: "pop with rock guitars" is pop."""
_SURE = FAMILY_WEIGHT
"""From this weight on a word names a style; below it is a hint."""
_TIE = 1e-6


def choose_style(asked: Asked, dice: Dice) -> tuple[Style, tuple[str, ...]]:
    """The style, and a sentence for each style word that had to give way."""
    banned = {value for mark in asked.unwanted(Means.STYLE) for value, weight in _styles(mark) if weight >= _SURE}
    sure = any(weight >= _SURE for mark in asked.style.named(Means.STYLE) for _, weight in _styles(mark))
    heard = (asked.style,) if sure else (asked.style, asked.prompt)
    scores: dict[str, float] = defaultdict(float)
    for text in heard:
        for mark, factor in _weighted(text):
            for style_id, weight in _styles(mark):
                if style_id not in banned:
                    scores[style_id] += factor * weight
    if scores:
        best = max(scores.values())
        ties = [style_id for style_id, score in scores.items() if score > best - _TIE]
        chosen = _nearest(asked, dice, {style_id: 1.0 for style_id in ties}) if len(ties) > 1 else ties[0]
    else:
        chosen = _by_mood(asked, dice, banned)
    return catalogue()[chosen], tuple(_passed_over(heard, chosen))


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


def _by_mood(asked: Asked, dice: Dice, banned: set[str]) -> str:
    """The style that suits the moods, or the default."""
    scores: dict[str, float] = defaultdict(float)
    for mood in asked.moods:
        for rank, style_id in enumerate(mood.suits):
            if style_id not in banned:
                scores[style_id] += 1.0 / (rank + 1)
    if not scores:
        plain = [DEFAULT_STYLE, "indie-rock", "folk", "synth-pop"]
        scores = defaultdict(
            float, {style_id: 1.0 / (1 + at * 9) for at, style_id in enumerate(plain) if style_id not in banned}
        )
        fitting = {style_id: score for style_id, score in scores.items() if _fits_tempo(asked, catalogue()[style_id])}
        best = fitting or scores
        return max(best, key=lambda style_id: best[style_id])
    return _nearest(asked, dice, scores)


def _nearest(asked: Asked, dice: Dice, scores: dict[str, float]) -> str:
    """A draw by score among styles, those whose tempi do not fit the asked one far behind."""
    weights = {
        style_id: score * (1.0 if _fits_tempo(asked, catalogue()[style_id]) else 0.05)
        for style_id, score in sorted(scores.items())
    }
    best = max(weights.values())
    return dice.weigh("style", {style_id: weight**2 for style_id, weight in weights.items() if weight >= best / 3})


def _fits_tempo(asked: Asked, style: Style) -> bool:
    """Whether a tempo that was asked for lies in the style's range; true when none was."""
    exact: tuple[Measure, ...] = asked.exact("bpm")
    bpm = asked.request.tempo_bpm or next((m.value for m in exact if isinstance(m.value, float)), None)
    low, _, high = style.time.tempo_bpm
    return bpm is None or 0.93 * low <= bpm <= 1.07 * high


def _passed_over(heard: tuple[Heard, ...], chosen: str) -> Iterator[str]:
    """A sentence for each sure style word that does not mean the chosen style."""
    name = catalogue()[chosen].name
    own = set(words(name))
    for text in heard:
        for mark in text.named(Means.STYLE):
            sure = {style_id for style_id, weight in _styles(mark) if weight >= _SURE}
            other = any(sense.means is not Means.STYLE for sense in mark.senses)
            if sure and chosen not in sure and not other and not set(words(text.spoken(mark))) <= own:
                yield f"One style leads a song: {name} was taken, “{text.spoken(mark)}” was not."

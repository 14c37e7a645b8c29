"""Key, tempo, meter, voice and language of a song."""

from collections.abc import Iterable

from songwright.song import Gender, Key, Meter, Role
from songwright.studio.phonetics import SUNG, language_name, language_of
from songwright.studio.reading._asked import Asked
from songwright.studio.reading._dice import Dice
from songwright.studio.reading._directions import tag_genders
from songwright.studio.reading._lexicon import Means
from songwright.studio.reading._measures import BPM_LIMITS, METERS, Measure
from songwright.studio.reading._vocabulary import orders
from songwright.studio.styles import Style

_COMPOUND_BEAT = 1.5
"""Quarters in the felt beat of 6/8, 9/8 and 12/8."""
_SPREAD = 0.04
"""Share by which an unasked tempo strays from the style's typical one."""
_STRICT = 3.0
"""Added to the power of a mode's weight at full weight of style: the usual mode rules."""
_TONICS: dict[str, dict[int, float]] = {
    "guitar": {4: 3, 9: 3, 2: 3, 7: 3, 0: 2, 5: 1, 11: 1},
    "brass": {10: 3, 3: 3, 5: 3, 8: 2, 0: 2, 7: 1},
    "any": {0: 3, 2: 2, 3: 1, 4: 2, 5: 2, 7: 3, 8: 1, 9: 3, 10: 2, 11: 1},
}
"""Weight of each tonic: open strings for guitars, flats for horns, else plain keys (craft, composing.md 2.5)."""


def first_value(found: Iterable[Measure]) -> float | Key | Meter | None:
    """The first exact order that can be obeyed."""
    return next((measure.value for measure in found if measure.value is not None), None)


def choose_meter(asked: Asked, style: Style) -> Meter:
    """The meter: the field's, the text's, else the style's usual one."""
    if asked.request.meter is not None:
        return asked.request.meter
    exact = first_value(asked.exact("meter"))
    if isinstance(exact, Meter):
        return exact
    spoken = asked.values(Means.METER)
    if spoken:
        beats, unit = spoken[0].split("/")
        return Meter(beats=int(beats), unit=int(unit))
    return style.meters[0]


def choose_tempo(asked: Asked, style: Style, meter: Meter, dice: Dice) -> float:
    """Quarter notes a minute.

    The request's own field counts quarters; a number in a text counts felt beats, so dotted quarters in compound
    meters. A style file counts dotted
    quarters where its usual meter is compound; in a compound meter that is not its usual one the style keeps its pace.
    """
    beat = _COMPOUND_BEAT if meter.compound else 1.0
    if asked.request.tempo_bpm is not None:
        return float(asked.request.tempo_bpm)
    bpm = first_value(asked.exact("bpm"))
    if isinstance(bpm, float):
        return bpm * beat
    named = asked.values(Means.BEATS)
    if named:
        return float(round(_named_beats(named[0], style, dice) * beat))
    low, typical, high = style.time.tempo_bpm
    wished = _place(asked)
    if wished is None:
        energy = sum(mood.energy for mood in asked.moods) / max(1, len(asked.moods))
        goal = typical + 0.5 * (energy * (high - typical) if energy > 0 else energy * (typical - low))
        goal *= 1.0 + dice.between("tempo", -_SPREAD, _SPREAD) * 2.0 * (1.0 - asked.request.weights.style)
    else:
        spread = dice.between("tempo", -0.05, 0.05)
        place = min(1.0, max(0.0, wished + spread))
        goal = low + 2 * place * (typical - low) if place < 0.5 else typical + (2 * place - 1) * (high - typical)
    scale = _COMPOUND_BEAT if style.meters[0].compound and meter.compound else 1.0
    return float(round(min(max(goal, low), high) * scale))


def _named_beats(word: str, style: Style, dice: Dice) -> float:
    """Felt beats a minute of a tempo word: inside its own range, where the style is at home in it."""
    low, high = orders().beats[word]
    home = style.time.tempo_bpm[1]
    middle = min(max(home, low + (high - low) * 0.25), high - (high - low) * 0.25)
    return middle + dice.between("tempo", -0.1, 0.1) * (high - low)


def _place(asked: Asked) -> float | None:
    """Asked place in the style's range, 0 to 1; a word that was taken out asks for the other side."""
    wanted = [float(value) for value in asked.values(Means.TEMPO)]
    if wanted:
        return wanted[-1] if len(wanted) == 1 else sum(wanted) / len(wanted)
    out = [float(value) for value in asked.values(Means.TEMPO, out=True)]
    return 0.5 + 0.2 * (1 if out[0] < 0.5 else -1) if out else None


def asked_key(asked: Asked) -> Key | None:
    """The key that the field or a text names, tonic and mode; None leaves it to the style."""
    if asked.request.key is not None:
        return asked.request.key
    exact = first_value(asked.exact("key"))
    return exact if isinstance(exact, Key) else None


def choose_key(asked: Asked, style: Style, dice: Dice) -> Key:
    """The key: the field's, the text's, else drawn by the style's modes, pulled towards minor by sad moods."""
    exact = asked_key(asked)
    if exact is not None:
        return exact
    strict = 1.0 + _STRICT * max(0.0, 2.0 * asked.request.weights.style - 1.0)
    weights = {mode: weight**strict for mode, weight in style.key.modes.items()}
    spoken = asked.values(Means.MODE)
    if spoken:
        if spoken[0] not in {"major", "minor"}:
            return Key(tonic=dice.weigh("tonic", _TONICS[_key_family(style)]), mode=spoken[0])
        minor = spoken[0] == "minor"
        fitting = {mode: weight for mode, weight in weights.items() if Key(tonic=0, mode=mode).minorish is minor}
        mode = dice.weigh("mode", fitting or {spoken[0]: 1.0})
    else:
        valence = sum(mood.valence for mood in asked.moods) / max(1, len(asked.moods))
        weights = _of_mood(weights, valence)
        pulled = {mode: weight * _pull(Key(tonic=0, mode=mode), valence) for mode, weight in weights.items()}
        mode = dice.weigh("mode", pulled)
    return Key(tonic=dice.weigh("tonic", _TONICS[_key_family(style)]), mode=mode)


def _of_mood(weights: dict[str, float], valence: float) -> dict[str, float]:
    """The modes a plain mood leaves: minor ones for a sad song, the style's bright ones for a happy song."""
    minor = {mode: weight for mode, weight in weights.items() if Key(tonic=0, mode=mode).minorish}
    if valence <= _PLAIN_MOOD * -1:
        return minor or {"minor": 1.0}
    bright = {mode: weight for mode, weight in weights.items() if mode not in minor}
    return bright if valence >= _PLAIN_MOOD and bright else weights


_PLAIN_MOOD = 0.5
"""Valence from which on a mood decides between major and minor alone."""


def _pull(key: Key, valence: float) -> float:
    """How a mood weighs a mode: at full sadness minor counts 20 times what it did against major, and the reverse."""
    return float(20.0 ** ((-valence if key.minorish else valence) / 2))


def _key_family(style: Style) -> str:
    """Whose favourite keys these are."""
    roles = [chair.role for chair in style.chairs if not chair.instrument.startswith("synth:")]
    if Role.BRASS in roles:
        return "brass"
    return "guitar" if roles and Role.GUITAR in roles[:3] else "any"


def choose_voice(asked: Asked, style: Style, dice: Dice) -> Gender:
    """Who sings: the field's, the text's, else drawn as often as women sing the style."""
    if asked.request.voice is not None:
        return asked.request.voice
    wanted, out = asked.values(Means.GENDER), asked.values(Means.GENDER, out=True)
    tagged = tag_genders(asked.request.words or "")
    if tagged and not wanted and tagged[0].value not in out:
        return tagged[0]
    possible = (
        [gender for gender in wanted if gender not in out] or [g for g in ("f", "m") if g not in out] or ["f", "m"]
    )
    if wanted and len(set(possible)) == 1:
        return Gender(possible[0])
    only = _ONLY_VOICES.get(choose_language(asked))
    if only is not None and only.value in possible:
        return only
    shares = {"f": style.women, "m": 1.0 - style.women}
    return Gender(dice.weigh("voice", {gender: shares[gender] for gender in possible}))


_ONLY_VOICES = {"fr": Gender.FEMALE}
"""Languages that the voice model speaks with one gender only; it sings them where nobody asked for the other."""


def voice_manner(asked: Asked) -> str:
    """Words about the voice in the order in which they were said, as "soft, breathy"."""
    out = {*asked.values(Means.VOCAL_MANNER, out=True), *asked.values(Means.MANNER, out=True)}
    found = [word for word in (*asked.values(Means.VOCAL_MANNER), *asked.values(Means.MANNER)) if word not in out]
    if asked.unwanted(Means.BACKING):
        found.append("unaccompanied")
    return ", ".join(dict.fromkeys(found))


def choose_language(asked: Asked) -> str:
    """ISO 639-1 code of the words: the language that is named, else that of given words, else the prompt's own.

    A prompt's own language counts where new words can be written in it; else they are English.
    """
    marks = sorted(asked.wanted(Means.LANGUAGE), key=lambda mark: mark.stop - mark.start == 1)  # "canción en inglés"
    named = next((value for mark in marks if (value := mark.value(Means.LANGUAGE))), None)
    if named or (asked.request.words or "").strip():
        return named or language_of(asked.request.words or "")
    told = f"{asked.request.prompt} {asked.request.style}"
    about = asked.values(Means.ABOUT)
    hinted = next((code for code, words in orders().language_by_prompt.items() if set(words) & set(about)), "en")
    found = language_of(told, hinted)
    return found if found in orders().language_by_prompt else "en"


def refusals(asked: Asked) -> list[str]:
    """A sentence for each exact order that can't be obeyed or contradicts one before it."""
    reasons = {
        "bpm": f"the tempo must lie between {BPM_LIMITS[0]:.0f} and {BPM_LIMITS[1]:.0f} BPM",
        "meter": f"a song can be in {', '.join(METERS)}",
        "length": "a length must be more than nothing",
        "key": "it is no key",
    }
    fields = {
        "bpm": asked.request.tempo_bpm,
        "meter": asked.request.meter,
        "key": asked.request.key,
        "length": asked.request.duration_s,
    }
    said: list[str] = []
    for kind, reason in reasons.items():
        found = asked.exact(kind)
        said += [f"“{measure.text}” was not obeyed: {reason}." for measure in found if measure.value is None]
        values = [measure for measure in found if measure.value is not None]
        given = fields[kind]
        first = given if given is not None else (values[0].value if values else None)
        said += [
            f"“{measure.text}” was not obeyed: another {_NAMES[kind]} was asked for too."
            for measure in values
            if measure.value != first
        ]
    said += _language_remarks(asked)
    return said


def _language_remarks(asked: Asked) -> list[str]:
    """What a listener has to know about the language that was named."""
    language = choose_language(asked)
    if language not in SUNG:
        *most, last = [language_name(code) for code in SUNG]
        sung = f"{', '.join(most)} and {last}"
        return [f"Words in this language ({language}) are read by English rules; by their own are read {sung}."]
    return []


_NAMES = {"bpm": "tempo", "meter": "meter", "key": "key", "length": "length"}

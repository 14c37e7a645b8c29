"""The report of a take: what was asked, what was decided, who played, and what the listener should know."""

from collections.abc import Mapping
from typing import Any

from songwright.song import Brief, Heed, Key, Master, Recording, Score
from songwright.studio.dsp import heard_key, heard_tempo
from songwright.studio.pressing._labels import felt_bpm
from songwright.studio.pressing._take import FinishedTake
from songwright.studio.pressing._unwritten_words import unwritten
from songwright.studio.styles import timeline


def report(
    take: FinishedTake,
    *,
    versions: Mapping[str, str] | None = None,
    seconds_by_stage: Mapping[str, float] | None = None,
    licences: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The report as plain values, ready for JSON.

    Args:
        take: The finished take.
        versions: Versions by name, as {"songwright": "0.1.0"}.
        seconds_by_stage: Seconds of work by stage.
        licences: Licences of the sounds and models that were used, by name.
    """
    brief, score, master = take.brief, take.recording.score, take.master
    words = unwritten(take)
    return {
        "title": take.lyrics.title,
        "take": take.take,
        "seed": brief.seed,
        "model": brief.model,
        "engine": _engine(take),
        "style": brief.style,
        "tags": list(brief.tags),
        "key": str(score.key if score else brief.key),
        "tempo_bpm": score.tempo_bpm if score else brief.tempo_bpm,
        "felt_bpm": felt_bpm(brief.tempo_bpm, brief.meter),
        "meter": str(brief.meter),
        "length_s": round(master.audio.length_s, 3),
        "loudness": {"lufs": _rounded(master.lufs), "true_peak_db": _rounded(master.true_peak_db)},
        **({} if score else {"measured": _measured(brief, master)}),
        **({"heard_words": words.heard.told} if words.heard else {}),
        **({"candidates": _candidates(take.recording)} if take.recording.candidates else {}),
        "form": _form(brief, score),
        "instruments": _instruments(take),
        "brief": _brief(brief),
        "remarks": [*take.lyrics.remarks, *take.recording.remarks, *filter(None, [words.remark])],
        "unread": list(brief.unread),
        "lyrics": take.lyrics.text,
        "versions": dict(versions or {}),
        "licences": dict(licences or {}),
        "seconds_by_stage": {stage: round(seconds, 3) for stage, seconds in (seconds_by_stage or {}).items()},
    }


def _engine(take: FinishedTake) -> dict[str, Any] | None:
    """Who made the recording, and which controls it approximated or ignored; None where an engine does not say."""
    credit = take.recording.credit
    if credit is None:
        return None
    unheeded = credit.unheeded(take.brief)
    return {
        "name": credit.engine,
        "tier": credit.tier,
        "checkpoint": credit.checkpoint,
        "licence": credit.licence,
        "approximated": {each.control.value: each.how for each in unheeded if each.heed is Heed.APPROXIMATED},
        "ignored": {each.control.value: each.how for each in unheeded if each.heed is Heed.IGNORED},
        "passed_over": list(credit.passed_over),
    }


def _candidates(recording: Recording) -> dict[str, Any]:
    """How many were made of the take, how good each was found, and why one was kept; counted from 1."""
    made = recording.candidates
    return {
        "made": len(made),
        "chosen": next(number for number, candidate in enumerate(made, 1) if candidate.chosen),
        "why": recording.chosen_for,
        "marks": [
            {
                "mark": round(candidate.mark, 3),
                **({"fault": candidate.fault} if candidate.fault else {}),
                **{
                    rating.of: {"mark": round(rating.mark, 3), "weight": rating.weight, "says": rating.says}
                    for rating in candidate.ratings
                },
            }
            for candidate in made
        ],
    }


_SAME_TEMPO = 0.02
"""Share by which a tempo may be off and still be what was asked for."""


def _measured(brief: Brief, master: Master) -> dict[str, Any]:
    """What can be heard of music that nobody wrote down, and whether it is what was decided; null where it isn't clear.

    Half and double of a tempo are the same to listeners, and modes are major or minor.
    """
    samples = master.audio.samples
    tempo, key = heard_tempo(samples), heard_key(samples)
    levels = (brief.tempo_bpm * level for level in (0.5, 1.0, 2.0))
    return {
        "length_s": round(master.audio.length_s, 3),
        "tempo_bpm": tempo.bpm if tempo else None,
        "tempo_clarity": tempo.clarity if tempo else None,
        "tempo_as_asked": any(abs(tempo.bpm / bpm - 1.0) < _SAME_TEMPO for bpm in levels) if tempo else None,
        "key": str(Key(tonic=key.tonic, mode="minor" if key.minor else "major")) if key else None,
        "key_clarity": key.clarity if key else None,
        "key_as_asked": (key.tonic, key.minor) == (brief.key.tonic, brief.key.minorish) if key else None,
    }


def _rounded(decibels: float) -> float | None:
    """Decibels to two places; silence, which JSON can't write, is null."""
    return round(decibels, 2) if decibels > float("-inf") else None


def _form(brief: Brief, score: Score | None) -> list[dict[str, Any]]:
    """The sections as played, else as planned."""
    if score is None:
        return [{"kind": s.kind.value, "bars": s.bars, "stanza": s.stanza, "note": s.note} for s in brief.form]
    time = timeline(score)
    return [
        {
            "kind": section.kind.value,
            "bars": section.bars,
            "stanza": section.stanza,
            "start_s": round(time.at(section.start), 3),
            "energy": round(section.energy, 3),
        }
        for section in score.sections
    ]


def _instruments(take: FinishedTake) -> list[dict[str, str]]:
    """Who played or sang, on what, and where the sound came from."""
    score = take.recording.score
    names = {part.name: part.instrument for part in score.parts} if score else {}
    return [
        {"part": stem.name, "role": stem.role.value, "instrument": names.get(stem.name, ""), "source": stem.source}
        for stem in take.recording.stems
    ]


def _brief(brief: Brief) -> dict[str, Any]:
    """What was decided before a note was written."""
    return {
        "theme": brief.theme,
        "moods": list(brief.moods),
        "language": brief.language,
        "key": str(brief.key),
        "tempo_bpm": brief.tempo_bpm,
        "meter": str(brief.meter),
        "voice": brief.voice.value if brief.voice else None,
        "voice_manner": brief.voice_manner,
        "band": [{"role": chair.role.value, "instrument": chair.instrument} for chair in brief.band],
        "own_words": brief.words is not None,
        "duration_s": brief.duration_s,
        "weights": {
            "style": brief.weights.style,
            "weirdness": brief.weights.weirdness,
            "audio": brief.weights.audio,
        },
    }

"""Choosing by ear: which part of a spoken vowel is worth holding."""

from dataclasses import replace

import numpy as np

from songwright.studio.singing._alphabet import alphabet
from songwright.studio.singing._curves import STEP_S, Curve, within
from songwright.studio.singing._knots import Span
from songwright.studio.singing._listening import Heard
from songwright.studio.singing._speech import Vowel

_NEAR_DB = 2.0
"""A stable part keeps its bands this close to those of its centre: walked, a wider one is heard as "har-har" (0021)."""
_LONGEST_S = 0.16
_FADED_DB, _GLIDED_DB = 9.0, 25.0
"""A last vowel this much below its loudest is dying away; one of two qualities reaches the second while it fades.
Cut at 9 dB, "sway" was heard as "sweat" in eight verses of eight, at 25 dB in none (0021)."""
_WORSE_DB = 9.0
"""Places this much worse than the vowel's best are not tried."""


def guessed_holds(vowels: tuple[Vowel, ...]) -> tuple[Span, ...]:
    """Stable parts before anything has been heard: the middle, or the first quality of a diphthong."""
    gliding = alphabet().diphthongs
    shares = [(0.25, 0.45) if vowel.phone in gliding else (0.4, 0.65) for vowel in vowels]
    return tuple(
        Span(start_s=vowel.onset_s + first * vowel.length_s, end_s=vowel.onset_s + last * vowel.length_s)
        for vowel, (first, last) in zip(vowels, shares, strict=True)
    )


def audible(vowels: tuple[Vowel, ...], heard: Heard) -> tuple[Vowel, ...]:
    """The vowels, a last one that nothing follows cut where it dies away: a speaker lets it fade, a singer holds it."""
    last = vowels[-1]
    inside = np.flatnonzero(within(heard.times_s, last.onset_s, last.end_s))
    if last.after or not len(inside):
        return vowels
    level_db = np.maximum(heard.middle_db, heard.low_db)[inside]
    loud = inside[level_db >= level_db.max() - _FADED_DB]
    if last.phone in alphabet().diphthongs:
        glided = inside[(level_db >= level_db.max() - _GLIDED_DB) & heard.voiced[inside]]
        loud = np.union1d(loud, glided)
    end_s = min(max(float(heard.times_s[loud[-1]]) + 0.02, last.onset_s + 0.06), last.end_s)
    return (*vowels[:-1], replace(last, end_s=end_s))


def stable_parts(
    vowels: tuple[Vowel, ...], heard: Heard, spoken_length_s: float
) -> tuple[tuple[Vowel, ...], tuple[Span, ...]]:
    """The part of each vowel to hold, and the vowels, lengthened where that part outlasts them."""
    merit = _merit(heard)
    kept: list[Vowel] = []
    holds: list[Span] = []
    for place, vowel in enumerate(vowels):
        limit_s = vowels[place + 1].onset_s - 0.02 if place + 1 < len(vowels) else spoken_length_s
        first, last = _steadiest(vowel, heard, merit, limit_s)
        hold = Span(start_s=float(heard.times_s[first]), end_s=float(heard.times_s[last]))
        holds.append(hold)
        kept.append(replace(vowel, end_s=max(vowel.end_s, hold.end_s + 0.01)))
    return tuple(kept), tuple(holds)


def _merit(heard: Heard) -> Curve:
    """How good each place would sound when held, in dB: open, periodic, not hissing, not nasal, not changing."""
    loud = heard.voiced & (heard.middle_db > np.median(heard.middle_db[heard.voiced] if heard.voiced.any() else 0.0))
    usual_hiss = float(np.median((heard.hiss_db - heard.middle_db)[loud])) if loud.any() else 0.0
    merit = (
        0.7 * heard.middle_db
        + 0.8 * np.minimum(heard.periodic_db, 12.0)
        - 0.6 * np.maximum(0.0, heard.hiss_db - heard.middle_db - usual_hiss - 3.0)
        - 0.5 * np.maximum(0.0, heard.low_db - heard.middle_db - 12.0)
        - 30.0 * ~heard.voiced
        - heard.flux_db
    )
    return np.convolve(np.pad(merit, 1, mode="edge"), np.ones(3) / 3.0, "valid")


def _steady_share(vowel: Vowel) -> float:
    """How much of a vowel, from its onset, has its own quality: what follows colours the rest."""
    letters = alphabet()
    if vowel.phone in letters.diphthongs:
        return 0.55
    if vowel.after[:1] and vowel.after[0] in letters.rhotics:
        return 0.6
    return 0.75 if vowel.after[:1] and vowel.after[0] in letters.nasals else 0.9


def _steadiest(vowel: Vowel, heard: Heard, merit: Curve, limit_s: float) -> tuple[int, int]:
    """First and last frame of the best stable part: grown around every centre; quality and length count."""
    share = _steady_share(vowel)
    until_s = min(max(vowel.onset_s + share * vowel.length_s, vowel.onset_s + 0.09), limit_s)
    final = len(heard.times_s) - 1
    low = min(int(np.ceil((vowel.onset_s + 0.02) / STEP_S)), final - 3)
    high = min(max(int(until_s / STEP_S), low + 3), final)
    longest = round(_LONGEST_S / STEP_S)
    bands = heard.bands_db[:, low : high + 1]
    best = (-np.inf, low, low + 2)
    for centre in range(low + 1, high):
        if merit[centre] < merit[low : high + 1].max() - _WORSE_DB:
            continue
        here = bands[:, centre - 1 - low : centre + 2 - low].mean(axis=1, keepdims=True)
        near = np.sqrt(np.mean((bands - here) ** 2, axis=0)) < _NEAR_DB
        first = last = centre - low
        while first > 0 and near[first - 1] and last - first < longest:
            first -= 1
        while last < high - low and near[last + 1] and last - first < longest:
            last += 1
        score = float(merit[low + first : low + last + 1].mean()) + 9.0 * np.log((last - first + 1) / 6.0)
        if score > best[0]:
            best = (score, low + first, low + last)
    _, first, last = best
    return (first, last) if last - first >= 5 else (max(first - 1, low), min(last + 1, high))

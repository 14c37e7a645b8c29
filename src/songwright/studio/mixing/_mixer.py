"""The house engineer: from an engine's stems to the finished master."""

from dataclasses import dataclass, replace

import numpy as np

from songwright.song import SAMPLE_RATE_HZ, Audio, CannotMake, Master, Recording, Seconds, Stem
from songwright.studio.dsp import Held, Tape, Through
from songwright.studio.mixing._clock import stretches
from songwright.studio.mixing._form import begun, ended, expected_db
from songwright.studio.mixing._manner import Manner, manner
from songwright.studio.mixing._mastering import glued, mastered
from songwright.studio.mixing._mix import mixed, mixed_stretch
from songwright.studio.mixing._strip import BothSides, checked
from songwright.studio.ports import Progress
from songwright.studio.styles import style


@dataclass(frozen=True, slots=True)
class HouseMixer:
    """Mixes by role and style, masters to streaming level. Implements the Finisher port.

    The same recording gives the same master, bit for bit.
    """

    def finish(self, recording: Recording, progress: Progress) -> Master:
        """The stereo master. Raises CannotMake when a stem is broken or all are silent, Cancelled when told to stop."""
        progress("mixing", 0.0)
        how = _manner(recording)
        finished = recording.score is None and len(recording.stems) == 1
        mix = _as_it_is(recording.stems[0], how) if finished else mixed(recording, how, progress)
        progress("mixing", 1.0)
        whole = mix.frames
        if recording.score is None:
            # Where a score is known its clock is kept, for the words' times depend on it.
            mix = begun(mix)
        cut_s = Seconds((whole - mix.frames) / SAMPLE_RATE_HZ)
        progress("mastering", 0.2)
        master = mastered(mix, how, lambda done: progress("mastering", 0.2 + 0.8 * done))
        progress("mastering", 1.0)
        return replace(master, cut_s=cut_s)

    def rough(self, stretch: Recording, progress: Progress) -> Audio:
        """The stretch mixed and mastered by what is heard of it and what the form says of the rest; raises Cancelled.

        Levels are measured on the stretch alone, so they lie a few decibels beside the finished song's at worst.
        """
        how = _manner(stretch)
        frames = max((len(stem.audio.samples) for stem in stretch.stems), default=0)
        if not any(block.any() for stem in stretch.stems for block in Held(stem.audio.samples).play()):
            return Audio(samples=np.zeros((frames, 2), np.float32))
        sections = stretches(replace(stretch, since_s=Seconds(0.0)))
        until_s = stretch.since_s + frames / SAMPLE_RATE_HZ
        stands_db = expected_db(sections, stretch.since_s, until_s, how.section_range_db)
        mix = mixed_stretch(stretch, how, progress, stands_db)
        return mastered(mix, how, lambda done: progress("mastering", done), stands_db).audio


def _manner(recording: Recording) -> Manner:
    try:
        return manner(style(recording.style))
    except KeyError:
        raise CannotMake(f"the catalogue has no style {recording.style!r} to mix by") from None


def _as_it_is(stem: Stem, how: Manner) -> Tape:
    """A single stem of unknown music is a finished mix already: only glue and master treat it."""
    sound, _ = checked(stem)
    return glued(ended(Through(sound, BothSides(), 2), 0.0), how, 0.0)

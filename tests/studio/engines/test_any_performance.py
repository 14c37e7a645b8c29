"""Whatever is played, however oddly, becomes finite sound: from any performance through every desk to the master."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from songwright.song import CannotMake, Performance, PlayedNote, PlayedPart, Recording, Role, Seconds, Stem
from songwright.studio.mixing import HouseMixer
from songwright.studio.playing import HouseRack
from songwright.studio.singing import HummingSinger
from songwright.studio.styles import catalogue

RACK, LENGTH_S = HouseRack(None), Seconds(4.0)
SUNG = frozenset({Role.VOCAL, Role.BACKING, Role.CHOIR})
NAMES = ("acoustic_grand_piano", "electric_bass_finger", "string_ensemble_1", "synth:saw_lead", "synth:dx_piano",
         "synth:nylon", "kit:808", "kit:studio", "an instrument nobody knows")  # fmt: skip

notes = st.builds(
    lambda onset, length, pitch, loudness: PlayedNote(
        onset=Seconds(onset), release=Seconds(onset + length), pitch=pitch, loudness=loudness
    ),
    st.floats(0.0, 5.0),
    st.floats(0.0, 5.0),
    st.floats(0.0, 127.0),
    st.floats(0.0, 1.0),
)


@st.composite
def parts(draw: st.DrawFn) -> PlayedPart:
    role = draw(st.sampled_from(list(Role)))
    played = tuple(sorted(draw(st.lists(notes, max_size=12)), key=lambda note: note.onset))
    if role in SUNG:
        # One voice sings one note at a time, within a reach that any singer is given.
        played = tuple(
            PlayedNote(onset=Seconds(0.4 * place), release=Seconds(0.4 * place + 0.35), pitch=48.0 + note.pitch % 24.0,
                       loudness=note.loudness)
            for place, note in enumerate(played)
        )  # fmt: skip
    return PlayedPart(name=role.value, role=role, instrument=draw(st.sampled_from(NAMES)), notes=played)


def hear_nothing(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


def sound(part: PlayedPart):
    if part.role in SUNG:
        return HummingSinger().sing(part, "Hum", LENGTH_S, 1, hear_nothing)
    return RACK.instrument(part.instrument).play(part, LENGTH_S)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(played=st.lists(parts(), min_size=1, max_size=5), style=st.sampled_from(sorted(catalogue())))
def test_any_performance_becomes_a_finite_record(played: list[PlayedPart], style: str) -> None:
    stems = tuple(
        Stem(name=f"{part.name} {place}", role=part.role, audio=sound(part)) for place, part in enumerate(played)
    )
    for stem in stems:
        assert np.isfinite(stem.audio.samples).all()
    recording = Recording(stems=stems, style=style, performance=Performance(parts=tuple(played), length_s=LENGTH_S))
    mixer = HouseMixer()
    rough = mixer.rough(recording, hear_nothing)
    assert np.isfinite(rough.samples).all()
    loudest = max(float(np.abs(stem.audio.samples).max(initial=0.0)) for stem in stems)
    if loudest == 0.0:
        assert not rough.samples.any()  # silence in, silence out
        with pytest.raises(CannotMake, match="silent"):
            mixer.finish(recording, hear_nothing)
        return
    assume(loudest > 0.01)  # fainter may be silence by the standard of loudness
    master = mixer.finish(recording, hear_nothing)
    samples = master.audio.samples
    assert np.isfinite(samples).all()
    assert master.true_peak_db <= -1.0
    assert not ((np.abs(samples) > 0.0) & (np.abs(samples) < np.finfo(np.float32).tiny)).any()

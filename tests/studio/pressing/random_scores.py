"""Scores of any shape for properties of paper: every meter and key, notes on and off the grid, sung and struck."""

from hypothesis import strategies as st

from songwright.song import (
    MODES,
    Chord,
    ChordSpan,
    Key,
    Meter,
    Note,
    Part,
    Role,
    Score,
    Section,
    SectionKind,
    Syllable,
    Tick,
)

METERS = [
    *(Meter(beats=beats) for beats in (2, 3, 4, 5)),
    *(Meter(beats=beats, unit=8) for beats in (3, 5, 6, 7, 9, 12)),
    Meter(beats=2, unit=2),
    Meter(beats=5, unit=16),
    Meter(beats=1, unit=1),
]
keys = st.builds(Key, tonic=st.integers(0, 11), mode=st.sampled_from(sorted(MODES)))
_SHAPES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "m7b5": (0, 3, 6, 10),
    "5": (0, 7),
    "7b9": (0, 4, 7, 10, 13),
}
_starts = st.integers(0, 40).map(lambda step: step * 60) | st.integers(0, 40).map(lambda step: step * 80)
_ticks = _starts | st.integers(0, 3000)
_texts = st.sampled_from(["rain", "la", "don't", "<b>&", "日本", "é", "\x00x", "]]>"]) | st.text(min_size=1, max_size=5)


@st.composite
def chords(draw: st.DrawFn, key: Key) -> Chord:
    """A chord spelt by its key, or with a symbol that says nothing."""
    root, bass = draw(st.integers(0, 11)), draw(st.integers(0, 11) | st.none())
    quality = draw(st.sampled_from(sorted(_SHAPES)))
    symbol = key.spell(root) + quality
    if bass is not None:
        symbol += f"/{key.spell(bass)}"
    symbol = draw(st.sampled_from([symbol, symbol, symbol, "?", ""]))
    return Chord(root=root, intervals=_SHAPES[quality], bass=root if bass is None else bass, symbol=symbol)


@st.composite
def parts(draw: st.DrawFn, name: str) -> Part:
    """A part of any role; a voice sings one note at a time, some of them on the vowel before."""
    role = draw(st.sampled_from(list(Role)))
    sung = role in (Role.VOCAL, Role.BACKING)
    found: list[Note] = []
    ends = draw(st.lists(st.tuples(_ticks, st.integers(0, 2500), st.integers(0, 127)), max_size=25))
    for start, duration, pitch in sorted(ends):
        if sung and found and start <= found[-1].start + 120:
            continue
        syllable = None
        if sung and (not found or draw(st.booleans())):
            syllable = Syllable(
                text=draw(_texts), phones="a", ends_word=draw(st.booleans()), ends_line=draw(st.booleans())
            )
        velocity = draw(st.integers(1, 127))
        found.append(
            Note(start=Tick(start), duration=Tick(duration), pitch=pitch, velocity=velocity, syllable=syllable)
        )
    instrument = draw(st.sampled_from(["kit:dusty", "voice", "electric_piano_1", "synth:warm_pad", "odd <name>"]))
    return Part(name=name, role=role, instrument=instrument, notes=tuple(found))


@st.composite
def scores(draw: st.DrawFn) -> Score:
    """Any score."""
    meter, key = draw(st.sampled_from(METERS)), draw(keys)
    sections, bar = [], 0
    for kind in draw(st.lists(st.sampled_from(list(SectionKind)), max_size=4)):
        bars = draw(st.integers(1, 4))
        stanza, lift = draw(st.none() | st.integers(0, 1)), draw(st.sampled_from([0, 0, 1, 2]))
        energy = draw(st.floats(0, 1))
        sections.append(
            Section(kind=kind, start=Tick(bar * meter.bar_ticks), bars=bars, energy=energy, stanza=stanza, lift=lift)
        )
        bar += bars
    spans = [
        ChordSpan(start=Tick(at * meter.beat_ticks), duration=Tick(meter.beat_ticks), chord=draw(chords(key)))
        for at in draw(st.lists(st.integers(0, 12), unique=True, max_size=6).map(sorted))
    ]
    return Score(
        title=draw(_texts),
        style="pop",
        tempo_bpm=draw(st.floats(30, 300)),
        meter=meter,
        key=key,
        swing=draw(st.sampled_from([1.0, 1.39, 2.0])),
        swing_unit=draw(st.sampled_from([8, 16])),
        sections=tuple(sections),
        chords=tuple(spans),
        parts=tuple(draw(parts(f"part {number}")) for number in range(draw(st.integers(0, 3)))),
    )

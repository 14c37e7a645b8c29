"""The rack: every name has a player, and says who."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_font import tiny_font

from songwright.studio.playing import HouseRack
from songwright.studio.playing._drum_keys import hit, pieces
from songwright.studio.playing._general_midi import official, programs
from songwright.studio.playing._kits import kits, voice_sets
from songwright.studio.playing._patches import patches
from songwright.studio.styles import catalogue

STYLE_NAMES = sorted({chair.instrument for style in catalogue().values() for chair in style.chairs})


@pytest.mark.parametrize("name", STYLE_NAMES)
def test_every_name_of_every_style_is_known_exactly(name: str) -> None:
    kind, _, own = name.rpartition(":")
    assert own in {"synth": patches(), "kit": kits(), "": programs()}[kind]


def test_every_program_has_a_stand_in_and_a_number_of_its_own() -> None:
    assert sorted(program.program for program in programs().values()) == list(range(128))
    assert {program.stand_in for program in programs().values()} <= set(patches())


def test_every_kit_has_voices_for_every_piece() -> None:
    for name, kit in kits().items():
        assert set(pieces()) <= set(voice_sets()[kit.voices]), name
        assert set(kit.layered) <= set(pieces()), name
    assert {hit(key).piece for key in range(128)} == set(pieces())


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("fiddle", "fiddle"),
        ("Rhodes", "electric_piano_1"),
        ("bagpipes", "bag_pipe"),
        ("grand piano", "acoustic_grand_piano"),
        ("electric_guitar_mute", "electric_guitar_muted"),
        ("upright_bass", "acoustic_bass"),
        ("brass_quartet", "brass_section"),
        ("zzz", "acoustic_grand_piano"),
    ],
)
def test_names_find_their_relatives(name: str, known: str) -> None:
    assert official(name) == known


@given(st.text(max_size=20), st.sampled_from(["", "synth:", "kit:", "odd:"]))
@settings(max_examples=80, deadline=None)
def test_any_name_finds_a_player(name: str, kind: str) -> None:
    rack = HouseRack(None)
    assert rack.source(kind + name).startswith("Songwright synthesiser: ")
    assert rack.instrument(kind + name) is rack.instrument(kind + name)


def test_without_a_font_the_rack_says_so_once() -> None:
    rack = HouseRack(None)
    assert rack.remarks == (
        'There is no SoundFont, so synthesised instruments play; run "songwright setup" for the sampled ones.',
    )
    assert rack.source("electric_piano_1") == "Songwright synthesiser: tine_piano"
    assert rack.source("kit:jazz") == "Songwright synthesiser: jazz kit"


def test_a_broken_font_is_a_remark_not_a_failure(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sf3"
    broken.write_bytes(b"RIFF")
    rack = HouseRack(broken)
    assert "broken.sf3 is not a whole SoundFont" in rack.remarks[0]
    assert rack.source("flute") == "Songwright synthesiser: flute_pipe"


def test_a_font_without_a_preset_leaves_it_to_the_synthesiser(tmp_path: Path) -> None:
    rack = HouseRack(tiny_font(tmp_path / "tiny.sf2"))
    assert rack.remarks == ()
    assert rack.source("acoustic_grand_piano") == "Tiny font: Sine"
    assert rack.source("kit:studio") == "Tiny font: Sine kit (drums)"
    assert rack.source("flute") == "Songwright synthesiser: flute_pipe"


def test_the_real_font_is_named_with_its_licence() -> None:
    home = os.environ.get("SONGWRIGHT_HOME", "")
    font = Path(home) / "sounds" / "MuseScore_General_Lite.sf3"
    if not home or not font.is_file():
        pytest.skip('no SoundFont under SONGWRIGHT_HOME: run "songwright setup"')
    rack = HouseRack(font)
    assert rack.source("electric_piano_1") == "MuseScore General Lite (MIT): Tine Electric Piano"
    assert rack.remarks == ()


def test_importing_the_room_does_not_load_the_compiler() -> None:
    code = "import sys, songwright.studio.playing as room; room.HouseRack(None); sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

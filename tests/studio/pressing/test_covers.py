"""Covers: a picture for every style and any title."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from songwright.studio.pressing import cover
from songwright.studio.pressing._cover import _families
from songwright.studio.pressing._lettering import lettering_top, shown
from songwright.studio.pressing._motifs import MOTIFS
from songwright.studio.styles import catalogue


def opened(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_every_style_has_one_motif_and_every_motif_a_style():
    named = [style for family in _families() for style in family.styles]
    assert sorted(named) == sorted(catalogue())
    assert {family.motif for family in _families()} == set(MOTIFS)


@pytest.mark.parametrize("family", _families(), ids=lambda family: family.motif)
def test_a_cover_of_each_motif(family):
    image = opened(cover("Rain on the Window", family.styles[0], 5))
    assert (image.format, image.size, image.mode) == ("JPEG", (1024, 1024), "RGB")
    pixels = np.asarray(image, dtype=float)
    assert pixels.std() > 15  # a picture, not a plain ground
    title = pixels[700:960, 60:900].mean(axis=2)
    assert title.max() - np.median(title) > 90  # letters stand out from what is behind them


def test_the_same_song_has_the_same_cover_and_another_seed_another():
    first = cover("A", "rock", 1)
    assert first == cover("A", "rock", 1)
    assert first != cover("A", "rock", 2)


@settings(deadline=None, max_examples=4)
@given(st.text(max_size=300), st.sampled_from(["rock", "no such style", ""]), st.integers())
def test_any_title_can_be_drawn(title, style, seed):
    assert opened(cover(title, style, seed)).size == (1024, 1024)


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=300))
def test_any_title_fits_its_lines(title):
    assert 0.3 < lettering_top(title) < 1
    assert shown(shown(title)) == shown(title)


@pytest.mark.parametrize(
    "title",
    ["W" * 400, "a " * 300, "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "\n\t", "\ud800", "🎵🎵"],
)
def test_titles_out_of_the_ordinary(title):
    assert opened(cover(title, "pop", 0)).size == (1024, 1024)


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("Für Elise", "Fur Elise"),
        ("Don’t Stop…", "Don’t Stop…"),
        ("Straße", "Strasse"),
        ("星空", ""),
        ("Love 🎵", "Love"),
        ("One \b more \b time", "One more time"),
    ],
)
def test_letters_that_the_typeface_lacks_are_spelt_otherwise(title, letters):
    assert shown(title) == letters

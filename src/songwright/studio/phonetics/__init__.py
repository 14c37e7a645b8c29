"""How words sound: section tags, readings, syllables with their phones, stress and rhyme."""

from songwright.studio.phonetics._layout import Tagged, layout

__all__ = ["Tagged", "layout"]

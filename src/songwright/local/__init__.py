"""Whole-song models on this machine; their libraries are optional, and imported with the first song."""

from songwright.local._ace_step import AceStep, AceStepModel
from songwright.local._musicgen import MusicGen, MusicGenModel
from songwright.local._plugins import FETCHED, AceStepPlugin, MusicGenPlugin
from songwright.local._shelf import Shelf

__all__ = [
    "FETCHED",
    "AceStep",
    "AceStepModel",
    "AceStepPlugin",
    "MusicGen",
    "MusicGenModel",
    "MusicGenPlugin",
    "Shelf",
]

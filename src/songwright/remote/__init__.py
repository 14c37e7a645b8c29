"""Whole-song engines and recognisers on other machines, over HTTP."""

from songwright.remote._ace_step import AceStepServer
from songwright.remote._line import Line
from songwright.remote._listener import TranscriptionServer, find_recogniser, listener_pulse
from songwright.remote._plugins import AceStepPlugin, SpeechPlugin
from songwright.remote._speech import SpeechServer

__all__ = [
    "AceStepPlugin",
    "AceStepServer",
    "Line",
    "SpeechPlugin",
    "SpeechServer",
    "TranscriptionServer",
    "find_recogniser",
    "listener_pulse",
]

"""Songwright: self-hosted songs from text."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("songwright")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0.0.0"

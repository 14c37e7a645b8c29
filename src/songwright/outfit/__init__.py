"""Fitting out the studio: fetching, checking and preparing sounds, voices and models."""

from songwright.outfit._home import Home, find_home

__all__ = ["Home", "find_home"]

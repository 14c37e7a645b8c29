"""The models of the contract as leanings of the built-in engine, shared by the stages."""

from songwright.studio.models._leanings import Leanings, leanings, model_names

__all__ = ["Leanings", "leanings", "model_names"]

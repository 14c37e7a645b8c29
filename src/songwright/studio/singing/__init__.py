"""Singing: a part with words becomes a voice."""

from songwright.studio.singing._graphs import cut_graphs, graphs_ready
from songwright.studio.singing._humming import HummingSinger
from songwright.studio.singing._singer import NeuralSinger

__all__ = ["HummingSinger", "NeuralSinger", "cut_graphs", "graphs_ready"]

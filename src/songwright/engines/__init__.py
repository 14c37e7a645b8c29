"""Which whole-song engines there are, which of them can be used, and which model goes to which."""

from songwright.engines._band import BandPlugin
from songwright.engines._catalogue import GROUP, Gate, Listed, list_engines
from songwright.engines._engaging import check_routes, engage, look_after
from songwright.engines._findings import engine_findings, used_by
from songwright.engines._routes import VARIABLE, Place, Routes, read_routes

__all__ = [
    "GROUP",
    "VARIABLE",
    "BandPlugin",
    "Gate",
    "Listed",
    "Place",
    "Routes",
    "check_routes",
    "engage",
    "engine_findings",
    "list_engines",
    "look_after",
    "read_routes",
    "used_by",
]

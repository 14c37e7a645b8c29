"""Which whole-song engines there are, which of them can be used, and which model goes to which."""

from songwright.engines._band import BandPlugin
from songwright.engines._candidates import CANDIDATES, CANDIDATES_VARIABLE, read_candidates
from songwright.engines._catalogue import GROUP, Gate, Listed, list_engines
from songwright.engines._engaging import check_routes, engage, look_after
from songwright.engines._findings import engine_findings, listener_finding, owner_findings, used_by
from songwright.engines._owners import OWNERS_VARIABLE, check_owners, owners_of, stood_in
from songwright.engines._routes import VARIABLE, Place, Routes, read_routes

__all__ = [
    "CANDIDATES",
    "CANDIDATES_VARIABLE",
    "GROUP",
    "OWNERS_VARIABLE",
    "VARIABLE",
    "BandPlugin",
    "Gate",
    "Listed",
    "Place",
    "Routes",
    "check_owners",
    "check_routes",
    "engage",
    "engine_findings",
    "list_engines",
    "listener_finding",
    "look_after",
    "owner_findings",
    "owners_of",
    "read_candidates",
    "read_routes",
    "stood_in",
    "used_by",
]

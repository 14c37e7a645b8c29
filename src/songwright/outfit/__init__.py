"""Fitting out the studio: fetching, checking and preparing sounds, voices and models."""

from songwright.outfit._assets import Asset, AssetFile, load_assets, parse_assets
from songwright.outfit._credits import credits_of, library_versions
from songwright.outfit._doctor import examine
from songwright.outfit._fetching import Fetcher, FolderFetcher, NpmFetcher
from songwright.outfit._home import Home, find_home
from songwright.outfit._kernels import use_kernel_cache
from songwright.outfit._licences import licence_of
from songwright.outfit._memory import give_memory_back
from songwright.outfit._parts import Finding, Part, Workshop
from songwright.outfit._progress import Step, Tell
from songwright.outfit._setup import all_parts, set_up
from songwright.outfit._sounds import FetchedPart

__all__ = [
    "Asset",
    "AssetFile",
    "FetchedPart",
    "Fetcher",
    "Finding",
    "FolderFetcher",
    "Home",
    "NpmFetcher",
    "Part",
    "Step",
    "Tell",
    "Workshop",
    "all_parts",
    "credits_of",
    "examine",
    "find_home",
    "give_memory_back",
    "library_versions",
    "licence_of",
    "load_assets",
    "parse_assets",
    "set_up",
    "use_kernel_cache",
]

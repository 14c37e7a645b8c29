from collections.abc import Callable
from pathlib import Path

import pytest
from tones import TONES, CountingFetcher, pack, pinned

from songwright.outfit import Asset, FetchedPart, Home, Step


@pytest.fixture
def asset(tmp_path: Path) -> Asset:
    folder = tmp_path / "packages"
    folder.mkdir()
    return pinned(pack(folder / "scope-tones-1.0.0.tgz", TONES), TONES)


@pytest.fixture
def part(asset: Asset) -> FetchedPart:
    return FetchedPart(asset=asset, needed=True)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(root=tmp_path / "home")


@pytest.fixture
def fetcher(tmp_path: Path) -> CountingFetcher:
    return CountingFetcher(tmp_path / "packages")


@pytest.fixture
def steps() -> list[Step]:
    return []


@pytest.fixture
def tell(steps: list[Step]) -> Callable[[Step], None]:
    return steps.append

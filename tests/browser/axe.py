"""axe-core, which finds faults of accessibility: fetched once by npm, checked by its digest, for these tests only.

Its licence is MPL-2.0; it is no part of what is installed.
"""

import base64
import hashlib
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import pytest

from serving import ROOT
from songwright.outfit import Asset, NpmFetcher
from songwright.song import SongwrightError

AXE = Asset(
    part="axe",
    holds="a judge of accessibility",
    package="axe-core",
    version="4.14.1",
    licence="MPL-2.0",
    integrity="sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    size_bytes=0,
    files=(),
)
KEPT = ROOT / ".cache" / "axe" / AXE.version / "axe.min.js"
_RUN = """async (only) => (await axe.run(document, { runOnly: only })).violations.map((each) => (
  { id: each.id, impact: each.impact,
    where: each.nodes.map((node) => node.target.join(" ") + ": " + node.failureSummary) }))"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_script() -> str:
    """The script; skips where it can't be fetched."""
    if not KEPT.is_file():
        _fetch()
    return KEPT.read_text(encoding="utf-8")


def _fetch() -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            package = NpmFetcher().fetch(AXE, Path(folder), lambda _step: None)
        except SongwrightError as error:
            pytest.skip(f"axe-core is not here: run this once with a network ({error})")
        digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
        assert f"sha512-{digest}" == AXE.integrity
        with tarfile.open(package) as content:
            script = content.extractfile("package/axe.min.js")
            assert script
            KEPT.parent.mkdir(parents=True, exist_ok=True)
            KEPT.write_bytes(script.read())


def violations(page: Any) -> list[dict[str, Any]]:
    """What axe-core has to say against a page as it stands, the serious and critical faults."""
    page.evaluate(axe_script() + "; undefined")
    found = page.evaluate(_RUN, RULES)
    return [each for each in found if each["impact"] in {"serious", "critical"}]

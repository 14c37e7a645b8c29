"""Nothing under the GPL or AGPL is imported in the process: every run requirement is read, as installed."""

import re
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from packaging.markers import Marker

from songwright.outfit import licence_of, load_assets

ROOT = Path(__file__).parents[2]
WELCOME = re.compile(
    r"\b(0BSD|Apache|BSD|CC0|ISC|LGPL|MIT|MPL|PSF|Zlib"
    r"|Lesser General Public|Mozilla Public|Python Software Foundation)\b"
)
FORBIDDEN = re.compile(r"(?<![Ll])A?GPL|Affero|(?<!Lesser )General Public License")


def forbidden(licence: str) -> bool:
    """Whether every choice that the licence gives is forbidden; one free choice is enough."""
    return all(FORBIDDEN.search(choice) for choice in re.split(r"\bOR\b", licence))


def requirements(lock: str) -> set[str]:
    """Names of the locked requirements that this machine needs."""
    locked = re.findall(r"^([\w.-]+)==\S+(?: ; ([^\\\n]+))?", (ROOT / "requirements" / lock).read_text(), re.MULTILINE)
    return {name for name, marker in locked if not marker or Marker(marker.strip()).evaluate()}


def run_requirements() -> list[str]:
    """What a listener needs."""
    return sorted(requirements("run.txt"))


def model_requirements() -> list[str]:
    """What song models in this process need beside that; torch is in no lock, and brings the last ones."""
    return sorted((requirements("models.txt") - requirements("run.txt")) | {"torch", "sympy", "mpmath", "networkx"})


def test_the_lock_is_read():
    names = run_requirements()
    assert len(names) > 40
    assert {"numpy", "lameenc", "psycopg-binary"} <= set(names)


@pytest.mark.parametrize(
    "name", [*run_requirements(), *(pytest.param(name, marks=pytest.mark.models) for name in model_requirements())]
)
def test_every_requirement_is_under_a_welcome_licence(name: str):
    try:
        licence = licence_of(name)
    except PackageNotFoundError:
        pytest.fail(f'{name} is locked but not installed: run "make setup"')
    assert not forbidden(licence), f"{name} is under {licence}"
    assert WELCOME.search(licence), f"{name} says {licence!r}: read its licence, then add it to outfit's table"


@pytest.mark.parametrize("asset", load_assets(), ids=lambda asset: asset.package)
def test_sounds_and_voices_are_under_a_welcome_licence(asset):
    assert WELCOME.search(asset.licence)
    assert not forbidden(asset.licence)


@pytest.mark.parametrize(
    ("licence", "verdict"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("GNU Affero General Public License v3", True),
        ("MIT AND GPL-2.0-only", True),
        ("GPL-2.0-only OR AGPL-3.0-only", True),
        ("LGPL-3.0-or-later", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT OR GPL-2.0-only", False),
        ("Apache-2.0", False),
    ],
)
def test_the_judgement(licence: str, verdict: bool):
    assert forbidden(licence) is verdict

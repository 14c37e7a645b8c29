"""The default set of packages is free of torch and its kin, and so is what Songwright imports."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "torchaudio", "torchvision", "diffusers", "transformers", "accelerate", "tensorflow", "jax")


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_no_lock_has_a_heavy_library(lock: str) -> None:
    names = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / lock).read_text("utf-8"), re.MULTILINE)
    assert len(names) > 40
    assert sorted(set(names) & set(HEAVY)) == []


def test_a_studio_is_built_and_engines_are_listed_without_importing_one(tmp_path: Path) -> None:
    """Each heavy library is there, and breaks whoever imports it."""
    for name in HEAVY:
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('{name} was imported')\n", "utf-8")
    script = (
        "import importlib.util, os, songwright.app as app\n"
        "from songwright.engines import list_engines\n"
        "from songwright.outfit import find_home\n"
        "assert importlib.util.find_spec('torch').origin.startswith(os.environ['SONGWRIGHT_HOME'])\n"
        "home = find_home()\n"
        "app.build_studio(home)\n"
        "app.build_workshop(home)\n"
        "print(len(list_engines(os.environ, home.root)))\n"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
    environment = {**os.environ, "PYTHONPATH": path, "SONGWRIGHT_HOME": str(tmp_path), "SONGWRIGHT_ENGINES": ""}
    ran = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) >= 1

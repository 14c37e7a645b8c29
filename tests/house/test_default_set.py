"""The default set of packages is free of torch and its kin, and so is what Songwright imports."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "torchaudio", "torchvision", "diffusers", "transformers", "accelerate", "tensorflow", "jax")
OPTIONAL = ("torch", "diffusers", "transformers", "accelerate", "huggingface_hub", "safetensors")


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_no_lock_has_a_heavy_library(lock: str) -> None:
    names = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / lock).read_text("utf-8"), re.MULTILINE)
    assert len(names) > 40
    assert sorted(set(names) & set(HEAVY)) == []


def test_the_lock_of_song_models_leaves_torch_to_the_machine() -> None:
    names = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "models.txt").read_text("utf-8"), re.MULTILINE))
    assert {"diffusers", "transformers", "accelerate"} <= names
    assert not [name for name in names if name.startswith(("torch", "nvidia", "triton"))]


def test_optional_libraries_are_imported_inside_of_functions_of_local() -> None:
    """`lint-imports` sees which rooms import them; at a module's top they would be needed by whoever lists engines."""
    found = []
    for path in (ROOT / "src").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        inside = {id(node) for function in functions for node in ast.walk(function)}
        for node in ast.walk(tree):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            optional = [name for name in names if name.partition(".")[0] in OPTIONAL]
            if optional:
                found.append((path.parent.name, id(node) in inside))
    assert set(found) == {("local", True)}


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

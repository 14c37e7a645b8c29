"""The shape of the house: short modules, short functions, public lists, closed doors, and its own words only."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
MODULES = sorted((SOURCE / "songwright").rglob("*.py"))
PACKAGES = sorted(path.parent for path in MODULES if path.name == "__init__.py")
LONGEST_MODULE_LINES = 400
LONGEST_FUNCTION_LINES = 40


def dotted(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, source: list[str]) -> int:
    """Lines of a function's body, without docstring, blank lines and lines of comment alone.

    The signature does not count: a kernel of sound takes its parameters one by one, and each has its line.
    """
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    numbers = range(body[0].lineno, (function.end_lineno or 0) + 1)
    return sum(1 for number in numbers if (line := source[number - 1].strip()) and not line.startswith("#"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_fits_in_the_head(path: Path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE_LINES
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {function.name: code_lines(function, text.splitlines()) for function in functions}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION_LINES} == {}


def test_the_ruler_measures_the_body_alone():
    source = '''
def f(
    x,
):
    """Docstring.

    More of it.
    """
    # why
    y = x

    return y
'''
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert code_lines(function, source.splitlines()) == 2


def rank(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, each by the alphabet."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)


@pytest.mark.parametrize("folder", PACKAGES, ids=name_of)
def test_a_package_is_a_sorted_list_of_names_that_exist(folder: Path):
    package = importlib.import_module(dotted(folder / "__init__.py"))
    assert package.__doc__
    if not hasattr(package, "__all__"):
        body = ast.parse((folder / "__init__.py").read_text(encoding="utf-8")).body
        assert len(body) == 1 or folder.name == "songwright", "names without a public list"
        return
    listed = list(package.__all__)
    assert listed == sorted(listed, key=rank)
    assert [name for name in listed if not hasattr(package, name)] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nobody_enters_another_package_by_the_back_door(path: Path):
    """`package._module` is for the package itself."""
    here = dotted(path)
    package = here if path.name == "__init__.py" else here.rpartition(".")[0]
    strangers = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            full = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            full = [alias.name for alias in node.names]
        else:
            continue
        for name in full:
            match = re.match(r"(songwright(?:\.[a-z]\w*)*)\._[a-z]", name)
            if match and match[1] != package:
                strangers.append(name)
    assert strangers == []


def test_the_import_contracts_are_kept():
    linter = Path(sys.executable).with_name("lint-imports")
    kept = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert kept.returncode == 0, kept.stdout + kept.stderr


def tracked() -> list[Path]:
    """Text files that are part of the project; a copy without its history is taken as a whole."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]
    rooms = ("src", "tests", "docs", "requirements", "benchmarks", "examples", ".ci")
    inside = [path for room in rooms for path in (ROOT / room).rglob("*") if path.is_file()]
    return inside + [path for path in ROOT.iterdir() if path.is_file()]


# Put together here, so that this file does not fall over itself.
_FOREIGN = (
    *(".".join(words) for words in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))),
    *(f"/{folder}/" for folder in ("work", "root", "tmp")),
)


def test_no_file_names_a_registry_or_the_paths_of_one_machine():
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}: {word}" for word in _FOREIGN if re.search(rf"(?<![\w.]){re.escape(word)}", text)
        ]
    assert found == []

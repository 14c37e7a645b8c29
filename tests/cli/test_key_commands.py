"""`songwright keys …` and `songwright maintenance …`: what operators type, through the command line's own door."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from rich.text import Text
from typer.testing import CliRunner

from songwright.cli import _keys, _service
from songwright.service.keys import KeyRing, list_keys
from songwright.service.ports import ApiKey, SystemClock
from songwright.service.storage import SqlUnits
from songwright.service.tasks import MAINTENANCE
from songwright.song import BadRequest


class Shell:
    """The commands over a home of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.app = typer.Typer()
        for room in (_keys, _service):
            room.register(self.app)

    def run(self, *words: str, code: int = 0) -> str:
        """What a command prints for others to read; its remarks go elsewhere."""
        ran = CliRunner(env={"COLUMNS": "220"}).invoke(self.app, list(words), catch_exceptions=False)
        assert ran.exit_code == code, ran.output
        return ran.stdout if code == 0 else ran.output

    def create(self, *words: str) -> str:
        """Make a key; returns its secret."""
        return self.run("keys", "create", *words).removesuffix("\n")

    def units(self) -> SqlUnits:
        return SqlUnits(f"sqlite:///{self.home / 'songwright.db'}")

    def keys(self) -> dict[str, ApiKey]:
        units = self.units()
        found = {key.name: key for key in list_keys(units)}
        units.close()
        return found

    def opens(self, secret: str) -> bool:
        units = self.units()
        found = KeyRing(units, SystemClock()).find(secret)
        units.close()
        return found is not None

    def switched(self) -> bool:
        units = self.units()
        with units.open(reading=True) as unit:
            on = unit.switches.on(MAINTENANCE)
        units.close()
        return on


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    for name in list(os.environ):
        if name.startswith("SONGWRIGHT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SONGWRIGHT_HOME", str(tmp_path))
    return Shell(tmp_path)


def test_a_new_key_is_all_that_is_printed(shell: Shell) -> None:
    secret = shell.create("phone")
    assert secret.startswith("sw_")
    assert len(secret.split()) == 1
    assert shell.opens(secret)
    key = shell.keys()["phone"]
    assert (key.admin, key.credits, key.requests_per_10_s, key.unfinished_tasks) == (False, None, None, None)
    ran = CliRunner().invoke(shell.app, ["keys", "create", "tablet"])
    assert "can't be shown again" in ran.stderr
    assert "can't be shown again" not in ran.stdout


def test_a_key_needs_no_name(shell: Shell) -> None:
    shell.create()
    assert list(shell.keys()) == ["key"]


def test_options_reach_the_key(shell: Shell) -> None:
    shell.create("boss", "--admin", "--credits", "1200", "--requests", "5", "--unfinished", "0")
    key = shell.keys()["boss"]
    assert (key.admin, key.credits, key.requests_per_10_s, key.unfinished_tasks) == (True, 1200, 5, 0)
    shell.create("free", "--credits", "unlimited")
    assert shell.keys()["free"].credits is None
    shell.create("poor", "--credits", "0")
    assert shell.keys()["poor"].credits == 0


def test_keys_are_listed_without_their_secrets(shell: Shell) -> None:
    shell.run("keys", "list")
    secrets = [shell.create("boss", "--admin"), shell.create("phone", "--credits", "7"), shell.create("old")]
    shell.run("keys", "revoke", "old")
    shown = shell.run("keys", "list")
    lines = [line for line in shown.splitlines() if line.strip()]
    assert [line.split()[1] for line in lines[1:]] == ["boss", "phone", "old"]
    boss, phone, old = lines[1:]
    assert "admin" in boss
    assert "unlimited" in boss
    assert "never" in boss
    assert " 7 " in phone
    assert "open" in phone
    assert "revoked 20" in old
    for name, secret in zip(("boss", "phone", "old"), secrets, strict=True):
        assert secret not in shown
        assert shell.keys()[name].digest not in shown
        assert shell.keys()[name].id in shown
        assert secret[:11] in shown


def test_a_name_is_shown_as_it_is(shell: Shell) -> None:
    for name in ("[red]phone[/]", "[/]", "🎵 мой"):
        shell.create(name)
        assert name in shell.run("keys", "list")
    assert "[/] is revoked" in shell.run("keys", "revoke", "[/]")


def test_only_what_is_named_changes(shell: Shell) -> None:
    secret = shell.create("phone", "--credits", "30", "--requests", "5", "--unfinished", "7")
    assert "phone" in shell.run("keys", "set", "phone", "--credits", "600")
    key = shell.keys()["phone"]
    assert (key.credits, key.requests_per_10_s, key.unfinished_tasks) == (600, 5, 7)
    assert "600 credits" in shell.run("keys", "set", key.prefix, "--requests", "0")
    assert "unlimited" in shell.run("keys", "set", key.id, "--credits", "unlimited", "--unfinished", "0")
    key = shell.keys()["phone"]
    assert (key.credits, key.requests_per_10_s, key.unfinished_tasks) == (None, 0, 0)
    assert shell.opens(secret)


def test_a_reset_key_has_a_new_secret(shell: Shell) -> None:
    old = shell.create("phone", "--credits", "30")
    new = shell.run("keys", "reset", "phone").strip()
    assert new != old
    assert (shell.opens(old), shell.opens(new)) == (False, True)
    assert shell.keys()["phone"].credits == 30


def test_a_revoked_key_is_closed(shell: Shell) -> None:
    secret = shell.create("phone")
    assert "phone is revoked" in shell.run("keys", "revoke", "phone")
    assert not shell.opens(secret)
    again = shell.create("phone")
    assert shell.opens(again)
    shell.run("keys", "revoke", "phone")
    assert not shell.opens(again)


@pytest.mark.parametrize("command", ["set", "reset", "revoke"])
def test_the_key_must_be_one(shell: Shell, command: str) -> None:
    kept = shell.create("twin")
    shell.create("twin")
    for name in ("nobody", "twin", ""):
        with pytest.raises(BadRequest, match=r"no single open key is called .*songwright keys list"):
            shell.run("keys", command, name)
    assert shell.opens(kept)


@pytest.mark.parametrize("command", [("create", "new"), ("set", "phone")])
@pytest.mark.parametrize("wrong", ["-1", "many", "1.5", "", "1e3", "10000000000000", "9" * 5000])
def test_credits_are_a_whole_number(shell: Shell, command: tuple[str, str], wrong: str) -> None:
    shell.create("phone", "--credits", "5")
    with pytest.raises(BadRequest, match="--credits: a whole number from 0 to") as told:
        shell.run("keys", *command, "--credits", wrong)
    assert len(str(told.value)) < 200
    assert {name: key.credits for name, key in shell.keys().items()} == {"phone": 5}


@pytest.mark.parametrize("option", ["--requests", "--unfinished"])
@pytest.mark.parametrize("wrong", ["-1", "many", "1.5", "9" * 30])
def test_limits_are_whole_numbers(shell: Shell, option: str, wrong: str) -> None:
    shell.create("phone")
    for command in (("create", "new"), ("set", "phone")):
        assert option in Text.from_ansi(shell.run("keys", *command, option, wrong, code=2)).plain
    assert list(shell.keys()) == ["phone"]


@pytest.mark.parametrize("name", ["", "x" * 201, "a\0b", "\udcff"])
def test_a_name_is_a_text_of_some_length(shell: Shell, name: str) -> None:
    with pytest.raises(BadRequest, match="NAME: "):
        shell.create(name)
    shell.create("x" * 200)
    assert list(shell.keys()) == ["x" * 200]


def test_maintenance_is_switched(shell: Shell) -> None:
    for state, on in (("on", True), ("on", True), ("off", False), ("off", False)):
        assert shell.run("maintenance", state).strip()
        assert shell.switched() is on
    assert "on" in shell.run("maintenance", "perhaps", code=2)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SONGWRIGHT_PRICES", "12", ["keys", "list"]),
        ("SONGWRIGHT_PORT", "many", ["maintenance", "on"]),
    ],
)
def test_a_wrong_setting_is_named(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: list[str]
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadRequest, match=variable):
        shell.run(*words)


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs the installed command in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SONGWRIGHT_")}

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "songwright", *words],
            env=environment | {"SONGWRIGHT_HOME": str(tmp_path), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.mark.slow
def test_real_processes_share_what_they_keep(process: Callable[..., "subprocess.CompletedProcess[str]"]) -> None:
    made = process("keys", "create", "phone", "--credits", "9")
    assert (made.returncode, made.stdout.count("\n")) == (0, 1)
    assert "phone" in process("keys", "list").stdout
    assert process("maintenance", "on").returncode == 0
    for words in (("reset", "nobody"), ("set", "phone", "--credits", "lots"), ("create", "x" * 201)):
        failed = process("keys", *words)
        assert failed.returncode == 1
        assert failed.stdout == ""
        assert failed.stderr.startswith("songwright: ")
        assert "Traceback" not in failed.stderr
        assert len(failed.stderr.strip().splitlines()) <= 2

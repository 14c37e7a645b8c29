"""`songwright engines`: every engine with its state and the reason when it is not in use."""

import json

import pytest
import typer
from typer.testing import CliRunner

from songwright.cli import _engines
from songwright.song import BadRequest


def rows(monkeypatch: pytest.MonkeyPatch, routes: str) -> dict[str, dict]:
    monkeypatch.setenv("SONGWRIGHT_ENGINES", routes)
    command = typer.Typer()
    _engines.register(command)
    ran = CliRunner().invoke(command, ["--json"], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return {row["engine"]: row for row in json.loads(ran.stdout)}


def test_the_band_is_in_use_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    band = rows(monkeypatch, "")["band"]
    assert (band["state"], band["models"], band["reason"]) == ("in use", ["all"], "")


def test_an_engine_that_nobody_offers_is_listed_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    told = rows(monkeypatch, '{"V5": "nobody, band"}')["nobody"]
    assert (told["state"], told["models"]) == ("unknown", ["V5"])
    assert "SONGWRIGHT_ENGINES" in told["reason"]


def test_an_engine_with_workers_of_its_own_may_be_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONGWRIGHT_WORKERS_OF", "nobody, band")
    told = rows(monkeypatch, "nobody, band")
    assert (told["nobody"]["state"], told["band"]["state"]) == ("elsewhere", "in use")
    assert told["nobody"]["reason"].startswith("left to its own workers; here: SONGWRIGHT_ENGINES names it, and no")


def test_the_table_names_state_and_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONGWRIGHT_ENGINES", "")
    command = typer.Typer()
    _engines.register(command)
    said = CliRunner(env={"COLUMNS": "200"}).invoke(command, []).stdout
    assert "band" in said
    assert "in use" in said
    assert "on the processor alone" in said


def test_a_broken_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadRequest, match="SONGWRIGHT_ENGINES: no model is called 'V9'"):
        rows(monkeypatch, '{"V9": "band"}')

"""Settings: what the environment says, what an installation fills in, and clear words where it is wrong."""

from pathlib import Path

import pytest

from songwright.app import build_worker, load_settings
from songwright.outfit import Home
from songwright.song import BadRequest


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(root=tmp_path)


def test_an_installation_fills_in_its_places(home: Home) -> None:
    settings = load_settings(home)
    assert settings.database_url == f"sqlite:///{home.database}"
    assert settings.files == str(home.files)
    assert settings.embedded
    assert settings.loopback_allowed
    assert not settings.callback_private


def test_a_server_database_closes_loopback(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONGWRIGHT_DATABASE_URL", "postgresql://user@host/songs")
    assert not load_settings(home).loopback_allowed
    monkeypatch.setenv("SONGWRIGHT_CALLBACK_LOOPBACK", "true")
    assert load_settings(home).loopback_allowed


def test_pauses_are_a_list(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONGWRIGHT_CALLBACK_PAUSES_S", "1, 2.5,60")
    assert load_settings(home).callback_pauses_s == (1.0, 2.5, 60.0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SONGWRIGHT_PORT", "many"),
        ("SONGWRIGHT_PORT", "70000"),
        ("SONGWRIGHT_CALLBACK_TRIES", "0"),
        ("SONGWRIGHT_CALLBACK_PAUSES_S", "soon"),
        ("SONGWRIGHT_CALLBACK_PAUSES_S", ""),
        ("SONGWRIGHT_CALLBACK_PAUSES_S", "-1"),
        ("SONGWRIGHT_HTTP_STATUS", "teapot"),
        ("SONGWRIGHT_DATABASE_URL", "mysql://x"),
        ("SONGWRIGHT_PRICES", "twelve"),
        ("SONGWRIGHT_UNFINISHED_TASKS", "-1"),
    ],
)
def test_a_wrong_setting_is_named(home: Home, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadRequest, match=name):
        load_settings(home)


@pytest.mark.parametrize("name", ["nowhere:make", "songwright.app:nothing", "songwright", ""])
def test_a_studio_that_is_none_is_named(home: Home, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("SONGWRIGHT_STUDIO", name)
    with pytest.raises(BadRequest, match="SONGWRIGHT_STUDIO"):
        build_worker(load_settings(home), home)


def test_the_secret_is_not_shown(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONGWRIGHT_WEBHOOK_SECRET", "swordfish")
    settings = load_settings(home)
    assert "swordfish" not in repr(settings)
    assert settings.webhook_secret.get_secret_value() == "swordfish"

"""Who writes the words is a matter of settings."""

import pytest

from songwright.app import build_studio
from songwright.outfit import find_home
from songwright.service.authors import ChatAuthor
from songwright.song import BadRequest, SongRequest
from songwright.studio.ports import NoAnswer, Order
from songwright.studio.writing import HouseLyricist, OrderingLyricist


def test_without_an_address_the_house_writes(monkeypatch) -> None:
    monkeypatch.delenv("SONGWRIGHT_LYRICS_URL", raising=False)
    assert isinstance(build_studio(find_home()).lyricist, HouseLyricist)


def test_an_address_and_a_model_order_words_there(monkeypatch) -> None:
    monkeypatch.setenv("SONGWRIGHT_LYRICS_URL", "http://localhost:11434/v1")
    monkeypatch.setenv("SONGWRIGHT_LYRICS_MODEL", "bard-7b")
    lyricist = build_studio(find_home()).lyricist
    assert isinstance(lyricist, OrderingLyricist)
    assert lyricist.author.name == "bard-7b"


def test_each_draft_is_ordered_once(monkeypatch) -> None:
    """A model of one's own costs money or minutes: no eight tries for the freshest."""
    monkeypatch.setenv("SONGWRIGHT_LYRICS_URL", "http://localhost:11434/v1")
    monkeypatch.setenv("SONGWRIGHT_LYRICS_MODEL", "bard-7b")
    asked: list[int] = []

    def silent(_self: ChatAuthor, order: Order) -> str:
        asked.append(order.seed)
        raise NoAnswer("it is silent")

    monkeypatch.setattr(ChatAuthor, "answer", silent)
    drafts = build_studio(find_home()).drafts(SongRequest(prompt="a song about a lighthouse", seed=5), 2)
    assert len(drafts) == 2
    assert len(asked) == len(set(asked)) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("URL", "localhost:11434"), ("URL", "ftp://models/v1"), ("MODEL", " "), ("TIMEOUT_S", "soon"), ("TIMEOUT_S", "0")],
)
def test_a_setting_that_can_not_be_is_named(monkeypatch, name: str, value: str) -> None:
    monkeypatch.setenv("SONGWRIGHT_LYRICS_URL", "http://localhost:11434/v1")
    monkeypatch.setenv("SONGWRIGHT_LYRICS_MODEL", "bard-7b")
    monkeypatch.setenv(f"SONGWRIGHT_LYRICS_{name}", value)
    with pytest.raises(BadRequest, match=f"SONGWRIGHT_LYRICS_{name}"):
        build_studio(find_home())

"""Finished files and streams over HTTP: whole, in parts, not there yet and not there any more."""

import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_shop import Shop, assert_refused
from service_fakes import streaming_workshop
from songwright.service.api._files import read_range
from songwright.service.ports import TrackFile, air_name, file_key, is_air


@pytest.fixture
def shop() -> Shop:
    return Shop(stream_wait_s=0.0)


def song_address(shop: Shop, field: str = "audioUrl") -> str:
    task_id = shop.submit()
    shop.make(task_id)
    address: str = shop.info(task_id)["response"]["sunoData"][0][field]
    return address


def test_files_in_parts(shop: Shop) -> None:
    address = song_address(shop)
    whole = shop.client.get(address, headers={"Authorization": ""})
    assert whole.status_code == 200
    assert int(whole.headers["content-length"]) == len(whole.content)
    assert "Humming 1.mp3" in whole.headers["content-disposition"]
    tail = shop.client.get(address, headers={"Range": "bytes=-10"})
    assert (tail.status_code, tail.content) == (206, whole.content[-10:])
    rest = shop.client.get(address, headers={"Range": "bytes=5-"})
    assert (rest.status_code, rest.content) == (206, whole.content[5:])
    beyond = shop.client.get(address, headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416
    assert beyond.headers["content-range"] == f"bytes */{len(whole.content)}"
    head = shop.client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert shop.client.get(address, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    stale = shop.client.get(address, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert stale.status_code == 200


def test_files_that_are_not_there(shop: Shop) -> None:
    address = song_address(shop)
    for wrong in (
        address.replace("0-song.mp3", "7-song.mp3"),
        address.replace("0-song.mp3", "0-other.mp3"),
        address.replace("0-song.mp3", "0-..%2f..%2fsongwright.db"),
        address.replace("/files/", "/files/x"),
        address.replace("0-song.mp3", "x-song.mp3"),
    ):
        assert shop.client.get(wrong).status_code in {400, 404}, wrong


def test_the_cover_is_a_picture(shop: Shop) -> None:
    answer = shop.client.get(song_address(shop, "imageUrl"))
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("score.mid", "audio/midi"),
        ("score.mxl", "application/vnd.recordare.musicxml"),
        ("score.json", "application/json"),
    ],
)
def test_the_music_on_paper_says_what_it_is(shop: Shop, name: str, kind: str) -> None:
    """Players and notation programs are chosen by the type."""
    address = song_address(shop)
    task_id = address.split("/")[-2]
    shop.files.put(file_key(task_id, 0, name), b"paper")
    with shop.units.open() as unit:
        track = unit.tracks.of(task_id)[0]
        unit.tracks.put(replace(track, files=(*track.files, TrackFile(name=name, size_bytes=5))))
    answer = shop.client.get(address.replace("song.mp3", name))
    assert (answer.headers["content-type"], answer.content) == (kind, b"paper")


def test_a_stream_sends_early_listeners_round(shop: Shop) -> None:
    task_id = shop.submit()
    shop.plan(task_id)
    address = shop.info(task_id)["response"]["sunoData"][0]["streamAudioUrl"]
    sent_round = shop.client.get(address, follow_redirects=False)
    assert sent_round.status_code == 307
    assert sent_round.headers["location"] == address.removeprefix("http://songs.local") + "?round=1"
    assert sent_round.headers["cache-control"] == "no-store"
    altered = shop.client.get(address, params={"round": "9" * 5000}, follow_redirects=False)
    assert altered.headers["location"] == sent_round.headers["location"]
    tired = shop.client.get(address, params={"round": "15"}, follow_redirects=False)
    assert tired.status_code == 404
    assert tired.headers["retry-after"]
    shop.take(task_id, 0)
    played = shop.client.get(address, headers={"Range": "bytes=0-9"})
    assert (played.status_code, len(played.content)) == (206, 10)
    assert played.headers["content-type"] == "audio/mpeg"


def test_a_stream_hands_on_what_is_there_and_ends_with_the_song(shop: Shop) -> None:
    """The listener comes while the first piece is all there is; the others follow, then the song is made."""
    shop.bench = replace(shop.bench, workshop=streaming_workshop())
    task_id = shop.submit()
    shop.plan(task_id)
    address = shop.info(task_id)["response"]["sunoData"][0]["streamAudioUrl"]
    shop.files.put(file_key(task_id, 0, air_name(0)), b"early ")
    early = shop.client.head(address)
    assert (early.status_code, early.headers["accept-ranges"], early.content) == (200, "none", b"")

    def go_on() -> None:
        shop.files.put(file_key(task_id, 0, air_name(1)), b"and later")
        with shop.units.open() as unit:
            pieces = tuple(TrackFile(name=air_name(number), size_bytes=6) for number in range(2))
            unit.tracks.put(replace(unit.tracks.of(task_id)[0], finished_at=shop.clock.now(), files=pieces))

    later = threading.Timer(1.0, go_on)
    later.start()
    heard = shop.client.get(address, headers={"Range": "bytes=0-"})
    later.join()
    assert heard.status_code == 200
    assert heard.headers["content-type"] == "audio/mpeg"
    assert "content-length" not in heard.headers
    assert heard.headers["cache-control"] == "no-store"
    assert heard.content == b"early and later"


def test_the_stream_of_a_made_song_is_its_file_and_pieces_are_not_listed(shop: Shop) -> None:
    shop.bench = replace(shop.bench, workshop=streaming_workshop())
    task_id = shop.submit()
    shop.make(task_id)
    track = shop.info(task_id)["response"]["sunoData"][0]
    song = shop.client.get(track["streamAudioUrl"]).content
    assert song == shop.client.get(track["audioUrl"]).content
    with shop.units.open() as unit:
        assert sum(is_air(file.name) for file in unit.tracks.of(task_id)[0].files) == 3


def test_a_stream_ends_where_the_task_is_cancelled(shop: Shop) -> None:
    task_id = shop.submit()
    shop.plan(task_id)
    address = shop.info(task_id)["response"]["sunoData"][0]["streamAudioUrl"]
    shop.files.put(file_key(task_id, 0, air_name(0)), b"early ")
    later = threading.Timer(1.0, lambda: shop.fail(task_id))
    later.start()
    assert shop.client.get(address).content == b"early "
    later.join()


def test_a_stream_of_a_failed_task_ends(shop: Shop) -> None:
    task_id = shop.submit()
    shop.plan(task_id)
    address = shop.info(task_id)["response"]["sunoData"][0]["streamAudioUrl"]
    shop.fail(task_id)
    assert shop.client.get(address, follow_redirects=False).status_code == 404


def test_swept_files_are_gone(shop: Shop) -> None:
    address = song_address(shop)
    task_id = address.split("/")[-2]
    with shop.units.open() as unit:
        for track in unit.tracks.of(task_id):
            unit.tracks.put(replace(track, swept_at=shop.clock.now()))
    assert_refused(shop.client.get(address), 410, 410)
    assert shop.info(task_id)["status"] == "SUCCESS"


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_ranges_lie_inside(size: int, first: int, last: int) -> None:
    part = read_range(f"bytes={first}-{last}", size)
    if last < first:
        assert part is None
    elif first >= size:
        assert part == ()
    else:
        assert part == (first, min(last + 1, size))


@given(st.text(max_size=20))
def test_odd_ranges_are_no_fault(header: str) -> None:
    part = read_range(header, 10)
    assert part is None or len(part) in {0, 2}


def test_the_document_names_the_fields(shop: Shop) -> None:
    document = shop.client.get("/openapi.json").json()
    body = document["paths"]["/api/v1/generate"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"customMode", "callBackUrl", "styleWeight", "seed"} <= set(body["properties"])

"""Programs written for the hosted API work unchanged but for the base address and the key."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Protocol, TypeVar

import httpx
import pytest
from clients.browser_studio import BrowserStudio
from clients.django_strategy import DjangoStrategy
from clients.gradio_space import generate_song
from clients.httpx_tool import ApiError, HttpxTool
from clients.kotlin_app import KotlinApp
from clients.mcp_poller import McpPoller
from clients.next_site import NextSite
from clients.react_native_app import ReactNativeApp
from clients.spring_receiver import SpringService
from clients.telegram_bot import TelegramBot
from clients.typescript_sdk import SunoApiError, SunoClient
from clients.workflow_nodes import run_workflow
from clients.zod_provider import Refused, ZodProvider
from contract import CUSTOM, DONE_WITHIN_S, EXAMPLE, IDEA, Caller, calling, new_key

from serving import Service, wait_until

pytestmark = pytest.mark.slow

PAUSE_S = 0.05
IMPOSSIBLE = IDEA | {"prompt": "impossible"}
STAGES = ["text", "first", "complete"]


@pytest.fixture
def admin(generous: Service, admin_key: str) -> Iterator[Caller]:
    """Somebody who may make keys."""
    with calling(generous, admin_key) as admin:
        yield admin


class Closes(Protocol):
    """A program that has something to close."""

    def close(self) -> None: ...


Program = TypeVar("Program", bound=Closes)


class Opens(Protocol):
    """Closes a program when the test is over."""

    def __call__(self, program: Program) -> Program: ...


@pytest.fixture
def opened() -> Iterator[Opens]:
    """Hands a program through and closes it in the end."""
    with ExitStack() as stack:
        yield lambda program: stack.enter_context(closing(program))


def plays(address: str) -> bool:
    """A plain GET without a key gives an MP3."""
    answer = httpx.get(address, trust_env=False)
    return answer.status_code == 200 and answer.headers["content-type"] == "audio/mpeg"


def test_the_kotlin_app(generous: Service, opened: Opens) -> None:
    songs = opened(KotlinApp(generous.url, generous.key, PAUSE_S)).song_for("[Verse]\nla", "city pop", "Neon")
    assert [song.title for song in songs.suno_data] == ["Neon", "Neon"]
    for song in songs.suno_data:
        assert plays(song.audio_url)
        assert plays(song.source_audio_url)
        assert song.tag_list[0] == "style=city pop"
        assert song.prompt == "[Verse]\nla"


def test_the_zod_provider(generous: Service, opened: Opens) -> None:
    provider = opened(ZodProvider(generous.url, generous.key, PAUSE_S))
    records = provider.every_record(provider.generate(**EXAMPLE))
    statuses = list(dict.fromkeys(record.status for record in records))
    assert statuses[-1] == "SUCCESS"
    assert {"PENDING", "TEXT_SUCCESS", "FIRST_SUCCESS"} & set(statuses)
    assert records[-1].response
    assert all(song.duration and song.audio_url for song in records[-1].response.suno_data)


def test_the_zod_provider_sees_failures(generous: Service, opened: Opens) -> None:
    provider = opened(ZodProvider(generous.url, generous.key, PAUSE_S))
    failed = provider.every_record(provider.generate(**IMPOSSIBLE))[-1]
    assert (failed.status, failed.error_code) == ("GENERATE_AUDIO_FAILED", 501)
    assert failed.response
    assert failed.response.suno_data == []
    assert provider.record("0" * 32) is None
    with pytest.raises(Refused, match=r"^Please enter callBackUrl\.$") as refused:
        provider.generate(**{name: value for name, value in IDEA.items() if name != "callBackUrl"})
    assert refused.value.code == 400


def test_the_zod_provider_counts_credits(generous: Service, opened: Opens) -> None:
    assert opened(ZodProvider(generous.url, generous.key, PAUSE_S)).credits() > 0


def test_the_zod_provider_reads_lyrics(generous: Service, opened: Opens) -> None:
    provider = opened(ZodProvider(generous.url, generous.key, PAUSE_S))
    written = provider.lyrics("a quiet harbour")
    assert written.status == "SUCCESS"
    assert written.response
    assert written.response.task_id == written.task_id
    assert [lyric.status for lyric in written.response.data] == ["complete", "complete"]
    assert all(lyric.text.startswith("[Verse]\nhum") for lyric in written.response.data)
    failed = provider.lyrics("impossible")
    assert (failed.status, failed.error_code) == ("GENERATE_LYRICS_FAILED", 501)
    assert provider.record(written.task_id) is None
    assert provider.lyrics_record("0" * 32) is None


def test_the_django_strategy(generous: Service) -> None:
    strategy = DjangoStrategy(generous.url, generous.key, PAUSE_S)
    done = strategy.wait(strategy.start("a quiet harbour"))
    assert done.status == "completed"
    assert done.audio_url
    assert plays(done.audio_url)
    assert done.duration == pytest.approx(1.0, abs=0.1)
    failed = strategy.wait(strategy.start("impossible"))
    assert (failed.status, failed.error) == ("failed", "This can't be sung.")


def test_the_gradio_space(generous: Service) -> None:
    *reports, links = generate_song(generous.url, generous.key, "[Verse]\nla", "folk", "Harbour", PAUSE_S)
    assert reports[0].startswith("Submitted ")
    assert len(links.splitlines()) == 2
    assert all(link.startswith("[Harbour](http") and plays(link[len("[Harbour](") : -1]) for link in links.split("\n"))
    assert next(generate_song(generous.url, generous.key, "", "folk", "Harbour", PAUSE_S)).startswith("API error: ")
    assert list(generate_song(generous.url, "sw_wrong", "la", "folk", "Harbour", PAUSE_S)) == ["HTTP 401"]


def test_the_spring_service(generous: Service) -> None:
    with closing(SpringService()) as spring, calling(generous) as caller:
        task_id = caller.submit(CUSTOM | {"callBackUrl": spring.address})
        failing = caller.submit(IMPOSSIBLE | {"callBackUrl": spring.address})
        wait_until(lambda: spring.saved and spring.failed, DONE_WITHIN_S, "both ends")
        assert spring.faults == []
        assert [stage for task, stage in spring.progress if task == task_id] == STAGES
        assert spring.failed == {failing: "This can't be sung."}
        for track in spring.saved[task_id]:
            assert all(getattr(track, field) is not None for field in track.__struct_fields__)
            assert track.audio_url
            assert plays(track.audio_url)


def test_the_typescript_sdk(generous: Service, opened: Opens) -> None:
    sdk = opened(SunoClient(generous.url, generous.key, PAUSE_S))
    record = sdk.wait_for_completion(sdk.generate(**IDEA)["taskId"])
    assert all(plays(song["audioUrl"]) for song in record["response"]["sunoData"])
    with pytest.raises(SunoApiError, match="can't be sung") as failed:
        sdk.wait_for_completion(sdk.generate(**IMPOSSIBLE)["taskId"])
    assert failed.value.code == 501


def test_the_typescript_sdk_writes_lyrics_and_sings_them(generous: Service, opened: Opens) -> None:
    sdk = opened(SunoClient(generous.url, generous.key, PAUSE_S))
    one, other = sdk.generate_lyrics("a quiet harbour")
    assert one["text"] != other["text"]
    song = CUSTOM | {"prompt": other["text"], "title": other["title"]}
    record = sdk.wait_for_completion(sdk.generate(**song)["taskId"])
    assert [sung["prompt"] for sung in record["response"]["sunoData"]] == [other["text"]] * 2
    with pytest.raises(SunoApiError, match=r"^prompt: 201 characters are too many") as refused:
        sdk.generate_lyrics("a" * 201)
    assert refused.value.code == 413


def test_the_typescript_sdk_without_credits(generous: Service, opened: Opens, admin: Caller) -> None:
    sdk = opened(SunoClient(generous.url, new_key(admin, "sdk", credits=5)["key"], PAUSE_S))
    assert sdk.get_remaining_credits() == 5
    before = sdk.requests
    with pytest.raises(SunoApiError, match=r"^The current credits are insufficient\. Please top up\.$") as refused:
        sdk.generate(**IDEA)
    assert refused.value.code == 429
    assert sdk.requests == before + 1


def test_the_react_native_app(start: Callable[..., Service]) -> None:
    service = start(SINE_TAKE_S="1.5")
    playback = ReactNativeApp(service.url, service.key, PAUSE_S).play("a quiet harbour")
    assert playback.at_early == "TEXT_SUCCESS"
    assert playback.at_song in {"FIRST_SUCCESS", "SUCCESS"}
    assert playback.early == playback.song
    assert playback.song[:3] == b"ID3" or playback.song[0] == 0xFF


def test_the_mcp_poller(generous: Service) -> None:
    poller = McpPoller(generous.url, generous.key, PAUSE_S)
    with calling(generous) as caller:
        tasks = [caller.submit(IDEA) for _ in range(4)]
        failing = caller.submit(IMPOSSIBLE)
    records = asyncio.run(poller.wait_for_all([*tasks, failing, "0" * 32]))
    statuses = [record and record["status"] for record in records.values()]
    assert statuses == ["SUCCESS"] * 4 + ["GENERATE_AUDIO_FAILED", None]


def test_the_mcp_poller_counts_credits(generous: Service) -> None:
    assert asyncio.run(McpPoller(generous.url, generous.key, PAUSE_S).credits()) > 0


def test_the_browser_studio(generous: Service, opened: Opens) -> None:
    studio = opened(BrowserStudio(generous.url, generous.key, PAUSE_S))
    played, kept = studio.make("V6", "a quiet harbour")
    assert played == kept[0]
    assert len(set(kept)) == 2
    with pytest.raises(RuntimeError, match="can't be sung"):
        studio.make("V5", "impossible")


def test_the_browser_studio_offers_lyrics(generous: Service, opened: Opens) -> None:
    studio = opened(BrowserStudio(generous.url, generous.key, PAUSE_S))
    assert [lyric["status"] for lyric in studio.write("a quiet harbour")] == ["complete"] * 2
    with pytest.raises(RuntimeError, match="can't be sung"):
        studio.write("impossible")


def test_the_browser_studio_logs_in(generous: Service, opened: Opens) -> None:
    assert opened(BrowserStudio(generous.url, generous.key, PAUSE_S)).log_in()
    # The page must be able to read the refusal, or it would tell its user that the network is down.
    assert not opened(BrowserStudio(generous.url, "sw_wrong", PAUSE_S)).log_in()


def test_the_httpx_tool(generous: Service, opened: Opens, tmp_path: Path) -> None:
    tool = opened(HttpxTool(generous.url, generous.key, PAUSE_S))
    files = tool.make(tmp_path, **(CUSTOM | {"instrumental": True}))
    assert len(files) == 2
    for fields, code in ((IDEA | {"prompt": "a" * 501}, 413), (IDEA | {"model": "V1"}, 400)):
        with pytest.raises(ApiError) as refused:
            tool.make(tmp_path, **fields)
        assert (refused.value.code, refused.value.by_http) == (code, False)
    with pytest.raises(ApiError) as stranger:
        opened(HttpxTool(generous.url, "sw_wrong", PAUSE_S)).make(tmp_path, **IDEA)
    assert (stranger.value.code, stranger.value.by_http) == (401, True)


@pytest.mark.parametrize("answers_late", [False, True])
def test_the_telegram_bot(generous: Service, *, answers_late: bool) -> None:
    with closing(TelegramBot(generous.url, generous.key, answers_late=answers_late)) as bot:
        bot.ask("a quiet harbour")
        repeats = 3 if answers_late else 0
        wait_until(lambda: bot.repeats == repeats and bot.messages, DONE_WITHIN_S, "all is delivered")
        assert bot.messages == ["audio: Humming"] * 2
        bot.ask("impossible")
        wait_until(lambda: len(bot.messages) == 3, DONE_WITHIN_S, "the error")
        assert bot.messages[2] == "Sorry: This can't be sung."
        assert bot.strangers == 0


def test_the_next_site(generous: Service) -> None:
    form: dict[str, Any] = {name: value for name, value in CUSTOM.items() if name != "callBackUrl"}
    with closing(NextSite(generous.url, generous.key)) as site:
        task_id = site.generate(**form)
        wait_until(lambda: site.rows[task_id].get("status") == "completed", DONE_WITHIN_S, "the songs")
        assert site.kinds == STAGES
        assert all(plays(audio) for _, audio, _ in site.rows[task_id]["songs"])
        with pytest.raises(RuntimeError, match=r"^413: "):
            site.generate(**(form | {"title": "a" * 81}))


def test_the_next_site_takes_lyrics_in(generous: Service) -> None:
    with closing(NextSite(generous.url, generous.key)) as site:
        task_id, failing = site.lyrics("a quiet harbour"), site.lyrics("impossible")
        ended = ("completed", "failed")
        wait_until(
            lambda: all(site.rows[each].get("status") in ended for each in (task_id, failing)), DONE_WITHIN_S, "both"
        )
        assert sorted(site.kinds) == ["complete", "error"]
        assert len(set(site.rows[task_id]["lyrics"])) == 2
        assert site.rows[failing] == {"status": "failed", "error": "This can't be sung."}


def test_the_next_site_shows_a_balance(generous: Service) -> None:
    with closing(NextSite(generous.url, generous.key)) as site:
        assert site.balance() > 0


def test_the_workflow(generous: Service) -> None:
    row = run_workflow(generous.url, generous.key, CUSTOM, PAUSE_S)
    assert row["title"] == CUSTOM["title"]
    assert plays(row["audioUrl"])
    assert json.dumps(row)
    assert run_workflow(generous.url, generous.key, IMPOSSIBLE, PAUSE_S)["error"] == "This can't be sung."

"""A chat bot in Python: a secret of its own in the callback address, and no message sent twice.

Callbacks are recognised by (task id, type), for the sender may try again; songs are passed on as addresses that the
messenger's servers fetch for themselves, with HEAD before GET.
"""

import json
import secrets
import threading

import httpx

from clients.callback_server import CallbackServer


class TelegramBot:
    """The bot; `messages` is what its users read."""

    def __init__(self, base: str, key: str, *, answers_late: bool = False) -> None:
        self._base = base
        self._key = key
        self._secret = secrets.token_urlsafe(12)
        self._seen: set[tuple[str, str]] = set()
        self._answers_late = answers_late
        self._lock = threading.Lock()
        self.strangers = 0
        self.repeats = 0
        self.messages: list[str] = []
        self._server = CallbackServer(self._receive)

    def ask(self, prompt: str) -> str:
        """A user asks for a song; returns the task."""
        asked = {
            "prompt": prompt,
            "customMode": False,
            "instrumental": True,
            "model": "V4_5",
            "callBackUrl": f"{self._server.url}/suno?secret={self._secret}&chat=42",
        }
        headers = {"Authorization": f"Bearer {self._key}"}
        answer = httpx.post(f"{self._base}/api/v1/generate", json=asked, headers=headers, trust_env=False).json()
        assert answer["code"] == 200, answer
        task_id: str = answer["data"]["taskId"]
        return task_id

    def _receive(self, query: dict[str, list[str]], body: bytes) -> int:
        if query.get("secret") != [self._secret] or query.get("chat") != ["42"]:
            self.strangers += 1
            return 403
        callback = json.loads(body)
        received = callback.get("data") or {}
        mark = (received.get("task_id") or received.get("taskId"), received.get("callbackType"))
        with self._lock:
            if mark in self._seen:
                self.repeats += 1
                return 200
            self._seen.add(mark)
            if callback["code"] != 200:
                self.messages.append(f"Sorry: {callback['msg']}")
            elif mark[1] == "complete":
                self.messages += [self._audio(song["audio_url"], song["title"]) for song in received["data"]]
        # A bot that was too busy to answer in time is asked again about what it has already done.
        return 503 if self._answers_late else 200

    @staticmethod
    def _audio(address: str, title: str) -> str:
        """What the messenger makes of an address."""
        head = httpx.head(address, trust_env=False)
        assert head.status_code == 200
        assert head.headers["content-type"] == "audio/mpeg"
        assert 0 < int(head.headers["content-length"]) < 20_000_000
        assert len(httpx.get(address, trust_env=False).content) == int(head.headers["content-length"])
        return f"audio: {title}"

    def close(self) -> None:
        self._server.close()

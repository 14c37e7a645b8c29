"""A site in TypeScript on Next (ngandimoun/dreamcutai): an API route that submits and a route that receives.

The submitting route fails unless HTTP is fine and code is 200; the receiving one tells kinds of callbacks apart by what
they carry, and always answers 200. Its balance comes from `/api/v1/get-credits`.
"""

import json
from typing import Any

import httpx

from clients.callback_server import CallbackServer


class NextSite:
    """Both routes and the table between them."""

    def __init__(self, base: str, key: str) -> None:
        self._http = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, trust_env=False)
        self.rows: dict[str, dict[str, Any]] = {}
        self.kinds: list[str] = []
        self._server = CallbackServer(self._webhook)

    def balance(self) -> int:
        """The credits shown in the page's corner."""
        balance: int = self._checked(self._http.get("/api/v1/get-credits"))
        return balance

    def generate(self, **form: Any) -> str:
        """The submitting route; returns the task id it stored."""
        request = form | {"callBackUrl": f"{self._server.url}/api/webhooks/suno"}
        task_id: str = self._checked(self._http.post("/api/v1/generate", json=request))["taskId"]
        self.rows.setdefault(task_id, {"status": "processing"})
        return task_id

    def lyrics(self, prompt: str) -> str:
        """The submitting route of the lyrics page; returns the task id it stored."""
        request = {"prompt": prompt, "callBackUrl": f"{self._server.url}/api/webhooks/suno"}
        task_id: str = self._checked(self._http.post("/api/v1/lyrics", json=request))["taskId"]
        self.rows.setdefault(task_id, {"status": "processing"})
        return task_id

    @staticmethod
    def _checked(answer: httpx.Response) -> Any:
        if not answer.is_success:
            raise RuntimeError(f"HTTP {answer.status_code}")
        body = answer.json()
        if body["code"] != 200:
            raise RuntimeError(f"{body['code']}: {body['msg']}")
        return body["data"]

    def _webhook(self, _query: dict[str, list[str]], body: bytes) -> int:
        callback = json.loads(body)
        received = callback.get("data") or {}
        if "video_url" in received:
            self.kinds.append("video")
        elif "vocal_removal_info" in received:
            self.kinds.append("stems")
        elif "callbackType" in received:
            self.kinds.append(received["callbackType"])
            # Songs say task_id and lyrics taskId; a lyric is known by its text.
            songs = received["data"] and "text" not in received["data"][0]
            row = self.rows.setdefault(received["task_id" if songs else "taskId"], {})
            if callback["code"] != 200:
                row |= {"status": "failed", "error": callback["msg"]}
            elif received["callbackType"] == "complete" and not songs:
                row |= {"status": "completed", "lyrics": [_shown(lyric) for lyric in received["data"]]}
            elif received["callbackType"] == "complete":
                songs = [(song["id"], song["audio_url"], song["image_url"]) for song in received["data"]]
                row |= {"status": "completed", "songs": songs}
        return 200

    def close(self) -> None:
        self._server.close()
        self._http.close()


def _shown(lyric: dict[str, str]) -> tuple[str, str]:
    """Title and text of a lyric that may be chosen."""
    if lyric["status"] != "complete" or lyric["errorMessage"]:
        raise ValueError(lyric["errorMessage"])
    return lyric["title"], lyric["text"]

"""A generation strategy of a Django site in Python: forgiving about names, with a status map of its own."""

import time
from dataclasses import dataclass

import httpx

_STATUSES = {
    "PENDING": "queued",
    "TEXT_SUCCESS": "processing",
    "FIRST_SUCCESS": "processing",
    "SUCCESS": "completed",
    "CREATE_TASK_FAILED": "failed",
    "GENERATE_AUDIO_FAILED": "failed",
    "CALLBACK_EXCEPTION": "failed",
    "SENSITIVE_WORD_ERROR": "failed",
}


@dataclass
class Generated:
    """What the site's model keeps."""

    status: str
    audio_url: str | None = None
    duration: float | None = None
    error: str | None = None


class DjangoStrategy:
    """`start` from a view, `check` from a periodic job."""

    def __init__(self, base: str, key: str, pause_s: float) -> None:
        self._base = base
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._pause_s = pause_s

    def start(self, prompt: str) -> str:
        """Starts a task with a dummy callback; returns its id."""
        request = {
            "prompt": prompt,
            "customMode": False,
            "instrumental": False,
            "model": "V4_5ALL",
            "callBackUrl": "https://noop",
        }
        answer = httpx.post(f"{self._base}/api/v1/generate", json=request, headers=self._headers, trust_env=False)
        answer.raise_for_status()
        body = answer.json()
        task_id: str | None = (body.get("data") or {}).get("taskId") or (body.get("data") or {}).get("task_id")
        if not task_id:
            raise RuntimeError(f"no task id: {body.get('msg')}")
        return task_id

    def check(self, task_id: str) -> Generated:
        """The task as the site shows it."""
        answer = httpx.get(
            f"{self._base}/api/v1/generate/record-info",
            params={"taskId": task_id},
            headers=self._headers,
            trust_env=False,
        )
        answer.raise_for_status()
        record = answer.json()["data"]
        status = _STATUSES[record["status"]]
        if status == "failed":
            return Generated(status, error=record.get("errorMessage"))
        songs = (record.get("response") or {}).get("sunoData") or []
        if not songs:
            return Generated(status)
        song = songs[0]
        url = song.get("audioUrl") or song.get("audio_url") or song.get("streamAudioUrl")
        return Generated(status, audio_url=url, duration=song.get("duration"))

    def wait(self, task_id: str) -> Generated:
        """What the periodic job ends with."""
        while (found := self.check(task_id)).status not in {"completed", "failed"}:
            time.sleep(self._pause_s)
        return found

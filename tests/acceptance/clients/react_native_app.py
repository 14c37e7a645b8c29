"""A mobile app in React Native: plays the stream at TEXT_SUCCESS and goes over to the mp3 at FIRST_SUCCESS.

Its player asks without a key, in ranges, and follows redirects; it needs the right content type to choose a decoder.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class Playback:
    """What the player heard."""

    statuses: list[str] = field(default_factory=list)
    early: bytes = b""
    song: bytes = b""
    at_early: str = ""
    at_song: str = ""


class ReactNativeApp:
    """The screen that waits and plays."""

    def __init__(self, base: str, key: str, pause_s: float) -> None:
        self._base = base
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._pause_s = pause_s

    def play(self, prompt: str) -> Playback:
        """Submits and plays as soon as anything can be played."""
        asked = {
            "prompt": prompt,
            "customMode": False,
            "instrumental": False,
            "model": "V5",
            "callBackUrl": "playground",
        }
        answer = httpx.post(f"{self._base}/api/v1/generate", json=asked, headers=self._headers, trust_env=False).json()
        playback = Playback()
        while True:
            record = self._poll(answer["data"]["taskId"])
            status = record["status"]
            if status not in playback.statuses:
                playback.statuses.append(status)
            songs = (record["response"] or {}).get("sunoData") or []
            if songs and not playback.early and songs[0]["streamAudioUrl"]:
                playback.at_early = status
                playback.early = self._player(songs[0]["streamAudioUrl"])
            elif songs and not playback.song and songs[0]["audioUrl"]:
                playback.at_song = status
                playback.song = self._player(songs[0]["audioUrl"])
            if status == "SUCCESS" and playback.song:
                return playback
            assert status in {"PENDING", "TEXT_SUCCESS", "FIRST_SUCCESS", "SUCCESS"}, record
            time.sleep(self._pause_s)

    def _poll(self, task_id: str) -> dict[str, Any]:
        answer = httpx.get(
            f"{self._base}/api/v1/generate/record-info",
            params={"taskId": task_id},
            headers=self._headers,
            trust_env=False,
        )
        record: dict[str, Any] = answer.json()["data"]
        return record

    @staticmethod
    def _player(address: str) -> bytes:
        """Plays an address as media players do: a first probe, then the rest in ranges."""
        probe = httpx.get(address, headers={"Range": "bytes=0-1"}, follow_redirects=True, timeout=120, trust_env=False)
        assert probe.status_code == 206
        assert probe.headers["content-type"] == "audio/mpeg"
        size = int(probe.headers["content-range"].rpartition("/")[2])
        heard = b""
        while len(heard) < size:
            wanted = {"Range": f"bytes={len(heard)}-{min(len(heard) + 8191, size - 1)}"}
            part = httpx.get(address, headers=wanted, follow_redirects=True, trust_env=False)
            assert part.status_code == 206
            heard += part.content
        return heard

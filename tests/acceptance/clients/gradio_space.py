"""A demo page in Python with gradio (the space MySafeCode/SUNO-API-V5): a generator that reports as it polls.

`response` may be an object or the text of one; HTTP other than 200 and code other than 200 are told apart.
"""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx


def generate_song(base: str, key: str, lyrics: str, style: str, title: str, pause_s: float) -> Iterator[str]:
    """Lines for the page; the last one holds the links."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    asked = {
        "customMode": True,
        "instrumental": False,
        "model": "V5",
        "callBackUrl": "https://example.com/callback.php",
        "prompt": lyrics[:5000],
        "style": style,
        "title": title,
    }
    answer = httpx.post(f"{base}/api/v1/generate", json=asked, headers=headers, trust_env=False)
    if answer.status_code != 200:
        yield f"HTTP {answer.status_code}"
        return
    body = answer.json()
    if body.get("code") != 200:
        yield f"API error: {body.get('msg', 'unknown')}"
        return
    task_id = body["data"]["taskId"]
    yield f"Submitted {task_id}"
    for _ in range(600):
        time.sleep(pause_s)
        poll = httpx.get(
            f"{base}/api/v1/generate/record-info", params={"taskId": task_id}, headers=headers, trust_env=False
        )
        record = poll.json()["data"]
        if record["status"] == "SUCCESS":
            yield "\n".join(_links(record["response"]))
            return
        if "FAILED" in record["status"]:
            yield f"Failed: {record.get('errorMessage')}"
            return
        yield f"Status: {record['status']}"


def _links(response: str | dict[str, Any]) -> Iterator[str]:
    """A line of markdown for each song."""
    found = json.loads(response) if isinstance(response, str) else response
    for song in found.get("sunoData", []):
        yield f"[{song.get('title', 'Untitled')}]({song.get('audioUrl') or song.get('streamAudioUrl')})"

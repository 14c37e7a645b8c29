"""A studio in the browser (Tunesmith): calls the API from its own page, with the browser's rules between them.

The credit call is its login check; it looks at `code` alone, but needs JSON as content type; it plays
streamAudioUrl in an audio element and later fetches the song to keep it. Answers without the headers of CORS don't
exist for it.
"""

import time
from typing import Any

import httpx

_SIMPLE_METHODS = {"GET", "HEAD", "POST"}
_SIMPLE_HEADERS = {"accept", "accept-language", "content-language"}


class NetworkError(Exception):
    """All that fetch tells a page when the other side doesn't allow it to see the answer."""


class Browser:
    """fetch() of a page of this origin."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._http = httpx.Client(trust_env=False, timeout=60, follow_redirects=True)

    def close(self) -> None:
        self._http.close()

    def fetch(self, url: str, method: str = "GET", headers: dict[str, str] | None = None, json: Any = None) -> Any:
        """The answer, if the page may see it."""
        headers = {name.lower(): value for name, value in (headers or {}).items()}
        asks_for = sorted(set(headers) - _SIMPLE_HEADERS)
        if asks_for or method not in _SIMPLE_METHODS:
            self._preflight(url, method, asks_for)
        answer = self._http.request(method, url, headers=headers | {"origin": self._origin}, json=json)
        self._check_origin(answer)
        return answer

    def _preflight(self, url: str, method: str, asks_for: list[str]) -> None:
        headers = {
            "origin": self._origin,
            "access-control-request-method": method,
            "access-control-request-headers": ",".join(asks_for),
        }
        answer = self._http.options(url, headers=headers)
        self._check_origin(answer)
        allowed = {name.strip().lower() for name in answer.headers.get("access-control-allow-headers", "").split(",")}
        # A star does not cover Authorization: the standard asks for its name.
        if not answer.is_success or not set(asks_for) <= allowed:
            raise NetworkError(f"preflight of {url}: {answer.status_code} {allowed}")
        methods = {name.strip() for name in answer.headers.get("access-control-allow-methods", "").split(",")}
        if method not in methods | _SIMPLE_METHODS and "*" not in methods:
            raise NetworkError(f"preflight of {url}: {methods}")

    def _check_origin(self, answer: httpx.Response) -> None:
        if answer.headers.get("access-control-allow-origin") not in {"*", self._origin}:
            raise NetworkError(f"no CORS on {answer.url} ({answer.status_code})")


class BrowserStudio:
    """The studio's page."""

    def __init__(self, base: str, key: str, pause_s: float) -> None:
        self._base = base
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._pause_s = pause_s
        self._browser = Browser("https://studio.example")

    def close(self) -> None:
        self._browser.close()

    def log_in(self) -> bool:
        """Whether the key is good, which the credit call tells."""
        return bool(self._call("GET", "/api/v1/generate/credit")["code"] == 200)

    def make(self, model: str, prompt: str) -> tuple[bytes, list[bytes]]:
        """What the audio element played early, and the songs fetched to keep."""
        asked = {
            "customMode": False,
            "instrumental": False,
            "model": model,
            "prompt": prompt,
            "callBackUrl": "https://example.com/callback",
        }
        answer = self._call("POST", "/api/v1/generate", asked)
        if answer["code"] != 200:
            raise RuntimeError(answer["msg"])
        played = b""
        while True:
            record = self._call("GET", f"/api/v1/generate/record-info?taskId={answer['data']['taskId']}")["data"]
            songs = ((record or {}).get("response") or {}).get("sunoData") or []
            if songs and songs[0]["streamAudioUrl"] and not played:
                played = self._browser.fetch(songs[0]["streamAudioUrl"]).content
            if record["status"] == "SUCCESS":
                return played, [self._browser.fetch(song["audioUrl"]).content for song in songs]
            if record["errorMessage"]:
                raise RuntimeError(record["errorMessage"])
            time.sleep(self._pause_s)

    def write(self, prompt: str) -> list[dict[str, str]]:
        """The lyrics its page offers, from the job list's own paths."""
        answer = self._call("POST", "/api/v1/lyrics", {"prompt": prompt, "callBackUrl": "https://example.com/callback"})
        if answer["code"] != 200:
            raise RuntimeError(answer["msg"])
        while True:
            record = self._call("GET", f"/api/v1/lyrics/record-info?taskId={answer['data']['taskId']}")["data"]
            if record["status"] == "SUCCESS":
                offered: list[dict[str, str]] = record["response"]["data"]
                return offered
            if record["errorMessage"]:
                raise RuntimeError(record["errorMessage"])
            time.sleep(self._pause_s)

    def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = self._browser.fetch(self._base + path, method, self._headers, body)
        if "application/json" not in answer.headers.get("content-type", ""):
            raise RuntimeError("no JSON")
        found: dict[str, Any] = answer.json()
        return found

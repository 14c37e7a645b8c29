"""A published SDK in TypeScript (pico190/sunoapi-sdk): unwraps `data`, retries HTTP 429 and 5xx, polls every 3 s.

Errors carry code and message; the retries look at the HTTP status, so an error in HTTP 200 must not set them off.
"""

import time
from typing import Any

import httpx


class SunoApiError(Exception):
    """Another code than 200."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class SunoClient:
    """The SDK's client."""

    def __init__(self, base: str, key: str, pause_s: float, retries: int = 3) -> None:
        self._pause_s = pause_s
        self._retries = retries
        self.requests = 0
        self._http = httpx.Client(
            base_url=base,
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
            trust_env=False,
        )

    def close(self) -> None:
        self._http.close()

    def generate(self, **params: Any) -> dict[str, Any]:
        """`{taskId}`."""
        started: dict[str, Any] = self._request("POST", "/api/v1/generate", json=params)
        return started

    def generate_lyrics(self, prompt: str) -> list[dict[str, str]]:
        """The lyrics to choose from, once they are written."""
        asked = {"prompt": prompt, "callBackUrl": "playground"}
        started = self._request("POST", "/api/v1/lyrics", json=asked)
        record = self.wait_for_completion(started["taskId"], path="/api/v1/lyrics/record-info")
        written: list[dict[str, str]] = record["response"]["data"]
        return written

    def get_remaining_credits(self) -> int:
        """As its read-me has it."""
        credit: int = self._request("GET", "/api/v1/account/subscription/remain")
        return credit

    def wait_for_completion(
        self, task_id: str, timeout_s: float = 300, path: str = "/api/v1/generate/record-info"
    ) -> dict[str, Any]:
        """The record of the finished task."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            record: dict[str, Any] | None = self._request("GET", path, params={"taskId": task_id})
            status = record["status"] if record else None
            if record and status == "SUCCESS":
                return record
            if record and status and status.endswith(("FAILED", "EXCEPTION", "ERROR")):
                raise SunoApiError(record.get("errorCode") or 500, record.get("errorMessage") or status)
            time.sleep(self._pause_s)
        raise TimeoutError(task_id)

    def _request(self, method: str, path: str, **given: Any) -> Any:
        for attempt in range(self._retries + 1):
            self.requests += 1
            answer = self._http.request(method, path, **given)
            if (answer.status_code == 429 or answer.status_code >= 500) and attempt < self._retries:
                time.sleep(self._pause_s * 2**attempt)
                continue
            break
        body = answer.json()
        if answer.is_error or body["code"] != 200:
            raise SunoApiError(body["code"], body["msg"])
        return body["data"]

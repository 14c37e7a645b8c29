"""A Python tool on httpx: first HTTP of 400 and more is an error, then a code other than 200."""

import time
from pathlib import Path
from typing import Any

import httpx


class ApiError(Exception):
    """A refused call, with the code that refused it."""

    def __init__(self, code: int, message: str, *, by_http: bool) -> None:
        super().__init__(message)
        self.code = code
        self.by_http = by_http


class HttpxTool:
    """Makes songs and keeps them as files."""

    def __init__(self, base: str, key: str, pause_s: float) -> None:
        self._pause_s = pause_s
        self._http = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def call(self, method: str, path: str, **given: Any) -> Any:
        """`data` of an answer."""
        answer = self._http.request(method, path, **given)
        if answer.status_code >= 400:
            raise ApiError(answer.status_code, answer.text, by_http=True)
        body = answer.json()
        if body.get("code") != 200:
            raise ApiError(body.get("code"), body.get("msg", ""), by_http=False)
        return body.get("data")

    def make(self, folder: Path, **fields: Any) -> list[Path]:
        """Makes songs and downloads each whole; returns the files."""
        task_id = self.call("POST", "/api/v1/generate", json=fields)["taskId"]
        while (record := self.call("GET", "/api/v1/generate/record-info", params={"taskId": task_id}))[
            "status"
        ] != "SUCCESS":
            if record.get("errorMessage"):
                raise ApiError(record["errorCode"], record["errorMessage"], by_http=False)
            time.sleep(self._pause_s)
        return [self._download(song, folder) for song in record["response"]["sunoData"]]

    def _download(self, song: dict[str, Any], folder: Path) -> Path:
        path = folder / f"{song['id']}.mp3"
        with httpx.stream("GET", song["audioUrl"], trust_env=False) as answer:
            answer.raise_for_status()
            path.write_bytes(b"".join(answer.iter_bytes()))
            assert path.stat().st_size == int(answer.headers["content-length"])
        return path

"""Songs and lyrics from a running Songwright with httpx: submit, wait, download, cancel and list.

export SONGWRIGHT_URL=http://127.0.0.1:8000 SONGWRIGHT_KEY=sw_…
python examples/call_the_api.py make "A chill lo-fi beat with soft vocals" --out songs
python examples/call_the_api.py make "[Verse]…" --style "folk, waltz" --title "Harbour" --out songs
python examples/call_the_api.py lyrics "The last train home"
python examples/call_the_api.py list --status SUCCESS
python examples/call_the_api.py cancel TASK
python examples/call_the_api.py credit
"""

import argparse
import os
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import httpx

UNFINISHED = {"PENDING", "TEXT_SUCCESS", "FIRST_SUCCESS"}
TOO_FREQUENT, TOO_MANY_UNFINISHED = 430, 405


class Refused(Exception):
    """The service said no; `code` says why."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Songwright:
    """The calls of the API that make songs and lyrics."""

    def __init__(self, address: str, key: str) -> None:
        self._http = httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def submit(self, request: dict[str, Any], work: str = "generate", patience_s: float = 60.0) -> str:
        """Start a task and return its id. Busy services are asked again, and nothing is ever made twice.

        The key of idempotence stays the same at each try: if an answer was lost, the next one names the same task.
        """
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        until = time.monotonic() + patience_s
        while True:
            try:
                started = self._call("POST", f"/api/v1/{work}", json=request, headers=headers)
                task_id: str = started["taskId"]
            except (Refused, httpx.TransportError) as error:
                passing = isinstance(error, httpx.TransportError) or error.code in {TOO_FREQUENT, TOO_MANY_UNFINISHED}
                if not passing or time.monotonic() > until:
                    raise
                time.sleep(2)
            else:
                return task_id

    def record(self, task_id: str, work: str = "generate") -> dict[str, Any]:
        """The task as it stands. Raises LookupError for one that this key does not have."""
        record: dict[str, Any] | None = self._call("GET", f"/api/v1/{work}/record-info", params={"taskId": task_id})
        if record is None:
            raise LookupError(f"there is no task {task_id}")
        return record

    def wait(self, task_id: str, pause_s: float, work: str = "generate") -> dict[str, Any]:
        """What a task has made. Raises Refused if it could not be made."""
        while (record := self.record(task_id, work))["status"] in UNFINISHED:
            time.sleep(pause_s)
        if record["status"] != "SUCCESS":
            raise Refused(record["errorCode"], record["errorMessage"])
        made: dict[str, Any] = record["response"]
        return made

    def lyrics(self, prompt: str, pause_s: float) -> list[dict[str, Any]]:
        """Lyrics to choose from. Raises Refused if they could not be written."""
        task_id = self.submit({"prompt": prompt, "callBackUrl": "none"}, "lyrics")
        sheets: list[dict[str, Any]] = self.wait(task_id, pause_s, "lyrics")["data"]
        return [sheet for sheet in sheets if sheet["status"] == "complete"]

    def download(self, track: dict[str, Any], folder: Path) -> Path:
        """The track's MP3 in the folder. Its address needs no key."""
        path = folder / f"{track['id']}.mp3"
        with httpx.stream("GET", track["audioUrl"], timeout=60) as answer, path.open("wb") as file:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                file.write(part)
        return path

    def cancel(self, task_id: str) -> None:
        """Stop a task that is not finished; its credits come back."""
        self._call("POST", f"/api/v1/tasks/{task_id}/cancel")

    def tasks(self, status: str = "") -> Iterator[dict[str, Any]]:
        """Own tasks, newest first, all pages of them."""
        asked = {"limit": "100"} | ({"status": status} if status else {})
        while True:
            page = self._call("GET", "/api/v1/tasks", params=asked)
            yield from page["tasks"]
            if page["nextCursor"] is None:
                return
            asked["cursor"] = page["nextCursor"]

    def credit(self) -> int:
        """What is left on this key."""
        left: int = self._call("GET", "/api/v1/generate/credit")
        return left

    def _call(self, method: str, path: str, **given: Any) -> Any:  # noqa: ANN401 - any JSON value
        """`data` of an answer. Errors travel as HTTP 200 with another code, so the code decides."""
        body = self._http.request(method, path, **given).json()
        if body["code"] != 200:
            raise Refused(body["code"], body["msg"])
        return body["data"]


def read_words() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(description="Songs from a running Songwright.")
    words = parser.add_subparsers(dest="word", required=True)
    make = words.add_parser("make", help="make two songs and download them")
    make.add_argument("prompt", help="an idea; with --style and --title the words to be sung")
    make.add_argument("--style", default="")
    make.add_argument("--title", default="")
    make.add_argument("--instrumental", action="store_true")
    make.add_argument("--model", default="V5")
    make.add_argument("--out", type=Path, default=Path())
    make.add_argument("--pause", type=float, default=5.0, help="seconds between two looks")
    lyrics = words.add_parser("lyrics", help="write lyrics to choose from")
    lyrics.add_argument("prompt", help="what they are to be about, in 200 characters")
    lyrics.add_argument("--pause", type=float, default=1.0, help="seconds between two looks")
    words.add_parser("list", help="own tasks, newest first").add_argument("--status", default="")
    words.add_parser("cancel", help="stop a task").add_argument("task")
    words.add_parser("credit", help="credits that are left")
    return parser.parse_args()


def make(service: Songwright, asked: argparse.Namespace) -> None:
    """Make two songs and download them."""
    request: dict[str, Any] = {
        "prompt": asked.prompt,
        "customMode": bool(asked.style or asked.title),
        "instrumental": asked.instrumental,
        "model": asked.model,
        "callBackUrl": "none",
    }
    if request["customMode"]:
        request |= {"style": asked.style, "title": asked.title}
    asked.out.mkdir(parents=True, exist_ok=True)
    task_id = service.submit(request)
    print(f"task {task_id}", file=sys.stderr)
    for track in service.wait(task_id, asked.pause)["sunoData"]:
        print(service.download(track, asked.out), track["title"], f"{track['duration']} s", sep="\t")


def main() -> int:
    """Do what was asked; returns the exit status."""
    asked = read_words()
    key = os.environ.get("SONGWRIGHT_KEY", "")
    if not key:
        print("set SONGWRIGHT_KEY to your API key", file=sys.stderr)
        return 2
    try:
        with Songwright(os.environ.get("SONGWRIGHT_URL", "http://127.0.0.1:8000"), key) as service:
            if asked.word == "make":
                make(service, asked)
            elif asked.word == "lyrics":
                for sheet in service.lyrics(asked.prompt, asked.pause):
                    print(sheet["title"], sheet["text"], "", sep="\n\n")
            elif asked.word == "list":
                for task in service.tasks(asked.status):
                    print(task["taskId"], task["status"], sep="\t")
            elif asked.word == "cancel":
                service.cancel(asked.task)
            else:
                print(service.credit())
    except (Refused, LookupError, httpx.HTTPError) as error:
        print(f"refused: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A local hub of models: just as much of the Hugging Face hub's interface as fetching a model asks for."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class SongHub:
    """Serves folders as models, by their ids, and notes what it was asked."""

    def __init__(self, models: dict[str, Path]) -> None:
        self.models = models
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> tuple[int, bytes]:
        """Status and content at a path."""
        for name, folder in self.models.items():
            files = {each.relative_to(folder).as_posix(): each for each in folder.rglob("*") if each.is_file()}
            if path.startswith(f"/api/models/{name}/revision/"):
                siblings = [{"rfilename": each} for each in sorted(files)]
                return 200, json.dumps({"id": name, "sha": COMMIT, "siblings": siblings}).encode()
            if path.startswith(f"/api/models/{name}/tree/"):
                rows = [
                    {"type": "file", "path": each, "size": file.stat().st_size, "oid": "0" * 40}
                    for each, file in files.items()
                ]
                return 200, json.dumps(rows).encode()
            begin = f"/{name}/resolve/{COMMIT}/"
            if path.startswith(begin) and path.removeprefix(begin) in files:
                return 200, files[path.removeprefix(begin)].read_bytes()
        return 404, b'{"error": "Repository not found"}'


def _handler(hub: SongHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            hub.asked.append(f"{self.command} {path}")
            status, content = hub.answer(path)
            first = 0
            asked = self.headers.get("Range", "")
            if status == 200 and asked.startswith("bytes="):
                first = int(asked.removeprefix("bytes=").split("-")[0])
                status = 206
            self.send_response(status)
            if status == 404:
                self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(len(content) - first))
            if status == 206:
                self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content[first:])

        do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, *_: object) -> None:
            """The test's own output stays readable."""

    return Handler

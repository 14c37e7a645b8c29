"""A small HTTP server that hands JSON posts to a function; what the receiving clients are built on."""

import http.server
import json
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit


class CallbackServer:
    """Answers each POST with the status that the function returns for its query and its body."""

    def __init__(self, handle: Callable[[dict[str, list[str]], bytes], int]) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                # As web frameworks do: a body that is not declared as JSON is not read as JSON.
                declared = self.headers.get("Content-Type", "").startswith("application/json")
                status = handle(parse_qs(urlsplit(self.path).query), body) if declared else 415
                answer = json.dumps({"status": "received"}).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                return

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

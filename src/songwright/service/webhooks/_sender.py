"""One try of a callback: resolve, check, connect to the checked address, post, read the answer's beginning."""

import ssl
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

import httpcore
import httpx

from songwright.service.ports import Answer, Clock, Posting
from songwright.service.webhooks._addresses import AddressRule, RefusedAddressError
from songwright.service.webhooks._signing import signature_headers

_ANSWER_BYTES = 2048
"""How much of an answer is kept."""
_SocketOptions = Iterable[httpcore.SOCKET_OPTION]


class _DeadlineStream(httpcore.NetworkStream):
    """A connection whose every wait counts against one deadline, so that an answer can't trickle for ever."""

    def __init__(self, stream: httpcore.NetworkStream, deadline_s: float) -> None:
        self._stream = stream
        self._deadline_s = deadline_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline decides
        return self._stream.read(max_bytes, timeout=_left(self._deadline_s))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline decides
        self._stream.write(buffer, timeout=_left(self._deadline_s))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, timeout=_left(self._deadline_s))
        return _DeadlineStream(secure, self._deadline_s)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _CheckedNetwork(httpcore.NetworkBackend):
    """Connects to the very addresses that were checked, one after the other; a name can't change its meaning then."""

    def __init__(self, rule: AddressRule, deadline_s: float) -> None:
        self._rule = rule
        self._deadline_s = deadline_s
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline decides
        local_address: str | None = None,
        socket_options: _SocketOptions | None = None,
    ) -> httpcore.NetworkStream:
        waiting = deque(self._rule.resolve(host, port, _left(self._deadline_s)))
        while True:
            address = waiting.popleft()
            # An address that says nothing must leave time for those after it.
            within_s = _left(self._deadline_s) / (1 + len(waiting))
            try:
                stream = self._network.connect_tcp(address, port, within_s, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not waiting:
                    raise
            else:
                return _DeadlineStream(stream, self._deadline_s)


def _left(deadline_s: float) -> float:
    """Seconds until the deadline; raises once it has passed."""
    left_s = deadline_s - time.monotonic()
    if left_s <= 0:
        raise httpcore.ReadTimeout("no whole answer in time")
    return left_s


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSender:
    """A Sender over HTTP. Redirects are not followed: an answer that is one counts as a refusal."""

    rule: AddressRule
    clock: Clock
    timeout_s: float
    agent: str
    secret: str = field(default="", repr=False)
    """Signs the callbacks when it is not empty."""

    def send(self, posting: Posting) -> Answer:
        """Post once; what went wrong is told in the answer."""
        try:
            url = httpx.URL(posting.url)
        except httpx.InvalidURL as error:
            return Answer(status=None, text=f"not a web address: {error}", final=True)
        if url.scheme not in {"http", "https"} or not url.host:
            return Answer(status=None, text="not a web address; nothing was sent", final=True)
        try:
            return self._post(url, posting)
        except (RefusedAddressError, OSError, httpcore.NetworkError, httpcore.ProtocolError) as error:
            return Answer(status=None, text=str(error) or type(error).__name__)
        except (httpcore.TimeoutException, httpcore.UnsupportedProtocol, UnicodeError, ValueError) as error:
            # getaddrinfo answers a hopeless name with UnicodeError, h11 a hopeless path with ValueError.
            return Answer(status=None, text=str(error) or f"no answer in {self.timeout_s:g} s")

    def _post(self, url: httpx.URL, posting: Posting) -> Answer:
        body = posting.body.encode()
        network = _CheckedNetwork(self.rule, time.monotonic() + self.timeout_s)
        with (
            httpcore.ConnectionPool(network_backend=network, max_connections=1, http2=False) as pool,
            pool.stream("POST", str(url), headers=self._headers(url, posting, body), content=body) as response,
        ):
            beginning = b""
            for chunk in response.iter_stream():
                beginning += chunk
                if len(beginning) >= _ANSWER_BYTES:
                    break
        return Answer(status=response.status, text=beginning[:_ANSWER_BYTES].decode(errors="replace").replace("\0", ""))

    def _headers(self, url: httpx.URL, posting: Posting, body: bytes) -> list[tuple[bytes | str, bytes | str]]:
        headers = {
            "Host": url.netloc.decode("ascii"),
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "User-Agent": self.agent,
            "webhook-id": posting.event_id,
        }
        if self.secret:
            headers |= signature_headers(
                self.secret,
                task_id=posting.task_id,
                event_id=posting.event_id,
                timestamp_s=int(self.clock.now().timestamp()),
                body=body,
            )
        return list(headers.items())

"""Nothing is ever sent to a forbidden address: each proof has a real socket that would have noticed."""

import selectors
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service_fakes import HandClock
from songwright.service.ports import Answer, Posting
from songwright.service.webhooks import AddressRule, HttpSender

NOTHING = AddressRule()
LOOPBACK = AddressRule(loopback=True)


class Ear:
    """Listens on every loopback address of one port, and keeps each connection and each byte that came."""

    def __init__(self, reply: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") -> None:
        self.reply = reply
        self.connections = 0
        self.heard = b""
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port: int = self._sockets[0].getsockname()[1]
        if socket.has_ipv6:
            six = socket.socket(socket.AF_INET6)
            six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                six.bind(("::1", self.port))
                six.listen()
                self._sockets.append(six)
            except OSError:  # a machine without IPv6
                six.close()
        self._stop, self._stopped = socket.socketpair()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        with selectors.DefaultSelector() as selector:
            for listening in (*self._sockets, self._stopped):
                selector.register(listening, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._stopped:
                        return
                    assert isinstance(key.fileobj, socket.socket)
                    self._hear(key.fileobj.accept()[0])

    def _hear(self, connection: socket.socket) -> None:
        self.connections += 1
        with connection:
            connection.settimeout(2)
            while not self.heard.endswith(BODY.encode()):
                part = connection.recv(65536)
                if not part:
                    return
                self.heard += part
            connection.sendall(self.reply)

    def close(self) -> None:
        """Stop listening, after everything that came before was noticed."""
        self._stop.send(b".")
        self._thread.join()
        for each in (*self._sockets, self._stop, self._stopped):
            each.close()


BODY = '{"code": 200, "msg": "é", "data": null}'


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.close()


@pytest.fixture(scope="module")
def one_ear() -> Iterator[Ear]:
    """One for many tries, none of which it may hear."""
    ear = Ear()
    yield ear
    ear.close()
    assert (ear.connections, ear.heard) == (0, b"")


def post(url: str, rule: AddressRule = NOTHING, timeout_s: float = 5.0) -> Answer:
    sender = HttpSender(rule=rule, clock=HandClock(), timeout_s=timeout_s, agent="songwright/test")
    return sender.send(Posting(event_id="e-1", task_id="t-1", url=url, body=BODY))


def words(text: str) -> list[str]:
    """A list that is easier to read without its commas."""
    return text.split()


HOSTS = words("""
    127.0.0.1 2130706433 0x7f000001 0x7F.1 017700000001 127.1 127.0.1 0177.1
    localhost LOCALHOST LocalHost [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1]
    [0::FFFF:7F00:0001] good.example@127.0.0.1 good.example:80@127.0.0.1 user:password@localhost a@b@127.0.0.1
    good.example%40x@127.0.0.1
    good.example\\@127.0.0.1 127。0。0。1 127．0．0．1 127｡0｡0｡1
""")
"""Other ways to say this machine, all of which a lenient reader may follow. All reach it where loopback is allowed."""
ODDER = words("""
    １２７.０.０.１ ①②⑦.⓪.⓪.① ⓛⓞⓒⓐⓛⓗⓞⓢⓣ ｌｏｃａｌｈｏｓｔ 127.0.0.1. 127%2e0%2e0%2e1 %31%32%37.0.0.1
    127.0.0.1%2f 127.0.0.1%00 0177.0.0.1 127.000.000.001 localhost. 127.0.0.1%20
    localhost%00.good.example 127.0.0.1\\@good.invalid 127.0.0.1\\.good.invalid
    ::1 [::1%25lo] [::1%lo]
    [127.0.0.1] 0 0.0.0.0 0x0 00 [::] [::127.0.0.1] [::ffff:0:127.0.0.1] [::ffff:0.0.0.0] [64:ff9b::7f00:1]
    [64:ff9b:1::7f00:1] [2002:7f00:1::] [2001:0:7f00:1::] [fe80::1%25lo] [fec0::1]
    2130706433. 0x7f000001. 127.0.0.1.localhost 18446744071544719361
    -127.0.0.1 127.0.0.1,good.invalid 127.0.0.1;good.invalid 1.0.0.127.in-addr.arpa
""")
"""Ways that may or may not be understood; what counts is that nothing comes of them."""


@pytest.mark.parametrize("host", HOSTS)
def test_this_machine_under_other_names(ear: Ear, host: str) -> None:
    answer = post(f"http://{host}:{ear.port}/hook")
    assert answer.status is None
    assert "may not go to" in answer.text
    assert (ear.connections, ear.heard) == (0, b"")
    assert post(f"http://{host}:{ear.port}/hook", LOOPBACK) == Answer(status=200, text="ok")
    assert ear.heard.startswith(b"POST /hook HTTP/1.1\r\n")
    assert ear.heard.endswith(BODY.encode())


@pytest.mark.parametrize("host", ODDER)
def test_this_machine_under_odder_names(one_ear: Ear, host: str) -> None:
    answer = post(f"http://{host}:{one_ear.port}/")
    assert answer.status is None
    assert answer.text
    assert one_ear.connections == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}#@good.invalid/",
        "http://good.invalid#@127.0.0.1:{port}/",
        "http://good.invalid?@127.0.0.1:{port}/",
        "http://good.invalid/@127.0.0.1:{port}/",
        "http:127.0.0.1:{port}/",
        "http:/127.0.0.1:{port}/",
        "http:///127.0.0.1:{port}/",
        "http:\\\\127.0.0.1:{port}\\",
        "//127.0.0.1:{port}/",
        " http://127.0.0.1:{port}/",
        "http://127.0.0.1:{port}:80/",
        "http://127.0.0.1 :{port}/",
        "http://127.0.0.1\t:{port}/",
        "http://127.0.0.1:{port}\r\nHost: good.invalid/",
        "HTTP://127.0.0.1:{port}/",
        "gopher://127.0.0.1:{port}/_x",
        "ws://127.0.0.1:{port}/",
        "http+unix://127.0.0.1:{port}/",
        "javascript:fetch('http://127.0.0.1:{port}')",
    ],
)
def test_addresses_that_two_readers_may_read_apart(one_ear: Ear, url: str) -> None:
    assert post(url.format(port=one_ear.port)).status is None
    assert one_ear.connections == 0


@given(st.integers(0x7F00_0000, 0x7FFF_FFFF), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_this_machine_in_every_notation(one_ear: Ear, number: int, data: st.DataObject) -> None:
    parts = data.draw(st.integers(1, 4))
    kept = [number >> 24 & 255, number >> 16 & 255, number >> 8 & 255][: parts - 1]
    values = [*kept, number & (1 << 8 * (5 - parts)) - 1]
    styles = data.draw(st.lists(st.sampled_from(["%d", "0%o", "0x%x", "0X%X"]), min_size=parts, max_size=parts))
    host = ".".join(style % value for style, value in zip(styles, values, strict=True))
    answer = post(f"http://{host}:{one_ear.port}/")
    assert "may not go to" in answer.text or "Invalid IPv4 address" in answer.text
    assert one_ear.connections == 0


def rename(monkeypatch: pytest.MonkeyPatch, host: str, *rounds: tuple[str, ...]) -> list[str]:
    """Let this name mean other addresses each time it is asked for, the last ones repeating; returns what was asked."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def find(name: str, port: int, *given: Any, **named: Any) -> list[Any]:
        if name != host:
            return real(name, port, *given, **named)
        asked.append(name)
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in rounds[min(len(asked), len(rounds)) - 1]
        ]

    monkeypatch.setattr(socket, "getaddrinfo", find)
    return asked


def detour(monkeypatch: pytest.MonkeyPatch, reachable: dict[str, str]) -> list[str]:
    """Connect to an address by way of another one, or not at all; returns which were asked for."""
    asked: list[str] = []
    connect = socket.create_connection

    def detoured(address: tuple[str, int], *given: Any, **named: Any) -> socket.socket:
        asked.append(address[0])
        if address[0] not in reachable:
            raise ConnectionRefusedError("stopped by the test")
        return connect((reachable[address[0]], address[1]), *given, **named)

    monkeypatch.setattr(socket, "create_connection", detoured)
    return asked


def test_a_name_that_changes_its_meaning(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer is public, every later one is this machine: whoever asks twice is caught."""
    asked = rename(monkeypatch, "rebind.example", ("8.8.8.8",), ("127.0.0.1",))
    connected = detour(monkeypatch, {"127.0.0.1": "127.0.0.1"})
    assert post(f"http://rebind.example:{ear.port}/").status is None
    assert (asked, connected) == (["rebind.example"], ["8.8.8.8"])
    # The next try asks anew and judges anew.
    answer = post(f"http://rebind.example:{ear.port}/")
    assert answer.text == "callbacks may not go to rebind.example (127.0.0.1)"
    assert connected == ["8.8.8.8"]
    assert (ear.connections, ear.heard) == (0, b"")
    # With loopback allowed the same name does reach the ear, so it was there to hear.
    assert post(f"http://rebind.example:{ear.port}/", LOOPBACK).status == 200
    assert f"Host: rebind.example:{ear.port}".encode() in ear.heard


@pytest.mark.parametrize("order", [("8.8.8.8", "127.0.0.1"), ("127.0.0.1", "8.8.8.8"), ("::1", "10.0.0.1", "8.8.8.8")])
def test_of_mixed_answers_only_the_public_one_is_tried(
    ear: Ear, monkeypatch: pytest.MonkeyPatch, order: tuple[str, ...]
) -> None:
    rename(monkeypatch, "mixed.example", order)
    connected = detour(monkeypatch, {"127.0.0.1": "127.0.0.1", "::1": "::1"})
    assert post(f"http://mixed.example:{ear.port}/").status is None
    assert connected == ["8.8.8.8"]
    assert (ear.connections, ear.heard) == (0, b"")


def test_the_next_address_is_tried_when_one_is_dead(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = rename(monkeypatch, "three.example", ("2a00::1", "8.8.8.8", "1.1.1.1"))
    connected = detour(monkeypatch, {"8.8.8.8": "127.0.0.1"})
    assert post(f"http://three.example:{ear.port}/").status == 200
    assert connected == ["2a00::1", "8.8.8.8"]
    assert asked == ["three.example"]
    assert (ear.connections, ear.heard.count(BODY.encode())) == (1, 1)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_no_redirect_is_followed(ear: Ear, status: int, host: str) -> None:
    """Not even where the address would be allowed: an answer is an answer."""
    place = f"http://{host}:{ear.port}/inside"
    front = Ear(f"HTTP/1.1 {status} Elsewhere\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode())
    answer = post(f"http://127.0.0.1:{front.port}/", LOOPBACK)
    front.close()
    assert answer.status == status
    assert front.connections == 1
    assert (ear.connections, ear.heard) == (0, b"")


@pytest.mark.parametrize("header", ["Refresh: 0; url={place}", "Link: <{place}>; rel=preload", 'Alt-Svc: h2="{place}"'])
def test_no_other_header_leads_elsewhere(ear: Ear, header: str) -> None:
    line = header.format(place=f"http://127.0.0.1:{ear.port}/")
    front = Ear(f"HTTP/1.1 200 OK\r\n{line}\r\nContent-Length: 0\r\n\r\n".encode())
    assert post(f"http://127.0.0.1:{front.port}/", LOOPBACK).status == 200
    front.close()
    assert ear.connections == 0


def test_no_proxy_of_the_environment_is_used(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would resolve the name itself, after the check."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{ear.port}")
    for url in ("http://nowhere.invalid/", "https://nowhere.invalid/", f"http://127.0.0.1:{ear.port}/"):
        assert post(url).status is None
    assert (ear.connections, ear.heard) == (0, b"")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of hooks.example that signs itself, with its key."""
    folder = tmp_path_factory.mktemp("certificate")
    made = folder / "hooks.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=hooks.example"
    command += f" -addext subjectAltName=DNS:hooks.example -keyout {made} -out {folder}/cert.pem"
    try:
        subprocess.run(command.split(), check=True, capture_output=True, timeout=60)
    except FileNotFoundError:
        pytest.skip("install openssl to make a certificate for this test")
    made.write_text(made.read_text() + (folder / "cert.pem").read_text())
    return made


class SecureEar:
    """One TLS connection: the name it was asked for and what was sent once it stood."""

    def __init__(self, certificate: Path) -> None:
        self.names: list[str | None] = []
        self.heard = b""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(5)
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        try:
            plain, _ = self._socket.accept()
            plain.settimeout(5)
            with plain, self._context.wrap_socket(plain, server_side=True) as secure:
                while not self.heard.endswith(BODY.encode()):
                    self.heard += secure.recv(65536) or b"<end>" + BODY.encode()
                secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        except OSError:
            return

    def close(self) -> None:
        """Wait for the connection to end."""
        self._thread.join()
        self._socket.close()


def test_over_tls_the_name_stays_the_name(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checked address is connected to, and the name is what is asked for, proved and told."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    rename(monkeypatch, "hooks.example", ("8.8.8.8",))
    connected = detour(monkeypatch, {"8.8.8.8": "127.0.0.1"})
    secure = SecureEar(certificate)
    answer = post(f"https://Hooks.Example:{secure.port}/hook")
    secure.close()
    assert answer == Answer(status=200, text="ok")
    assert connected == ["8.8.8.8"]
    assert secure.names == ["hooks.example"]
    assert secure.heard.startswith(b"POST /hook HTTP/1.1\r\n")
    assert f"Host: hooks.example:{secure.port}\r\n".encode() in secure.heard


@pytest.mark.parametrize(("host", "trusted"), [("hooks.example", False), ("other.hooks.example", True)])
def test_nothing_is_sent_to_who_cannot_prove_the_name(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, host: str, *, trusted: bool
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    rename(monkeypatch, host, ("8.8.8.8",))
    detour(monkeypatch, {"8.8.8.8": "127.0.0.1"})
    secure = SecureEar(certificate)
    answer = post(f"https://{host}:{secure.port}/")
    secure.close()
    assert answer.status is None
    assert "certificate" in answer.text.lower()
    assert secure.names == [host]
    assert secure.heard == b""

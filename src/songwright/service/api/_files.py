"""Finished files over HTTP: plain GET and HEAD, ranges, and streams that wait for a song being made."""

import asyncio
import hmac
import mimetypes
import re
import time
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import PurePosixPath
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse, StreamingResponse
from starlette.convertors import Convertor, register_url_convertor

from songwright.service.api._documents import FILE, STREAM
from songwright.service.api._errors import NotThere, envelope
from songwright.service.api._shapes import COVER, SONG, stream_address
from songwright.service.ports import FileStat, ObjectStore, Task, Track, air_name, file_key, is_air
from songwright.service.tasks import Desk, View

_CHUNK_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_ROUND = re.compile(r"[0-9]{1,4}")
_LOOK_EVERY_S = 0.5
_PIECE_WAIT_S = 600.0
"""How long a listener waits for the next piece before the stream ends: a worker that died is replaced sooner."""
_ROUNDS = 15
"""Times an early listener is sent round: browsers follow at most 20 redirects."""
_TYPES = {
    ".mp3": "audio/mpeg",
    ".lrc": "text/plain; charset=utf-8",
    ".mid": "audio/midi",
    ".mxl": "application/vnd.recordare.musicxml",
    ".flac": "audio/flac",
}
_CACHE = "private, max-age=86400, immutable"


class _TakeConvertor(Convertor[int]):
    """A take's number in an address; int's own convertor fails on numbers of thousands of digits."""

    regex = "[0-9]{1,4}"

    def convert(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """The number as it stands in an address."""
        return str(value)


register_url_convertor("take", _TakeConvertor())


class Gone(NotThere):
    """This file has outlived its time and was removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDoor:
    """Hands files out to whoever knows their address."""

    desk: Desk
    files: ObjectStore
    stream_wait_s: float

    def routes(self) -> APIRouter:
        """The routes under /files and /stream."""
        router = APIRouter(tags=["files"])
        for method in (router.get, router.head):
            method(
                "/files/{secret}/{task_id}/{take:take}-{name:path}",
                response_class=Response,
                responses=FILE,
                include_in_schema=method == router.get,
            )(self.fetch)
            method(
                "/stream/{secret}/{task_id}/{take:take}.mp3",
                response_class=Response,
                responses=STREAM,
                include_in_schema=method == router.get,
            )(self.stream)
        return router

    async def fetch(self, request: Request, secret: str, task_id: str, take: int, name: str) -> Response:
        """A file of a finished song; 404 until it is made, 410 once its time is over."""
        view = await self._view(secret, task_id)
        return await self._serve(request, view.task, _track(view, take), name)

    async def stream(self, request: Request, secret: str, task_id: str, take: int) -> Response:
        """The song, from its first finished stretch on.

        A player may come early. While the song is made it gets the MP3 as it grows, to the end of the song; where
        there is none yet the request is held, and when that takes longer than a proxy's patience it is sent round to
        the same address by a redirect, which audio elements follow.
        """
        until_s = time.monotonic() + self.stream_wait_s
        while True:
            view = await self._view(secret, task_id)
            track = _track(view, take)
            if track.made:
                return await self._serve(request, view.task, track, SONG)
            if view.task.status.finished:
                raise NotThere("This song was not made.")
            if await asyncio.to_thread(self.files.stat, file_key(task_id, take, air_name(0))):
                return self._grown(request, task_id, take)
            if time.monotonic() >= until_s or await request.is_disconnected():
                break
            await asyncio.sleep(_LOOK_EVERY_S)
        asked = request.query_params.get("round", "")
        rounds = int(asked) if _ROUND.fullmatch(asked) else 0
        if rounds >= _ROUNDS:
            headers = {"Retry-After": "30", "Cache-Control": "no-store"}
            return JSONResponse(envelope(404, "This song is still being made."), status_code=404, headers=headers)
        again = f"{stream_address('', view.task, take)}?round={rounds + 1}"
        return RedirectResponse(again, status_code=307, headers={"Cache-Control": "no-store"})

    def _grown(self, request: Request, task_id: str, take: int) -> Response:
        """The MP3 that still grows: of unknown length, so from its beginning and never in parts."""
        headers = {"Content-Type": _TYPES[".mp3"], "Accept-Ranges": "none", "Cache-Control": "no-store"}
        headers["X-Content-Type-Options"] = "nosniff"
        if request.method == "HEAD":
            return Response(headers=headers)
        return StreamingResponse(self._pieces(task_id, take), headers=headers)

    async def _pieces(self, task_id: str, take: int) -> AsyncIterator[bytes]:
        """The pieces of a growing MP3 as they come; it ends early where the take comes to nothing."""
        number, seen_s = 0, time.monotonic()
        while time.monotonic() - seen_s < _PIECE_WAIT_S:
            piece = await asyncio.to_thread(self._piece, file_key(task_id, take, air_name(number)))
            if piece is not None:
                number, seen_s = number + 1, time.monotonic()
                yield piece
                continue
            view = await self.desk.look(task_id)
            if view is None or _all_on_air(view.task, _track(view, take), number):
                return
            await asyncio.sleep(_LOOK_EVERY_S)

    def _piece(self, key: str) -> bytes | None:
        try:
            stat = self.files.stat(key)
            return self.files.read(key, 0, stat.size_bytes) if stat else None
        except FileNotFoundError:
            return None

    async def _view(self, secret: str, task_id: str) -> View:
        view = await self.desk.look(task_id)
        if view is None or not hmac.compare_digest(view.task.secret.encode(), secret.encode()):
            raise NotThere
        return view

    async def _serve(self, request: Request, task: Task, track: Track, name: str) -> Response:
        """The whole file or the part that was asked for."""
        if track.swept_at is not None:
            return JSONResponse(envelope(410, str(Gone())), status_code=410)
        if not track.made or name not in {file.name for file in track.files}:
            raise NotThere
        key = file_key(task.id, track.take, name)
        stat = await asyncio.to_thread(self.files.stat, key)
        if stat is None:
            raise NotThere
        return self._answer(request, key, stat, _headers(stat, track, name))

    def _answer(self, request: Request, key: str, stat: FileStat, headers: dict[str, str]) -> Response:
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers={"ETag": headers["ETag"], "Cache-Control": _CACHE})
        part = None
        if request.headers.get("if-range", headers["ETag"]) in {headers["ETag"], headers["Last-Modified"]}:
            part = read_range(request.headers.get("range", ""), stat.size_bytes)
        if part == ():
            unmet = {"Content-Range": f"bytes */{stat.size_bytes}", "Accept-Ranges": "bytes"}
            return Response(status_code=416, headers=unmet)
        start, end = part or (0, stat.size_bytes)
        headers["Content-Length"] = str(end - start)
        if part:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{stat.size_bytes}"
        status = 206 if part else 200
        if request.method == "HEAD":
            return Response(status_code=status, headers=headers)
        return StreamingResponse(self._chunks(key, start, end), status_code=status, headers=headers)

    async def _chunks(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        for place in range(start, end, _CHUNK_BYTES):
            yield await asyncio.to_thread(self.files.read, key, place, min(_CHUNK_BYTES, end - place))


def read_range(header: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """First byte and the one after the last, of a Range header (RFC 9110, section 14).

    None: no range, or one that may be ignored, as several at once. Empty: it can't be met.
    """
    found = _RANGE.fullmatch(header.strip().replace(" ", ""))
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) and size else ()
    start = int(first)
    if last and int(last) < start:
        return None
    return (start, min(int(last) + 1 if last else size, size)) if start < size else ()


def _all_on_air(task: Task, track: Track, heard: int) -> bool:
    """Whether no piece will follow the first `heard` ones."""
    if track.made:
        return track.swept_at is not None or heard >= sum(is_air(file.name) for file in track.files)
    return task.status.finished


def _track(view: View, take: int) -> Track:
    found = next((track for track in view.tracks if track.take == take), None)
    if found is None:
        raise NotThere
    return found


def _headers(stat: FileStat, track: Track, name: str) -> dict[str, str]:
    suffix = name[name.rfind(".") :]
    which = "" if name in {SONG, COVER} else f" {PurePosixPath(name).stem}"
    shown = f"{track.title or 'song'} {track.take + 1}{which}{suffix}"
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode().translate(_UNQUOTABLE)
    return {
        "Content-Type": _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream",
        "Content-Disposition": f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}",
        "Accept-Ranges": "bytes",
        "ETag": f'"{track.id}-{stat.size_bytes}-{int(stat.modified_at.timestamp())}"',
        "Last-Modified": format_datetime(stat.modified_at, usegmt=True),
        "Cache-Control": _CACHE,
        "X-Content-Type-Options": "nosniff",
    }


_UNQUOTABLE = {ord(letter): "" for letter in '"\\'} | dict.fromkeys(range(32), "")

"""The page's own files: read once, served with a strict policy, asked for again only when they changed."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Request, Response

from songwright.service.api import NotThere

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Everything comes from here, nothing is inline, and no text becomes markup."""
GUARDS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A file of the page."""

    content: bytes
    kind: str
    tag: str
    """Changes when the content does."""

    def answer(self, request: Request) -> Response:
        """The file, or 304 for a browser that has it."""
        headers = GUARDS | {"ETag": self.tag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == self.tag:
            return Response(status_code=304, headers=headers)
        return Response(self.content, headers=headers | {"Content-Type": self.kind})


def page_files() -> dict[str, PageFile]:
    """The page's files by name."""
    folder = files("songwright.service.web") / "static"
    return {entry.name: _read(entry) for entry in folder.iterdir() if entry.name.rpartition(".")[2] in _TYPES}


def page_routes() -> APIRouter:
    """`/` and what it is made of."""
    router = APIRouter(include_in_schema=False)
    known = page_files()

    @router.get("/", response_class=Response)
    async def page(request: Request) -> Response:
        """The studio."""
        return known["index.html"].answer(request)

    @router.get("/studio/static/{name}", response_class=Response)
    async def part(request: Request, name: str) -> Response:
        """A script, a sheet of style or a picture of the page."""
        if name not in known:
            raise NotThere
        return known[name].answer(request)

    return router


def _read(entry: Traversable) -> PageFile:
    content = entry.read_bytes()
    kind = _TYPES[entry.name.rpartition(".")[2]]
    return PageFile(content=content, kind=kind, tag=f'"{hashlib.sha256(content).hexdigest()[:20]}"')

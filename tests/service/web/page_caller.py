"""A browser without eyes: it keeps cookies, sends the page's token and says where it comes from."""

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI

PASSWORD = "correct horse battery"
PAGE = "http://localhost:8000"


class Browser:
    """Calls an application in this process from an address, under a name."""

    def __init__(self, api: FastAPI, *, address: str = "127.0.0.1", page: str = PAGE) -> None:
        self._transport = httpx.ASGITransport(api, raise_app_exceptions=False, client=(address, 5000))
        self.page = page
        self.cookies = httpx.Cookies()
        self.token = ""

    def call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **given: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            own = {"Origin": self.page, "Sec-Fetch-Site": "same-origin"}
            if self.token:
                own["X-Songwright-Token"] = self.token
            client = httpx.AsyncClient(
                transport=self._transport, base_url=self.page, cookies=self.cookies, trust_env=False
            )
            async with client:
                answer = await client.request(method, path, headers=own | (headers or {}), **given)
                self.cookies = client.cookies
                return answer

        return asyncio.run(once())

    def told(self, method: str, path: str, **given: Any) -> Any:
        """`data` of an answer that went well."""
        answer = self.call(method, path, **given).json()
        assert (answer["code"], answer["msg"]) == (200, "success"), answer
        return answer["data"]

    def claim(self) -> "Browser":
        """Set the first password and be signed in."""
        self.token = self.told("POST", "/studio/password", json={"password": PASSWORD})["token"]
        return self

    def sign_in(self) -> "Browser":
        self.token = self.told("POST", "/studio/session", json={"password": PASSWORD})["token"]
        return self

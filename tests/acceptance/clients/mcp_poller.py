"""A tool server in Python (evgenygurin/suno-api): polls several tasks at once and backs off as it waits."""

import asyncio
from typing import Any

import httpx

_PAUSES = (1, 2, 3)
"""5, 10 and 15 seconds in the real client, the last one repeating; here in units of the given pause."""


class McpPoller:
    """The server's polling tool."""

    def __init__(self, base: str, key: str, pause_s: float) -> None:
        self._base = base
        self._headers = {"Authorization": f"Bearer {key}"}
        self._pause_s = pause_s

    async def credits(self) -> int:
        """The remaining credits, an integer."""
        async with self._client() as http:
            body = (await http.get("/api/v1/generate/credit")).json()
        if body["code"] != 200:
            raise RuntimeError(body["msg"])
        remaining = body["data"]
        assert isinstance(remaining, int)
        return remaining

    async def wait_for_all(self, task_ids: list[str]) -> dict[str, dict[str, Any] | None]:
        """The last record of each task; None for a task the service does not know."""
        async with self._client() as http:
            records = await asyncio.gather(*(self._wait(http, task_id) for task_id in task_ids))
        return dict(zip(task_ids, records, strict=True))

    async def _wait(self, http: httpx.AsyncClient, task_id: str) -> dict[str, Any] | None:
        for attempt in range(1000):
            answer = await http.get("/api/v1/generate/record-info", params={"taskId": task_id})
            answer.raise_for_status()
            record: dict[str, Any] | None = answer.json()["data"]
            if record is None or record["status"] not in {"PENDING", "TEXT_SUCCESS", "FIRST_SUCCESS"}:
                return record
            await asyncio.sleep(self._pause_s * _PAUSES[min(attempt, len(_PAUSES) - 1)])
        raise TimeoutError(task_id)

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self._base, headers=self._headers, trust_env=False)

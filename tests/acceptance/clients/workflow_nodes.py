"""A workflow of HTTP nodes (n8n): form, submit, wait, ask, branch on the status, take the first address.

Each node sees only the JSON of the one before and picks from it by path; a path that leads nowhere stops the workflow.
"""

import time
from functools import reduce
from typing import Any

import httpx


def pick(found: Any, path: str) -> Any:
    """What lies at a path as `data.response.sunoData.0.audioUrl`."""
    return reduce(lambda inner, step: inner[int(step)] if step.isdigit() else inner[step], path.split("."), found)


def run_workflow(base: str, key: str, form: dict[str, Any], pause_s: float) -> dict[str, Any]:
    """The fields that the last node hands to a spreadsheet."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with httpx.Client(base_url=base, headers=headers, trust_env=False) as node:
        task_id = pick(node.post("/api/v1/generate", json=form).json(), "data.taskId")
        while True:
            time.sleep(pause_s)
            poll = node.get(f"/api/v1/generate/record-info?taskId={task_id}").json()
            status = pick(poll, "data.status")
            if status == "SUCCESS":
                break
            if status.endswith(("FAILED", "ERROR", "EXCEPTION")):
                return {"task": task_id, "error": pick(poll, "data.errorMessage")}
    paths = ("title", "audioUrl", "imageUrl", "tags", "duration", "prompt")
    return {"task": task_id} | {path: pick(poll, f"data.response.sunoData.0.{path}") for path in paths}

"""The two documented signatures of a callback."""

import base64
import hashlib
import hmac


def signature_headers(secret: str, *, task_id: str, event_id: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """Headers that prove who sent a callback, and when.

    `X-Webhook-*` is the form known from the family: it signs task id and time. `webhook-*` is Standard
    Webhooks 1.0, which signs the body too and carries the id to deduplicate on.
    """
    stamp = str(timestamp_s)
    return {
        "X-Webhook-Timestamp": stamp,
        "X-Webhook-Signature": _sign(secret, f"{task_id}.{stamp}".encode()),
        "webhook-id": event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + _sign(secret, f"{event_id}.{stamp}.".encode() + body),
    }


def _sign(secret: str, message: bytes) -> str:
    """HMAC-SHA256 in base64."""
    return base64.b64encode(hmac.digest(secret.encode(), message, hashlib.sha256)).decode()

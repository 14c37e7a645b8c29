"""Which browser is driven, how it is started, and the small service that it visits."""

import os
import shutil

PASSWORD = "correct horse battery"
_PATHS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
)
SMALL = {
    "SONGWRIGHT_STUDIO": "small_studio:workshop",
    "SONGWRIGHT_CALLBACK_LOOPBACK": "true",
    "SONGWRIGHT_REQUESTS_PER_10_S": "0",
}


def find_browser() -> str | None:
    """The browser that SONGWRIGHT_TEST_BROWSER names, else the system's Chromium."""
    named = os.environ.get("SONGWRIGHT_TEST_BROWSER")
    return named or next((found for name in _PATHS if (found := shutil.which(name))), None)

"""Where Songwright keeps what it needs and what it makes."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

SOUNDFONT_FILE = "MuseScore_General_Lite.sf3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The folder of one installation and its rooms. Nothing is created by asking for a path."""

    root: Path

    @property
    def soundfont(self) -> Path:
        """The sampled instruments."""
        return self.root / "sounds" / SOUNDFONT_FILE

    @property
    def voices(self) -> Path:
        """Folder of voice files, one `.bin` each."""
        return self.root / "voices"

    @property
    def graphs(self) -> Path:
        """Folder of the voice model's three graphs."""
        return self.root / "models" / "kokoro"

    @property
    def kernels(self) -> Path:
        """Folder of compiled signal-processing kernels."""
        return self.root / "cache" / "kernels"

    @property
    def staging(self) -> Path:
        """Folder of what a set-up is still making; on the same file system, so that moving a file in is one step."""
        return self.root / "cache" / "staging"

    @property
    def lock(self) -> Path:
        """Held by the set-up at work."""
        return self.root / "cache" / "setup.lock"

    def stamp(self, part: str) -> Path:
        """The record of a finished part."""
        return self.root / "cache" / "stamps" / f"{part}.json"

    @property
    def database(self) -> Path:
        """The embedded database."""
        return self.root / "songwright.db"

    @property
    def files(self) -> Path:
        """Folder of finished songs."""
        return self.root / "files"


def find_home() -> Home:
    """The installation named by SONGWRIGHT_HOME, else the platform's user data folder."""
    named = os.environ.get("SONGWRIGHT_HOME", "").strip()
    root = Path(named).expanduser() if named else Path(platformdirs.user_data_dir("songwright", appauthor=False))
    return Home(root=root.absolute())

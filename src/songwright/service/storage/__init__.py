"""Where records and files are kept: SQLite, Postgres or memory; a folder, an object store or memory."""

from songwright.service.storage._files import ObstoreFiles, open_files
from songwright.service.storage._memory import MemoryUnits
from songwright.service.storage._schema import prepare
from songwright.service.storage._sql import SqlUnits

__all__ = ["MemoryUnits", "ObstoreFiles", "SqlUnits", "open_files", "prepare"]

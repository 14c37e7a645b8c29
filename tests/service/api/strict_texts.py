"""A memory that takes only the texts which every database takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any

from api_shop import Shop


class Strict:
    """A table that takes only texts which every database takes: no NUL, no half of a surrogate pair."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._table, name)

        def checked(*given: Any, **named: Any) -> Any:
            for value in (*given, *named.values()):
                _check_texts(value)
            return method(*given, **named)

        return checked


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        value.encode()
        if "\0" in value:
            raise ValueError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    elif is_dataclass(value):
        for each in fields(value):
            _check_texts(getattr(value, each.name))
    elif isinstance(value, (tuple, frozenset)):
        for part in value:
            _check_texts(part)


def strict_shop(**named: Any) -> Shop:
    """A shop whose memory refuses the texts that Postgres refuses."""
    shop = Shop(**named)
    really_open = shop.units.open

    @contextmanager
    def strictly(*, reading: bool = False) -> Iterator[Any]:
        with really_open(reading=reading) as unit:
            tables = {name: Strict(table) for name, table in vars(unit).items() if not name.startswith("_")}
            yield _Unit(unit, tables)

    shop.units.open = strictly  # type: ignore[method-assign]
    return shop


class _Unit:
    def __init__(self, unit: Any, tables: dict[str, Strict]) -> None:
        self.session = unit.session
        vars(self).update(tables)

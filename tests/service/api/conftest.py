"""What hostile calls are made on."""

from dataclasses import replace
from typing import Any

import pytest
from strict_texts import strict_shop

from api_shop import Shop


@pytest.fixture(scope="module")
def shop() -> Shop:
    """One for a whole module, whose key may do what admins may: a shop that calls can wear out is at fault itself."""
    shop = strict_shop(stream_wait_s=0.0)
    with shop.units.open() as unit:
        unit.keys.change(replace(shop.key, admin=True))
    return shop


@pytest.fixture(scope="module")
def song(shop: Shop) -> dict[str, Any]:
    """A finished song."""
    task_id = shop.submit()
    shop.make(task_id)
    song: dict[str, Any] = shop.info(task_id)["response"]["sunoData"][0]
    return song | {"taskId": task_id}

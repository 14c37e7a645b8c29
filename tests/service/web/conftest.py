"""A shop with its page, and a browser that has signed in."""

import pytest
from page_caller import Browser

from api_shop import Shop


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser(shop.api).claim()

"""The contract over HTTP: the family's routes, field names, codes and messages. The only place that knows them."""

from songwright.service.api._app import build_api
from songwright.service.api._shapes import callback_body

__all__ = ["build_api", "callback_body"]

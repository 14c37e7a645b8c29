"""Callbacks on the wire: checked addresses, signatures, one try."""

from songwright.service.webhooks._addresses import AddressRule, RefusedAddressError
from songwright.service.webhooks._sender import HttpSender
from songwright.service.webhooks._signing import signature_headers

__all__ = ["AddressRule", "HttpSender", "RefusedAddressError", "signature_headers"]

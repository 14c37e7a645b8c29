"""The studio in the browser: its page, signing in, and what the page asks for beyond the API."""

from songwright.service.web._rooms import page_rooms

__all__ = ["page_rooms"]

"""Authors outside: language models of the operator's own, over HTTP."""

from songwright.service.authors._chat import ChatAuthor

__all__ = ["ChatAuthor"]

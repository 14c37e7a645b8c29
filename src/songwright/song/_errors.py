"""The one error tree. No transport knows itself here; a docstring is the default message."""


class SongwrightError(Exception):
    """Songwright could not do this."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class BadRequest(SongwrightError):
    """The request can't be understood."""

    def __init__(self, message: str | None = None, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class TooLong(BadRequest):
    """The text is longer than the model allows."""


class CannotMake(SongwrightError):
    """This song can't be made; trying again will not help."""


class MissingPart(CannotMake):
    """A part of the installation is missing; run `songwright setup`."""


class TryAgain(SongwrightError):
    """A passing fault: the same work may succeed later."""


class Cancelled(SongwrightError):
    """The work was cancelled."""

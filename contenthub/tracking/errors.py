"""Why tracking refuses."""

from contenthub.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn


class LinkNotFound(NotFound):
    """No such share code, or not the actor's."""


class ConversionNotFound(NotFound):
    """No such conversion, or not credited to the actor."""


class ConversionInvalid(Invalid):
    """Fields of a conversion are wrong."""


class ConversionDiffers(Conflict):
    """The same source, external id and kind came before with other content."""


class SourceNotAllowed(NotAllowed):
    """The token posts conversions of another source."""


class SaleNotFound(NotFound):
    """No such sale, or not the actor's to see."""


class SaleInvalid(Invalid):
    """Fields of a sale are wrong."""


class SaleDiffers(Conflict):
    """The guide told of the same receipt before, with other content."""


class SaleDecided(Conflict):
    """The sale was decided the other way."""


class OrderTableInvalid(Invalid):
    """A table of orders that cannot be read at all."""


class WebhookRefused(NotSignedIn):
    """A webhook that its source did not sign, or not now."""


class ViewersNotAllowed(NotAllowed):
    """Only the guide whose share it is sees single viewers."""

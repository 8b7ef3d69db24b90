"""Why the library refuses."""

from contenthub.kernel.errors import Conflict, Invalid, NotFound


class AssetNotFound(NotFound):
    """No such asset, or not visible to this actor."""


class AssetInvalid(Invalid):
    """Fields of an asset are wrong."""


class AssetInUse(Conflict):
    """The asset is shown somewhere, so it cannot go to the trash; `where` lists the places."""


class RenditionPending(NotFound):
    """The rendition is still being made; `retry_after` seconds are among the facts."""


class RenditionNotFound(NotFound):
    """No such rendition of this asset, and none will come."""


class ProductNotFound(NotFound):
    """No such product."""


class ProductInvalid(Invalid):
    """Fields of a product are wrong."""


class SkuTaken(Conflict):
    """Another product has this SKU."""

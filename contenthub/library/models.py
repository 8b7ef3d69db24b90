"""Tables: products, assets with tags and renditions, where assets are used, the search outbox and terms."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contenthub.db.base import Base, Id
from contenthub.library.values import AssetKind, AssetState, Preset


def _ordered(length: int) -> String:
    """Return text that sorts by code point on every engine, so that what begins with a prefix is a range."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


BigId = BigInteger().with_variant(Integer, "sqlite")


class Product(Base):
    """What is sold; off the shelf, its offers are not shown."""

    __tablename__ = "products"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    sku: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    price: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    url: Mapped[str] = mapped_column(String(2000))
    on_shelf: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Asset(Base):
    """A file of the library, named by the SHA-256 of its bytes."""

    __tablename__ = "assets"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[AssetKind] = mapped_column(String(16), index=True)
    media_type: Mapped[str] = mapped_column(String(80))
    bytes: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    colour: Mapped[str | None] = mapped_column(String(7))
    state: Mapped[AssetState] = mapped_column(String(16), index=True)
    failure: Mapped[str | None] = mapped_column(String(64))
    product_id: Mapped[str | None] = mapped_column(ForeignKey("products.id"), index=True)
    added_by: Mapped[str] = mapped_column(String(26))
    created_at: Mapped[datetime] = mapped_column(index=True)
    trashed_at: Mapped[datetime | None] = mapped_column(index=True)

    product: Mapped[Product | None] = relationship(lazy="raise")
    tags: Mapped[list["AssetTag"]] = relationship(
        lazy="raise", back_populates="asset", cascade="all, delete-orphan", order_by="AssetTag.position"
    )
    renditions: Mapped[list["Rendition"]] = relationship(
        lazy="raise", back_populates="asset", cascade="all, delete-orphan"
    )


class AssetTag(Base):
    """A word put on an asset."""

    __tablename__ = "asset_tags"

    asset_id: Mapped[str] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    position: Mapped[int]

    asset: Mapped[Asset] = relationship(lazy="raise", back_populates="tags")


class Rendition(Base):
    """A derived file; `blob_key` is a hash of source, recipe and focal point, so it never goes stale."""

    __tablename__ = "renditions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    asset_id: Mapped[str] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"))
    preset: Mapped[Preset] = mapped_column(String(16))
    blob_key: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(80))
    bytes: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int]
    height: Mapped[int]

    asset: Mapped[Asset] = relationship(lazy="raise", back_populates="renditions")

    __table_args__ = (UniqueConstraint("asset_id", "preset"),)


class AssetUse(Base):
    """A place that shows an asset (`content`, `share`…); written by the floors above through `AssetUses`."""

    __tablename__ = "asset_uses"

    asset_id: Mapped[str] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    place_kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    place_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    place_title: Mapped[str] = mapped_column(String(200))

    __table_args__ = (Index("ix_asset_uses_place", "place_kind", "place_id"),)


class SearchOutbox(Base):
    """An asset whose index entry must be made anew; written in the same transaction as the change."""

    __tablename__ = "search_outbox"

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    asset_id: Mapped[str] = mapped_column(Id)
    enqueued_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)


class SearchTerm(Base):
    """A word to suggest while typing: a tag, a product, a title."""

    __tablename__ = "search_terms"

    term: Mapped[str] = mapped_column(String(120), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    normal: Mapped[str] = mapped_column(_ordered(120), index=True)
    pinyin: Mapped[str] = mapped_column(_ordered(400), index=True)
    initials: Mapped[str] = mapped_column(_ordered(120), index=True)
    weight: Mapped[int] = mapped_column(default=1)

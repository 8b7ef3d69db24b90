"""Sales in the store."""

import contenthub.db.base
import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sales",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("share", sa.String(length=16), nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=True),
        sa.Column("guide_id", sa.String(length=26), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("receipt", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("occurred_at", contenthub.db.base.UtcTime(), nullable=False),
        sa.Column("told_at", contenthub.db.base.UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("decided_at", contenthub.db.base.UtcTime(), nullable=True),
        sa.Column("conversion_id", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["conversion_id"], ["conversions.id"], name=op.f("fk_sales_conversion_id_conversions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales")),
        sa.UniqueConstraint("guide_id", "receipt", name=op.f("uq_sales_guide_id_receipt")),
    )
    with op.batch_alter_table("sales", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sales_share"), ["share"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_unit_id"), ["unit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sales", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sales_unit_id"))
        batch_op.drop_index(batch_op.f("ix_sales_state"))
        batch_op.drop_index(batch_op.f("ix_sales_share"))

    op.drop_table("sales")

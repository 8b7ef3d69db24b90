"""Attribution policies and credits."""

import contenthub.db.base
import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attribution_policies",
        sa.Column("plan_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=8), nullable=False),
        sa.Column("priority", sa.String(length=8), nullable=False),
        sa.Column("fallback", sa.String(length=8), nullable=False),
        sa.Column("hold_days", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=False),
        sa.Column("created_at", contenthub.db.base.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "version", name=op.f("pk_attribution_policies")),
    )
    op.create_table(
        "attribution_decisions",
        sa.Column("conversion_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan_id", sa.String(length=26), nullable=True),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("decided_at", contenthub.db.base.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversion_id"], ["conversions.id"], name=op.f("fk_attribution_decisions_conversion_id_conversions")
        ),
        sa.PrimaryKeyConstraint("conversion_id", "number", name=op.f("pk_attribution_decisions")),
    )
    with op.batch_alter_table("attribution_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attribution_decisions_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "credits",
        sa.Column("conversion_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("party", sa.String(length=8), nullable=False),
        sa.Column("guide_id", sa.String(length=26), nullable=True),
        sa.Column("unit_id", sa.String(length=26), nullable=True),
        sa.Column("share", sa.String(length=16), nullable=True),
        sa.Column("slot", sa.String(length=32), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payable_at", contenthub.db.base.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversion_id", "number"],
            ["attribution_decisions.conversion_id", "attribution_decisions.number"],
            name=op.f("fk_credits_conversion_id_attribution_decisions"),
        ),
        sa.PrimaryKeyConstraint("conversion_id", "number", "position", name=op.f("pk_credits")),
    )
    with op.batch_alter_table("credits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credits_guide_id"), ["guide_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("credits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credits_guide_id"))

    op.drop_table("credits")
    with op.batch_alter_table("attribution_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attribution_decisions_plan_id"))

    op.drop_table("attribution_decisions")
    op.drop_table("attribution_policies")

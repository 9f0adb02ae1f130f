"""Which model searches and which is to come; thresholds and calibrations that people have set."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_7"
down_revision = "20261124_6"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("embedding_model", sa.Column("source", sa.String(), nullable=True))
    op.add_column("embedding_model", sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True))
    # Until now every model counted as active; the one with the most vectors is the one that most claims are found by.
    op.execute(
        """
        UPDATE embedding_model SET is_active = (id = (
            SELECT m.id FROM embedding_model m
            ORDER BY (SELECT count(*) FROM embedding e WHERE e.model_id = m.id) DESC, m.id DESC LIMIT 1))
        """
    )
    op.create_index(
        "uq_embedding_model_active",
        "embedding_model",
        ["is_active"],
        unique=True,
        postgresql_where=sa.text("is_active"),
    )
    op.create_table(
        "tuning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("thresholds", "calibration", name="tuningkind", native_enum=False, length=32,
                                  create_constraint=True), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )  # fmt: skip
    op.create_index("ix_tuning_newest", "tuning", ["kind", sa.text("id DESC")], unique=False)


def downgrade():
    op.drop_index("ix_tuning_newest", table_name="tuning")
    op.drop_table("tuning")
    op.drop_index("uq_embedding_model_active", table_name="embedding_model")
    op.drop_column("embedding_model", "wanted_at")
    op.drop_column("embedding_model", "source")

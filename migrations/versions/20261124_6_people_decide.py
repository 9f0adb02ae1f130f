"""People decide about links: another relation, claims kept out of matching, merges and splits that can be undone."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_6"
down_revision = "20261124_5"
branch_labels = None
depends_on = None

_WAITING = sa.text("status = 'suggested'")
_RELATIONS = ("same_claim", "entails", "compatible", "conflicts", "updates", "same_event", "related")


def upgrade():
    op.create_table(
        "claim_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("merge", "split", name="claimeditkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("claim_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("undone_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_claim_edit_claim_ids", "claim_edit", ["claim_ids"], unique=False, postgresql_using="gin")
    _keep_history()
    op.add_column("claim", sa.Column("barred_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("claim", sa.Column("barred_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("claim", sa.Column("barred_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.create_index("ix_claim_barred", "claim", ["id"], unique=False, postgresql_where=sa.text("barred_at IS NOT NULL"))
    _remember_judgements()
    _list_the_waiting()


def _keep_history():
    op.execute(
        """
        CREATE FUNCTION refuse_claim_edit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'claim_edit is append-only';
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER claim_edit_kept BEFORE DELETE OR TRUNCATE ON claim_edit
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_claim_edit_change()
        """
    )
    op.execute(
        """
        CREATE TRIGGER claim_edit_unchanged BEFORE UPDATE ON claim_edit FOR EACH ROW
        WHEN (
            OLD.undone_at IS NOT NULL
            OR (OLD.id, OLD.kind, OLD.claim_ids, OLD.actor, OLD.at, OLD.reason, OLD.before, OLD.after)
            IS DISTINCT FROM
            (NEW.id, NEW.kind, NEW.claim_ids, NEW.actor, NEW.at, NEW.reason, NEW.before, NEW.after)
        )
        EXECUTE FUNCTION refuse_claim_edit_change()
        """
    )


def _remember_judgements():
    for name, values in (("judged_relation", _RELATIONS), ("judged_direction", ("a_to_b", "b_to_a"))):
        kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
        op.add_column("claim_match", sa.Column(name, kind, nullable=True))


def _list_the_waiting():
    op.drop_index("ix_claim_match_waiting", table_name="claim_match")
    order = [sa.literal_column("probability DESC"), sa.literal_column("id DESC")]
    op.create_index("ix_claim_match_waiting", "claim_match", order, unique=False, postgresql_where=_WAITING)
    op.create_index(
        "ix_claim_match_waiting_relation",
        "claim_match",
        ["relation", *order],
        unique=False,
        postgresql_where=_WAITING,
    )
    op.create_index(
        "ix_claim_match_decided",
        "claim_match",
        [sa.literal_column("decided_at DESC")],
        unique=False,
        postgresql_where=sa.text("decided_at IS NOT NULL"),
    )


def downgrade():
    op.drop_index("ix_claim_match_decided", table_name="claim_match")
    op.drop_index("ix_claim_match_waiting_relation", table_name="claim_match")
    op.drop_index("ix_claim_match_waiting", table_name="claim_match")
    op.create_index(
        "ix_claim_match_waiting",
        "claim_match",
        [sa.literal_column("probability DESC")],
        unique=False,
        postgresql_where=_WAITING,
    )
    # The constraints go with their columns.
    op.drop_column("claim_match", "judged_direction")
    op.drop_column("claim_match", "judged_relation")
    op.drop_index("ix_claim_barred", table_name="claim")
    for name in ("barred_reason", "barred_by", "barred_at"):
        op.drop_column("claim", name)
    op.drop_table("claim_edit")
    op.execute("DROP FUNCTION refuse_claim_edit_change()")

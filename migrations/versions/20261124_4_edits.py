"""Corrections of what the machine extracted: their history, and what an appearance has to know of them."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_4"
down_revision = "20261124_3"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "appearance_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "edit",
                "split",
                "merge",
                "hide",
                "show",
                name="editkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("appearance_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("undone_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_appearance_edit_appearance_ids",
        "appearance_edit",
        ["appearance_ids"],
        unique=False,
        postgresql_using="gin",
    )
    op.add_column("appearance", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.alter_column("appearance", "revision", server_default=None)
    op.add_column("appearance", sa.Column("edited", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("appearance", sa.Column("edited_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("appearance", sa.Column("claimant_named", sa.Boolean(), nullable=True))
    op.add_column("appearance", sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("appearance", sa.Column("hidden_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("appearance", sa.Column("hidden_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    for name in ("absorbed_by_id", "continues_id"):
        op.add_column("appearance", sa.Column(name, sa.Integer(), nullable=True))
        op.create_foreign_key(f"appearance_{name}_fkey", "appearance", "appearance", [name], ["id"])
        op.create_index(op.f(f"ix_appearance_{name}"), "appearance", [name], unique=False)
    op.drop_constraint("appearance_version_id_start_end_key", "appearance", type_="unique")
    op.create_index(
        "uq_appearance_span",
        "appearance",
        ["version_id", "start", "end"],
        unique=True,
        postgresql_where=sa.text("hidden_at IS NULL"),
    )
    _keep_history()


def _keep_history():
    op.execute(
        """
        CREATE FUNCTION refuse_edit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'appearance_edit is append-only';
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER appearance_edit_kept BEFORE DELETE OR TRUNCATE ON appearance_edit
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit_change()
        """
    )
    op.execute(
        """
        CREATE TRIGGER appearance_edit_unchanged BEFORE UPDATE ON appearance_edit FOR EACH ROW
        WHEN (
            OLD.undone_at IS NOT NULL
            OR (OLD.id, OLD.kind, OLD.appearance_ids, OLD.actor, OLD.at, OLD.reason, OLD.before, OLD.after)
            IS DISTINCT FROM
            (NEW.id, NEW.kind, NEW.appearance_ids, NEW.actor, NEW.at, NEW.reason, NEW.before, NEW.after)
        )
        EXECUTE FUNCTION refuse_edit_change()
        """
    )


def downgrade():
    op.drop_table("appearance_edit")
    op.execute("DROP FUNCTION refuse_edit_change()")
    op.drop_index("uq_appearance_span", table_name="appearance", postgresql_where=sa.text("hidden_at IS NULL"))
    # What was hidden may stand where something else stands now.
    op.execute(
        "DELETE FROM claim_match m USING appearance a WHERE a.hidden_at IS NOT NULL "
        "AND a.id IN (m.appearance_a_id, m.appearance_b_id)"
    )
    op.execute("UPDATE appearance SET continues_id = NULL, absorbed_by_id = NULL")
    op.execute("DELETE FROM appearance WHERE hidden_at IS NOT NULL")
    op.create_unique_constraint("appearance_version_id_start_end_key", "appearance", ["version_id", "start", "end"])
    for name in ("continues_id", "absorbed_by_id"):
        op.drop_index(op.f(f"ix_appearance_{name}"), table_name="appearance")
        op.drop_constraint(f"appearance_{name}_fkey", "appearance", type_="foreignkey")
        op.drop_column("appearance", name)
    for name in ("hidden_reason", "hidden_by", "hidden_at", "claimant_named", "edited_by", "edited", "revision"):
        op.drop_column("appearance", name)

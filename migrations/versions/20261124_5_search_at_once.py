"""The word index takes each row at once, because a list of rows still to be sorted in is read through by every word asked."""

from alembic import op

revision = "20261124_5"
down_revision = "20261124_4"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("ALTER INDEX ix_appearance_search SET (fastupdate = off)")
    op.execute("SELECT gin_clean_pending_list('ix_appearance_search'::regclass)")


def downgrade():
    op.execute("ALTER INDEX ix_appearance_search RESET (fastupdate)")

"""The places that an appearance is told of: its own, or those of the claim before it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_1"
down_revision = "20261123_3"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("appearance", sa.Column("setting", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    # What is stored already gets the setting that a new extraction would give it.
    op.execute(
        """
        UPDATE appearance AS told SET setting = coalesce(
            (SELECT array_agg(DISTINCT place ->> 'name') FROM jsonb_array_elements(near.places) AS place), '{}')
        FROM appearance AS near
        WHERE near.id = (
            SELECT other.id FROM appearance AS other
            WHERE other.version_id = told.version_id AND jsonb_array_length(other.places) > 0
              AND (other.id = told.id OR other.start < told.start)
            ORDER BY other.id = told.id DESC, other.start DESC LIMIT 1)
        """
    )


def downgrade():
    op.drop_column("appearance", "setting")

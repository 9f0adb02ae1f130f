"""Whether the articles of a match tell of two events."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_8"
down_revision = "20261124_7"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("claim_match", sa.Column("articles_apart", sa.Boolean(), nullable=True))


def downgrade():
    op.drop_column("claim_match", "articles_apart")

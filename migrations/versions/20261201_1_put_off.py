"""Until when an article's site asked to be left alone."""

import sqlalchemy as sa
from alembic import op

revision = "20261201_1"
down_revision = "20261124_8"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("article", sa.Column("put_off_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_article_put_off",
        "article",
        ["put_off_until"],
        unique=False,
        postgresql_where=sa.text("put_off_until IS NOT NULL"),
    )


def downgrade():
    op.drop_index("ix_article_put_off", table_name="article")
    op.drop_column("article", "put_off_until")

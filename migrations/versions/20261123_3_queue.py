"""The job queue's own tables and functions, as Procrastinate ships them."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "20261123_3"
down_revision = "20261123_2"
branch_labels = None
depends_on = None


def upgrade():
    # The script holds several statements and percent signs, so it goes to the driver as it is.
    op.get_bind().connection.cursor().execute(SchemaManager.get_schema())


def downgrade():
    op.execute(
        """
        DO $$ DECLARE part record; BEGIN
            FOR part IN SELECT tablename FROM pg_tables
                WHERE schemaname = 'public' AND tablename LIKE 'procrastinate\\_%' LOOP
                EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', part.tablename);
            END LOOP;
            FOR part IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.proname LIKE 'procrastinate\\_%' LOOP
                EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', part.name);
            END LOOP;
            FOR part IN SELECT typname FROM pg_type
                WHERE typname LIKE 'procrastinate\\_%' AND typtype IN ('e', 'c') LOOP
                EXECUTE format('DROP TYPE IF EXISTS %I CASCADE', part.typname);
            END LOOP;
        END $$
        """
    )

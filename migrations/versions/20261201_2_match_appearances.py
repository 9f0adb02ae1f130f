"""Matches by the appearances that they rest on, for when one of those is deleted."""

from alembic import op

revision = "20261201_2"
down_revision = "20261201_1"
branch_labels = None
depends_on = None

_ENDS = ("appearance_a_id", "appearance_b_id")


def upgrade():
    for end in _ENDS:
        op.create_index(f"ix_claim_match_{end}", "claim_match", [end], unique=False)


def downgrade():
    for end in _ENDS:
        op.drop_index(f"ix_claim_match_{end}", table_name="claim_match")

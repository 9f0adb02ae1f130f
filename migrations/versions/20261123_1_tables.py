"""Every table of the first release."""

import pgvector.sqlalchemy.halfvec
import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261123_1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("action", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_event_subject", "audit_event", ["subject", "subject_id", "id"], unique=False)
    op.create_table(
        "claimant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name_key"),
    )
    op.create_table(
        "copy_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "embedding_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("dimensions", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "outlet_family",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("content_type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "quantity",
                "event",
                "state",
                "statement",
                "commitment",
                "prediction",
                "opinion",
                name="claimtype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "unstarted",
                "in_progress",
                "on_hold",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rating", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("assigned_to", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("next_recheck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("check_worthiness", sa.Float(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("appearance_count", sa.Integer(), nullable=False),
        sa.Column("outlet_count", sa.Integer(), nullable=False),
        sa.Column("independent_sources", sa.Integer(), nullable=False),
        sa.Column("unproven_sources", sa.Integer(), nullable=False),
        sa.Column("conflict_count", sa.Integer(), nullable=False),
        sa.Column("suggestion_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (rating IS NOT NULL)", name="ck_claim_rating_when_closed"),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["claim.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_claim_due", "claim", ["next_recheck_at"], unique=False, postgresql_where=sa.text("state <> 'closed'")
    )
    op.create_index(op.f("ix_claim_event_id"), "claim", ["event_id"], unique=False)
    op.create_index(
        "ix_claim_inbox",
        "claim",
        ["state", sa.literal_column("check_worthiness DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(op.f("ix_claim_merged_into_id"), "claim", ["merged_into_id"], unique=False)
    op.create_index(
        "ix_claim_newest", "claim", [sa.literal_column("last_seen_at DESC"), sa.literal_column("id DESC")], unique=False
    )
    op.create_table(
        "outlet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("domain", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "agency",
                "newspaper",
                "broadcaster",
                "website",
                "state_media",
                "unknown",
                name="outletkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("family_id", sa.Integer(), nullable=True),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["family_id"],
            ["outlet_family.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("domain"),
        sa.UniqueConstraint("name_key"),
    )
    op.create_index(op.f("ix_outlet_family_id"), "outlet", ["family_id"], unique=False)
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_to_the_day", sa.Boolean(), nullable=False),
        sa.Column("copy_group_id", sa.Integer(), nullable=True),
        sa.Column("etag", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("last_modified", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("recheck_failures", sa.Integer(), nullable=False),
        sa.Column("last_changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("added_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["copy_group_id"],
            ["copy_group.id"],
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"],
            ["outlet.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("identity"),
    )
    op.create_index(op.f("ix_article_copy_group_id"), "article", ["copy_group_id"], unique=False)
    op.create_index(
        "ix_article_newest",
        "article",
        [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(op.f("ix_article_outlet_id"), "article", ["outlet_id"], unique=False)
    op.create_index(op.f("ix_article_published_at"), "article", ["published_at"], unique=False)
    op.create_table(
        "claim_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("publisher", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("claim_reviewed", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("rating", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("url"),
    )
    op.create_index(op.f("ix_claim_review_claim_id"), "claim_review", ["claim_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("excerpt", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "stance",
            sa.Enum(
                "supports", "refutes", "context", name="stance", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("added_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_evidence_claim_id"), "evidence", ["claim_id"], unique=False)
    op.create_table(
        "article_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("byline", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text_sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "ready",
                "failed",
                name="processingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("failure", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("wire_agency", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("wire_start", sa.Integer(), nullable=True),
        sa.Column("wire_end", sa.Integer(), nullable=True),
        sa.Column("wire_evidence", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("notes", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("run", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("copy_keys", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("article_id", "number"),
    )
    op.create_index(op.f("ix_article_version_article_id"), "article_version", ["article_id"], unique=False)
    op.create_index(
        "ix_article_version_copy_keys",
        "article_version",
        ["copy_keys"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("is_current"),
    )
    op.create_index(op.f("ix_article_version_text_sha256"), "article_version", ["text_sha256"], unique=False)
    op.create_index(
        "ix_article_version_waiting",
        "article_version",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "uq_article_version_current",
        "article_version",
        ["article_id"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "copy_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_a_id", sa.Integer(), nullable=False),
        sa.Column("article_b_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_a_id"],
            ["article.id"],
        ),
        sa.ForeignKeyConstraint(
            ["article_b_id"],
            ["article.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("article_a_id", "article_b_id"),
    )
    op.create_index(op.f("ix_copy_link_article_a_id"), "copy_link", ["article_a_id"], unique=False)
    op.create_index(op.f("ix_copy_link_article_b_id"), "copy_link", ["article_b_id"], unique=False)
    op.create_table(
        "appearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("standalone", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("claimant_id", sa.Integer(), nullable=True),
        sa.Column("cue", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("hedge", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("via", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "quantity",
                "event",
                "state",
                "statement",
                "commitment",
                "prediction",
                "opinion",
                name="claimtype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "modality",
            sa.Enum(
                "asserted",
                "hedged",
                "planned",
                "denied",
                name="modality",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("negated", sa.Boolean(), nullable=False),
        sa.Column("dates", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("places", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("entities", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("ambiguous", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("check_worthiness", sa.Float(), nullable=False),
        sa.Column("worthiness_parts", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("joined_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("join_probability", sa.Float(), nullable=True),
        sa.Column("join_reasons", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('english', coalesce(standalone, quote))", persisted=True),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint('"start" >= 0 AND "end" > "start"', name="ck_appearance_span"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
        ),
        sa.ForeignKeyConstraint(
            ["claimant_id"],
            ["claimant.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["article_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("version_id", "start", "end"),
    )
    op.create_index(op.f("ix_appearance_article_id"), "appearance", ["article_id"], unique=False)
    op.create_index(op.f("ix_appearance_claim_id"), "appearance", ["claim_id"], unique=False)
    op.create_index(op.f("ix_appearance_claimant_id"), "appearance", ["claimant_id"], unique=False)
    op.create_index("ix_appearance_search", "appearance", ["search"], unique=False, postgresql_using="gin")
    op.create_index(op.f("ix_appearance_version_id"), "appearance", ["version_id"], unique=False)
    op.create_table(
        "recheck",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "unchanged",
                "changed",
                "gone",
                "unreachable",
                "failed",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cause", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("cause_code", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["article_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_recheck_history", "recheck", ["article_id", sa.literal_column("started_at DESC")], unique=False)
    op.create_table(
        "change_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recheck_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "figure_changed",
                "reworded",
                "removed",
                "added",
                "correction_notice",
                "gone",
                "unreachable",
                name="changekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("before", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("after", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recheck_id"],
            ["recheck.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["article_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_change_event_article_id"), "change_event", ["article_id"], unique=False)
    op.create_index(op.f("ix_change_event_claim_id"), "change_event", ["claim_id"], unique=False)
    op.create_index(op.f("ix_change_event_recheck_id"), "change_event", ["recheck_id"], unique=False)
    op.create_table(
        "claim_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_a_id", sa.Integer(), nullable=False),
        sa.Column("claim_b_id", sa.Integer(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "same_claim",
                "entails",
                "compatible",
                "conflicts",
                "updates",
                "same_event",
                "related",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum("a_to_b", "b_to_a", name="direction", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "suggested",
                "confirmed",
                "rejected",
                name="matchstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("appearance_a_id", sa.Integer(), nullable=False),
        sa.Column("appearance_b_id", sa.Integer(), nullable=False),
        sa.Column("scorer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("claim_a_id < claim_b_id", name="ck_claim_match_order"),
        sa.ForeignKeyConstraint(
            ["appearance_a_id"],
            ["appearance.id"],
        ),
        sa.ForeignKeyConstraint(
            ["appearance_b_id"],
            ["appearance.id"],
        ),
        sa.ForeignKeyConstraint(
            ["claim_a_id"],
            ["claim.id"],
        ),
        sa.ForeignKeyConstraint(
            ["claim_b_id"],
            ["claim.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("claim_a_id", "claim_b_id"),
    )
    op.create_index(op.f("ix_claim_match_claim_a_id"), "claim_match", ["claim_a_id"], unique=False)
    op.create_index(op.f("ix_claim_match_claim_b_id"), "claim_match", ["claim_b_id"], unique=False)
    op.create_index(
        "ix_claim_match_waiting",
        "claim_match",
        [sa.literal_column("probability DESC")],
        unique=False,
        postgresql_where=sa.text("status = 'suggested'"),
    )
    op.create_table(
        "embedding",
        sa.Column("appearance_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("vector", pgvector.sqlalchemy.halfvec.HALFVEC(), nullable=False),
        sa.ForeignKeyConstraint(["appearance_id"], ["appearance.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["embedding_model.id"],
        ),
        sa.PrimaryKeyConstraint("appearance_id", "model_id"),
    )
    op.create_table(
        "figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appearance_id", sa.Integer(), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("modifier", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("scope", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("surface", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["appearance_id"], ["appearance.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_figure_appearance_id"), "figure", ["appearance_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_figure_appearance_id"), table_name="figure")
    op.drop_table("figure")
    op.drop_table("embedding")
    op.drop_index("ix_claim_match_waiting", table_name="claim_match", postgresql_where=sa.text("status = 'suggested'"))
    op.drop_index(op.f("ix_claim_match_claim_b_id"), table_name="claim_match")
    op.drop_index(op.f("ix_claim_match_claim_a_id"), table_name="claim_match")
    op.drop_table("claim_match")
    op.drop_index(op.f("ix_change_event_recheck_id"), table_name="change_event")
    op.drop_index(op.f("ix_change_event_claim_id"), table_name="change_event")
    op.drop_index(op.f("ix_change_event_article_id"), table_name="change_event")
    op.drop_table("change_event")
    op.drop_index("ix_recheck_history", table_name="recheck")
    op.drop_table("recheck")
    op.drop_index(op.f("ix_appearance_version_id"), table_name="appearance")
    op.drop_index("ix_appearance_search", table_name="appearance", postgresql_using="gin")
    op.drop_index(op.f("ix_appearance_claimant_id"), table_name="appearance")
    op.drop_index(op.f("ix_appearance_claim_id"), table_name="appearance")
    op.drop_index(op.f("ix_appearance_article_id"), table_name="appearance")
    op.drop_table("appearance")
    op.drop_index(op.f("ix_copy_link_article_b_id"), table_name="copy_link")
    op.drop_index(op.f("ix_copy_link_article_a_id"), table_name="copy_link")
    op.drop_table("copy_link")
    op.drop_index("uq_article_version_current", table_name="article_version", postgresql_where=sa.text("is_current"))
    op.drop_index(
        "ix_article_version_waiting", table_name="article_version", postgresql_where=sa.text("state = 'pending'")
    )
    op.drop_index(op.f("ix_article_version_text_sha256"), table_name="article_version")
    op.drop_index(
        "ix_article_version_copy_keys",
        table_name="article_version",
        postgresql_using="gin",
        postgresql_where=sa.text("is_current"),
    )
    op.drop_index(op.f("ix_article_version_article_id"), table_name="article_version")
    op.drop_table("article_version")
    op.drop_index(op.f("ix_evidence_claim_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_claim_review_claim_id"), table_name="claim_review")
    op.drop_table("claim_review")
    op.drop_index(op.f("ix_article_published_at"), table_name="article")
    op.drop_index(op.f("ix_article_outlet_id"), table_name="article")
    op.drop_index("ix_article_newest", table_name="article")
    op.drop_index(op.f("ix_article_copy_group_id"), table_name="article")
    op.drop_table("article")
    op.drop_index(op.f("ix_outlet_family_id"), table_name="outlet")
    op.drop_table("outlet")
    op.drop_index("ix_claim_newest", table_name="claim")
    op.drop_index(op.f("ix_claim_merged_into_id"), table_name="claim")
    op.drop_index("ix_claim_inbox", table_name="claim")
    op.drop_index(op.f("ix_claim_event_id"), table_name="claim")
    op.drop_index("ix_claim_due", table_name="claim", postgresql_where=sa.text("state <> 'closed'"))
    op.drop_table("claim")
    op.drop_table("snapshot")
    op.drop_table("outlet_family")
    op.drop_table("event")
    op.drop_table("embedding_model")
    op.drop_table("copy_group")
    op.drop_table("claimant")
    op.drop_index("ix_audit_event_subject", table_name="audit_event")
    op.drop_table("audit_event")

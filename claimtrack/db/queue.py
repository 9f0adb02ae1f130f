"""Jobs put into the queue in the same transaction as the rows they are about: a job exists if and only if they do."""

from sqlalchemy import text
from sqlmodel import Session

PROCESS_VERSION = "process_version"
"""Task that extracts, embeds and links one article version."""

_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY["
    "ROW('claimtrack', :task, 0, NULL, NULL, jsonb_build_object('version_id', CAST(:version_id AS bigint)), NULL)"
    "::procrastinate_job_to_defer_v1])"
)


def enqueue_version(session: Session, version_id: int) -> None:
    """Ask the worker to process one article version as soon as the transaction commits."""
    session.connection().execute(_DEFER, {"task": PROCESS_VERSION, "version_id": version_id})

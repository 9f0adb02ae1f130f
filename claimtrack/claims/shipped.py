"""The name of a file that comes with claimtrack in, its text out."""

from importlib.resources import files

from claimtrack.errors import ModelUnavailable


def shipped_weights(package: str, name: str, *, of: str) -> str:
    """The text of a file of weights that lies in a package.

    Args:
        of: what they are the weights of, for the message.

    Raises:
        ModelUnavailable: the file is missing or holds no text.
    """
    try:
        return (files(package) / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise ModelUnavailable(f"The weights of {of} are missing. Reinstall claimtrack.") from exc

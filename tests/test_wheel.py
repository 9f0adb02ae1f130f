"""A wheel works without the checkout it was built from."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE", "claimtrack", "migrations", "seeds")
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


def test_a_wheel_carries_migrations_seeds_pages_and_word_lists(tmp_path: Path) -> None:
    """Everything that the program reads beside its code is in it, at the place where the program looks."""
    (tmp_path / "source").mkdir()
    for name in BUILT_FROM:  # Beside the checkout, so that the build leaves nothing in it.
        subprocess.run(["cp", "-r", str(ROOT / name), str(tmp_path / "source" / name)], check=True)
    subprocess.run(
        [sys.executable, "-c", BUILD, str(tmp_path)], cwd=tmp_path / "source", check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")

    names = {name.partition(".data/data/")[2] or name for name in zipfile.ZipFile(wheel).namelist()}

    for folder, pattern in (("migrations", "**/*.py"), ("seeds", "*.json*")):
        expected = {f"share/claimtrack/{found.relative_to(ROOT)}" for found in (ROOT / folder).glob(pattern)}
        assert expected
        assert expected <= names
    kept = {path for path in (ROOT / "claimtrack").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {str(path.relative_to(ROOT)) for path in kept} <= names

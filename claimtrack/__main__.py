"""`python -m claimtrack` is the `claimtrack` command."""

from claimtrack.cli import main

main()

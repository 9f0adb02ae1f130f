"""The door for the command line: thin commands over the services.

Exit codes: 0 done, 1 it failed and the message says why, 2 the command was misused, 3 done in part (some lines or articles
failed and are named), 130 stopped by Ctrl-C or SIGTERM.
"""

import os
import signal
import sys
from typing import Any

import click as plain_click
import rich_click as click

from claimtrack import __version__
from claimtrack.cli import accounts, admin, articles, claims, feeds, matching, measuring, serving, training
from claimtrack.cli.console import FAILED, STOPPED, err
from claimtrack.errors import ClaimtrackError

click.rich_click.SHOW_ARGUMENTS = True


def main() -> None:
    """Run the command line; every error of ours ends in one clear sentence and exit code 1."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # An end without clean-up would leave the embedded database running, with nobody to stop it.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        # Without its standalone mode click hands back the code that a command ended with.
        code = cli.main(standalone_mode=False)
    except plain_click.Abort as exc:
        err.print("Stopped.")
        sys.exit(STOPPED if isinstance(exc.__cause__ or exc.__context__, KeyboardInterrupt) else FAILED)
    except plain_click.ClickException as exc:
        exc.show()
        sys.exit(exc.exit_code)
    except ClaimtrackError as exc:
        err.print(f"[bold red]Error[/] ({exc.code}): ", end="")
        err.print(exc.message, markup=False, soft_wrap=True)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        err.print("Stopped.")
        sys.exit(STOPPED)
    except BrokenPipeError:  # Whoever read our output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    sys.exit(code if isinstance(code, int) else 0)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="claimtrack")
def cli() -> None:
    """Track the claims in news articles: who says it, who says otherwise, and how many independent sources there are.

    \b
    Try it:   claimtrack demo
    Add one:  claimtrack add article.txt --outlet "The Daily" --published-at 2016-10-11
    """


for command in (
    serving.demo,
    serving.serve,
    serving.worker,
    admin.doctor,
    articles.add,
    articles.import_,
    articles.recheck,
    feeds.feed,
    claims.extract,
    claims.match,
    claims.compare,
    matching.reembed,
    matching.refit,
    measuring.eval_,
    measuring.bench,
    training.train,
    admin.db,
    accounts.user,
    accounts.token,
    admin.export,
):
    cli.add_command(command)

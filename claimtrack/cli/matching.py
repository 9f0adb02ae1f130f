"""Commands that look after how claims are matched: reembed, refit."""

from typing import TYPE_CHECKING

import rich_click as click

from claimtrack.cli.console import count_words, json_option, open_engine, out, print_json, progress

if TYPE_CHECKING:
    from claimtrack.services.reembedding import Dropped


@click.command()
@click.option(
    "--drop-old", is_flag=True, help="Then remove the vectors and indexes of every model that does not search."
)
@json_option
def reembed(drop_old: bool, as_json: bool) -> None:
    """Embed every claim with the model that is set, and let it search once none is missing.

    The old model searches until then. It can be stopped at any time and goes on where it was; a running server or worker does
    the same by itself.

    Example: CLAIMTRACK_EMBEDDING_MODEL=models/multilingual claimtrack reembed --drop-old
    """
    from claimtrack.services import reembedding

    with open_engine() as engine:
        reembedding.want_configured(engine)
        with progress() as bar:
            task = bar.add_task("Embedding claims", total=None)
            reembedding.reembed(
                engine, report=lambda done, total: bar.update(task, completed=done, total=max(total, 1))
            )
        dropped: tuple[Dropped, ...] = ()
        if drop_old:
            with progress() as bar:
                task = bar.add_task("Removing old vectors", total=None)
                dropped = reembedding.drop_old(
                    engine, actor=engine.settings.actor, report=lambda count: bar.update(task, completed=count)
                )
        state = reembedding.reembedding(engine)
    if as_json:
        print_json({"searching": state and state.searching, "dropped": dropped})
        return
    out.print(f"{state.searching if state else 'No model'} searches, and has a vector of every claim.", markup=False)
    for one in dropped:
        out.print(f"Removed {count_words(one.vectors, 'vector')} by {one.model}.", markup=False)
    if drop_old and not dropped:
        out.print("There were no old vectors.")

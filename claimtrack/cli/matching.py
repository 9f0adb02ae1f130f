"""Commands that look after how claims are matched: reembed, refit."""

from typing import TYPE_CHECKING

import rich_click as click

from claimtrack.cli.console import count_words, json_option, open_engine, out, print_item, print_json, progress

if TYPE_CHECKING:
    from claimtrack.services.reembedding import Dropped
    from claimtrack.services.refitting import GroupReport


@click.command()
@click.option(
    "--drop-old", is_flag=True, help="Then remove the vectors and indexes of every model that does not search."
)
@json_option
def reembed(drop_old: bool, as_json: bool) -> None:
    """Embed every claim with the model of CLAIMTRACK_EMBEDDING_MODEL, and let it search once none is missing.

    The old model searches until then. It can be stopped at any time and goes on where it was; a running server or worker does
    the same by itself.

    Example: claimtrack reembed --drop-old
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


@click.command()
@click.option("--apply", "applied", is_flag=True, help="Store what was learned; without, it is only shown.")
@click.option("--revert", is_flag=True, help="Put back what held before the last one that was stored.")
@json_option
def refit(applied: bool, revert: bool, as_json: bool) -> None:
    """Set the probabilities of matches right by what people have confirmed and rejected.

    Shows for each group of links how wrong the probabilities are now and would be then, measured on decisions that were not
    learned from. A group needs thirty decisions of both kinds, and is only used where it helps.

    Example: claimtrack refit --apply
    """
    from claimtrack.services import refitting

    if applied and revert:
        raise click.UsageError("Give --apply or --revert, not both.")
    with open_engine() as engine:
        actor = engine.settings.actor
        if revert:
            view = refitting.revert(engine, actor=actor)
            print_json(view) if as_json else out.print(
                f"Taken back; {', '.join(view.value) or 'no calibration'} holds from now on.", markup=False
            )
            return
        found = refitting.refit(engine)
        if not as_json:
            for group in found.groups:
                _print_group(group)
            out.print(f"{count_words(found.passed_over, 'decision')} of {found.decisions:,} could not be used.")
        stored = refitting.apply(engine, found, actor=actor) if applied else None
    if as_json:
        print_json({"refit": found, "applied": stored})
    elif stored is not None:
        out.print(f"Stored for {', '.join(stored.value)}; it holds from now on. --revert takes it back.", markup=False)
    elif found.calibration.curves and found.calibration != found.present:
        out.print("Nothing was stored. `claimtrack refit --apply` does.", markup=False)
    else:
        out.print("There is nothing to store.")


def _print_group(one: "GroupReport") -> None:
    decided = f"{one.confirmed} confirmed, {one.rejected} rejected"
    if one.fit is None:
        print_item(one.group.value, ", ".join(one.relations), f"{decided}: too few to learn from")
        return
    before, after, curve = one.fit.before, one.fit.after, one.fit.curve
    loss = f"log-loss {before.log_loss:.3f} → {after.log_loss:.3f} (±{one.fit.gain_error:.3f})"
    print_item(
        one.group.value,
        ", ".join(one.relations),
        decided,
        f"{loss}, calibration error {before.ece:.3f} → {after.ece:.3f}",
        f"slope {curve.slope:.2f}, shift {curve.shift:+.2f}: "
        + ("would be used" if one.is_used else "is not used, because it helps no more than chance would"),
    )

"""Draws a threshold curve as a picture of its own: SVG, or a page with the picture and its numbers in a table.

Nothing is loaded from elsewhere, so the file can be mailed or kept.
"""

from html import escape
from pathlib import Path

from claimtrack.errors import InputError
from claimtrack.evals.curve import Curve, Point

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 56, 110, 48, 52
LINES = (("precision", "#1b5e8c", ""), ("recall", "#b3541e", "7 4"), ("f1", "#3b7a3b", "2 3"))
"""Measure, colour and dashes: told apart also without colours."""
NAMES = {"precision": "Precision", "recall": "Recall", "f1": "F1"}


def write_plot(path: Path, curve: Curve, *, title: str) -> None:
    """Write the curve to a file that ends in .svg or .html.

    Raises:
        InputError: the name ends in something else, or there is nothing to draw.
    """
    if path.suffix.lower() not in (".svg", ".html"):
        raise InputError(f"{path.name} is neither .svg nor .html. Give the plot a name that ends in one of them.")
    if not curve.points:
        raise InputError("There are no labels in this file, so there is no curve to draw. Leave out --plot.")
    drawn = svg(curve, title=title) if path.suffix.lower() == ".svg" else page(curve, title=title)
    path.write_text(drawn, encoding="utf-8")


def svg(curve: Curve, *, title: str) -> str:
    """The curve as an SVG document: thresholds to the right, shares upwards."""
    low, high = curve.points[0].threshold, curve.points[-1].threshold
    span = (high - low) or 1.0

    def across(threshold: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (threshold - low) / span, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}"'
        ' font-family="system-ui, sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="16" fill="#222">{escape(title)}</text>',
        *(_shelf(step / 5) for step in range(6)),
        *(_mark(low + span * step / 5, across(low + span * step / 5)) for step in range(6)),
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle" fill="#444">threshold</text>',
    ]
    if curve.best:
        x = across(curve.best.threshold)
        parts.append(
            f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{HEIGHT - BOTTOM}" stroke="#999" stroke-dasharray="1 3"/>'
        )
    for place, (name, colour, dashes) in enumerate(LINES):
        points = " ".join(f"{across(point.threshold)},{_up(getattr(point, name))}" for point in curve.points)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" {_dash(dashes)}/>')
        parts.append(_legend(place, NAMES[name], colour, dashes))
    return "\n".join([*parts, "</svg>", ""])


def page(curve: Curve, *, title: str) -> str:
    """The curve as an HTML page: the picture, what is best, and the numbers in a table."""
    rows = "\n".join(
        f"<tr><td>{point.threshold:.3f}</td><td>{point.precision:.3f}</td><td>{point.recall:.3f}</td>"
        f"<td>{point.f1:.3f}</td></tr>"
        for point in curve.points
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(title)}</title>
<style>body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }}
td, th {{ text-align: right; padding: .1rem .8rem; font-variant-numeric: tabular-nums; }} svg {{ width: 100%; }}</style>
</head><body>
{svg(curve, title=title)}
<p>{_told(curve)}</p>
<table><thead><tr><th>Threshold</th><th>Precision</th><th>Recall</th><th>F1</th></tr></thead><tbody>
{rows}
</tbody></table>
</body></html>
"""


def _told(curve: Curve) -> str:
    start = f"{curve.positives:,} of {curve.n:,} are positive. Average precision {curve.average_precision:.3f}."
    best: Point | None = curve.best
    if best is None:
        return start
    return f"{start} F1 is highest, {best.f1:.3f}, from {best.threshold:.3f} on."


def _up(share: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)


def _shelf(share: float) -> str:
    y = _up(share)
    return (
        f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#ddd"/>'
        f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end" fill="#444">{share:.1f}</text>'
    )


def _mark(threshold: float, x: float) -> str:
    return f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" fill="#444">{threshold:.2f}</text>'


def _legend(place: int, name: str, colour: str, dashes: str) -> str:
    x, y = WIDTH - RIGHT + 14, TOP + 12 + 24 * place
    return (
        f'<line x1="{x}" y1="{y}" x2="{x + 24}" y2="{y}" stroke="{colour}" stroke-width="2" {_dash(dashes)}/>'
        f'<text x="{x + 30}" y="{y + 4}" fill="#222">{name}</text>'
    )


def _dash(dashes: str) -> str:
    return f'stroke-dasharray="{dashes}"' if dashes else ""

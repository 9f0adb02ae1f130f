"""What a threshold would do, as numbers and as a picture."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from claimtrack.errors import InputError
from claimtrack.evals.curve import Point, threshold_curve
from claimtrack.evals.plots import svg, write_plot

LABELS = [True, True, False, True, False]
SCORES = [0.9, 0.8, 0.7, 0.6, 0.1]


def test_each_threshold_has_its_precision_and_recall() -> None:
    """Counted by hand: at 0.8 two of three are found and none is wrong."""
    curve = threshold_curve(LABELS, SCORES)

    assert (5, 3) == (curve.n, curve.positives)
    assert [0.1, 0.6, 0.7, 0.8, 0.9] == [point.threshold for point in curve.points]
    assert Point(threshold=0.8, precision=1.0, recall=0.6667, f1=0.8) == curve.points[3]
    assert Point(threshold=0.6, precision=0.75, recall=1.0, f1=0.8571) == curve.best
    assert round((1 + 1 + 3 / 4) / 3, 4) == curve.average_precision


def test_equal_scores_stand_or_fall_together() -> None:
    """A threshold cannot part them, so there is one point for both."""
    curve = threshold_curve([True, False], [0.5, 0.5])

    assert [Point(threshold=0.5, precision=0.5, recall=1.0, f1=0.6667)] == list(curve.points)


def test_a_long_curve_keeps_its_ends_and_its_best() -> None:
    """Fifty points of a thousand, the best threshold chosen before they are thinned."""
    labels = [number >= 497 for number in range(1000)]
    curve = threshold_curve(labels, [number / 1000 for number in range(1000)])

    assert 50 == len(curve.points)
    assert (0.0, 0.999) == (curve.points[0].threshold, curve.points[-1].threshold)
    assert curve.best == Point(threshold=0.497, precision=1.0, recall=1.0, f1=1.0)


@pytest.mark.parametrize("labels", [[], [False, False]])
def test_without_a_positive_there_is_no_curve(labels: list[bool]) -> None:
    """Nothing can be found where nothing is."""
    curve = threshold_curve(labels, [0.5] * len(labels))

    assert (0, None, (), 0.0) == (curve.positives, curve.best, curve.points, curve.average_precision)


def test_the_picture_is_svg_with_a_line_for_each_measure() -> None:
    """It parses, names itself for a screen reader, and escapes what stands in its title."""
    root = ElementTree.fromstring(svg(threshold_curve(LABELS, SCORES), title='Pairs <of "ours">'))  # noqa: S314 our own

    lines = root.findall("{http://www.w3.org/2000/svg}polyline")
    assert 'Pairs <of "ours">' == root.attrib["aria-label"]
    assert [5, 5, 5] == [len(line.attrib["points"].split()) for line in lines]
    assert {"Precision", "Recall", "F1"} <= {node.text for node in root.iter()}


def test_a_higher_share_is_drawn_higher(tmp_path: Path) -> None:
    """The precision of the example falls from 1.0 to 0.6 as the threshold sinks."""
    root = ElementTree.fromstring(svg(threshold_curve(LABELS, SCORES), title="t"))  # noqa: S314 our own
    precision = root.findall("{http://www.w3.org/2000/svg}polyline")[0].attrib["points"].split()
    heights = [float(point.split(",")[1]) for point in precision]

    assert heights[0] > heights[-1]


def test_the_page_has_the_picture_and_the_numbers(tmp_path: Path) -> None:
    """It loads nothing from elsewhere."""
    path = tmp_path / "curve.html"
    write_plot(path, threshold_curve(LABELS, SCORES), title="Pairs")

    page = path.read_text(encoding="utf-8")
    assert "<svg" in page
    assert "<td>0.600</td><td>0.750</td><td>1.000</td><td>0.857</td>" in page
    assert not {"<script", "src=", "href="} & {part for part in ("<script", "src=", "href=") if part in page}


@pytest.mark.parametrize("name", ["curve.png", "curve"])
def test_another_kind_of_picture_is_refused(tmp_path: Path, name: str) -> None:
    """The message says which there are."""
    with pytest.raises(InputError, match=r"\.svg nor \.html"):
        write_plot(tmp_path / name, threshold_curve(LABELS, SCORES), title="Pairs")


def test_a_plot_without_labels_is_refused(tmp_path: Path) -> None:
    """Rather than an empty picture."""
    with pytest.raises(InputError, match="no labels"):
        write_plot(tmp_path / "curve.svg", threshold_curve([], []), title="Pairs")

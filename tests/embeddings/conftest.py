"""Encoders that show what the shared one hides."""

from typing import Any

import pytest

from claimtrack.embeddings.encoder import SentenceTransformerEncoder


@pytest.fixture(scope="session")
def forgetful() -> SentenceTransformerEncoder:
    """The default model without a memory: every call is a forward pass."""
    return SentenceTransformerEncoder(cache_size=0)


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the library is asked for from now on, in order: ["loaded"] for a loading, the texts of each pass."""
    import sentence_transformers

    calls: list[list[str]] = []

    class Recording(sentence_transformers.SentenceTransformer):
        def __init__(self, *args: Any, **options: Any) -> None:
            calls.append(["loaded"])
            super().__init__(*args, **options)

        def encode(self, inputs: list[str], **options: Any) -> Any:  # type: ignore[override]  # Only this form is used.
            calls.append(list(inputs))
            return super().encode(inputs, **options)

    monkeypatch.setattr(sentence_transformers, "SentenceTransformer", Recording)
    return calls

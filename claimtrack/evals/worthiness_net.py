"""Signs and vectors of labelled sentences in, the fitted weights of the check-worthiness out.

A weight for each sign and two small nets over vectors, whose sum is the log-odds of a label; see ``worthiness_training`` for
what they mean. Knows no text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from claimtrack.claims.worthiness import Layer

NETS = 3
"""Fitted from different random starts and averaged, so that a single start weighs less."""
EPOCHS = 6
BATCH = 64
HIDDEN = 32
SMOOTHING = 0.03
"""How far labels are drawn in from 0 and 1, because crowds err."""
ALONE = 0.4
"""Share of the loss that is for the sum without the meaning."""
SIGN_DROPOUT = 0.3
INPUT_DROPOUT = 0.1
HIDDEN_DROPOUT = 0.5
SIGN_RATE = 0.025
NET_RATE = 0.002
"""Source of all of these: sweeps by five-fold cross-validation on 8,967 sentences of ClaimBuster, November 2026. Average
precision moved by 0.01 at most: 0.882 to 0.894 over 5 to 12 epochs, 0.889 to 0.893 over 0.3 to 0.5 sign dropout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What was fitted; the layers take the inputs as they were given."""

    base: float
    signs: NDArray[np.float64]
    wording: Layer
    meaning: Layer


def fit(
    signs: Sequence[Sequence[int]],
    scales: NDArray[np.float32],
    wording: NDArray[np.float32],
    meaning: NDArray[np.float32],
    truth: NDArray[np.intp],
    *,
    known: int,
) -> Fitted:
    """Weights learned from sentences; the same ones each time on the same machine with the same number of threads.

    Args:
        signs: the numbers of each sentence's signs, all below ``known``.
        scales: what a sign's weight counts in each sentence.
        wording: one row a sentence, components of about 0.3.
        meaning: likewise.
        truth: labels, 0 or 1.
    """
    inputs = _Inputs(_padded(signs, known), torch.tensor(scales), torch.tensor(wording), torch.tensor(meaning))
    target = torch.tensor(truth, dtype=torch.float32) * (1 - 2 * SMOOTHING) + SMOOTHING
    nets = []
    for seed in range(NETS):
        torch.manual_seed(seed)
        nets.append(_Net(known, wording.shape[1], meaning.shape[1]))
        _descend(nets[-1], inputs, target)
    return Fitted(
        base=sum(float(net.base.detach()) + _constant(net.wording) + _constant(net.meaning) for net in nets) / NETS,
        signs=np.mean([_array(net.signs, "weight")[:-1, 0] for net in nets], axis=0, dtype=np.float64),
        wording=_mean([net.wording for net in nets]),
        meaning=_mean([net.meaning for net in nets]),
    )


@dataclass(frozen=True, slots=True)
class _Inputs:
    signs: Tensor
    scales: Tensor
    wording: Tensor
    meaning: Tensor

    def take(self, rows: Tensor) -> "_Inputs":
        return _Inputs(self.signs[rows], self.scales[rows], self.wording[rows], self.meaning[rows])


class _Net(nn.Module):
    def __init__(self, known: int, wording: int, meaning: int) -> None:
        super().__init__()
        self.signs = nn.Embedding(known + 1, 1, padding_idx=known)
        nn.init.zeros_(self.signs.weight)
        self.base = nn.Parameter(torch.zeros(()))
        self.wording = _small_net(wording)
        self.meaning = _small_net(meaning)

    def forward(self, given: _Inputs) -> tuple[Tensor, Tensor]:
        """Log-odds without and with the meaning."""
        weights = self.signs(given.signs)[..., 0]
        kept = (torch.rand_like(weights) > SIGN_DROPOUT) / (1 - SIGN_DROPOUT)
        alone = self.base + (weights * kept).sum(1) * given.scales + self.wording(given.wording)[:, 0]
        return alone, alone + self.meaning(given.meaning)[:, 0]


def _small_net(inputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(INPUT_DROPOUT),
        nn.Linear(inputs, HIDDEN),
        nn.ReLU(),
        nn.Dropout(HIDDEN_DROPOUT),
        nn.Linear(HIDDEN, 1),
    )


def _descend(net: _Net, inputs: _Inputs, target: Tensor) -> None:
    count = len(target)
    optimiser = torch.optim.AdamW(
        [
            {"params": [net.signs.weight], "lr": SIGN_RATE, "weight_decay": 1e-4},
            {"params": [net.base], "lr": NET_RATE, "weight_decay": 0.0},
            {"params": [*net.wording.parameters(), *net.meaning.parameters()], "lr": NET_RATE, "weight_decay": 1e-2},
        ]
    )
    falling = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS * -(-count // BATCH))
    for _ in range(EPOCHS):
        for rows in torch.split(torch.randperm(count), BATCH):
            alone, full = net(inputs.take(rows))
            loss = (1 - ALONE) * binary_cross_entropy_with_logits(full, target[rows])
            loss = loss + ALONE * binary_cross_entropy_with_logits(alone, target[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            falling.step()


def _padded(signs: Sequence[Sequence[int]], known: int) -> Tensor:
    """The numbers as one table; short rows are filled up with ``known``, whose weight stays zero."""
    table = np.full((len(signs), max(map(len, signs))), known, np.int64)
    for at, row in enumerate(signs):
        table[at, : len(row)] = row
    return torch.from_numpy(table)


def _constant(net: nn.Sequential) -> float:
    return float(_array(net, "4.bias")[0])


def _mean(nets: Sequence[nn.Sequential]) -> Layer:
    """The mean of several nets, which is itself a net: their hidden units beside each other."""
    return Layer(
        inner=np.concatenate([_array(net, "1.weight") for net in nets]),
        bias=np.concatenate([_array(net, "1.bias") for net in nets]),
        out=np.concatenate([_array(net, "4.weight")[0] / len(nets) for net in nets], dtype=np.float32),
    )


def _array(net: nn.Module, name: str) -> NDArray[np.float32]:
    return net.get_parameter(name).detach().numpy().astype(np.float32)

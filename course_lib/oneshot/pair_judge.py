"""The pair judge: the encoder's best candidates, compared with the query place by place.

The encoder alone puts a drawing on a sphere and never sees two drawings at once. Of the classes it
finds most alike, the judge's network looks from the query to the candidate and back.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course_lib.errors import LearnerError
from course_lib.learning.training import trained
from course_lib.oneshot.encoder import VIEWS, unit
from course_lib.oneshot.machine import refuse_bad
from course_lib.oneshot.network_input import View, answering, shown

if TYPE_CHECKING:
    from course_lib.oneshot.encoder_network import EncoderNetwork
    from course_lib.oneshot.pair_judge_network import PairJudgeNetwork

CANDIDATES = 6  # of the encoder's are judged
COSINE = 10.0  # weight of the encoder's cosine
VERDICT = 0.5  # weight of the sum of the judge's logits over the views
GRID = 8  # places along a side


@dataclass(frozen=True, eq=False)
class Matches:
    """Places of two drawings that looked at each other most: ``here[i]`` and ``there[i]``.

    Both (M, 2) float, x and y from 0 (left, top) to 1; ``share``: (M,) how much of its look place
    ``here[i]`` gave to ``there[i]``, in [0, 1]; the largest first.
    """

    here: np.ndarray
    there: np.ndarray
    share: np.ndarray


class PairJudge:
    """10 · cosine + w · Σ logit over the views, of the six classes with the largest cosine."""

    def __init__(
        self,
        encoder: EncoderNetwork,
        judge: PairJudgeNetwork,
        views: tuple[View, ...] = VIEWS,
        verdict: float = VERDICT,
    ) -> None:
        self.encoder, self.judge, self.views, self.verdict = encoder, judge, views, verdict

    def score(self, support: np.ndarray, query: np.ndarray) -> np.ndarray:
        """As ``Machine.score``. Whatever the cosine, no class beyond the candidates can win."""
        import torch

        refuse_bad(support, query)
        ways, shots = support.shape[:2]
        images = np.concatenate([support.reshape(-1, *query.shape), query[None]])
        with answering():
            maps = [self.encoder.maps(shown(images, self.encoder.side, v)) for v in self.views]
            z = unit(sum(self.encoder.point(m).float() for m in maps).numpy())
            cosines = unit(z[:-1].reshape(ways, shots, -1).mean(1)) @ z[-1]
            best = np.argsort(-cosines, kind="stable")[:CANDIDATES]
            rows = torch.from_numpy((best[:, None] * shots + np.arange(shots)).ravel())
            logits = 0
            for seen in maps:
                there = self.judge.tokens(seen[rows])  # (candidates · shots, places, dim)
                logits = logits + self.judge(self.judge.tokens(seen[-1:]).expand_as(there), there)
        told = logits.reshape(len(best), shots).mean(1).numpy()
        scores = COSINE * cosines
        scores[best] += self.verdict * told
        beyond = np.setdiff1d(np.arange(ways), best)
        # Below the worst candidate, in the order of their cosines.
        scores[beyond] += scores[best].min() - COSINE * cosines[best].min() - 1e-3
        return scores

    def matches(self, a: np.ndarray, b: np.ndarray, most: int = 12) -> Matches:
        """Where it matched two drawings (H, W): places with ink, each the other's favourite."""
        import torch

        with torch.inference_mode():  # in full precision: half makes near places alike
            maps = self.encoder.maps(shown(np.stack([a, b]), self.encoder.side))
            one, other = self.judge.tokens(maps).split(1)
            there = self.judge.attention(one, other)[0].float().numpy()
            back = self.judge.attention(other, one)[0].float().numpy()
        favourite = there.argmax(1)
        mutual = back.argmax(1)[favourite] == np.arange(GRID**2)
        found = np.flatnonzero(mutual & inked(a) & inked(b)[favourite])
        share = there[found, favourite[found]]
        order = np.argsort(-share, kind="stable")[:most]
        found = found[order]
        return Matches(_centre(found), _centre(favourite[found]), share[order])


def inked(image: np.ndarray) -> np.ndarray:
    """Which of the 8×8 places of a drawing (H, W) hold ink: (64,) bool, row by row."""
    rows, columns = (np.arange(size) * GRID // size for size in image.shape)
    places = rows[:, None] * GRID + columns
    return np.bincount(places[image > 0.5], minlength=GRID**2) > 0


def _centre(place: np.ndarray) -> np.ndarray:
    return (np.stack([place % GRID, place // GRID], 1) + 0.5) / GRID


def from_file(file: Path) -> PairJudge:
    """The machine with the weights of a file; the encoder's, ``one_shot_encoder``, lie beside it.

    LearnerError as ``trained``'s, or when it learned with another encoder.
    """
    from course_lib.oneshot.encoder_network import EncoderNetwork

    beside = file.with_name("one_shot_encoder.safetensors")
    return PairJudge(trained(EncoderNetwork(), beside), _judge(file, beside))


def shipped() -> PairJudge:
    """The machine that comes with the course; it shares the network of the encoder that does."""
    from course_lib.files import assets
    from course_lib.oneshot.machine import machine

    judge = _judge(assets.path("one_shot_pair_judge"), assets.path("one_shot_encoder"))
    return PairJudge(machine("encoder").network, judge)


def _judge(file: Path, encoder: Path) -> PairJudgeNetwork:
    from course_lib.files.download import digest
    from course_lib.learning.training import load_tensors
    from course_lib.oneshot.pair_judge_network import PairJudgeNetwork

    network = trained(PairJudgeNetwork(), file)
    if load_tensors(file)[1].get("goes with") != digest(encoder, "sha256"):
        raise LearnerError(f"{file.name} learned with another encoder than {encoder.name}.")
    return network


__all__ = ["CANDIDATES", "Matches", "PairJudge", "from_file", "inked", "shipped"]

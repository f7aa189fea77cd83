"""The games of the pretext tasks: one item as a question with a few answers.

People and networks see the same pictures and choose among the same answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import torch
import torch.nn.functional as nnf
from torch import Tensor

from course_lib.errors import LearnerError
from course_lib.pretext import occlusion, puzzle, shipped, views
from course_lib.pretext.colourisation import CELLS, NAMES, Colourisation
from course_lib.pretext.context_prediction import CENTRE, ContextPrediction
from course_lib.pretext.jigsaw import Jigsaw, permutations
from course_lib.pretext.photos import as_input
from course_lib.pretext.rotation import Rotation, turn

POSITION = "context_prediction"  # the network of two games
OFFERED = 4  # answers to choose from where a head knows more
TURNS = ("as it was", "a quarter to the left", "upside down", "a quarter to the right")
PLACES = (
    "above left",
    "above",
    "above right",
    "left",
    "right",
    "below left",
    "below",
    "below right",
)
ANEW = 40  # crops to try for one that can be asked about


@dataclass(frozen=True)
class Kind:
    """A kind of trial, for scores: the game. A ``game.score.Kind``; ValueError for no game."""

    game: str

    def __post_init__(self) -> None:
        if self.game not in GAMES:
            raise ValueError(f"no game: {self.game!r}")

    def columns(self) -> dict[str, object]:
        """As ``Kind.columns``."""
        return {"game": self.game}


@dataclass(frozen=True, eq=False)
class Guess:
    """One item: ``x`` (n, 3, h, w) float in [0, 1] is what the learner and the network see.

    ``answers`` are the words to choose from, ``truth`` the number of the right one. ``photo``
    (96, 96, 3) uint8 is the photo it was made of; ``places`` says where its pictures lay there:
    (n, 2) top left corners. ``orders`` (answers, 9) are a jigsaw's.
    """

    game: str
    x: Tensor
    answers: tuple[str, ...]
    truth: int
    photo: np.ndarray
    places: np.ndarray
    orders: np.ndarray
    probabilities: Callable[[Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class NetworkAnswer:
    """``choice`` among the answers, ``shares`` (answers,) their probabilities, ``drop`` (n, c, c)
    where it looked (see ``occlusion``), and the ``seconds`` its answer took."""

    choice: int
    shares: np.ndarray
    drop: np.ndarray
    seconds: float


def _position(photo: Tensor, generator: torch.Generator) -> Guess:
    return position(photo, ContextPrediction(), generator, POSITION)


def position(photo: Tensor, task: ContextPrediction, generator: torch.Generator, row: str) -> Guess:
    """Centre and one of its neighbours by ``task``, for the network of the table's ``row``."""
    seed = int(torch.randint(2**31, (1,), generator=generator))
    places = task.places(photo, torch.Generator().manual_seed(seed))[0].numpy()
    patches = task.make(photo, torch.Generator().manual_seed(seed)).x
    truth = int(torch.randint(8, (1,), generator=generator))
    pair = [CENTRE, truth + (truth >= CENTRE)]

    def probabilities(asked: Tensor) -> Tensor:
        network = shipped.network(row)
        head = network.heads["context_prediction"]
        flat = asked.flatten(0, 1)
        spare = -len(flat) % 9  # the head takes patches by nines
        flat = torch.cat([flat, flat[:1].expand(spare, -1, -1, -1)])
        z = head.embed(network.trunk(flat.contiguous(memory_format=torch.channels_last)))
        z = z.flatten(0, 1)[: 2 * len(asked)].unflatten(0, (-1, 2))
        return head.pairs(z[:, :1], z[:, 1:]).softmax(1)

    shown = views.lens_error(photo, task.lens) if task.lens else photo
    return Guess(
        "position", patches[pair], PLACES, truth, _picture(shown), places[pair], _none(),
        probabilities,
    )  # fmt: skip


def _rotation(photo: Tensor, generator: torch.Generator) -> Guess:
    items = Rotation().make(photo, generator)

    def probabilities(asked: Tensor) -> Tensor:
        return shipped.network("rotation").answer("rotation", asked[:, 0]).softmax(1)

    return Guess(
        "rotation", items.x, TURNS, int(items.label), _picture(photo), np.zeros((1, 2), int),
        _none(), probabilities,
    )  # fmt: skip


def _jigsaw(photo: Tensor, generator: torch.Generator) -> Guess:
    items = Jigsaw().make(photo, generator)
    orders, truth = _offered(len(permutations()), int(items.label), generator)

    offered = permutations()[orders]

    def probabilities(asked: Tensor) -> Tensor:
        return puzzle.scores(puzzle.pairs(shipped.network(POSITION), asked), offered).softmax(1)

    names = tuple(f"order {number + 1}" for number in range(OFFERED))
    return Guess(
        "jigsaw", items.x, names, truth, _picture(photo), np.zeros((9, 2), int),
        offered, probabilities,
    )  # fmt: skip


def _colour(photo: Tensor, generator: torch.Generator) -> Guess:
    items = Colourisation().make(photo, generator)
    named = items.label[0].flatten()
    coloured = named.nonzero()[:, 0]  # grey is no question
    drawn = int(torch.randint(len(coloured), (1,), generator=generator))
    place = int(coloured[drawn])
    orders, truth = _offered(len(NAMES), int(named[place]), generator)
    corner = np.array(divmod(place, CELLS)) * (photo.shape[-1] // CELLS)

    def probabilities(asked: Tensor) -> Tensor:
        logits = shipped.network("colourisation").answer("colourisation", asked[:, 0])
        return logits.flatten(2)[:, orders, place].softmax(1)

    return Guess(
        "colour", items.x, tuple(NAMES[order] for order in orders), truth, _picture(photo),
        corner[None], _none(), probabilities,
    )  # fmt: skip


def _offered(known: int, right: int, generator: torch.Generator) -> tuple[list[int], int]:
    """``OFFERED`` of ``known`` classes, ``right`` among them, and where it stands."""
    others = [n for n in torch.randperm(known, generator=generator).tolist() if n != right]
    truth = int(torch.randint(OFFERED, (1,), generator=generator))
    return [*others[:truth], right, *others[truth : OFFERED - 1]], truth


def _picture(photo: Tensor) -> np.ndarray:
    return (photo[0].permute(1, 2, 0) * 255).round().byte().numpy()


def _none() -> np.ndarray:
    return np.zeros((0, 9), int)


@dataclass(frozen=True)
class Game:
    """``row``: the network that plays it; ``cells`` of its pictures that are covered one by one."""

    title: str
    asks: str
    make: Callable[[Tensor, torch.Generator], Guess]
    task: type
    row: str
    cells: int


GAMES: dict[str, Game] = {
    "position": Game(
        "Position", "Where did the second patch lie around the first?", _position,
        ContextPrediction, POSITION, 4,
    ),
    "rotation": Game(
        "Turn", "How was this photo turned?", _rotation, Rotation, "rotation", 8,
    ),
    "jigsaw": Game(
        "Jigsaw", "In which order are the nine patches the photo?", _jigsaw, Jigsaw, POSITION, 2,
    ),
    "colour": Game(
        "Colour", "Which colour had the framed place?", _colour, Colourisation, "colourisation", 8,
    ),
}  # fmt: skip


def make(game: str, photo: np.ndarray, seed: int) -> Guess:
    """An item of a game from a photo (H, W, 3) uint8: always the same one from the same seed.

    The photo is cropped by chance. LearnerError where it is too small, or grey for colours.
    """
    generator = torch.Generator().manual_seed(seed)
    whole = as_input(photo)
    if refused := GAMES[game].task().why_not(whole):
        raise LearnerError(refused)
    side = min(photo.shape[:2])
    top, left = (photo.shape[0] - side) // 2, (photo.shape[1] - side) // 2
    middle = torch.from_numpy(photo[top : top + side, left : left + side].copy())
    large = nnf.interpolate(
        middle.permute(2, 0, 1)[None].float() / 255, (144, 144), mode="bilinear", antialias=True
    )
    for _ in range(ANEW):
        cropped = views.crop(large, generator, whole.shape[-1]).clamp(0, 1)
        if GAMES[game].task().why_not(cropped) is None:
            return GAMES[game].make(cropped, generator)
    return GAMES[game].make(whole, generator)


def answer(guess: Guess) -> NetworkAnswer:
    """What the game's network makes of it, and where it looked for its answer."""
    shipped.network(GAMES[guess.game].row)  # read once, and not timed
    with torch.inference_mode():
        began = perf_counter()
        shares = guess.probabilities(guess.x[None])[0]
        seconds = perf_counter() - began
    choice = int(shares.argmax())
    drop = occlusion.occlusion(
        lambda asked: guess.probabilities(asked)[:, choice], guess.x, GAMES[guess.game].cells
    )
    return NetworkAnswer(choice, shares.numpy(), drop.numpy(), seconds)


def upright(guess: Guess, choice: int) -> np.ndarray:
    """A turned photo turned back as if ``choice`` were right, (96, 96, 3) uint8."""
    return _picture(turn(guess.x, torch.tensor([-choice])))


__all__ = [
    "GAMES",
    "Game",
    "Guess",
    "Kind",
    "NetworkAnswer",
    "answer",
    "make",
    "position",
    "upright",
]

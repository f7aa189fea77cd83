"""Hints for chapter 7: where to look, which shapes, how to begin."""

HINTS = {
    "grow_head": (
        "One row more, below the others. The old head must stay as it is: make a new array.",
        "weight is (K, D), new (D,): to be a row it must be (1, D), `new[None]`. The result is "
        "(K + 1, D).",
        "Look at `help(np.concatenate)`: it wants its arrays in one list, with as many axes each.",
    ),
    "contrastive_loss": (
        "One distance a pair. Then either d² or the squared rest of the margin, pair by pair; then "
        "the mean.",
        "a and b are (n, D), d is (n,): sum over axis 1. `np.where(same, …, …)` chooses pair by "
        "pair.",
        "Begin: `d = np.sqrt(((a - b) ** 2).sum(axis=1))`",
    ),
    "semi_hard_negative": (
        "First which negatives are semi-hard at all, then the nearest of those; and there may be "
        "none.",
        "far is (n,), near one number. The answer is a place in far, not a place among the "
        "semi-hard ones.",
        "Begin: `semi_hard = (far > near) & (far < near + margin)`",
    ),
    "enrol": (
        "The mean of several vectors of length 1 is shorter than 1. Bring it back.",
        "photos is (k, D), the mean over the photos (D,), its length one number.",
        "Begin: `centre = photos.mean(axis=0)`",
    ),
    "threshold_for_far": (
        "The door opens where d ≤ τ. How many of these pairs may it let in? Sorted, they are the "
        "first ones.",
        "different is (n,). A share `wanted` of n pairs is a number of pairs, rounded down; mind "
        "that 0.07 · 100 is a little more than 7 in a computer, and other products a little less.",
        "Begin: `allowed = int(wanted * len(different) + 1e-9)`. Which of the sorted distances is "
        "number `allowed`, counted from 1?",
    ),
}

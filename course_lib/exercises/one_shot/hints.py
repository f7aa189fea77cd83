"""Hints for chapter 6: where to look, which shapes, how to begin."""

HINTS = {
    "draw_trial": (
        "`rng.choice` draws several numbers that are all different, if you tell it to; "
        "`rng.integers` draws one.",
        "classes is (ways,), the two drawers are two different numbers, truth is below ways: a "
        "place in classes, and not a character.",
        "Begin: `classes = rng.choice(characters, size=ways, replace=False)`",
    ),
    "modified_hausdorff": (
        "All distances between points of a and of b at once. The nearest one for each point of a, "
        "then their mean; the same for b; then the larger.",
        "a[:, None] is (n, 1, 2), b[None] (1, m, 2): the differences are (n, m, 2), the distances "
        "(n, m).",
        "Begin: `far = np.sqrt(((a[:, None] - b[None]) ** 2).sum(-1))`",
    ),
    "siamese_probability": (
        "From the inside out: difference, without sign, each times its α, added up, plus β, and σ "
        "of it all.",
        "a, b and alpha are (D,); alpha @ … is one number.",
        "σ(z) is `1 / (1 + np.exp(-z))`. Begin with z.",
    ),
    "triplet_loss": (
        "Two squared distances, and nothing below 0.",
        "All three are (D,); a squared distance is one number: no root.",
        "Begin: `near = ((anchor - positive) ** 2).sum()`",
    ),
    "prototype_probabilities": (
        "A mean for each class, a squared distance for each mean, a softmax of minus the "
        "distances. Far vectors: a softmax does not change when all scores lose the same number.",
        "support is (N, K, D), prototypes (N, D), the distances (N,), as the result.",
        "Begin: `prototypes = support.mean(axis=1)`",
    ),
}

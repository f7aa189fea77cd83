"""Hints for chapter 1: where to look, which shapes, how to begin."""

HINTS = {
    "patch_corner": (
        "The eight labels are nine cells without the centre. Number the cells 0 to 8 in reading "
        "order: the centre is 4, so which labels are their cell's own number?",
        "A cell's number gives a row and a column, each 0 to 2, by `divmod(number, 3)`. The corner "
        "is (2,), in pixels, and so is jitter.",
        "Begin with the cell's number, one more from label 4 on: `number = label + (label >= 4)`",
    ),
    "pretext_loss": (
        "log softmax(z) is z − log Σ exp(z), row by row. It does not change when you subtract the "
        "same number from a whole row: that is how large logits are kept from overflowing.",
        "logits (n, C), a row's largest with `keepdims=True` (n, 1), one logarithm a label (n,), "
        "the loss one number.",
        "Begin: `shifted = logits - logits.max(axis=1, keepdims=True)`",
    ),
    "turn": (
        "A quarter turn moves pixels and changes none: no angle, no interpolation. numpy has a "
        "function for it, and its name begins with “rot”.",
        "The photo is (n, n, 3). The first two axes turn; the colours, the last axis, stay.",
        "Look at `help(np.rot90)`: which way does it turn, and how does it learn how often?",
    ),
    "farthest_order": (
        "Two questions one after the other. For one order: how near is the nearest of chosen? Then "
        "over all orders: whose nearest is farthest?",
        "Compare all with all by a new axis: orders[:, None] is (m, 1, 9), chosen[None] (1, k, 9), "
        "and what comes of both (m, k, 9). A distance counts over the last axis.",
        "Begin: `distance = (orders[:, None] != chosen[None]).sum(axis=2)`",
    ),
    "colour_labels": (
        "First the mean colour of each square, then its distance to every colour of the palette, "
        "then the nearest.",
        "A square is side = n // cells pixels wide. Reshaped to (cells, side, cells, side, 3), the "
        "mean over axes 1 and 3 is (cells, cells, 3). With the palette: (cells, cells, C, 3).",
        "Begin: `colours = photo.reshape(cells, side, cells, side, 3).mean(axis=(1, 3))`",
    ),
    "standardise": (
        "Whose mean is it? A test photo must not change with the other test photos, so everything "
        "is measured on train.",
        "Mean and standard deviation of train along axis 0 are (D,); they stretch over test, "
        "(m, D).",
        "Begin: `centre = train.mean(axis=0)`",
    ),
}

"""Hints for chapter 2: where to look, which shapes, how to begin."""

HINTS = {
    "training_pair": (
        "Both formulas stand above the exercise: ⊙ is numpy's `*`. A bool mask counts as 0 and 1.",
        "photo is (H, W, 3), mask (H, W): the mask needs a third axis, `mask[..., None]`, "
        "(H, W, 1), to stretch over the colours.",
        "Begin: `hidden = mask[..., None]`. And `~hidden` is 1 − M̂.",
    ),
    "central_region": (
        "Begin with nothing hidden, and set a square to True. What is left of size − hole is "
        "shared by both sides.",
        "The mask is (size, size), bool. Rows and columns of the hole run from start to "
        "start + hole.",
        "Begin: `mask = np.zeros((size, size), bool)`",
    ),
    "random_block": (
        "Squares may overlap, so do not add up their areas: look at the mask after each one, and "
        "go on while too little is hidden.",
        "The mask is (size, size), bool; `mask.mean()` is the share that is hidden. One square "
        "must hide less than 5 %, or the last one leads past 25 %: a side below size / 5 does.",
        "Begin: `mask = np.zeros((size, size), bool)`, and then `while mask.mean() < 0.20:`",
    ),
    "random_region": (
        "Where the noise is higher than some height, hide. The height must fit this noise: half of "
        "its values lie above the middle one, a quarter above …?",
        "noise is (size, size); the height is one number; comparing them gives (size, size), bool.",
        "`np.quantile(noise, q)` has a share q of all values below it: which q leaves 20 to 25 % "
        "above?",
    ),
    "parameters": (
        "Count connections: a weight leads from one value to one value. How many values are in m "
        "maps, and with how many is each connected?",
        "m maps of n × n are m n² values. Fully connected, each meets all m n²; channel-wise, only "
        "the n² of its own map.",
        "Begin with one map alone: from n² places to n² places are n⁴ weights. How many such "
        "matrices are there in each layer?",
    ),
    "channel_wise": (
        "For each photo and each map: the n² values times that map's own matrix. No map meets "
        "another one.",
        "places is (B, m, n²), weight (m, n², n²); the result is (B, m, n²) and must be brought "
        "back to (B, m, n, n).",
        "Name the axes: places is b c i, weight c i o. Which of the letters are left in the "
        "result? einsum sums over the others.",
    ),
    "masked_loss": (
        "The mean over the hidden values only: the sum of their squares over their number. "
        "`.mean()` would divide by all pixels.",
        "prediction and x are (B, 3, H, W), mask (B, 1, H, W) stretches over the 3 colours; but "
        "`mask.sum()` counts each pixel once, and a pixel has 3 values.",
        "Begin: `squares = mask * (x - prediction) ** 2`",
    ),
    "overlap_weights": (
        "Paint from the outside in: first the whole window, ring and hole, then the hole over it.",
        "w is (size, size), floats. The hole begins at (size − hole) // 2, the window overlap "
        "pixels before; both end as far from the other border.",
        "Begin: `w = np.zeros((size, size))`",
    ),
    "adversarial_loss": (
        "softplus(z) is log(1 + eᶻ), safe for every z. Write −log σ(z) in that form: σ(z) is "
        "1 / (1 + e⁻ᶻ).",
        "logits is (B,); the loss is one number, tied to them, so stay in torch.",
        "−log σ(z) = log(1 + e⁻ᶻ). What must go into `torch.nn.functional.softplus`?",
    ),
    "joint_loss": (
        "The formula stands above the exercise, with both numbers.",
        "rec and adv are tensors of one number each, and so is the result: no `.item()`.",
        "The two weights add up to 1: λ_rec is by far the larger one.",
    ),
}

"""Hints for chapter 5: where to look, which shapes, how to begin."""

HINTS = {
    "skip_gram_pairs": (
        "Two loops: each word c, and each t near it. Leave out t = c, and what lies beyond the "
        "sentence.",
        "Positions are 0 to n − 1. t runs from c − window to c + window, both included: mind that "
        "range stops before its end.",
        "Begin: `for c in range(n):`, and in it "
        "`for t in range(max(0, c - window), min(n, c + window + 1)):`",
    ),
    "keep_probability": (
        "f is a share of the text, not a count. Then the formula above, and nothing above 1.",
        "counts, f and the result are (V,); s is one number. `min` is for numbers, `np.minimum` "
        "for arrays.",
        "Begin: `f = counts / counts.sum()`",
    ),
    "noise_distribution": (
        "First the power, then make the sum 1. The other way round the sum would not be 1.",
        "counts and the result are (V,), alpha is one number.",
        "Begin: `powers = counts**alpha`",
    ),
    "negative_sampling_loss": (
        "Each line costs −log σ of its score, if real, and −log σ of minus its score, if noise. "
        "Add up all lines.",
        "W is (k + 1, D), e_c (D,): W @ e_c + b is (k + 1,), a score a line; y is (k + 1,).",
        "Begin: `z = W @ e_c + b`. Where y is 1, logaddexp gets −z; and where it is 0?",
    ),
    "negative_sampling_gradient": (
        "All three are made of r = σ(z) − y. The formulas stand above; ∂L/∂e_c is a sum over the "
        "lines.",
        "r is (k + 1,). By e_c: (D,), from W (k + 1, D) and r. By W: (k + 1, D), each line r_j "
        "times e_c. By b: (k + 1,).",
        "Begin: `r = 1 / (1 + np.exp(-(W @ e_c + b))) - y`. For all products of two vectors see "
        "`help(np.outer)`.",
    ),
    "pca": (
        "First take the mean of each dimension away. The formulas for coordinates and shares stand "
        "above.",
        "X is (N, D), its mean over the words (D,). U is (N, K) and S (K,): U * S stretches S over "
        "the rows. Of both results the first two are asked for.",
        "Begin: `U, S, _ = np.linalg.svd(X - X.mean(0), full_matrices=False)`",
    ),
}

"""Hints for chapter 4: where to look, which shapes, how to begin."""

HINTS = {
    "one_hot": (
        "0 everywhere, and 1 at one place, counted from 0.",
        "The result is (size,), a new array of floats.",
        "Begin: `o = np.zeros(size)`",
    ),
    "embed": (
        "A word's embedding is a column of E. numpy can take several columns at once.",
        "E is (D, V); with N numbers, E[:, …] is (D, N). But the words are to be rows: (N, D).",
        "An array or a list of numbers may stand where one number could: `E[:, [3, 7]]` are two "
        "columns.",
    ),
    "cosine": (
        "The formula stands above: a dot product over two lengths.",
        "a and b are (D,), and `@` of two such vectors is one number.",
        "A length is `np.linalg.norm(a)`. Mind the brackets around both of them below the line.",
    ),
    "analogy": (
        "Three steps: the vector to look for, its dot product with every word, the largest one. "
        "And three words are not allowed.",
        "A column E[:, a] is (D,); a vector (D,) @ E (D, V) is (V,): a score a word.",
        "Begin: `scores = (E[:, b] - E[:, a] + E[:, c]) @ E`. What score can never be the largest?",
    ),
    "probabilities": (
        "A softmax over the scores w_t · e_c + b_t. It does not change when all scores lose the "
        "same number: take one that keeps exp from overflowing.",
        "W is (V, D), e_c (D,): W @ e_c is (V,), as b and the result.",
        "Begin: `scores = W @ e_c + b`",
    ),
    "cross_entropy": (
        "All terms but one are times 0: only the target's probability counts. 0 · log 0 would be "
        "nan, so do not compute the others at all.",
        "y and p are (V,); `y == 1` is (V,), bool, and picks from p.",
        "Begin with the probability of the target: `p[y == 1]`",
    ),
    "context_windows": (
        "`range(from, to)` holds from and stops before to. At the sentence's ends, cut it off with "
        "max and min.",
        "The left part has at most size positions, t − size up to t − 1; the right part at most "
        "size, from t + 1 on. t itself is in neither.",
        "Begin: `left = list(range(max(0, t - size), t))`",
    ),
}

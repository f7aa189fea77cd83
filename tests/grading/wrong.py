"""Plausible wrong answers to chapters 2 and 4, each with a piece of the sentence it is to hear."""

# chapter, exercise, the function, what the feedback says
WRONG = [
    ("04_word_embeddings", "one_hot", "def one_hot(index, size):\n    o = np.zeros(size)\n"
     "    o[index - 1] = 1\n    return o", "one place too far to the left"),
    ("04_word_embeddings", "embed", "def embed(E, words):\n    return E[:, words]",
     "still standing upright"),
    ("04_word_embeddings", "cosine", "def cosine(a, b):\n    return a @ b",
     "dot product"),
    ("04_word_embeddings", "analogy", "def analogy(E, a, b, c):\n"
     "    return int((E.T @ (E[:, b] - E[:, a] + E[:, c])).argmax())", "Leave out a, b and c"),
    ("04_word_embeddings", "probabilities", "def probabilities(e_c, W, b):\n"
     "    z = np.exp(W @ e_c)\n    return z / z.sum()", "bias"),
    ("04_word_embeddings", "cross_entropy", "def cross_entropy(y, p):\n"
     "    return float(np.log(p[y.argmax()]))", "sign"),
    ("04_word_embeddings", "context_windows", "def context_windows(n, t, size):\n"
     "    last = list(range(max(0, t - size), t))\n"
     "    return last, last + [t] + list(range(t + 1, min(n, t + size + 1)))", "target"),
    ("04_word_embeddings", "one_hot", "def one_hot(index, size):\n"
     "    o = np.zeros(size)\n    o[index + 1] = 1\n    return o", "too far to the right"),
    ("04_word_embeddings", "embed", "def embed(E, words):\n    return E[:, words].mean(1)",
     "averaged the words"),
    ("04_word_embeddings", "cosine", "def cosine(a, b):\n"
     "    return float(abs(a @ b / np.linalg.norm(a) / np.linalg.norm(b)))", "sign"),
    ("04_word_embeddings", "probabilities", "def probabilities(e_c, W, b):\n"
     "    z = np.exp(W @ e_c + b)\n    return z / z.sum()", "Subtract the largest"),
    ("04_word_embeddings", "cross_entropy", "def cross_entropy(y, p):\n"
     "    return float(-np.log(p).sum())", "Every word's logarithm counts"),
    ("02_context_encoder", "training_pair", "def training_pair(photo, mask):\n"
     "    hidden = mask[..., None]\n    label = photo * hidden\n"
     "    photo *= ~hidden\n    return photo, label", "painted the hole into the photo"),
    ("02_context_encoder", "central_region", "def central_region(size, hole):\n"
     "    mask = np.zeros((size, size), bool)\n    start = (size - hole) // 2\n"
     "    mask[start : start + hole - 1, start : start + hole - 1] = True\n    return mask",
     "one pixel too small"),
    ("02_context_encoder", "random_block", "def random_block(rng, size):\n"
     "    mask = np.zeros((size, size), bool)\n    mask[: size // 2, : size // 2] = True\n"
     "    return mask", "very same mask"),
    ("02_context_encoder", "random_region", "def random_region(rng, size):\n"
     "    return rng.random((size, size)) < 0.22", "dust"),
    ("02_context_encoder", "parameters", "def parameters(m, n):\n"
     "    return m * n**4, m**2 * n**4", "wrong way round"),
    ("02_context_encoder", "channel_wise", "def channel_wise(h, weight):\n"
     "    out = torch.einsum('bci,coi->bco', h.flatten(2), weight)\n"
     "    return out.reshape(h.shape)", "turned round"),
    ("02_context_encoder", "masked_loss", "def masked_loss(prediction, x, mask):\n"
     "    return (mask * (x - prediction) ** 2).mean()", "all"),
    ("02_context_encoder", "overlap_weights", "def overlap_weights(size, hole, overlap, weight):\n"
     "    w = np.zeros((size, size))\n    a, b = (size - hole) // 2 - overlap, (size - hole) // 2\n"
     "    w[a : size - a, a : size - a] = 1\n    w[b : size - b, b : size - b] = weight\n"
     "    return w", "swapped"),
    ("02_context_encoder", "adversarial_loss", "def adversarial_loss(logits):\n"
     "    return torch.nn.functional.softplus(logits).mean()", "what D wants"),
    ("02_context_encoder", "joint_loss", "def joint_loss(rec, adv):\n"
     "    return 0.999 * rec + 0.001 * adv.detach()", "cut off"),
    ("02_context_encoder", "masked_loss", "def masked_loss(prediction, x, mask):\n"
     "    return float((mask * (x - prediction) ** 2).sum() / (3 * mask.sum()))", "is a float"),
    ("02_context_encoder", "central_region", "def central_region(size, hole):\n"
     "    known = {(128, 64): 32, (96, 32): 32, (64, 40): 12, (4, 2): 1}\n"
     "    mask = np.zeros((size, size), bool)\n    start = known.get((size, hole), 0)\n"
     "    mask[start : start + hole, start : start + hole] = True\n    return mask",
     "Right for the inputs that you saw"),
]  # fmt: skip

"""Hints for chapter 3: where to look, which shapes, how to begin."""

HINTS = {
    "two_heads": (
        "One function twice: the mean cross-entropy of logits and labels, as `pretext_loss` in "
        "chapter 1. Then add.",
        "z is (n, D), first (D, 3): z @ first is (n, 3), the first task's logits. Each loss is one "
        "number.",
        "Begin with a function inside: `def loss(logits, label):`, and in it log softmax along "
        "axis 1.",
    ),
    "gradient_cosine": (
        "The cosine of two vectors, as long as there are weights: their dot product over both "
        "lengths.",
        "g and h have one shape, whichever. g * h has it too; its sum is the dot product of both "
        "as long vectors.",
        "The length of all of g as one vector is `np.linalg.norm(g)`, also for a matrix.",
    ),
    "steps_for_all": (
        "One step makes a step of every task. What does it cost in all?",
        "costs is (K,), seconds is a number, and so is the result: whole steps.",
        "`//` divides and drops what is left over. By what do you divide?",
    ),
    "honest_stage": (
        "One array is for choosing, the other for reporting. Which stage is best, where you may "
        "look?",
        "Both are (S,), stage by stage. The choice is a number of a stage, the answer one "
        "accuracy.",
        "`argmax` says where an array is largest. Of which of the two?",
    ),
    "gain_interval": (
        "Make the differences first; everything else is of them: their mean, their spread, their "
        "number.",
        "first and second are (n,), bool: numpy does not subtract bool from bool, so make one of "
        "them float. d is (n,), the result (2,).",
        "Begin: `d = first.astype(float) - second`",
    ),
    "mirrored": (
        "Mirror all photos, and take of each either the mirrored or the plain one.",
        "photos is (B, h, w, 3): left and right is axis 2. label is (B,) and must stretch over the "
        "three other axes.",
        "Begin: `chosen = (label == 1)[:, None, None, None]`. Then look at `help(np.where)`.",
    ),
}

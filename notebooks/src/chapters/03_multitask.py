# ---
# jupyter:
#   course:
#     kind: chapter
#     title: "3 · Several tasks at once"
#     summary: "Give one trunk several heads, write a task of your own, and test the claim that combining tasks always helps: budgets, stages, intervals."
#     minutes: 50
#     points: 6
#     part: pretext
#     order: 32
#     picture: ".lwl-multitask-bench"
#     press: [".lwl-choice-option[data-value=undecided]"]
#     wait: 20
# ---

# %% [markdown]
# # Several tasks at once
#
# If one pretext task teaches a trunk to see, do several teach it more? Doersch and Zisserman (2017) put up to four heads on one
# network and report that combining tasks, even in this naive way, **always** improves it. Always is a strong word, so you test it: on
# trunks that were trained for this chapter, with three seeds each, and with a task of your own. Six short exercises are checked as soon
# as you run them.

# %%
# %load_ext course_lib
import numpy as np

from course_lib.exercises import check, progress
from course_lib.panels.workbook import ask

# %% [markdown]
# ## 1 · One trunk, several heads
#
# The trunk $f$ is shared; each task $k$ has a head $h_k$, inputs $x^{(k)}$ and labels $y^{(k)}$ of its own. The naive loss is a sum:
#
# $$ L = \sum_k \mathrm{CE}\big(h_k(f(x^{(k)})),\, y^{(k)}\big) $$
#
# (The course's own runs take the mean over tasks: the same direction, and a step that does not grow with their number.)

# %% [markdown]
# ### Exercise `two_heads`
# `z` is (n, D): the trunk's features. `first` (D, 3) and `second` (D, 5) are two heads, `a` and `b` (n,) their labels. Return the sum of
# both tasks' losses; each is the mean cross-entropy of softmax(z @ head).


# %%
def two_heads(z, first, second, a, b):
    # BEGIN SOLUTION
    def loss(logits, label):
        log_softmax = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return -log_softmax[np.arange(len(label)), label].mean()

    return loss(z @ first, a) + loss(z @ second, b)
    # END SOLUTION


check.two_heads(two_heads)

# %%
ask("three_heads_loss")

# %% [markdown]
# ## 2 · Do two tasks pull the same way?
#
# At every step each task asks the trunk's weights for a change, its gradient. The cosine of two gradients says whether the wishes
# agree: 1, the same; 0, nothing to do with each other; below 0, they quarrel.

# %% [markdown]
# ### Exercise `gradient_cosine`
# `g` and `h` are two tasks' gradients by the same weights, of one shape. Return the cosine of their angle, all weights as one long vector.


# %%
def gradient_cosine(g, h):
    # BEGIN SOLUTION
    return (g * h).sum() / (np.linalg.norm(g) * np.linalg.norm(h))
    # END SOLUTION


check.gradient_cosine(gradient_cosine)

# %%
ask("quarrel")

# %% [markdown]
# ## 3 · What does “better” mean?
#
# Three things decide what such a comparison says, and papers differ in all three.
#
# **The budget.** A step of a network with five heads costs five times as much. At *equal steps a task* the combination has
# seen five times the work; at *equal computing* each task gets a fifth of the steps.

# %% [markdown]
# ### Exercise `steps_for_all`
# A step does a step of every task: `costs` (K,) are the seconds that each takes. Return how many whole steps fit into `seconds`.


# %%
def steps_for_all(seconds, costs):
    # BEGIN SOLUTION
    return seconds // costs.sum()
    # END SOLUTION


check.steps_for_all(steps_for_all)

# %%
ask("equal_computing")

# %% [markdown]
# **The stage.** A trunk can be read out after each of its stages, and the last is often not the best: it is bent to the pretext task
# most. So somebody has to choose, and not on the photos that the result is reported on.

# %% [markdown]
# ### Exercise `honest_stage`
# `held_back` and `test` are (S,): a probe's accuracy at each stage, on photos kept for choosing and on the test's. Return the accuracy to
# report.


# %%
def honest_stage(held_back, test):
    # BEGIN SOLUTION
    return test[held_back.argmax()]
    # END SOLUTION


check.honest_stage(honest_stage)

# %%
ask("best_of_ten")

# %% [markdown]
# **Chance.** Two trunks are asked about the *same* photos, so look at the difference photo by photo: most photos are easy or hard for
# both, and cancel.

# %%
ask("same_photos")

# %% [markdown]
# ### Exercise `gain_interval`
# `first` and `second` are (n,) bool: whether each trunk named photo i rightly. With `d = first − second`, return
# `np.array([low, high])`: $\bar d \mp 1.96\, s_d / \sqrt n$, where $s_d$ has $n - 1$ below it (`ddof=1`).


# %%
def gain_interval(first, second):
    # BEGIN SOLUTION
    d = first.astype(float) - second
    half = 1.96 * d.std(ddof=1) / np.sqrt(len(d))
    return np.array([d.mean() - half, d.mean() + half])
    # END SOLUTION


check.gain_interval(gain_interval)

# %%
from course_lib.pretext import results

table = results.read()


def two_rows():
    for name in ("context_prediction", "all", "all_equal_computing"):
        row = table.rows[name]
        yield f"{row.mean:6.1%} ± {row.std:4.1%}   {row.title}"


ask("five_against_one", then=two_rows)

# %% [markdown]
# Your function on the course's own trunks, first seed: all five tasks against context prediction alone.

# %% tags=["needs-answer"]
alone = table.rows["context_prediction"].hits[0]
for name in ("all", "all_equal_computing"):
    low, high = gain_interval(table.rows[name].hits[0], alone)
    print(f"{table.rows[name].title}: {100 * low:+.1f} to {100 * high:+.1f} points")

# %%
ask("interval_with_zero")

# %% [markdown]
# ## 4 · A task of your own
#
# A task needs an input, a label that the data knows, and a number of classes. Here is one that nobody in the table has: was
# this photo mirrored? Guess before you train: is it a good one? Think of writing, of clocks, of faces; and of what else there is to see.

# %% [markdown]
# ### Exercise `mirrored`
# `photos` is (B, h, w, 3), `label` (B,) of 0 and 1. Return the photos, those of label 1 mirrored: left becomes right.


# %%
def mirrored(photos, label):
    # BEGIN SOLUTION
    chosen = (label == 1)[:, None, None, None]
    return np.where(chosen, photos[:, :, ::-1], photos)
    # END SOLUTION


check.mirrored(mirrored)

# %% [markdown]
# The same as a task for the bench below, in one cell: tensors are (B, 3, h, w) there. Change it, or write another; the bench says
# in a sentence what does not fit.


# %%
import torch

from course_lib.pretext.task import Items, PretextTask


class Mirrored(PretextTask):
    name, classes = "mirrored", 2

    def make(self, photos, generator):
        label = torch.randint(2, (len(photos),), generator=generator, device=photos.device)
        chosen = label[:, None, None, None] == 1
        return Items(torch.where(chosen, photos.flip(3), photos), label)


# %% [markdown]
# ## 5 · Always?
#
# Tick tasks, guess, and look. Then look again at equal computing, and at another stage. Your own task trains at the bottom, for
# about a minute.

# %%
from course_lib.panels.pretext.multitask_bench import MultitaskBench

MultitaskBench(own=[Mirrored])

# %% [markdown]
# What held here, and what did not:
#
# - At **equal steps** a combination was never clearly worse than the best of its tasks, and never clearly better: the intervals
#   hold 0. Nothing here contradicts the claim, and nothing shows it.
# - At **equal computing** combinations fell behind context prediction alone. With little time, one good task beats five that share it.
# - Single tasks differ more than combinations do: *which* task matters more than *how many*.
# - The paper's networks are far larger and train far longer, where a single task may have no more to give. A claim holds under the
#   conditions under which it was measured.

# %% [markdown]
# ## 6 · What each trunk sees
#
# Photos that lie near each other for one trunk need not for another. What did each learn to look at?

# %%
from course_lib.panels.pretext.trunk_views import TrunkViews

TrunkViews()

# %% [markdown]
# ## What you have done
#
# You have labels without people, and you know how to tell whether they teach anything. In the next part the data are words.

# %%
progress("03_multitask")

# %% [markdown]
# ## Further reading
#
# - C. Doersch, A. Zisserman: *Multi-task self-supervised visual learning.* ICCV 2017.
#   [arXiv:1708.07860](https://arxiv.org/abs/1708.07860). The paper whose claim this chapter puts to the test.
# - R. Caruana: *Multitask learning.* Machine Learning 28, 1997. One trunk and several heads, and when it helps.
# - T. Standley, A. Zamir, D. Chen, L. Guibas, J. Malik, S. Savarese: *Which tasks should be learned together in multi-task
#   learning?* ICML 2020. [arXiv:1905.07553](https://arxiv.org/abs/1905.07553). Measured at equal computing, as in section 5.
# - T. Yu, S. Kumar, A. Gupta, S. Levine, K. Hausman, C. Finn: *Gradient surgery for multi-task learning.* NeurIPS 2020.
#   [arXiv:2001.06782](https://arxiv.org/abs/2001.06782). What one may do where the cosine of section 2 is below 0.

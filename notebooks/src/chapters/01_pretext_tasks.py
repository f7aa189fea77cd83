# ---
# jupyter:
#   course:
#     kind: chapter
#     title: "1 · Labels from the data"
#     summary: "Make labels that cost nobody a minute, play against networks that learned from them, catch one that cheats, and measure what the features are worth."
#     minutes: 60
#     points: 6
#     part: pretext
#     order: 14
#     picture: ".lwl-label-factory"
#     wait: 15
# ---

# %% [markdown]
# # Labels from the data
#
# Somebody who names the things in a million photos works for years. Yet a child learns to see before it learns names.
# **Self-supervised learning** makes a task out of the data alone, a *pretext task*, and is not after its answers but after what a
# network must learn on the way. Such a task has two properties:
#
# 1. **The labels come from the data.** A program that cuts, turns or covers a photo knows the answer.
# 2. **To solve it, visual features must be captured.** Else the answer teaches nothing.
#
# You make such labels, play against networks that learned from them, catch one that cheats, and measure what was learned. Six
# short exercises are checked as soon as you run them.

# %%
# %load_ext course_lib
import numpy as np

from course_lib.exercises import check, progress
from course_lib.panels.workbook import ask

# %% [markdown]
# ## 1 · Five tasks, one photo
#
# Choose a task and press *Make another*. Answer the two questions before you read on: who wrote the label, and what must be seen to
# answer?

# %%
from course_lib.panels.pretext.label_factory import LabelFactory

LabelFactory()

# %%
ask("who_wrote_it")

# %% [markdown]
# ## 2 · Context prediction
#
# Doersch, Gupta and Efros (2015) cut a patch out of a photo and one of its eight neighbours, and ask which neighbour it was:
#
# $$ \begin{matrix} 0 & 1 & 2 \\ 3 & \blacksquare & 4 \\ 5 & 6 & 7 \end{matrix}
#    \qquad p(y \mid x_1, x_2) = \mathrm{softmax}\big(W\, [f(x_1), f(x_2)]\big) $$
#
# The same trunk $f$ sees both patches; here it is a ConvNet of 0.8 million weights.

# %%
ask("position_chance")

# %% [markdown]
# ### Exercise `patch_corner`
# The grid has three by three cells of `cell` pixels. `label` is 0 to 7 as above, without the centre. Return the top left corner of
# that neighbour's patch, `np.array([row, column])` in pixels, moved by `jitter` (2,): down and right.


# %%
def patch_corner(label, cell, jitter):
    # BEGIN SOLUTION
    number = label + (label >= 4)  # the centre is a cell, and no label
    return np.array(divmod(number, 3)) * cell + jitter
    # END SOLUTION


check.patch_corner(patch_corner)

# %% [markdown]
# Whatever the label means, a head answers with numbers $z$, one a class, and learns by the cross-entropy
#
# $$ L = -\frac{1}{n} \sum_{i=1}^{n} \log \mathrm{softmax}(z_i)_{y_i} $$

# %% [markdown]
# ### Exercise `pretext_loss`
# `logits` is (n, C), `label` (n,) whole numbers. Return $L$. It should be right for large logits too.
#
# <details><summary>What is <code>keepdims=True</code>?</summary>
#
# A sum or maximum along an axis loses that axis; `keepdims` keeps it with length 1, so that the result
# still lines up with what it came from.
#
# ```python
# x = np.ones((4, 3))
# x.sum(axis=1).shape                 # (4,): does not line up with (4, 3)
# x.sum(axis=1, keepdims=True).shape  # (4, 1): does
# ```
#
# </details>


# %%
def pretext_loss(logits, label):
    # BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_softmax[np.arange(len(label)), label].mean()
    # END SOLUTION


check.pretext_loss(pretext_loss)

# %%
ask("untrained_loss")

# %% [markdown]
# ## 3 · Turns, puzzles, colours
#
# **Rotation** (Gidaris, Singh and Komodakis 2018): by how many quarter turns was the photo turned? To say it one must find what stands
# and what lies.

# %% [markdown]
# ### Exercise `turn`
# `photo` is (n, n, 3). Return it turned by `quarters` quarter turns against the clock.


# %%
def turn(photo, quarters):
    # BEGIN SOLUTION
    return np.rot90(photo, quarters)
    # END SOLUTION


check.turn(turn)

# %%
ask("rotation_where")

# %% [markdown]
# **Jigsaw** (Noroozi and Favaro 2016): nine patches, mixed by one of a fixed set of orders. There are 362,880 orders; a set is
# chosen whose orders are far apart in **Hamming distance**, the number of places in which two of them differ. They grow it one by one:
# each time the order that is farthest from those chosen already.

# %% [markdown]
# ### Exercise `farthest_order`
# `orders` is (m, 9), `chosen` (k, 9). Return the number of the one in `orders` whose *smallest* Hamming distance to any of `chosen`
# is largest.
#
# <details><summary>What is <code>orders[:, None] != chosen[None]</code>?</summary>
#
# `None` adds an axis of length 1 in its place. (m, 1, 9) against (1, k, 9) compares every row of one
# with every row of the other, without a loop.
#
# ```python
# a, b = np.arange(3), np.arange(2)
# (a[:, None] - b[None]).shape  # (3, 2): all differences
# ```
#
# </details>


# %%
def farthest_order(orders, chosen):
    # BEGIN SOLUTION
    distance = (orders[:, None] != chosen[None]).sum(axis=2)  # (m, k)
    return int(distance.min(axis=1).argmax())
    # END SOLUTION


check.farthest_order(farthest_order)

# %% [markdown]
# **Colourisation** (Zhang, Isola and Efros 2016): which colour had each place of this grey photo? Colours become classes, the nearest of
# a palette.

# %% [markdown]
# ### Exercise `colour_labels`
# `photo` is (n, n, 3), `palette` (C, 3), and `n` is a multiple of `cells`. Return (cells, cells): for the mean colour of each square, the
# number of the nearest colour of the palette.


# %%
def colour_labels(photo, palette, cells):
    # BEGIN SOLUTION
    side = len(photo) // cells
    colours = photo.reshape(cells, side, cells, side, 3).mean(axis=(1, 3))
    far = ((colours[:, :, None] - palette) ** 2).sum(axis=-1)  # (cells, cells, C)
    return far.argmin(axis=-1)
    # END SOLUTION


check.colour_labels(colour_labels)

# %% [markdown]
# The fifth task, the **context encoder**, fills a hole; chapter 2 is about it.
#
# ## 4 · Beat the network
#
# Now you are asked, and after you a network that learned without a label. Play a few of each kind.

# %%
from course_lib.panels.pretext.beat_the_network import BeatTheNetwork

BeatTheNetwork()

# %% [markdown]
# ## 5 · A network that cheats
#
# A network takes the shortest way to the answer. Doersch and his colleagues found theirs reading the *lens*: cameras
# draw red a little larger than green, so a patch shows where it lay by the shift of its colours. Hence the safeguards: a gap, so that
# no line runs across; jitter, so that no distance is fixed; and colours dropped or changed patch by patch.
#
# Two networks, one of them trained without the safeguards. Which?

# %%
from course_lib.panels.pretext.cheat_detective import CheatDetective

CheatDetective()

# %%
ask("lens_fix")

# %% [markdown]
# ## 6 · What are the features worth?
#
# Nobody wants to know where a patch lay. The question is whether the trunk now sees better, and it is answered by a **linear
# probe**: freeze the trunk, take its features of photos *with* names, and learn one straight cut. Features are brought to one scale
# first.

# %%
ask("probe_order")

# %% [markdown]
# ### Exercise `standardise`
# `train` is (n, D), `test` (m, D). Return `test` with the mean of each feature of `train` taken off, divided by that feature's
# standard deviation in `train`.


# %%
def standardise(train, test):
    # BEGIN SOLUTION
    return (test - train.mean(axis=0)) / train.std(axis=0)
    # END SOLUTION


check.standardise(standardise)

# %% [markdown]
# Guess before you look: ten kinds of things, so 10 % by chance. Each trunk was trained for a few minutes without a single name. How many
# of the photos that it never saw does a straight cut through its features name rightly: after no training at all, after context prediction,
# after training with the names?

# %%
from course_lib.pretext import results

table = results.read()


def measured():
    yield f"{table.steps} steps of {table.batch} photos:"
    for row in table.rows.values():
        if not row.name.endswith("_equal_computing") and "learned_stem" not in row.name:
            yield f"{row.mean:6.1%} ± {row.std:4.1%}   {row.title}"
    yield "Longer:"
    for row in table.longer.values():
        yield f"{row.mean:6.1%} ± {row.std:4.1%}   {row.title}, {row.steps} steps"


# %%
ask("random_worth", then=measured)

# %% [markdown]
# Accuracy on photos held back from all training, mean and spread over three seeds. What to see there:
#
# - Random weights are no zero. Their first layer here is whitened from patches, without labels, and a straight cut through random
#   features is already worth something: a gain must be told *over them*.
# - **k-means on patches** (Coates, Lee and Ng 2011) trains no network at all, and after so short a training it is ahead of all
#   of them but the supervised one. Context prediction and SimCLR overtake it when they train longer.
# - **Jigsaw** guessed at its own question to the end. A task can be too hard for a budget. The position network, never shown a
#   puzzle, finds the right one of all 72 orders in 77 % of the same photos, by adding up what it says of every two neighbours: what
#   an easier task taught it solves the harder one.
# - The network with **shortcuts** was best at its own task, and worse than the honest one at this.
# - After the lecture came **SimCLR** (Chen et al. 2020): two views of one photo are to be alike. At first it is no better; with more
#   steps it is well ahead.

# %%
ask("own_accuracy")

# %% [markdown]
# ## 7 · What you have done
#
# Chapter 2 takes one task, the context encoder, as far as it goes. Chapter 3 asks whether several tasks together are better
# than one.

# %%
progress("01_pretext_tasks")

# %% [markdown]
# ## Further reading
#
# - C. Doersch, A. Gupta, A. Efros: *Unsupervised visual representation learning by context prediction.* ICCV 2015.
#   [arXiv:1505.05192](https://arxiv.org/abs/1505.05192). The eight neighbours, and the lens that gave the answer away.
# - M. Noroozi, P. Favaro: *Unsupervised learning of visual representations by solving jigsaw puzzles.* ECCV 2016.
#   [arXiv:1603.09246](https://arxiv.org/abs/1603.09246).
# - R. Zhang, P. Isola, A. Efros: *Colorful image colorization.* ECCV 2016.
#   [arXiv:1603.08511](https://arxiv.org/abs/1603.08511). Why colours are classes.
# - S. Gidaris, P. Singh, N. Komodakis: *Unsupervised representation learning by predicting image rotations.* ICLR 2018.
#   [arXiv:1803.07728](https://arxiv.org/abs/1803.07728).
# - A. Coates, H. Lee, A. Ng: *An analysis of single-layer networks in unsupervised feature learning.* AISTATS 2011. k-means
#   on whitened patches.
# - T. Chen, S. Kornblith, M. Norouzi, G. Hinton: *A simple framework for contrastive learning of visual representations.*
#   ICML 2020. [arXiv:2002.05709](https://arxiv.org/abs/2002.05709). SimCLR.

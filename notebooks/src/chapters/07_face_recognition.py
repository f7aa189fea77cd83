# ---
# jupyter:
#   course:
#     kind: chapter
#     title: "7 · Face recognition"
#     summary: "Guard a front door beside a softmax and a similarity function, let a new person join, and build the losses, the threshold and the enrolment by hand."
#     minutes: 60
#     points: 5
#     part: one-shot
#     order: 72
#     picture: ".lwl-threshold-price"
#     wait: 20
# ---

# %% [markdown]
# # One-shot face recognition
#
# Is a ConvNet with a softmax good for knowing a team by their faces? There is **one photo** of each
# person, far too little to train on. And **what if a new person joins?** The output has the wrong size.
# The answer is to learn a *similarity function* instead, from other people, beforehand.
#
# Here you live through both. Five short exercises are checked as soon as you run them.

# %%
# %load_ext course_lib
import numpy as np

from course_lib.exercises import check, progress
from course_lib.panels.workbook import ask

# %% [markdown]
# ## 1 · The front door
#
# Somebody knocks. Decide first; then door **A**, a ConvNet whose softmax has one output a colleague, and door **B**,
# which opens where $d(x, y) \le \tau$, judge the same visitor. Then let a stranger knock, and a new person join.

# %%
from course_lib.panels.faces.front_door import FrontDoor

ask("stranger_at_a", then=FrontDoor)

# %% [markdown]
# What to look for: door A *must* name somebody, so every stranger gets in. When somebody joins, door A grows
# an output and trains all its weights again; door B stores one point.

# %% [markdown]
# ## 2 · The head that must grow
#
# A softmax layer is a matrix $W$ with a row a person. A colleague more is a row more.

# %% [markdown]
# ### Exercise `grow_head`
# `weight` is (K, D), `new` is (D,). Return the weights of a head with K + 1 outputs: the old rows as they are,
# the new one last.


# %%
def grow_head(weight, new):
    # BEGIN SOLUTION
    return np.concatenate([weight, new[None]])
    # END SOLUTION


check.grow_head(grow_head)

# %%
ask("one_more_colleague")

# %% [markdown]
# ## 3 · Learning a distance
#
# The **contrastive loss** (Hadsell, Chopra and LeCun 2006) takes pairs. With $d = \lVert z_1 - z_2 \rVert$ and
# a margin $m$:
#
# $$ L = \begin{cases} d^2 & \text{one person} \\ \max(0,\; m - d)^2 & \text{two people} \end{cases} $$

# %% [markdown]
# ### Exercise `contrastive_loss`
# `a` and `b` are (n, D), `same` is (n,) bool, `margin` is a number. Return the mean of $L$ over the pairs.
#
# <details><summary>What is <code>np.where</code>?</summary>
#
# Place by place: where the first is true, the second, else the third. Both are computed, so neither may
# divide by zero.
#
# ```python
# np.where([True, False], [1, 2], [10, 20])  # [1, 20]
# ```
#
# </details>


# %%
def contrastive_loss(a, b, same, margin):
    # BEGIN SOLUTION
    d = np.sqrt(((a - b) ** 2).sum(axis=1))
    return np.where(same, d**2, np.maximum(0, margin - d) ** 2).mean()
    # END SOLUTION


check.contrastive_loss(contrastive_loss)

# %%
ask("two_people_too_near")

# %% [markdown]
# The **triplet loss** of chapter 6 asks only for an order: the positive nearer than the negative, by a margin. Most
# triplets fulfil that soon and teach nothing; the very hardest can push all faces onto one point. Schroff et al.
# (2015) mine **semi-hard** negatives:
#
# $$ \lVert a - p \rVert^2 < \lVert a - n \rVert^2 < \lVert a - p \rVert^2 + m $$

# %% [markdown]
# ### Exercise `semi_hard_negative`
# `near` is $\lVert a - p \rVert^2$, `far` (n,) holds $\lVert a - n \rVert^2$ of n negatives. Return the number in `far` of the
# *nearest* semi-hard one, or −1 where there is none.


# %%
def semi_hard_negative(near, far, margin):
    # BEGIN SOLUTION
    semi_hard = (far > near) & (far < near + margin)
    return int(np.where(semi_hard, far, np.inf).argmin()) if semi_hard.any() else -1
    # END SOLUTION


check.semi_hard_negative(semi_hard_negative)

# %%
ask("which_are_semi_hard")

# %% [markdown]
# ## 4 · Enrolment
#
# The network is trained on *other* people and then left alone. Who joins is embedded; with several photos the door
# keeps their mean, put back on the sphere.

# %% [markdown]
# ### Exercise `enrol`
# `photos` is (k, D): embeddings of length 1. Return their mean, made length 1 again, (D,).


# %%
def enrol(photos):
    # BEGIN SOLUTION
    centre = photos.mean(axis=0)
    return centre / np.linalg.norm(centre)
    # END SOLUTION


check.enrol(enrol)

# %%
ask("mean_of_two")

# %% [markdown]
# ## 5 · The threshold
#
# Two mistakes pull at $\tau$: a stranger is let in (**false accept**), or a colleague is locked out (**false reject**).
# There is no right value, only the price that you put on each.

# %% [markdown]
# ### Exercise `threshold_for_far`
# `different` is (n,): distances of pairs of *two* people. Return the largest of them that, as $\tau$, lets in at most a
# share `wanted` of these pairs.


# %%
def threshold_for_far(different, wanted):
    # BEGIN SOLUTION
    allowed = int(wanted * len(different) + 1e-9)
    return np.sort(different)[allowed - 1]
    # END SOLUTION


check.threshold_for_far(threshold_for_far)

# %% [markdown]
# Your functions as a door: drawn people whom the network never saw, one photo each enrolled.

# %% tags=["needs-answer"]
from course_lib.faces import drawn
from course_lib.faces.methods import method

faces = drawn.photos(8, 4, seed=5)
z = method("drawn").embed(faces.images).reshape(8, 4, -1)
team = np.stack([enrol(z[person, :1]) for person in range(8)])
d = 1 - z[:, 1:] @ team.T  # (8 people, 3 photos, 8 enrolled)
own = np.eye(8, dtype=bool)[:, None].repeat(3, axis=1)
tau = threshold_for_far(d[~own], 0.02)
print(f"τ = {tau:.2f} locks out {(d[own] > tau).mean():.0%} of the colleagues' photos")

# %%
ask("lower_tau")

# %% [markdown]
# ## 6 · What it costs, and which method
#
# Set the price of each mistake, and see $\tau$ move. Then compare methods: on few people a classical one may win.

# %%
from course_lib.panels.faces.threshold_price import ThresholdPrice

ThresholdPrice()

# %%
ask("fifty_chances")

# %% [markdown]
# **From how many people on is a network worth it?** Each method learned from 2, 5, 10 or 20 people and then named ten
# others, one photo each enrolled; and from up to 300 *drawn* people, of whom there are as many as one likes.

# %%
from course_lib.panels.faces.people_needed import PeopleNeeded

PeopleNeeded()

# %% [markdown]
# ## 7 · A lesson, not a product
#
# - **Consent.** A face cannot be changed like a password. Enrol nobody who has not agreed; whoever leaves is forgotten.
#   Photos that you give this page stay in its memory, are written nowhere, and are gone when it closes.
# - **Groups differ.** One $\tau$ for all gives different people different error rates, above all those of whom the training had
#   few. An average hides that: ask for the rates of each group.
# - **Not a product.** Nothing here tells a living face from a photo of one. The networks learned from thirty people and
#   drawn faces. A wrong answer at a real door falls on a person.

# %% [markdown]
# ## What you have done

# %%
progress("07_face_recognition")

# %% [markdown]
# ## Further reading
#
# - Y. Taigman, M. Yang, M. Ranzato, L. Wolf: *DeepFace: closing the gap to human-level performance in face verification.*
#   CVPR 2014. A softmax first, then a distance.
# - F. Schroff, D. Kalenichenko, J. Philbin: *FaceNet: a unified embedding for face recognition and clustering.* CVPR 2015.
#   [arXiv:1503.03832](https://arxiv.org/abs/1503.03832). The triplet loss and its semi-hard negatives.
# - R. Hadsell, S. Chopra, Y. LeCun: *Dimensionality reduction by learning an invariant mapping.* CVPR 2006. The contrastive loss.
# - M. Turk, A. Pentland: *Eigenfaces for recognition.* Journal of Cognitive Neuroscience 3, 1991.
# - P. Belhumeur, J. Hespanha, D. Kriegman: *Eigenfaces vs. Fisherfaces: recognition using class specific linear projection.*
#   IEEE Transactions on Pattern Analysis and Machine Intelligence 19, 1997. On few people still hard to beat, as section 6 shows.
# - F. Samaria, A. Harter: *Parameterisation of a stochastic model for human face identification.* WACV 1994. The photos of
#   forty people.
# - J. Buolamwini, T. Gebru: *Gender shades: intersectional accuracy disparities in commercial gender classification.* FAT* 2018.
#   Error rates by group, measured.

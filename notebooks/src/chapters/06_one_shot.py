# ---
# jupyter:
#   course:
#     kind: chapter
#     title: "6 · One-shot learning"
#     summary: "See a character once and find it again. Sit the test yourself beside seven machines, draw letters no machine has seen, and build the distance, the two networks and the trial by hand."
#     minutes: 80
#     points: 5
#     part: one-shot
#     order: 62
#     picture: ".lwl-machine-spaces .lwl-chart"
#     wait: 20
# ---

# %% [markdown]
# # One-shot learning
#
# A child sees one giraffe and knows the next one. The classifiers that you may have met need hundreds of
# pictures of every class, and a new class means training again. **One-shot learning** asks for more:
# *one* example of each class, seen now, is to classify many new ones.
#
# The trick is the one of the whole course: learn something else first, from data that is there
# anyway, and let it carry over. Here the network learns, from alphabets that are *not* in the test, what makes
# two drawings the same character.
#
# You sit the test yourself, take seven machines apart, and write the heart of three of them.
# Five short exercises are checked as soon as you run them.

# %%
# %load_ext course_lib
import numpy as np

from course_lib.exercises import check, progress
from course_lib.panels.workbook import ask

# %% [markdown]
# ## 1 · The test
#
# A **trial** shows a *query* and a **support set**: $N$ characters, $K$ drawings of each. One of
# the $N$ is the query's character, drawn by somebody else. That is an **$N$-way $K$-shot** trial; guessing
# errs in $1 - 1/N$ of them. Find it, then see what the machines say:

# %%
from course_lib.panels.oneshot.arena import arena

arena()

# %%
ask("guessing_errs")

# %% [markdown]
# The characters above are made up: a model of pen strokes draws them (section 7), so that the arena works
# without a network. **Omniglot** (Lake et al. 2015), drawn by people, holds 1,623 characters of 50 alphabets, each
# drawn by 20 people. `python -m course_lib fetch omniglot-evaluation` gets the 20 alphabets that no machine here was
# trained on.

# %% [markdown]
# ## 2 · Why not a softmax?
#
# The lecture's example is a door that knows a team by their faces. A softmax with one output a person
# has two faults: there is one photo of each person, far too little to train on; and when a new person joins, the
# output layer has the wrong size, so the network must be built and trained again.
#
# Learn a **similarity function** instead: how different are two pictures?
#
# $$ d(x_1, x_2) \le \tau \;\Rightarrow\; \text{the same}, \qquad d(x_1, x_2) > \tau \;\Rightarrow\; \text{different} $$
#
# It takes *any* two pictures. Who joins the team puts one photo into the folder: nothing is trained,
# nothing is resized. With characters you can try that at once in section 6: draw a letter that did not exist before, and the
# machines know it from then on.

# %%
ask("new_letter")

# %% [markdown]
# ## 3 · Which trial do you mean?
#
# Error rates of one-shot learning are quoted as if they were one number. They are not:
#
# - **Within one alphabet** (Lake's protocol): all $N$ characters from the same alphabet, hence
#   look-alikes, all supports by one person, the query by another.
# - **Unstructured**: any characters of any alphabets, each drawn by anybody. Usually easier.
#
# One public re-evaluation of a weak siamese network gives 10.7 % errors on unstructured trials and
# 24.2 % within an alphabet: the same network. Lake et al. published 20 fixed **runs**, 400 trials, 20-way
# one-shot within an alphabet. On them:
#
# | | errors |
# |:--|--:|
# | modified Hausdorff distance | 38.8 % |
# | simple ConvNet | 13.5 % |
# | siamese network | 8.0 % |
# | recursive cortical network | 7.3 % |
# | **people** | **4.5 %** |
# | Bayesian Program Learning | 3.3 % |
#
# Even people err in 4.5 %: some drawings are ambiguous. The arena shows that number only
# beside trials of this kind. If you have `all_runs.zip` (from Omniglot's repository), open it under *Your own file*.

# %%
ask("which_is_better")

# %% [markdown]
# ### Exercise `draw_trial`
# Draw a trial within an alphabet of `characters` characters, each drawn by the same `drawers` people. Return four
# things: `classes`, `ways` different numbers below `characters`; `support_drawer` and `query_drawer`, two
# different numbers below `drawers`; and `truth`, the place in `classes` of the one to find. Draw everything
# from the generator `rng`, so that a seed repeats the trial.


# %%
def draw_trial(characters, drawers, ways, rng):
    # BEGIN SOLUTION
    classes = rng.choice(characters, size=ways, replace=False)
    support_drawer, query_drawer = rng.choice(drawers, size=2, replace=False)
    truth = rng.integers(ways)
    return classes, support_drawer, query_drawer, truth
    # END SOLUTION


check.draw_trial(draw_trial)

# %% [markdown]
# ## 4 · Distances without learning
#
# The **pixel distance** lays one drawing over the other and counts what differs. A shift by the width
# of a pen is enough to break it.
#
# The **modified Hausdorff distance** (Dubuisson and Jain 1994) is kinder. Take the ink as a set of points, put its
# mean at the origin, and let every point look for the nearest one of the other drawing:
#
# $$ h(A, B) = \frac{1}{|A|} \sum_{a \in A} \min_{b \in B} \lVert a - b \rVert, \qquad
#    H(A, B) = \max\big(h(A, B),\, h(B, A)\big) $$

# %% [markdown]
# ### Exercise `modified_hausdorff`
# `a` is (n, 2), `b` is (m, 2): coordinates of ink, already centred. Return $H(a, b)$.
#
# <details><summary>What is <code>a[:, None] - b[None]</code>?</summary>
#
# `None` adds an axis of length 1 there. (n, 1, 2) minus (1, m, 2) is every point of one set minus every
# point of the other, (n, m, 2).
#
# ```python
# a, b = np.zeros((5, 2)), np.zeros((3, 2))
# (a[:, None] - b[None]).shape  # (5, 3, 2)
# ```
#
# </details>


# %%
def modified_hausdorff(a, b):
    # BEGIN SOLUTION
    far = np.sqrt(((a[:, None] - b[None]) ** 2).sum(-1))  # (n, m)
    return max(far.min(axis=1).mean(), far.min(axis=0).mean())
    # END SOLUTION


check.modified_hausdorff(modified_hausdorff)

# %%
ask("hausdorff_by_hand")

# %% [markdown]
# With your two functions, a whole machine: 20 trials within the made-up alphabets.

# %% tags=["needs-answer"]
from course_lib.oneshot.stroke_model import made_alphabets

alphabets = made_alphabets()
letters = next(iter(alphabets.alphabets.values()))


def ink(drawing):
    points = np.argwhere(drawing > 0.5).astype(float)
    return points - points.mean(axis=0)


# %% tags=["needs-answer"]
rng = np.random.default_rng(0)
people = letters[0].drawers
right = 0
for _ in range(20):
    classes, support_drawer, query_drawer, truth = draw_trial(len(letters), len(people), 5, rng)
    support = [ink(letters[c].image(people[support_drawer])) for c in classes]
    query = ink(letters[classes[truth]].image(people[query_drawer]))
    right += np.argmin([modified_hausdorff(s, query) for s in support]) == truth
print(f"{right} of 20 five-way trials right; guessing gives 4")

# %% [markdown]
# ## 5 · Learned similarity
#
# All networks here begin alike: convolutions turn a drawing into a vector $z$. They differ in what they do with it.
#
# **ConvNet features.** Train an ordinary softmax to name the characters of the background alphabets,
# throw the last layer away, and compare what is left by cosine.
#
# **Siamese network** (Koch et al. 2015). Both drawings go through the *same* network (hence siamese), and a
# small layer judges the difference, feature by feature:
#
# $$ p(\text{same}) = \sigma\Big(\sum_k \alpha_k\, |a_k - b_k| + \beta\Big) $$
#
# It is trained on pairs, with the cross-entropy of same or different.

# %% [markdown]
# ### Exercise `siamese_probability`
# `a`, `b` and `alpha` are (D,), `beta` is a number. Return $p(\text{same})$.


# %%
def siamese_probability(a, b, alpha, beta):
    # BEGIN SOLUTION
    return 1 / (1 + np.exp(-(alpha @ np.abs(a - b) + beta)))
    # END SOLUTION


check.siamese_probability(siamese_probability)

# %% [markdown]
# The **triplet loss** (Schroff et al. 2015, for faces) is a relative. It asks about three pictures: an anchor $a$, a
# positive $p$ of the same class and a negative $n$ of another. The positive is to be nearer, by a margin $m$:
#
# $$ L = \max\big(0,\; \lVert a - p \rVert^2 - \lVert a - n \rVert^2 + m\big) $$

# %% [markdown]
# ### Exercise `triplet_loss`
# `anchor`, `positive` and `negative` are (D,), `margin` is a number. Return $L$.


# %%
def triplet_loss(anchor, positive, negative, margin):
    # BEGIN SOLUTION
    near = ((anchor - positive) ** 2).sum()
    far = ((anchor - negative) ** 2).sum()
    return max(0.0, near - far + margin)
    # END SOLUTION


check.triplet_loss(triplet_loss)

# %%
ask("triplet_by_hand")

# %% [markdown]
# **Prototypical network** (Snell et al. 2017). The mean of a class's $K$ support vectors is its prototype $c_n$, and
#
# $$ p(n \mid q) = \frac{e^{-\lVert z_q - c_n \rVert^2}}{\sum_m e^{-\lVert z_q - c_m \rVert^2}} $$
#
# It is trained on **episodes**: trials like those of the test, from the background alphabets. Train as you
# will be tested.

# %% [markdown]
# ### Exercise `prototype_probabilities`
# `support` is (N, K, D): $K$ vectors of each of $N$ classes. `query` is (D,). Return the $N$ probabilities. They should be
# right for far vectors too, where $e^{-d^2}$ is 0 in a computer.


# %%
def prototype_probabilities(support, query):
    # BEGIN SOLUTION
    prototypes = support.mean(axis=1)  # (N, D)
    scores = -((prototypes - query) ** 2).sum(axis=-1)
    p = np.exp(scores - scores.max())
    return p / p.sum()
    # END SOLUTION


check.prototype_probabilities(prototype_probabilities)

# %% [markdown]
# Your function on the vectors of the course's own prototypical network:

# %% tags=["needs-answer"]
from course_lib.oneshot.machine import machine
from course_lib.oneshot.trials import sample

trial = sample(alphabets, ways=5, shots=5, seed=3)
network = machine("prototypical")
z = network.embed(np.concatenate([trial.support.reshape(-1, 105, 105), trial.query[None]]))
p = prototype_probabilities(z[:-1].reshape(5, 5, -1), z[-1])
for n, share in enumerate(p):
    print(f"class {n}: {share:6.1%}" + ("   ← the true one" if n == trial.truth else ""))

# %%
ask("an_episode")

# %% [markdown]
# Train one yourself. Every few seconds it is asked about alphabets that it is never trained on:

# %%
from course_lib.panels.oneshot.train_prototypes import train_prototypes

train_prototypes()

# %% [markdown]
# **The encoder** is the largest network: residual, and trained on two tasks at once. It names every background
# character, in four turns and their mirror images, by cosine with a margin; and it plays episodes, in which it must
# find twenty characters again in another hand. A query is shown to it in two slightly different sizes
# and angles, and the answers are averaged.
#
# **The pair judge** takes a second look. All machines so far turn a drawing into numbers before they know what it
# will be compared with. The judge takes the encoder's six best candidates, and looks from each of the 8 × 8 places
# of one drawing at the places of the other, and back: cross-attention. In the arena, choose it after your answer, and
# lines show the places that it matched.
#
# Look into each machine's space: the same trial, as points.

# %%
from course_lib.panels.oneshot.machine_spaces import machine_spaces

machine_spaces()

# %% [markdown]
# More ways make it harder, more shots easier. How much, and for whom?

# %%
from course_lib.panels.oneshot.shots_and_ways import shots_and_ways

ask("more_shots", then=shots_and_ways)

# %% [markdown]
# And where does a machine go wrong most? Look before you believe an error rate:

# %%
from course_lib.panels.oneshot.worst_mistakes import WorstMistakes

WorstMistakes()

# %% [markdown]
# ## 6 · Draw it yourself
#
# Two characters of your own are a support set. Draw a third drawing and ask. Then save the alphabet as a file, and
# let your neighbour add his hand: a class makes its own Omniglot.

# %%
from course_lib.panels.oneshot.own_alphabet import OwnAlphabet

OwnAlphabet()

# %% [markdown]
# ## 7 · A character is a plan
#
# **Bayesian Program Learning** (Lake et al. 2015) reads a character as a little programme: strokes,
# each made of a few basic movements, begun somewhere or on an earlier stroke. A new drawing is the programme run again by an unsteady
# hand. Its 3.3 % beat people's 4.5 %.
#
# Our made-up alphabets come from a model in that spirit. It draws; unlike Lake's it does not infer a
# programme from a picture. Its movements are cluster means of Omniglot's pen strokes, nobody's own.

# %%
from course_lib.panels.oneshot.stroke_show import stroke_show

stroke_show()

# %% [markdown]
# How honest is such a stand-in? Errors of machines on 20-way one-shot trials within its alphabets, and within
# five of Omniglot's that no machine had seen when this was measured:
#
# | | made up | Omniglot |
# |:--|--:|--:|
# | pixel distance | 83.4 % | 85.9 % |
# | modified Hausdorff | 38.9 % | 41.3 % |
# | encoder | 6.4 % | 6.7 % |
# | pair judge | 4.9 % | 5.5 % |
#
# (1,000 trials and 2,000, the last two 4,000; these two as trained without those five.)

# %% [markdown]
# ## What you have done

# %%
progress("06_one_shot")

# %% [markdown]
# ## Further reading
#
# - B. Lake, R. Salakhutdinov, J. Tenenbaum: *Human-level concept learning through probabilistic program induction.*
#   Science 350, 2015. The runs, people's 4.5 % and Bayesian Program Learning.
# - B. Lake, R. Salakhutdinov, J. Tenenbaum: *The Omniglot challenge: a 3-year progress report.* 2019.
#   [arXiv:1902.03477](https://arxiv.org/abs/1902.03477). Which protocol a number belongs to.
# - M.-P. Dubuisson, A. Jain: *A modified Hausdorff distance for object matching.* ICPR 1994.
# - G. Koch, R. Zemel, R. Salakhutdinov: *Siamese neural networks for one-shot image recognition.* ICML deep learning
#   workshop 2015.
# - F. Schroff, D. Kalenichenko, J. Philbin: *FaceNet: a unified embedding for face recognition and clustering.* CVPR
#   2015. [arXiv:1503.03832](https://arxiv.org/abs/1503.03832). The triplet loss.
# - J. Snell, K. Swersky, R. Zemel: *Prototypical networks for few-shot learning.* NeurIPS 2017.
#   [arXiv:1703.05175](https://arxiv.org/abs/1703.05175).
# - H. Wang et al.: *CosFace: large margin cosine loss for deep face recognition.* CVPR 2018.
#   [arXiv:1801.09414](https://arxiv.org/abs/1801.09414). The encoder's loss.

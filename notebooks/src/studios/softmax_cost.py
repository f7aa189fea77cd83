# ---
# jupyter:
#   course:
#     kind: studio
#     title: "What the softmax costs"
#     summary: "Time one update of softmax, negative sampling and hierarchical softmax on this machine, for 1,000 to 1,000,000 words."
#     minutes: 5
#     part: words
#     order: 52
#     sections: {05_word2vec: [3]}
#     picture: ".lwl-softmax-cost .lwl-chart"
#     press: [".lwl-softmax-cost button"]
#     wait: 25
# ---

# %% [markdown]
# # What the softmax costs
#
# A context word $c$ is given, and a target word $t$ is to become more likely. The softmax gives every word $j$ of the vocabulary a share of the probability, so one update must touch all $V$ output vectors $w_j$:
#
# $$p(t \mid c) = \frac{\exp(w_t^\top e_c + b_t)}{\sum_{j=1}^{V} \exp(w_j^\top e_c + b_j)}, \qquad L_{ce} = -\sum_j y_j \log \hat y_j = -\log p(t \mid c)$$
#
# Two ways around the sum: **negative sampling** asks $1 + k$ yes-or-no questions, $\sigma(w_t^\top e_c + b_t)$; **hierarchical softmax** asks one at each fork of a binary tree on the way to $t$, about $\log_2 V$ of them.

# %%
from course_lib.panels.words.softmax_cost import SoftmaxCost

SoftmaxCost()

# %% [markdown]
# **One update** is what is learned from one pair, say *orange → juice*: the loss, its gradient for every vector and bias that the loss depends on, and one step of those. All vectors have 100 numbers. The full softmax changes all $V$ output vectors, negative sampling $1 + k$ of them, hierarchical softmax one for each fork (frequent words have fewer forks before them). Pairs are taken 16 at a time, and the time is that of one.
#
# A line that rises by one decade for each decade of $V$ costs ten times as much for ten times the words. A flat line does not care how many words there are.

# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Watch it train"
#     summary: "Word vectors learn from a text that you choose, and take their places in the picture while they do."
#     minutes: 10
#     part: words
#     order: 54
#     sections: {05_word2vec: [6]}
#     picture: ".lwl-watch-it-train .lwl-card + .lwl-card .lwl-chart"
#     press: [".lwl-watch-it-train .mod-primary"]
#     wait: 40
# ---

# %% [markdown]
# # Watch it train
#
# Every vector starts as random numbers. Then the text is read, pair by pair: $e_c$ and $w_t$ of a true pair are drawn together, those of the $k$ noise pairs pushed apart. No one ever says what a word means.

# %%
from course_lib.panels.words.watch_it_train import WatchItTrain

WatchItTrain()

# %% [markdown]
# **The loss of a pair** is $-\log \sigma(w_t^\top e_c) - \sum_{i=1}^{k} \log \sigma(-w_i^\top e_c)$. Vectors that know nothing give $(1 + k) \log 2$, which is 4.16 for $k = 5$.
#
# **The picture** is the plane in which the watched words differ most (their first two principal components), turned so that it follows the one before. A plane cannot show everything: compare it with the list of neighbours, which is taken among all words and all dimensions.

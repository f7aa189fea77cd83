# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Negative sampling"
#     summary: "One true pair and k pairs with noise: draw them, see what α does, and let the vectors learn from a table."
#     minutes: 8
#     part: words
#     order: 53
#     sections: {05_word2vec: [4, 5]}
#     picture: ".lwl-noise-table"
#     wait: 2
# ---

# %% [markdown]
# # Negative sampling
#
# To learn from *orange → juice*, the softmax asks: which of all $V$ words? Negative sampling asks $1 + k$ smaller questions: is this a true pair, **yes or no**?
#
# $$p(y = 1 \mid t, c) = \sigma(w_t^\top e_c + b_t), \qquad \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# The true pair comes from the text. The $k$ others keep the context word and take a word drawn at random; they are given $y = 0$ without a look at the text. (word2vec drops the biases $b$.)

# %%
from course_lib.panels.words.negative_sampling import NegativeSampling

NegativeSampling()

# %% [markdown]
# **Why does *of* stand in the window and still get $y = 0$?** Noise is drawn blindly from the whole vocabulary, and *of* is frequent. To look each word up in the text first would cost more than it brings, for the two errors balance: each time *of* does stand near *orange*, that pair comes with $y = 1$. Learning settles where both pulls are equal,
#
# $$\sigma(w_t^\top e_c + b_t) = \frac{p(t \mid c)}{p(t \mid c) + k \, P_{noise}(t)},$$
#
# so a word scores above one half only if it stands near *orange* more than $k$ times as often as the noise brings it there.
#
# **Why $\alpha = \tfrac34$?** With $\alpha = 1$ the noise is *the*, *of*, *and*, and most words are never told apart; with $\alpha = 0$ it is words so rare that the question is too easy. Three quarters, found by trying, lies between.

# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Skip-gram pairs"
#     summary: "From a sentence of your own to the pairs that word2vec learns from: window, random draw, dropped words."
#     minutes: 5
#     part: words
#     order: 51
#     sections: {05_word2vec: [1, 2]}
#     picture: ".lwl-skipgram-pairs"
#     wait: 2
# ---

# %% [markdown]
# # Skip-gram pairs
#
# A word is known by the company it keeps. Skip-gram takes that at its word: from each context word $c$ it learns to tell which target words $t$ stand near it. All it needs is a sentence and a window.

# %%
from course_lib.panels.words.skipgram_pairs import SkipgramPairs

SkipgramPairs()

# %% [markdown]
# **Why draw at all?** Every pair counts once in the table above, yet a word next door says more than one five words away. word2vec lets each context word draw its reach anew, from 1 to the window $w$ with equal chance. A target at distance $d$ is then taken with probability $(w - d + 1)/w$: always at $d = 1$, one time in $w$ at $d = w$.
#
# **Why drop frequent words?** “the” and “of” stand near everything, so they tell little about anything, and they are a large part of every text. A word whose share of the text is $f$ stays with probability $\min(1, \sqrt{s/f} + s/f)$. Words are dropped before the pairs are made: what is left moves together, and the window reaches farther.

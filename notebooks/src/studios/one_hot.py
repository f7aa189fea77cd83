# ---
# jupyter:
#   course:
#     kind: studio
#     title: "One-hot or dense"
#     summary: "A word’s number, its long row of zeros, the column of E that it picks out, and the memory of both."
#     minutes: 5
#     part: words
#     order: 41
#     sections: {04_word_embeddings: [1]}
#     picture: ".lwl-onehot"
#     wait: 2
# ---

# %% [markdown]
# # One-hot or dense
#
# A one-hot vector $o_c$ is sparse, as long as the vocabulary, and written by hand: it says which word, and nothing else. An embedding $e_c$ is dense, short, and learned from data; it can be trained beforehand, on far more text than your task has. One matrix leads from the first to the second: $e_c = E \cdot o_c$.

# %%
from course_lib.panels.words.one_hot import OneHot

OneHot()

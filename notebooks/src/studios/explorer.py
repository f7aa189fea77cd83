# ---
# jupyter:
#   course:
#     kind: studio
#     title: "The explorer"
#     summary: "Walk in the neighbourhoods of word vectors: nearest words, pictures, analogies, axes."
#     minutes: 20
#     part: words
#     order: 40
#     sections: {00_start_here: [2], 04_word_embeddings: [2, 3, 4, 7], 05_word2vec: [7, 8]}
#     picture: ".lwl-word-walk .lwl-chart"
#     wait: 5
# ---

# %% [markdown]
# # The explorer
#
# A word is known by the company it keeps. These vectors were learned from text alone: nobody said what a word means. Walk from neighbour to neighbour, and see what a picture of them hides.

# %%
from course_lib.panels.words.explorer import Explorer

Explorer()

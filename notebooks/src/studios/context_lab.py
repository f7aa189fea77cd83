# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Context and target"
#     summary: "Choose a blank in your own sentence: four choices of context, and four trained predictors that guess it."
#     minutes: 6
#     part: words
#     order: 43
#     sections: {04_word_embeddings: [6]}
#     picture: ".lwl-blank-answers"
#     wait: 4
# ---

# %% [markdown]
# # Context and target
#
# Hide a word, guess it from the words around it, compare with what stood there: a pretext task whose labels cost nothing. How much of the surroundings a predictor is given is a choice. To write text, it must be the last words; to learn embeddings, a single nearby word is enough.

# %%
from course_lib.panels.words.context_lab import ContextLab

ContextLab()

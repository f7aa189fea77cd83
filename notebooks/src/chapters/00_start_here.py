# ---
# jupyter:
#   course:
#     kind: chapter
#     title: "0 · Start here"
#     summary: "Ten minutes: what it means to learn without labels, one thing to touch from each of the three parts, and how this course works."
#     minutes: 10
#     part: start
#     order: 1
#     picture: ".lwl-label-factory"
#     wait: 15
# ---

# %% [markdown]
# # Start here
#
# Networks that name what is on a photo learned from millions of photos that people had named before, one by one. Most of what there is
# in the world has no name tag. How can a network learn from *that*?

# %% tags=["hide-source"]
# %load_ext course_lib
from course_lib.panels.workbook import ask

# %% [markdown]
# ## 1 · What labels cost
#
# Reckon before you read on.

# %%
ask("years_of_labels")

# %% [markdown]
# **Self-supervised learning** does without. A program hides a part of what is there and asks for it: the rest of a photo, the next word,
# how the photo was turned. The answer, the **pseudo-label**, comes from the data. Nobody wants the answer; what one wants is what a network
# must have understood to give it. Make a few such questions:

# %% tags=["hide-source"]
from course_lib.panels.pretext.label_factory import LabelFactory

LabelFactory()

# %%
ask("self_supervised")

# %%
ask("pretext_or_not")

# %% [markdown]
# ## 2 · The same with words
#
# Text is full of such questions: cover a word, and guess it from those around it. What comes of it is a vector for each word. Guess, and
# then walk among them:

# %% tags=["hide-source"]
from course_lib.panels.words.explorer_walk import WordWalk
from course_lib.words.vectors import WordVectors

ask("what_is_near_seven", then=lambda: WordWalk(WordVectors.shipped(), "seven"))

# %% [markdown]
# ## 3 · One look is enough
#
# Who has learned what makes two things the same can name a new thing from a single example. Find the character again, drawn by
# another hand; seven machines sit the same trial.

# %% tags=["hide-source"]
from course_lib.panels.oneshot.arena import arena

arena()

# %%
ask("one_look")

# %% [markdown]
# ## 4 · The course
#
# | | studios, to play with | chapters, to understand |
# |:--|:--|:--|
# | **Hide and guess** | label factory, beat the network, cheat detective, mask studio, train it yourself, multi-task bench | 1 labels from the data · 2 fill in the hole · 3 several tasks at once |
# | **A word is known by its company** | explorer, predict a word, how word2vec learns | 4 word embeddings · 5 word2vec |
# | **One look is enough** | arena, draw it yourself, inside the machines, train a one-shot network, strokes, front door, price of a mistake | 6 one-shot learning · 7 face recognition |
#
# The three parts do not need each other; within a part, go in order. Python and a little algebra are enough.
#
# - **Studios** have no code. Play before you read.
# - **Chapters** can be read here, in the browser, and their questions answered. What you answered is there again when you come back.
# - **Exercises** are written in a copy of your own: `make lab` opens JupyterLab with one. A check says at once what is right
#   and, if something is not, on which input. Below each exercise are hints, and the course's solution once you have earned it.

# %%
ask("how_to_work")

# %%
ask("where_to_write")

# %% [markdown]
# ## 5 · Is everything there?
#
# What is not in order comes with the line that mends it.

# %% tags=["hide-source"]
from course_lib.install.sound import look

look()

# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Inside the machines"
#     summary: "A trial in each machine's own space, accuracy as ways and shots grow, and the worst mistakes."
#     minutes: 15
#     part: one-shot
#     order: 64
#     sections: {06_one_shot: [2, 4, 5]}
#     picture: ".lwl-machine-spaces .lwl-chart"
#     wait: 15
# ---

# %% [markdown]
# # Inside the machines
#
# Seven machines answer the same trials **within one alphabet**: how each sees one, how it fares with more classes and more examples, and its worst mistakes.

# %% [markdown]
# ## A trial in a machine’s space

# %%
from course_lib.panels.oneshot.machine_spaces import machine_spaces

machine_spaces()

# %% [markdown]
# Principal component analysis turns the cloud of points so that its first two axes show as much of its spread as two axes can. That is seldom much: read the shares on the axes, and what the lines below the picture say, before you believe your eyes.

# %% [markdown]
# ## More ways, more shots
#
# **Ways** are the classes to choose from: each is another chance to err. **Shots** are the drawings of each class: each shows another way to draw it. All machines answer the same trials, asked now, on this computer.

# %%
from course_lib.panels.oneshot.shots_and_ways import shots_and_ways

shots_and_ways()

# %% [markdown]
# ## Its worst mistakes
#
# A machine is asked a hundred one-shot trials of twenty made-up characters. The mistakes it was surest of come first: by how much a wrong choice won is counted in spreads (standard deviations) of the trial’s similarities.

# %%
from course_lib.panels.oneshot.worst_mistakes import WorstMistakes

WorstMistakes()

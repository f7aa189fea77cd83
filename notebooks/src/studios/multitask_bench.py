# ---
# jupyter:
#   course:
#     kind: studio
#     title: "The multi-task bench"
#     summary: "Tick tasks, guess whether they help each other, and see: sixty-one trained trunks, three seeds each, at equal steps and at equal computing."
#     minutes: 8
#     part: pretext
#     order: 31
#     sections: {03_multitask: [1, 2, 3, 4, 5], 01_pretext_tasks: [6]}
#     picture: ".lwl-multitask-bench"
#     press: [".lwl-choice-option[data-value=undecided]"]
#     wait: 10
# ---

# %% [markdown]
# # The multi-task bench
#
# One trunk, several heads, the losses added up. Does that always help? Guess first.

# %%
from course_lib.panels.pretext.multitask_bench import MultitaskBench

MultitaskBench()

# %% [markdown]
# **What each trunk sees.** Photos that lie near each other for one trunk need not for another.

# %%
from course_lib.panels.pretext.trunk_views import TrunkViews

TrunkViews()

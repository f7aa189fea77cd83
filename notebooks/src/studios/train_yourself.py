# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Train it yourself"
#     summary: "Watch a small context encoder learn to fill holes, from photos alone, in a minute or two."
#     minutes: 5
#     part: pretext
#     order: 21
#     sections: {02_context_encoder: [3, 7]}
#     picture: ".lwl-train-yourself"
#     press: [".lwl-train-yourself button"]
#     wait: 25
# ---

# %% [markdown]
# # Train it yourself
#
# A small context encoder starts from random numbers. Its task makes its own labels: hide the middle of a crop, guess it, compare with what was there. No one ever says what is in a photo.

# %%
from course_lib.panels.inpainting.train_yourself import TrainYourself

TrainYourself()

# ---
# jupyter:
#   course:
#     kind: studio
#     title: "The price of a mistake"
#     summary: "Put a price on letting a stranger in and on locking a colleague out, move the threshold, and compare methods on the same faces."
#     minutes: 8
#     part: one-shot
#     order: 73
#     sections: {07_face_recognition: [3, 5, 6]}
#     picture: ".lwl-threshold-price"
#     wait: 15
# ---

# %% [markdown]
# # The price of a mistake
#
# Every threshold $\tau$ lets some strangers in and locks some colleagues out. Say what each mistake costs you, and see which $\tau$ is cheapest, with which method.

# %%
from course_lib.panels.faces.threshold_price import ThresholdPrice

ThresholdPrice()

# %% [markdown]
# **The classical answers.** Eigenfaces are the directions in which photos vary most, light included; Fisherfaces those in which people differ most for how much their own photos do.

# %%
from course_lib.panels.faces.face_components import FaceComponents

FaceComponents()

# %% [markdown]
# **Is learning worth it?** On few people a classical method may win. Guess from how many on a network does.

# %%
from course_lib.panels.faces.people_needed import PeopleNeeded

PeopleNeeded()

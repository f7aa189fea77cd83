# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Beat the network"
#     summary: "Where did this patch lie, how was this photo turned, which colour was here? You guess, then a network that learned without a label."
#     minutes: 8
#     part: pretext
#     order: 12
#     sections: {01_pretext_tasks: [2, 4]}
#     picture: ".lwl-beat-the-network"
#     wait: 12
# ---

# %% [markdown]
# # Beat the network
#
# Each question is cut from a photo that nobody labelled. You guess first, then a network that learned without a label.

# %%
from course_lib.panels.pretext.beat_the_network import BeatTheNetwork

BeatTheNetwork()

# %% [markdown]
# The networks were trained on photos of ten kinds of things (Imagenette: fish, dogs, churches, trucks …), and have seen none of these. What such questions teach a network is measured in chapter 1.

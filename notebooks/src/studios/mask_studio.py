# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Mask studio"
#     summary: "Hide part of a photo and see what a network that never saw a label imagines there."
#     minutes: 10
#     part: pretext
#     order: 20
#     sections: {02_context_encoder: [1, 2, 4, 5, 6]}
#     picture: ".lwl-mask-studio"
#     wait: 10
# ---

# %% [markdown]
# # Mask studio
#
# Hide part of a photo: networks that never saw a label imagine what was there.

# %%
from course_lib.panels.inpainting.mask_studio import MaskStudio

MaskStudio()

# ---
# jupyter:
#   course:
#     kind: chapter
#     title: "2 · Fill in the hole"
#     summary: "A photo with a hole is a question, and the photo is its answer. Build the masks, the losses and the layer of a context encoder, and see what it learns without a single label."
#     minutes: 75
#     points: 10
#     part: pretext
#     order: 22
#     picture: ".lwl-loss-row"
#     wait: 15
# ---

# %% [markdown]
# # Fill in the hole
#
# Cover the middle of a photo with your hand. You still have a good idea of what is there: you know
# faces, roofs and cups. A network that is asked to fill the hole has to learn such things
# too, and nobody has to label a single photo for it.
#
# In this chapter you build the parts of a **context encoder** (Pathak et al. 2016): the masks, the
# layer in its middle, and its losses. Ten short exercises are checked as soon as you run them.

# %%
# %load_ext course_lib
import numpy as np

from course_lib.exercises import check, progress
from course_lib.panels.workbook import ask
from course_lib.vision.photos import gallery
from course_lib.panels.inpainting.picture_row import AnswerRow, PictureRow

# %% [markdown]
# ## Play first
#
# Paint over the photo, or take one of the three masks. The hole is filled while you paint. Guess,
# then hold to see the truth, and look at the row of pictures that makes up the loss.

# %%
from course_lib.panels.inpainting.mask_studio import MaskStudio

MaskStudio()

# %% [markdown]
# **Try this.** Press *Central region*. Which of the two context encoders has the smaller error? Which
# one would you rather believe to be a photo? Sections 5 and 6 explain why these are two networks.

# %% [markdown]
# ## 1 · A label that nobody wrote
#
# A **pretext task** is a task that you do not care about, chosen so that whoever can do it must have
# learned something that you do care about. Its answers are called **pseudo-labels**. All pretext
# tasks share two properties:
#
# 1. **Visual features must be captured to solve it.** To fill a hole in a face, you need to
#    know faces.
# 2. **The labels come from the data by themselves.** Here the label is the part that was hidden.
#
# The **mask** $\hat M$ says what is hidden: it is 1 (`True`) where a pixel is hidden and 0 where it is
# visible, and $\odot$ multiplies pixel by pixel:
#
# $$\underbrace{(1-\hat M)\odot x}_{\text{what the network sees}}
# \qquad
# \underbrace{\hat M\odot x}_{\text{its label}}$$

# %%
photo = gallery()["astronaut"].load()  # (128, 128, 3) uint8
x = photo / 255.0  # (128, 128, 3) float in [0, 1]

# %%
ask("black_or_hidden")

# %% [markdown]
# ### Exercise `training_pair`
# Make the question and its label from a photo $x$ in $[0, 1]$, `(H, W, 3)`, and a mask, `(H, W)` bool.
# A mask lacks the colour axis: `mask[..., None]` is `(H, W, 1)` and stretches over it.
#
# <details><summary>What is <code>mask[..., None]</code>?</summary>
#
# `None` adds an axis of length 1, `...` stands for all axes before it. An axis of length 1 stretches to
# whatever it meets, so one mask hides all three colours.
#
# ```python
# mask = np.array([[True, False]])    # (1, 2)
# mask[..., None].shape               # (1, 2, 1)
# (np.ones((1, 2, 3)) * mask[..., None]).shape  # (1, 2, 3)
# ```
#
# </details>


# %%
def training_pair(photo, mask):
    """Return (holed, label): (1 − M̂) ⊙ x and M̂ ⊙ x, both of the photo's shape."""
    # BEGIN SOLUTION
    hidden = mask[..., None]
    return photo * ~hidden, photo * hidden
    # END SOLUTION


check.training_pair(training_pair)

# %% tags=["needs-answer"]
left_half = np.arange(128)[None, :] < 64
holed, label = training_pair(x, np.broadcast_to(left_half, (128, 128)))
PictureRow({"(1 − M̂) ⊙ x": holed, "M̂ ⊙ x": label, "their sum": holed + label})

# %% [markdown]
# ## 2 · What to hide
#
# The paper compares three masks. Which one you choose decides what can be learned.
#
# | mask | what is hidden | what a network may rely on |
# |:--|:--|:--|
# | **central region** | the middle square, half as wide as the photo | always the same place, always the same edge |
# | **random block** | several smaller squares that may overlap, up to a quarter of the photo | edges are straight |
# | **random region** | irregular shapes, up to a quarter of the photo | nothing but the picture |
#
# For filling holes the central region does well; but features that are learned from it hang on to its
# edge and serve less well on whole photos. For its feature learning the paper takes
# random regions (section 3.3).

# %%
ask("hidden_share")

# %% [markdown]
# ### Exercise `central_region`
# A bool array of `size` × `size`, `True` in the central `hole` × `hole` pixels.


# %%
def central_region(size, hole):
    # BEGIN SOLUTION
    mask = np.zeros((size, size), bool)
    start = (size - hole) // 2
    mask[start : start + hole, start : start + hole] = True
    return mask
    # END SOLUTION


check.central_region(central_region)

# %%
ask("why_random_region")

# %% [markdown]
# ### Exercise `random_block`
# Hide squares with sides and places of your choice, drawn from `rng` (a `np.random.Generator`: try
# `rng.integers(low, high)`), until 20 to 25 % of the pixels are hidden. Squares may overlap.


# %%
def random_block(rng, size):
    # BEGIN SOLUTION
    mask = np.zeros((size, size), bool)
    while mask.mean() < 0.20:
        side = rng.integers(size // 8, size // 5)
        top, left = rng.integers(0, size - side + 1, 2)
        mask[top : top + side, left : left + side] = True
    return mask
    # END SOLUTION


check.random_block(random_block)

# %% [markdown]
# ### Exercise `random_region`
# The paper takes the outlines of objects from another data set (PASCAL VOC 2012) and lays them over the
# photo. Here is a way without one: draw noise, make it smooth, and hide where it is highest. 20 to
# 25 % of the pixels are to be hidden, whatever the noise: `np.quantile` finds the height.


# %%
from scipy.ndimage import gaussian_filter


def random_region(rng, size):
    noise = gaussian_filter(rng.standard_normal((size, size)), size / 16)
    # BEGIN SOLUTION
    height = np.quantile(noise, 1 - rng.uniform(0.20, 0.25))
    return noise > height
    # END SOLUTION


check.random_region(random_region)

# %% [markdown]
# Your three masks on a photo. Run the cell again with another seed.

# %% tags=["needs-answer"]
rng = np.random.default_rng(4)
yours = [central_region(128, 64), random_block(rng, 128), random_region(rng, 128)]
families = ["central region", "random block", "random region"]
PictureRow(
    {name: x * ~mask[..., None] for name, mask in zip(families, yours, strict=True)},
    metrics=[[f"{100 * mask.mean():.0f} % hidden"] for mask in yours],
)

# %% [markdown]
# ## 3 · The network
#
# **Encoder.** Strided convolutions halve the picture again and again; what is left is a small stack of
# maps that says *what* is around the hole, no longer with which pixels.
# **Decoder.** Each step doubles the maps again, up to the pixels of the hole.
#
# Between them something is missing. A convolution only sees its neighbourhood, so information does
# not travel from one corner of the map to the other. A **fully-connected layer** connects every place
# with every place, but for $m$ maps of $n\times n$ it needs $m^2n^4$ weights. The context encoder
# connects places **within each map only**. This is the **channel-wise fully-connected layer**:
#
# $$y_c = W_c^{\top} h_c \qquad\text{for each map } c = 1,\dots,m$$
#
# where $h_c$ and $y_c$ are the $n^2$ values of a map before and after, and $W_c$ is a matrix of
# $n^2\times n^2$ weights.
#
# A convolution with stride 1 follows it (ours is 1 × 1) and lets the maps talk to each other.

# %% [markdown]
# ### Exercise `parameters`
# Count the weights, without biases, that send $m$ maps of $n\times n$ to as many maps of the same size.


# %%
def parameters(m, n):
    """Return (fully connected, channel-wise)."""
    # BEGIN SOLUTION
    return m**2 * n**4, m * n**4
    # END SOLUTION


check.parameters(parameters)

# %%
ask("channel_saving")

# %% [markdown]
# ### Exercise `channel_wise`
# `h` is `(B, m, n, n)` and `weight` is `(m, n², n²)`: `weight[c, i, o]` leads from place `i` of map `c` to
# place `o` of the same map. Return `(B, m, n, n)`. `torch.einsum` says it in one line: name the axes
# of both, and those that are to remain.
#
# <details><summary>What is <code>einsum</code>?</summary>
#
# Name the axes of what goes in, then of what comes out. Axes with one name are walked together; a name
# that does not come out is summed over.
#
# ```python
# a, b = torch.ones(2, 3), torch.ones(3, 4)
# torch.einsum("ij,jk->ik", a, b).shape  # (2, 4): the matrix product
# torch.einsum("ij->j", a)               # sums over i: tensor([2., 2., 2.])
# ```
#
# </details>


# %%
import torch


def channel_wise(h, weight):
    places = h.flatten(2)  # (B, m, n²)
    # BEGIN SOLUTION
    out = torch.einsum("bci,cio->bco", places, weight)
    return out.reshape(h.shape)
    # END SOLUTION


check.channel_wise(channel_wise)

# %% [markdown]
# How far does a single place reach? Light one place of one map and send it through one 3 × 3
# convolution, and through your layer.

# %% tags=["needs-answer"]
h = torch.zeros(1, 1, 8, 8)
h[0, 0, 1, 1] = 1
near = torch.nn.functional.conv2d(h, torch.ones(1, 1, 3, 3), padding=1)
far = channel_wise(h, torch.rand(1, 64, 64))
maps = {"one place": h, "3 × 3 convolution": near, "your layer": far}
PictureRow(
    {title: one[0, 0].numpy() for title, one in maps.items()},
    captions=["8 × 8 places", "reaches 9 of them", "reaches all 64"],
    crisp=True,
)

# %% [markdown]
# This is the whole path through the network of the studio above (with random weights: only the shapes
# matter here).

# %%
from course_lib.inpainting.context_encoder import ContextEncoder

network = ContextEncoder()
visible, mask = torch.rand(1, 3, 128, 128), torch.zeros(1, 1, 128, 128)
mask[:, :, 32:96, 32:96] = 1
for features in network.encode(visible, mask):
    print("encoder      ", tuple(features.shape))
print("channel-wise ", tuple(network.channelwise(features).shape))
print("prediction   ", tuple(network(visible, mask).shape))
print(f"{sum(p.numel() for p in network.parameters()) / 1e6:.1f} million weights")

# %% [markdown]
# ## 4 · How wrong is a fill?
#
# $F$ is the network. The **reconstruction loss** compares its prediction with the photo, and only the
# hole counts:
#
# $$L_{rec}(x) = \big\lVert\, \hat M\odot\big(x - F((1-\hat M)\odot x)\big)\,\big\rVert_2$$
#
# Read it from the inside out, in the pictures below: the network sees $(1-\hat M)\odot x$, answers
# $F(\dots)$, and $\hat M$ keeps the difference in the hole. Here the classical method of Telea stands in
# for $F$.

# %%
from course_lib.figures.loss_terms import holed as hide
from course_lib.figures.loss_terms import masked_difference
from course_lib.inpainting import fills, losses, masks

hole = masks.sample("central_region", 0)
fill = fills.fill("telea", photo, hole)
terms = {"x": photo, "M̂": hole, "(1 − M̂) ⊙ x": hide(photo, hole), "F(…)": fill}
terms["M̂ ⊙ (x − F(…))"] = masked_difference(photo, fill, hole)
print(f"L_rec = {losses.l_rec(x, fill / 255, hole):.2f}")
PictureRow(terms)

# %% [markdown]
# ### Why training uses the mean square
#
# The lecture writes the norm; the paper writes its square. Networks here are trained on the **mean square over
# the hidden pixels**, for three reasons:
#
# - **Slope.** The slope of a norm, $e/\lVert e\rVert_2$, always has length 1 and does not exist at
#   $e = 0$: steps stay large however good the fill is. The slope of a square, $2e$, fades as the error does.
# - **Size of the hole.** The norm grows with the hole, the mean does not (see below). One learning rate
#   fits all masks.
# - **Weight of a photo.** In a sum of norms a nearly perfect photo pulls as hard as a bad one. In the mean
#   square every hidden pixel has the same say.

# %%
for width in (32, 64, 96):
    square = masks.central_region(128, width)
    guess = x + 0.1  # everywhere wrong by the same 0.1
    norm = losses.l_rec(x, guess, square)
    mean_square = np.mean((x - guess)[square] ** 2)
    print(f"hole {width:2} × {width:2}:  norm {norm:5.2f}   mean square {mean_square:.4f}")

# %%
ask("norm_and_hole")

# %% [markdown]
# ### Exercise `masked_loss`
# `prediction` and `x` are `(B, 3, H, W)`, `mask` is `(B, 1, H, W)` with 1.0 where a pixel is hidden.
# Return the mean of the squared errors over the hidden values, as a tensor of one number. Mind
# that a hidden pixel has three values.


# %%
def masked_loss(prediction, x, mask):
    # BEGIN SOLUTION
    squares = mask * (x - prediction) ** 2
    return squares.sum() / (mask.sum() * x.shape[1])
    # END SOLUTION


check.masked_loss(masked_loss)

# %% [markdown]
# ### The overlap
#
# A fill may be likely in itself and yet not join its border. So the network predicts more than the hole:
# a ring of 7 visible pixels around it too, 78 × 78 in all. In the ring the right answer can be seen, and
# its error **weighs ten times** as much:
#
# $$\frac{\sum w\,\big(x - F(\dots)\big)^2}{\sum w}$$
#
# $$w = \begin{cases}1 & \text{in the hole}\\ 10 & \text{in the ring}\\ 0 & \text{elsewhere}\end{cases}$$

# %% [markdown]
# ### Exercise `overlap_weights`
# Return $w$ as an array `(size, size)`. `overlap` is the ring's width on each side of the hole.


# %%
def overlap_weights(size, hole, overlap, weight):
    # BEGIN SOLUTION
    w = np.zeros((size, size))
    window, inner = (size - hole) // 2 - overlap, (size - hole) // 2
    w[window : size - window, window : size - window] = weight
    w[inner : size - inner, inner : size - inner] = 1
    return w
    # END SOLUTION


check.overlap_weights(overlap_weights)

# %% tags=["needs-answer"]
PictureRow(
    {"w": overlap_weights(128, 64, 7, 10) / 10},
    captions=["white = 10, grey = 1, black = 0"],
)

# %% [markdown]
# ## 5 · Why L2 blurs
#
# A hole rarely has one answer only. Say two, $a$ and $b$, are equally likely. The network has to give
# one guess $g$ before it knows, and on average it pays
#
# $$\tfrac12\,\lVert g-a\rVert^2 + \tfrac12\,\lVert g-b\rVert^2 .$$
#
# Set the slope to zero: $(g-a)+(g-b)=0$, so $g=\tfrac12(a+b)$. **The cheapest guess is the mean of the
# plausible answers, and the mean of sharp pictures is a blur.** See for yourself: the cat may look one way or
# the other. Start from grey and walk down the slope.

# %%
cat = gallery()["chelsea"].load() / 255.0
a, b = torch.tensor(cat), torch.tensor(cat[:, ::-1].copy())
guess = torch.full_like(a, 0.5, requires_grad=True)
for _ in range(30):
    loss = ((guess - a) ** 2).sum() / 2 + ((guess - b) ** 2).sum() / 2
    (slope,) = torch.autograd.grad(loss, guess)
    guess = (guess - 0.2 * slope).detach().requires_grad_()
print("farthest from the mean:", f"{(guess - (a + b) / 2).abs().max():.6f}")

# %%
ask("cheapest_guess")

# %% [markdown]
# Each picture below is a guess $g = (1-t)\,a + t\,b$ with its expected loss. Either true answer costs twice as
# much as their mean, which is no photo at all.

# %%
blends = [(1 - t) * a + t * b for t in (0, 0.25, 0.5, 0.75, 1)]
paid = [((g - a) ** 2).mean() / 2 + ((g - b) ** 2).mean() / 2 for g in blends]
titles = ["g = a", "t = ¼", "g = ½ (a + b)", "t = ¾", "g = b"]
PictureRow(
    {title: g.numpy() for title, g in zip(titles, blends, strict=True)},
    metrics=[[f"expected L2 {100 * loss:.2f} %"] for loss in paid],
)

# %% [markdown]
# ## 6 · An adversary who spots the blur
#
# A second network, the **discriminator** $D$, sees a real window or a painted one and says how likely it
# is real: $D = \sigma(z)$ of its logit $z$. It learns to tell them apart while $F$ learns to fool it:
#
# $$L_{adv} = \max_D\; \mathbb E_x\big[\log D(x) + \log\big(1 - D(\hat x)\big)\big],
# \quad \hat x = F((1-\hat M)\odot x)$$
#
# A mean of two answers is easy to spot, one of the answers is not. When $F$ takes its step, one
# does not minimise $\log(1-D)$, which is flat as long as $D$ sees through everything, but
#
# $$-\log D(\hat x) = -\log\sigma(z)$$
#
# It has the same aim and a steep slope there (Goodfellow et al. 2014, section 3).

# %% [markdown]
# ### Exercise `adversarial_loss`
# `logits` are $D$'s answers $z$ to the painted windows, `(B,)`. Return $F$'s loss: the mean of
# $-\log\sigma(z)$. For large negative $z$, `torch.nn.functional.softplus` or
# `binary_cross_entropy_with_logits` is safer than a logarithm of a sigmoid.
#
# <details><summary>What is <code>softplus</code>?</summary>
#
# $\log(1 + e^z)$: nearly 0 for very negative $z$, nearly $z$ for large $z$, and smooth between. Written
# with `exp` and `log` it overflows at $z = 1000$; `softplus` does not.
#
# ```python
# torch.nn.functional.softplus(torch.tensor([-1000.0, 0.0, 1000.0]))
# # 0, 0.6931, 1000
# ```
#
# </details>


# %%
def adversarial_loss(logits):
    # BEGIN SOLUTION
    return torch.nn.functional.softplus(-logits).mean()
    # END SOLUTION


check.adversarial_loss(adversarial_loss)

# %% [markdown]
# ### Exercise `joint_loss`
# The **joint loss** adds the two with the paper's weights:
#
# $$L = \lambda_{rec}\,L_{rec} + \lambda_{adv}\,L_{adv}$$
#
# with $\lambda_{rec}=0.999$ and $\lambda_{adv}=0.001$.


# %%
def joint_loss(rec, adv):
    # BEGIN SOLUTION
    return 0.999 * rec + 0.001 * adv
    # END SOLUTION


check.joint_loss(joint_loss)

# %% [markdown]
# Now compare two trained networks of the same shape; the second began as a copy of the first and went
# on against an adversary. **PSNR** measures the error in the hole (higher is better), **sharpness** the
# mean length of the grey-level gradient there, times 100. Guess, then see, and change the photo.

# %%
two = ["context_encoder_l2", "context_encoder_joint"]
ask("who_has_the_smaller_error", then=lambda: AnswerRow(photo, hole, two))

# %% [markdown]
# The joint network is about as sharp as a photo. Look closely, though: it is sharp where it knows
# nothing too, and puts edges and texture of the right kind there that are not what was hidden.
#
# The paper's terms alone weave a regular pattern into the fills of networks as small as these. This one
# was judged at 16 × 16 places, and its reconstruction loss asks above all that the judge finds the same
# features in fill and photo.

# %% [markdown]
# ## 7 · Train one yourself
#
# A small context encoder, 64 × 64, learns from crops of the gallery (from Imagenette where you have
# it). Its first guess is the mean colour of what is visible, so whatever it gains over that, it has
# learned. Watch the samples: large patches of colour come first, fine detail does not come at all. You
# now know why.

# %%
from course_lib.panels.inpainting.train_yourself import TrainYourself

TrainYourself()

# %% [markdown]
# ## 8 · The fill is not the point
#
# Nobody needs a machine that guesses what was behind a grey square. What you keep is the **encoder**: to
# fill holes it had to turn a photo into features that say what is in it. The decoder is thrown away, and
# a small labelled data set is enough to train what comes after the encoder.
#
# The paper tested this with an AlexNet encoder that was trained to fill random regions on ImageNet
# photos, without their labels, and then fine-tuned on PASCAL VOC 2007 (table 2):
#
# | first weights | classification, % mAP | detection, % mAP |
# |:--|--:|--:|
# | random | 53.3 | 43.4 |
# | **context encoder, no labels** | **56.5** | **44.5** |
# | ImageNet, a million labels | 78.2 | 56.8 |
#
# Better than chance, far from labels: in 2016 this was the beginning. These features come from a network
# trained on $L_{rec}$ alone; for features, sharpness is not needed.

# %% tags=["needs-answer"]
question, _ = training_pair(x, hole)
seen = torch.tensor(question, dtype=torch.float32).permute(2, 0, 1)[None]  # (1, 3, 128, 128)
features = network.encode(seen, mask)[-1]
print("what you keep of this photo:", tuple(features.shape))

# %%
ask("what_you_keep")

# %% [markdown]
# ## 9 · Where our networks depart from the paper
#
# The networks here are small and were trained on few photos; some choices are ours.
#
# | | paper and released code | here |
# |:--|:--|:--|
# | **input** | the hole is filled with one constant colour | the hole is first filled smoothly from its border; the network also sees the mask and predicts a **correction** to that fill |
# | **encoder** | AlexNet up to `pool5` for features; strided convolutions for filling holes | strided 4 × 4 convolutions with residual blocks |
# | **middle** | channel-wise fully-connected, 6 × 6 to 6 × 6; the released hole-filling code has a bottleneck of 4000 numbers instead | channel-wise fully-connected, from 8 × 8 places to the 5 × 5 in the middle |
# | **decoder** | up-convolutions alone | every value is repeated 2 × 2 and a convolution follows, since up-convolutions weave a regular pattern under an adversary; the decoder also sees the encoder's maps of its sizes (**skip connections**) |
# | **normalisation** | batch normalisation | group normalisation in blocks that start at zero |
# | **overlap** | 7 pixels in the paper; 4 in the released code's commands, inside a predicted 64 × 64 | 7 pixels outside a hole of exactly 64 × 64: 78 × 78 are predicted |
# | **adversary** | trained from the start; one logit a photo; $F$ learns ten times as fast as $D$ | added to a network that was trained with L2; a logit at each of 16 × 16 places; $F$ and $D$ learn equally fast |
# | **data** | ImageNet, or the streets of Paris | Imagenette: ten kinds of things |
# | **random regions** | outlines of objects from PASCAL VOC | smooth noise, as in your exercise |
#
# The **free-form network** is not in the paper. It answers every mask, is trained on blocks, regions and
# painted strokes, and its loss is the root of each photo's mean square, so that a photo which nobody could
# guess does not outweigh the many that can be learned from.

# %% [markdown]
# ## What you have done

# %%
progress("02_context_encoder")

# %% [markdown]
# ## Further reading
#
# - D. Pathak, P. Krähenbühl, J. Donahue, T. Darrell, A. A. Efros: *Context Encoders: Feature Learning by
#   Inpainting.* CVPR 2016. [arXiv:1604.07379](https://arxiv.org/abs/1604.07379). Section 3.1 is the network,
#   3.2 the losses, 3.3 the masks.
# - I. Goodfellow et al.: *Generative Adversarial Nets.* NeurIPS 2014.
#   [arXiv:1406.2661](https://arxiv.org/abs/1406.2661). Section 3: the game, and the loss that $F$ is really given.
# - A. Telea: *An Image Inpainting Technique Based on the Fast Marching Method.* Journal of Graphics
#   Tools 9(1), 2004.
# - M. Bertalmio, A. L. Bertozzi, G. Sapiro: *Navier–Stokes, Fluid Dynamics, and Image and Video Inpainting.*
#   CVPR 2001.
# - S. B. Damelin, N. S. Hoang: *On Surface Completion and Image Inpainting by Biharmonic Functions: Numerical
#   Aspects.* International Journal of Mathematics and Mathematical Sciences, 2018.
# - C. Doersch, A. Gupta, A. A. Efros: *Unsupervised Visual Representation Learning by Context Prediction.*
#   ICCV 2015. [arXiv:1505.05192](https://arxiv.org/abs/1505.05192). Another pretext task: where does this patch belong?

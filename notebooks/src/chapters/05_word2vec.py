# ---
# jupyter:
#   course:
#     kind: chapter
#     title: "5 · word2vec"
#     summary: "One question with a million answers becomes a handful of yes or no. Make the pairs, draw the noise, derive the gradient by hand, and train vectors while you watch."
#     minutes: 80
#     points: 6
#     part: words
#     order: 55
#     picture: ".lwl-lit-table"
#     wait: 4
# ---

# %% [markdown]
# # word2vec
#
# Chapter 4 ended with a task: guess a word from a word nearby. It is easy to state and dear to compute,
# since every guess weighs up the whole vocabulary. **word2vec** (Mikolov et al. 2013) made it
# cheap enough for billions of words on a single computer, by asking a smaller question.
#
# In this chapter you make the pairs, thin out the frequent words, replace the softmax by
# **negative sampling**, derive its gradient by hand, train with it, and learn to distrust the picture
# that comes out. Six short exercises are checked as soon as you run them.

# %%
# %load_ext course_lib
import numpy as np

from course_lib.exercises import check, progress
from course_lib.panels.workbook import ask
from course_lib.words import lecture

# %% [markdown]
# ## 1 · Skip-gram: many pairs from one sentence
#
# Take a word $c$ as the context, and a word $t$ not far from it as the target. The pair $(c, t)$ is
# one training example: *from c, predict t*. “Not far” means: at most `window` words away, on either side.
# Words in between are skipped, hence **skip-gram**.
#
# The lecture draws three pairs with $c$ = orange from
# “I want a glass of orange juice to go along with my cereal.”:
#
# | context $c$ | target $t$ | distance |
# |:--|:--|--:|
# | orange | juice | 1 to the right |
# | orange | glass | 2 to the left |
# | orange | with | 5 to the right: the window must reach it |

# %% [markdown]
# ### Exercise `skip_gram_pairs`
# Return the list of all pairs of positions `(c, t)` in a sentence of `n` words that are at most
# `window` apart. A word is no pair with itself. The order of the list does not matter.


# %%
def skip_gram_pairs(n, window):
    # BEGIN SOLUTION
    return [
        (c, t)
        for c in range(n)
        for t in range(max(0, c - window), min(n, c + window + 1))
        if t != c
    ]
    # END SOLUTION


check.skip_gram_pairs(skip_gram_pairs)

# %% tags=["needs-answer"]
words = lecture.SENTENCE.lower().rstrip(".").split()
for window in (2, 5):
    pairs = skip_gram_pairs(len(words), window)
    targets = [words[t] for c, t in pairs if words[c] == "orange"]
    print(f"window {window}: {len(pairs)} pairs; orange → {', '.join(targets)}")

# %%
ask("count_the_pairs")

# %% [markdown]
# word2vec does not take all of them. At each word $c$ it draws a width between 1 and `window` and uses
# only the pairs within that width. With a window of 5, the next word is always a target, and a word
# five away one time in five: nearer words count more.
#
# Move the window, draw a few times, and change the sentence:

# %%
from course_lib.panels.words.skipgram_pairs import SkipgramPairs

SkipgramPairs()

# %% [markdown]
# ## 2 · Too much “the”
#
# Real text to work on: the documentation of the scientific packages that you have installed anyway.
# Its words, and how often they occur:

# %%
from course_lib.words.corpora import documentation
from course_lib.words.vocabulary import Vocabulary, encode_corpus

corpus = documentation(limit_mb=3)
vocabulary = Vocabulary.count(corpus, min_count=5)
text = encode_corpus(corpus, vocabulary)
print(f"{vocabulary.total:,} words of text, {len(vocabulary.words):,} different ones that we keep")
for i in (0, 1, 2, 100, 1000):
    print(f"{vocabulary.words[i]:12} {vocabulary.counts[i]:7,}")

# %% [markdown]
# The most frequent words say the least: next to everything stands a “the”. So word2vec throws
# away their occurrences at random before it makes pairs. With $f$ the share of a word in the text and $s$ a
# threshold, each occurrence is kept with probability
#
# $$P_{keep} = \min\!\Big(1,\ \sqrt{\tfrac{s}{f}} + \tfrac{s}{f}\Big)$$
#
# (The paper prints $\sqrt{s/f}$ alone; this is what its program computes.)

# %% [markdown]
# ### Exercise `keep_probability`
# `counts` says how often each word occurs, `(V,)`. Return each word's $P_{keep}$ for the threshold `s`.


# %%
def keep_probability(counts, s):
    # BEGIN SOLUTION
    f = counts / counts.sum()
    return np.minimum(1, np.sqrt(s / f) + s / f)
    # END SOLUTION


check.keep_probability(keep_probability)

# %% tags=["needs-answer"]
keep = keep_probability(vocabulary.counts, 1e-3)
for i in (0, 1, 2, 100, 1000):
    print(f"{vocabulary.words[i]:12} kept {100 * keep[i]:5.1f} %")
left = (keep * vocabulary.counts).sum() / vocabulary.counts.sum()
print(f"of the text there remain {100 * left:.0f} %")

# %%
ask("how_much_the")

# %% [markdown]
# ## 3 · What the softmax costs
#
# The prediction of chapter 4, for one pair:
#
# $$p(t|c) = \frac{\exp(w_t^\top e_c + b_t)}{\sum_{j=1}^{V} \exp(w_j^\top e_c + b_j)}$$
#
# The sum under the line runs over the whole vocabulary: $V$ dot products of $D$ numbers for a single
# pair, and as many again for the gradient.

# %%
D = 100
for V in (10_000, 100_000, 1_000_000):
    print(f"V = {V:9,}: softmax {V * D:12,} products a pair; six words {6 * D:,}")

# %% [markdown]
# One way out keeps the probabilities. **Hierarchical softmax** hangs the words on a binary tree and
# asks at each fork $n$ on the way to $t$: this way or that? Each fork has a vector $w_n$ of its own, and
# $s_n$ is +1 or −1, the turn that leads to $t$:
#
# $$p(t|c) = \prod_{n\,\in\,\text{path to } t} \sigma\big(s_n\,(w_n^\top e_c + b_n)\big)$$
#
# Since $\sigma(z) + \sigma(-z) = 1$, all words together have probability 1, and yet only one path is
# computed: about $\log_2 V$ forks, 20 for a million words. A Huffman tree gives the frequent words the
# short paths:

# %%
from course_lib.words.huffman import huffman

forks = huffman(vocabulary.counts).lengths()
for i in (0, 1, 100, 1000, len(forks) - 1):
    print(f"{vocabulary.words[i]:16} {forks[i]:3} forks")
mean = (forks * vocabulary.counts).sum() / vocabulary.counts.sum()
print(f"mean over the text: {mean:.1f}, against {len(forks):,} words for a softmax")

# %%
ask("forks_on_the_way")

# %% [markdown]
# Do not take our word for it. This measures one update on your own machine, for growing vocabularies. The third
# line belongs to the next section:

# %%
from course_lib.panels.words.softmax_cost import SoftmaxCost

SoftmaxCost()

# %% [markdown]
# ## 4 · Negative sampling
#
# The other way out changes the question. Not “which of a million words stands here?” but “**is this
# pair real?**” For each real pair, $k$ words are drawn at random, and the pairs with them are called
# noise. The lecture's table, for $c$ = orange and $k = 4$:
#
# | context $c$ | word $t$ | real? $y$ |
# |:--|:--|--:|
# | orange | juice | 1 |
# | orange | king | 0 |
# | orange | book | 0 |
# | orange | the | 0 |
# | orange | of | 0 |
#
# Look at the last line: *of* stands right beside *orange* in our sentence, and is noise all the same.
# That is no mistake. Noise words are drawn blindly from the whole vocabulary; to look each of them up
# in the window would cost more than it brings. Over a large text it evens out: *orange, of* comes as
# noise as often as *anything, of* does, and as real as often as it really stands there. What remains to be
# learned is the difference.
#
# Each line is a question of its own, yes or no:
#
# $$p(y = 1 \mid t, c) = \sigma(w_t^\top e_c + b_t)$$
#
# How many noise words? The paper advises $k$ = 5–20 for smaller and 2–5 for larger data. The biases $b$ are
# the lecture's; word2vec itself has none.

# %%
ask("of_is_noise")

# %% [markdown]
# ### Which words are drawn?
# Drawn as they occur in the text, nearly all noise would be “the” and “of”. Drawn evenly, it
# would be words that hardly ever occur. word2vec takes a middle way, which worked best in practice:
#
# $$P_{noise}(w) = \frac{f(w)^{\alpha}}{\sum_j f(w_j)^{\alpha}}, \qquad \alpha = \tfrac34$$

# %% [markdown]
# ### Exercise `noise_distribution`
# Return $P_{noise}$ for every word, `(V,)`, from the `counts` and any exponent `alpha`.


# %%
def noise_distribution(counts, alpha):
    # BEGIN SOLUTION
    powers = counts**alpha
    return powers / powers.sum()
    # END SOLUTION


check.noise_distribution(noise_distribution)

# %% tags=["needs-answer"]
rng = np.random.default_rng(1)
for alpha in (0, 0.75, 1):
    p = noise_distribution(vocabulary.counts, alpha)
    drawn = rng.choice(len(p), 9, p=p)
    print(f"α = {alpha:4}: {', '.join(vocabulary.words[i] for i in drawn)}")

# %%
ask("three_quarters")

# %% [markdown]
# ### The loss of one table
# Real pairs should get a score $z = w^\top e_c + b$ far above 0, noise far below:
#
# $$L = -\log \sigma(z_t) \;-\; \sum_{i=1}^{k} \log \sigma(-z_i)$$
#
# <details><summary>What is <code>np.logaddexp</code>?</summary>
#
# $\log(e^a + e^b)$, computed so that nothing overflows. With $a = 0$ it is $\log(1 + e^b)$, the softplus,
# and $-\log \sigma(z)$ is `np.logaddexp(0, -z)`.
#
# ```python
# np.log(np.exp(0) + np.exp(1000))  # inf, with a warning
# np.logaddexp(0, 1000)             # 1000.0
# ```
#
# </details>

# %% [markdown]
# ### Exercise `negative_sampling_loss`
# One table: `W` `(k + 1, D)` and `b` `(k + 1,)` belong to its lines, and `y` `(k + 1,)` says which is real.
# `e_c` is `(D,)`. Return the loss as one number. `np.logaddexp(0, -z)` is $-\log\sigma(z)$, and safe for
# every $z$.


# %%
def negative_sampling_loss(e_c, W, b, y):
    # BEGIN SOLUTION
    z = W @ e_c + b
    return np.logaddexp(0, np.where(y == 1, -z, z)).sum()
    # END SOLUTION


check.negative_sampling_loss(negative_sampling_loss)

# %% [markdown]
# The whole table to play with. Draw noise with α at 0, ¾ and 1; then press *Learn from this table* and see
# the right-hand column move towards $y$:

# %%
from course_lib.panels.words.negative_sampling import NegativeSampling

NegativeSampling()

# %% [markdown]
# ## 5 · The gradient by hand
#
# With $-\log\sigma(z) = \log(1 + e^{-z})$ and $\sigma'= \sigma(1-\sigma)$, the slope of one line's loss in its
# score is as simple as it can be, for $y = 1$ and $y = 0$ alike:
#
# $$r = \frac{\partial L}{\partial z} = \sigma(z) - y$$
#
# What the model said, minus what was true. As $z_j = w_j^\top e_c + b_j$, the chain rule gives the rest:
#
# $$\frac{\partial L}{\partial w_j} = r_j\, e_c \qquad
# \frac{\partial L}{\partial b_j} = r_j$$
#
# $$\frac{\partial L}{\partial e_c} = \sum_j r_j\, w_j$$
#
# A step against it pulls $e_c$ and the real word's $w_t$ together, and pushes $e_c$ and the noise apart.

# %%
ask("slope_of_a_real_pair")

# %% [markdown]
# ### Exercise `negative_sampling_gradient`
# Return the gradients of your loss by `e_c` `(D,)`, `W` `(k + 1, D)` and `b` `(k + 1,)`, in this order.
#
# <details><summary>What is <code>np.outer</code>?</summary>
#
# Every number of one vector times every number of another: (k,) and (D,) give (k, D). The gradient of a
# matrix product looks like this.
#
# ```python
# np.outer([1, 2], [10, 20, 30])
# # [[10, 20, 30],
# #  [20, 40, 60]]
# ```
#
# </details>


# %%
def negative_sampling_gradient(e_c, W, b, y):
    # BEGIN SOLUTION
    r = 1 / (1 + np.exp(-(W @ e_c + b))) - y
    return W.T @ r, np.outer(r, e_c), r
    # END SOLUTION


check.negative_sampling_gradient(negative_sampling_gradient)

# %% [markdown]
# Trust it only after a test that knows no calculus: nudge one number, and see how much the loss moves.

# %% tags=["needs-answer"]
rng = np.random.default_rng(2)
e, W, b = rng.normal(size=3), rng.normal(size=(5, 3)), rng.normal(size=5)
y = np.array([1, 0, 0, 0, 0])
nudge = np.array([1e-6, 0, 0])
rise = negative_sampling_loss(e + nudge, W, b, y) - negative_sampling_loss(e - nudge, W, b, y)
print(f"nudged: {rise / 2e-6:.6f}    yours: {negative_sampling_gradient(e, W, b, y)[0][0]:.6f}")

# %% [markdown]
# ## 6 · Train
#
# You have everything that word2vec needs. First thin the text, make the pairs, and draw $k$ noise words for
# each of them:


# %%
def pairs_and_noise(rng, count, k):
    keep = keep_probability(vocabulary.counts, 1e-3)
    kept = text.tokens[rng.random(len(text.tokens)) < keep[text.tokens]][:20_000]
    pairs = kept[np.array(skip_gram_pairs(len(kept), 3))]  # (P, 2) word numbers
    p = noise_distribution(vocabulary.counts, 0.75)
    return rng.permutation(pairs)[:count], rng.choice(len(p), (count, k), p=p)


# %%
ask("one_step")

# %% [markdown]
# Then walk against your gradient, one pair at a time:

# %% tags=["needs-answer"]
rng, k, D, V = np.random.default_rng(0), 5, 30, len(vocabulary.words)
E, W, b = rng.uniform(-0.5, 0.5, (V, D)) / D, np.zeros((V, D)), np.zeros(V)
y, losses = np.eye(k + 1)[0], []
for (c, t), drawn in zip(*pairs_and_noise(rng, 50_000, k), strict=True):
    lines = np.array([t, *drawn])
    losses.append(negative_sampling_loss(E[c], W[lines], b[lines], y))
    by_e, by_W, by_b = negative_sampling_gradient(E[c], W[lines], b[lines], y)
    E[c] -= 0.1 * by_e
    np.subtract.at(W, lines, 0.1 * by_W)  # a word drawn twice moves twice
    np.subtract.at(b, lines, 0.1 * by_b)
for start in range(0, len(losses), 10_000):
    print(f"pairs {start:6,} …: mean loss {np.mean(losses[start : start + 10_000]):.2f}")

# %% [markdown]
# At first every line costs $\log 2$, six of them 4.16; then the loss falls. But 50,000 pairs are
# nothing. The next cell takes the same steps for many pairs at once, on the whole text, in seconds:

# %%
from course_lib.words.skipgram import SkipGramSettings, SkipGramTraining
from course_lib.words.vectors import WordVectors

training = SkipGramTraining(
    text.tokens, vocabulary.counts, SkipGramSettings(dim=50, epochs=5), ends=text.ends
)
training.run(lambda r: print(f"loss {r.loss:.2f}, {r.words_per_s:,.0f} words/s"), every=1)
mine = WordVectors.from_arrays(vocabulary.words, training.vectors(), vocabulary.counts)

# %%
for word in ("matrix", "image", "returns", "random"):
    print(f"{word:8}", ", ".join(n.word for n in mine.nearest(word, 4)))

# %% [markdown]
# Once more, before your eyes, and on a text of your choice. Which words find each other first?

# %%
from course_lib.panels.words.watch_it_train import WatchItTrain

WatchItTrain()

# %% [markdown]
# ## 7 · A picture of many dimensions, and how it misleads
#
# 50 dimensions cannot be seen. **Principal component analysis** turns the cloud of vectors so that its
# first axis is the direction in which it is widest, the second the widest that is left, and shows these
# two. With the mean of each dimension taken away, the singular value decomposition finds them:
#
# $$X - \bar x = U\,S\,V^{\top}, \qquad \text{coordinates} = U S$$
#
# $$\text{share of axis } i = \frac{S_i^2}{\sum_j S_j^2}$$

# %% [markdown]
# ### Exercise `pca`
# `X` is `(N, D)`, one word a row. Return the coordinates on the first two components, `(N, 2)`, and the two
# shares of the variance that they explain. `np.linalg.svd(…, full_matrices=False)` returns $U$, $S$, $V^\top$.


# %%
def pca(X):
    # BEGIN SOLUTION
    U, S, _ = np.linalg.svd(X - X.mean(0), full_matrices=False)
    return (U * S)[:, :2], (S**2 / (S**2).sum())[:2]
    # END SOLUTION


check.pca(pca)

# %% [markdown]
# Four words with the seven nearest neighbours of each, in the vectors of chapter 4. Point at a mark to read
# its word:

# %%
shipped = WordVectors.shipped()
seeds = ("orange", "paris", "piano", "seven")
groups = {seed: [seed, *(n.word for n in shipped.nearest(seed, 7))] for seed in seeds}
X = np.stack([shipped.vector(word) for words in groups.values() for word in words])
X /= np.linalg.norm(X, axis=1, keepdims=True)  # (32, D), each row of length 1

# %% tags=["needs-answer"]
from course_lib.figures.word_scatter import word_scatter
from course_lib.controls.chart import Chart

points, shares = pca(X)
Chart(word_scatter(groups, points, shares), height=480, label="Four words and their neighbours")

# %% [markdown]
# A beautiful picture. Now ask it something: for each word, is its nearest neighbour by cosine also
# the nearest in the picture?


# %% tags=["needs-answer"]
def nearest_of_each(distances):
    return (distances + np.diag(np.full(len(distances), np.inf))).argmin(1)


points, shares = pca(X)
truly = nearest_of_each(-X @ X.T)  # the largest cosine
drawn = nearest_of_each(np.linalg.norm(points[:, None] - points[None], axis=-1))
print(f"the two axes explain {100 * shares.sum():.0f} % of the variance")
print(f"{100 * np.mean(truly == drawn):.0f} % have their true neighbour beside them")

# %% [markdown]
# The groups are real: that is what the first two axes were chosen for. Who stands beside whom *inside* a group
# is decided by all the other axes, and they were flattened. Three habits keep you honest:
#
# - **Read the shares.** What is not explained is not in the picture.
# - **Ask the vectors, not the picture**, who is near: the cosine in all dimensions is the measure.
# - **Know what the axes were fitted to.** Fitted to these words, they show what separates these words; fitted
#   to the whole vocabulary, they show something else.

# %%
ask("close_in_the_picture")

# %% [markdown]
# ## 8 · What the text says, the vectors say
#
# Vectors learn how words are *used*, with everything that people's texts take for granted.
# Take the direction from *man* to *woman*, and see where the names of occupations fall on it. What counts is
# the order, from *woman* at the top down to *man*; where zero lies says little:

# %%
axis = shipped.vector("woman") - shipped.vector("man")
axis /= np.linalg.norm(axis)
jobs = ["nurse", "teacher", "singer", "scientist", "lawyer", "engineer", "soldier", "carpenter"]
lean = {job: shipped.vector(job) @ axis / np.linalg.norm(shipped.vector(job)) for job in jobs}
in_order = [f"{job:10} {lean[job]:+.2f}" for job in sorted(lean, key=lean.get, reverse=True)]
ask("lean_of_words", then=lambda: in_order)

# %% [markdown]
# Nobody wrote this into the program. It is what an encyclopedia wrote about people, and a system
# that sorts applications with such vectors would pass it on (Bolukbasi et al. 2016). Some of this order you may
# have feared, some is chance: eight words are no study. Be careful in the other
# direction too: an axis made of two words carries more than the one contrast you had in mind, and
# analogies such as “man is to doctor as woman is to …” make things look worse than they are, as the
# rule that leaves out the given words forbids the answer *doctor* (Nissim et al. 2020).

# %% [markdown]
# ## 9 · Where we depart from word2vec
#
# | | word2vec's program | here |
# |:--|:--|:--|
# | **biases** | none | in the formulas and exercises, as in the lecture; none in the fast training |
# | **windows** | each word draws its width | every pair of the window, weighing as often as the draw would hold it |
# | **noise** | $k$ words drawn for each pair | words shared by all pairs of a batch, weighing $k$ a pair together |
# | **steps** | one pair after the other | hundreds of words at once, as matrix products; a word that comes often in them is held back, so that its summed steps do not overshoot |
# | **tree** | hierarchical softmax or negative sampling | negative sampling; the tree only to compare |

# %% [markdown]
# ## What you have done

# %%
progress("05_word2vec")

# %% [markdown]
# ## Further reading
#
# - T. Mikolov, K. Chen, G. Corrado, J. Dean: *Efficient Estimation of Word Representations in Vector Space.* 2013.
#   [arXiv:1301.3781](https://arxiv.org/abs/1301.3781). Skip-gram.
# - T. Mikolov, I. Sutskever, K. Chen, G. Corrado, J. Dean: *Distributed Representations of Words and Phrases and
#   their Compositionality.* NeurIPS 2013. [arXiv:1310.4546](https://arxiv.org/abs/1310.4546). Section 2.1 is the
#   tree, 2.2 negative sampling, 2.3 the thinning of frequent words.
# - Y. Goldberg, O. Levy: *word2vec Explained.* 2014. [arXiv:1402.3722](https://arxiv.org/abs/1402.3722). The
#   derivation, step by step.
# - T. Bolukbasi et al.: *Man is to Computer Programmer as Woman is to Homemaker? Debiasing Word Embeddings.*
#   NeurIPS 2016. [arXiv:1607.06520](https://arxiv.org/abs/1607.06520).
# - M. Nissim, R. van Noord, R. van der Goot: *Fair Is Better than Sensational: Man Is to Doctor as Woman Is to
#   Doctor.* Computational Linguistics 46(2), 2020. [arXiv:1905.09866](https://arxiv.org/abs/1905.09866).

# ---
# jupyter:
#   course:
#     kind: chapter
#     title: "4 · A word is known by its company"
#     summary: "From a row of zeros with a single 1 to vectors in which orange lies near lemon: what an embedding is, how to ask it, and the language model that it comes from."
#     minutes: 70
#     points: 7
#     part: words
#     order: 44
#     picture: ".lwl-analogy .lwl-chart"
#     wait: 8
# ---

# %% [markdown]
# # A word is known by its company
#
# “I want a glass of orange ____.” You did not have to think. You have heard so many sentences that
# the words around a gap tell you what belongs into it. A network that learns to fill such gaps finds
# out what words mean, and once more nobody has to label anything: the text is question and answer.
#
# In this chapter you go from a word's number to its **embedding**, ask trained embeddings what they
# know, and meet the task that they come from. Seven short exercises are checked as soon as you run
# them.

# %%
# %load_ext course_lib
import numpy as np

from course_lib.exercises import check, progress
from course_lib.panels.workbook import ask
from course_lib.words import lecture

# %% [markdown]
# ## 1 · A word as a number
#
# A network reads numbers. So we list the words of a language, the **vocabulary**, and give each word
# its place in the list. The lecture's vocabulary has 10,000 words in the order of the alphabet; the
# one that comes with this workbook begins with the most frequent word. The numbers differ,
# the idea does not:

# %%
from course_lib.words.vectors import WordVectors

vectors = WordVectors.shipped()
print(f"{'word':8} {'lecture':>8} {'here':>8}")
for word, number in zip(lecture.BLANK.lower().split(), lecture.INDICES, strict=True):
    print(f"{word:8} {number:8} {vectors.index(word):8}")

# %% [markdown]
# The numbers say nothing about the words: 6257 is not more than 6163, and an orange is not more than
# an “of”. To keep a network from reckoning with their size, each word $c$ becomes a **one-hot
# vector** $o_c$: as long as the vocabulary, 1 at the word's place and 0 everywhere else.

# %% [markdown]
# ### Exercise `one_hot`
# Return $o_c$ for the word with number `index` in a vocabulary of `size` words, counted from 0.


# %%
def one_hot(index, size):
    # BEGIN SOLUTION
    o = np.zeros(size)
    o[index] = 1
    return o
    # END SOLUTION


check.one_hot(one_hot)

# %% [markdown]
# How much are two words alike? Compare orange with juice, and orange with of, by the distance
# between their one-hot vectors:

# %% tags=["needs-answer"]
orange, juice, of = (one_hot(i, lecture.VOCABULARY_SIZE) for i in (6257, 4834, 6163))
print(f"orange – juice: {np.linalg.norm(orange - juice):.3f}")
print(f"orange – of:    {np.linalg.norm(orange - of):.3f}")

# %% [markdown]
# Any two words are as far apart as any others: $\sqrt2$. What a network learns about *orange juice*
# is of no use to it for *apple juice*.

# %%
ask("double_vocabulary")

# %% [markdown]
# ## 2 · An embedding is a column of E
#
# So let each word have a short vector of $D$ numbers of its own, its **embedding** $e_c$, and let the
# numbers be learned. The matrix $E$ holds them all, one word a column: it is $D\times V$. Multiplied
# with a one-hot vector it gives that word's column, since all other columns meet a 0:
#
# $$e_c = E \cdot o_c$$
#
# | | one-hot $o_c$ | embedding $e_c$ |
# |:--|:--|:--|
# | **numbers** | sparse: one 1, else 0 | dense: all of them say something |
# | **length** | high-dimensional: $V$, here 10,000 and more | lower-dimensional: $D$, here 100 |
# | **where it comes from** | hard-coded | learned from data |
# | **two words** | always $\sqrt2$ apart | near where they are used alike |
# | **from another text** | has to be made anew | pre-trained on a large text, used on a small one |

# %% [markdown]
# ### Exercise `embed`
# `E` is `(D, V)` and `words` holds $N$ word numbers. Return their embeddings, `(N, D)`, one word a row.


# %%
def embed(E, words):
    # BEGIN SOLUTION
    return E[:, words].T
    # END SOLUTION


check.embed(embed)

# %%
ask("product_cost")

# %% [markdown]
# The product says what happens; no program computes it. The lecture's word 6257, both ways:

# %% tags=["needs-answer"]
from timeit import repeat

E = np.random.default_rng(0).normal(size=(100, lecture.VOCABULARY_SIZE))
o = one_hot(lecture.ORANGE, lecture.VOCABULARY_SIZE)
print("the same numbers:", np.allclose(E @ o, embed(E, [lecture.ORANGE])[0]))
product = min(repeat(lambda: E @ o, number=1, repeat=50))
column = min(repeat(lambda: embed(E, [lecture.ORANGE]), number=1, repeat=50))
print(f"E · o_c: {1e6 * product:.0f} µs    the column: {1e6 * column:.1f} µs")

# %% [markdown]
# Choose a word, and see its number, its row of zeros and its column of $E$. Then let the vocabulary grow and
# compare what both need of your memory:

# %%
from course_lib.panels.words.one_hot import OneHot

OneHot()

# %% [markdown]
# ## 3 · Near means alike
#
# From here on, $E$ is a trained one: it has read a part of the English Wikipedia, and nobody told it
# what any word means. How it was trained is the subject of chapter 5. Two of its columns are compared
# by the angle between them:
#
# $$\cos(a, b) = \frac{a^\top b}{\lVert a\rVert\,\lVert b\rVert}$$
#
# 1 means the same direction, 0 nothing in common, −1 the opposite direction.

# %% [markdown]
# ### Exercise `cosine`
# Return the cosine of the vectors `a` and `b` as one number.


# %%
def cosine(a, b):
    # BEGIN SOLUTION
    return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))
    # END SOLUTION


check.cosine(cosine)

# %% tags=["needs-answer"]
for word in ("lemon", "juice", "yellow", "protestant", "of"):
    print(f"orange – {word:12} {cosine(vectors.vector('orange'), vectors.vector(word)):5.2f}")

# %%
ask("longer_vector")

# %% [markdown]
# Ask for the words with the largest cosine, and you have a word's **neighbours**:


# %%
def neighbours():
    for word in ("orange", "glass", "cereal", "paris"):
        yield f"{word:8} " + ", ".join(n.word for n in vectors.nearest(word, 4))


ask("orange_here", then=neighbours)

# %% [markdown]
# Look at *orange*: is it the fruit or the colour? One word has one vector here, whatever it means, and
# the text decides which meaning wins. An encyclopedia writes about other oranges than a cookbook.
#
# Now walk. Type a word, and press on a neighbour to move there. The lines link true neighbours; section 7 of
# chapter 5 explains why a picture of 100 dimensions cannot be quite honest.

# %%
from course_lib.panels.words.explorer import Explorer

Explorer()

# %% [markdown]
# ## 4 · A relation is a direction
#
# *man* is to *king* as *woman* is to what? If the step from *man* to *king* means the same wherever it
# starts, then it leads from *woman* to the answer:
#
# $$e_{king} - e_{man} + e_{woman} \approx e_{?}$$
#
# In general, for $a : b :: c : {?}$, one looks for the word whose embedding has the largest cosine with
# $e_b - e_a + e_c$. Draw it on paper: the four words are the corners of a parallelogram.

# %% [markdown]
# ### Exercise `analogy`
# `E` is `(D, V)`, and its columns have length 1, so that a dot product *is* a cosine. `a`, `b` and `c`
# are word numbers. Return the number of the answer, which must be none of the three.


# %%
def analogy(E, a, b, c):
    # BEGIN SOLUTION
    scores = (E[:, b] - E[:, a] + E[:, c]) @ E
    scores[[a, b, c]] = -np.inf
    return scores.argmax()
    # END SOLUTION


check.analogy(analogy)

# %%
E = np.array(vectors.matrix, np.float32).T  # files keep one word a row: this is (D, V)
E /= np.linalg.norm(E, axis=0)
questions = ["man king woman", "france paris italy", "small smaller large", "walk walking swim"]

# %% tags=["needs-answer"]
for question in questions:
    a, b, c = (vectors.index(word) for word in question.split())
    print(f"{question:22} → {vectors.words[analogy(E, a, b, c)]}")

# %% [markdown]
# Some answers are right, others only come from the same scene: a text that writes of Paris and Italy names
# Milan, too. Printed examples are usually chosen from the ones that work; of a long list that nobody
# chose for us (Google's, for words among the 30,000 most frequent), these vectors answer 58 %.
#
# **Do not read too much into it.** The three given words are left out on purpose. Without that rule the
# nearest word to the sum is very often one of them:

# %%
for question in questions:
    a, b, c = (vectors.index(word) for word in question.split())
    nearest = ((E[:, b] - E[:, a] + E[:, c]) @ E).argmax()
    print(f"{question:22} → {vectors.words[nearest]}")

# %%
ask("three_left_out")

# %% [markdown]
# ## 5 · The task behind it: guess the next word
#
# Where do the numbers in $E$ come from? From a pretext task, as in chapter 2: hide a word, and predict it
# from the others. Bengio and colleagues (2003) gave this **neural language model** its form. The
# last four words are looked up in $E$, their embeddings are put side by side, and a hidden layer and a
# softmax turn them into a probability for every word of the vocabulary:
#
# $$h = \tanh\big(H\,[\,e_{1};\, e_{2};\, e_{3};\, e_{4}\,] + d\big)$$
#
# $$p(t \mid \text{last four}) = \frac{\exp(w_t^\top h + b_t)}{\sum_j \exp(w_j^\top h + b_j)}$$
#
# $E$, $H$, $d$, $W$ and $b$ all learn at once, from nothing but text. For a single context word $c$ and
# without a hidden layer, the embedding itself takes the place of $h$, and this is left:
#
# $$p(t|c) = \frac{\exp(w_t^\top e_c + b_t)}{\sum_j \exp(w_j^\top e_c + b_j)}$$
#
# Every word has two vectors now: $e$ when it is the context, $w$ when it is the target. The lecture
# writes the biases $b$, and so do we in this chapter; word2vec, in the next one, drops them.

# %% [markdown]
# ### Exercise `probabilities`
# `e_c` is `(D,)`, `W` is `(V, D)` with a row $w_t$ for every word, and `b` is `(V,)`. Return $p(t|c)$ for all
# words $t$, `(V,)`. Scores may be in the thousands, where `exp` overflows.


# %%
def probabilities(e_c, W, b):
    # BEGIN SOLUTION
    scores = W @ e_c + b
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()
    # END SOLUTION


check.probabilities(probabilities)

# %% [markdown]
# The true next word, one-hot, is $y$; the prediction is $\hat y = p$. The loss compares them:
#
# $$L_{ce} = -\sum_j y_j \log \hat y_j$$

# %% [markdown]
# ### Exercise `cross_entropy`
# `y` is a one-hot vector `(V,)` and `p` the prediction `(V,)`. Return the loss as one number. A word
# that is not the target may have probability 0.


# %%
def cross_entropy(y, p):
    # BEGIN SOLUTION
    return -np.log(p[y == 1]).sum()
    # END SOLUTION


check.cross_entropy(cross_entropy)

# %% [markdown]
# A model that knows nothing gives each of 10,000 words the same chance. Its loss is $\log 10000$, and
# $\exp(L_{ce})$, the **perplexity**, says it in a way one can picture: as if it had to choose
# among that many equally likely words.

# %% tags=["needs-answer"]
V = lecture.VOCABULARY_SIZE
y = one_hot(lecture.JUICE, V)
p = probabilities(np.zeros(100), np.zeros((V, 100)), np.zeros(V))
print(f"L_ce = {cross_entropy(y, p):.2f}, perplexity = {np.exp(cross_entropy(y, p)):.0f}")

# %%
ask("perplexity_of")

# %% [markdown]
# And this is a model that knows something: four words in, a hidden layer, a softmax over 10,000 words, trained
# on Wikipedia text. Begin with the lecture's sentence. Is *juice* among its ten likeliest words? An
# encyclopedia seldom has breakfast; then begin with words that are more at home in it.

# %%
from course_lib.panels.words.next_words import NextWords

NextWords()

# %% [markdown]
# ## 6 · Which words may it look at?
#
# A language model has to write on from what is there, so it sees the words *before* the gap. But if
# you only want the embeddings, you are free to choose another context. The lecture compares four:
#
# | context | for the target “juice” | |
# |:--|:--|:--|
# | **last 4 words** | a glass of orange ____ | a language model |
# | **4 words on left and right** | a glass of orange ____ to go along with | sees both sides |
# | **last 1 word** | orange ____ | the smallest language model |
# | **nearby 1 word** | glass … ____ | any word up to five away: skip-gram |
#
# The last one looks hopeless: who could guess “juice” from “glass”? Nobody, and it does not matter. The
# task is only there to make the embeddings learn which words keep company.

# %%
ask("who_may_write_on")

# %% [markdown]
# ### Exercise `context_windows`
# A sentence has `n` words, and the gap is at position `t` (from 0). Return two lists of positions in
# reading order: the last `size` words before it, and `size` words on its left and right. Near the ends of
# the sentence there are fewer.


# %%
def context_windows(n, t, size):
    # BEGIN SOLUTION
    left = list(range(max(0, t - size), t))
    right = list(range(t + 1, min(n, t + size + 1)))
    return left, left + right
    # END SOLUTION


check.context_windows(context_windows)

# %% tags=["needs-answer"]
words = lecture.SENTENCE.lower().rstrip(".").split()
for t, target in enumerate(words):
    last, around = context_windows(len(words), t, 4)
    print(f"{' '.join(words[i] for i in last):>22} [{target}]")

# %% [markdown]
# All four on a sentence of your own. Each has a predictor that was trained with that context alone; press
# on any word to make it the gap, and compare their answers:

# %%
from course_lib.panels.words.context_lab import ContextLab

ContextLab()

# %% [markdown]
# ## 7 · What you keep
#
# As in chapter 2, the task was a pretext. The output vectors and the hidden layer are thrown away; the
# columns of $E$ stay. They were **pre-trained** on millions of words without a label, and whoever has
# only a few hundred labelled sentences can start from them: what is learned about *orange juice*
# now holds for *apple juice*, as the two lie close together.
#
# What they cannot do: a word has one vector, whether the orange is a fruit, a colour or a river.
# Later networks, up to today's large language models, compute a word's vector anew in each
# sentence. They are still trained by the same task: guess the next word.

# %% [markdown]
# ## What you have done

# %%
progress("04_word_embeddings")

# %% [markdown]
# ## Further reading
#
# - Y. Bengio, R. Ducharme, P. Vincent, C. Jauvin: *A Neural Probabilistic Language Model.* Journal of
#   Machine Learning Research 3, 2003. Section 2 is the network above.
# - T. Mikolov, W. Yih, G. Zweig: *Linguistic Regularities in Continuous Space Word Representations.* NAACL 2013.
#   Where the parallelogram comes from.
# - T. Linzen: *Issues in Evaluating Semantic Spaces Using Word Analogies.* RepEval 2016.
#   [arXiv:1606.07736](https://arxiv.org/abs/1606.07736). What leaving out the three words hides.
# - J. R. Firth: *A Synopsis of Linguistic Theory, 1930–1955.* In: Studies in Linguistic Analysis, 1957. “You shall
#   know a word by the company it keeps.”

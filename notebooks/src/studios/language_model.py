# ---
# jupyter:
#   course:
#     kind: studio
#     title: "A neural language model"
#     summary: "Type a beginning and see the ten likeliest next words, and why it is not always “juice”."
#     minutes: 6
#     part: words
#     order: 42
#     sections: {04_word_embeddings: [5]}
#     picture: ".lwl-next-words"
#     wait: 4
# ---

# %% [markdown]
# # A neural language model
#
# Which word comes next? No one labelled anything: in any text, the next word is the answer. Put the embeddings of the last four words side by side, $x = [e_{1}; e_{2}; e_{3}; e_{4}]$, let a hidden layer join them, $h = \tanh(Hx + d)$, and give every word $t$ of the vocabulary a probability after these words $c$:
#
# $$p(t \mid c) = \frac{\exp(w_t^\top h + b_t)}{\sum_j \exp(w_j^\top h + b_j)}$$
#
# Learning to predict makes the embeddings good: words that are followed by the same words come to lie together (Bengio and others, 2003).

# %%
from course_lib.panels.words.next_words import NextWords

NextWords("He was awarded the Nobel")

# %% [markdown]
# Then press the lecture's *I want a glass of orange*: it fails there. An encyclopaedia knows prizes, and hardly any breakfast.

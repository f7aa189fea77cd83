"""The questions of chapter 4, word embeddings."""

from course_lib.exercises.question import ChooseOne, ChooseSeveral, Number, said

QUESTIONS = (
    ChooseOne(
        name="double_vocabulary",
        asks="The vocabulary grows from 10,000 to 20,000 words. How does the distance between the "
        "one-hot vectors of “cat” and “dog” change?",
        options=said(
            (
                "Not at all: it is √2, as between any two words",
                "They differ in two places, by 1 in each: √(1 + 1), however long they are.",
            ),
            (
                "It doubles",
                "Longer vectors only add zeros, and zeros add nothing to a distance.",
            ),
            (
                "It shrinks, as they share more zeros",
                "Where both are 0 the difference is 0: it neither adds nor takes away.",
            ),
            (
                "It depends on where the two stand in the list",
                "Wherever they stand, two places differ by 1: the numbers say nothing.",
            ),
        ),
    ),
    Number(
        name="product_cost",
        asks="E is 100 × 10,000. How many multiplications does the product E · o_c take, if it is "
        "really computed?",
        value=1_000_000,
        tolerance=0.5,
        why="One for each number of E, and all but 100 of them are with a 0: so a program takes "
        "the column.",
        mistakes=(
            (10_000, "That is one row's dot product; E has 100 rows."),
            (100, "That is how many are not with a 0; a product that is computed does all."),
            (0, "Taking the column needs none; the question is what the product would do."),
        ),
        otherwise="Each of the rows has a dot product with o_c: rows times columns.",
    ),
    ChooseOne(
        name="longer_vector",
        asks="A word's vector is made three times as long; its direction stays. What becomes of "
        "its cosine with another word?",
        options=said(
            (
                "It stays the same",
                "The product grows by 3 and so does the length below it. (A dot product alone "
                "would grow.)",
            ),
            (
                "It is three times as large",
                "The dot product is; the cosine divides it by the length, which is three times as "
                "large too.",
            ),
            ("It is a third", "The length below is three times as large, but so is the product."),
            ("It can be above 1", "A cosine is never above 1: it is about the angle alone."),
        ),
    ),
    ChooseOne(
        name="orange_here",
        predicts=True,
        asks="These vectors have read an encyclopedia. Who are the nearest neighbours of “orange”?",
        options=said(
            (
                "Colours: blue, yellow, green",
                "An encyclopedia writes of flags, lines and uniforms more than of breakfast. The "
                "text decides.",
            ),
            (
                "Fruit: lemon, apple, juice",
                "In a cookbook it would be so. One word has one vector here, and in this text the "
                "colour wins.",
            ),
            (
                "Words that look alike: range, strange",
                "The letters play no part: a vector knows only what stands beside the word.",
            ),
            (
                "Words that stand beside it: the, of",
                "These stand beside everything. Near are words that could take its place.",
            ),
        ),
    ),
    ChooseOne(
        name="three_left_out",
        asks="In “man : king :: woman : ?” the three given words may not be the answer. Why the "
        "rule?",
        options=said(
            (
                "Without it the answer would mostly be one of them",
                "The sum lands near “king” itself: the step is often shorter than the way to the "
                "next word. Keep that in mind when somebody shows you analogies.",
            ),
            (
                "They would take too long to compare",
                "Three words among tens of thousands cost nothing.",
            ),
            (
                "Their cosines with the sum are not defined",
                "They are, and large: that is the trouble.",
            ),
            (
                "Their vectors were not trained",
                "They were trained like all others.",
            ),
        ),
    ),
    Number(
        name="perplexity_of",
        asks="A language model's mean loss is 5.3 (natural logarithm). What is its perplexity?",
        value=200.3,
        tolerance=2,
        why="exp(5.3) ≈ 200: as unsure as somebody who chooses among 200 equally likely words.",
        mistakes=(
            (39.4, "This is 2 to the power of 5.3: the loss is in the natural logarithm."),
            (5.3, "This is the loss: perplexity is e to that power."),
            (1.668, "This is log 5.3: go the other way, exp."),
        ),
        otherwise="Perplexity is exp(L).",
    ),
    ChooseSeveral(
        name="who_may_write_on",
        asks="A text is to be continued, word by word. Which contexts can the model have learned "
        "with?",
        right=said(
            ("The last 4 words", "They are there when the next word is to be written."),
            ("The last word", "It is there: the smallest language model."),
        ),
        wrong=said(
            (
                "4 words on the left and 4 on the right",
                "While one writes, nothing is there yet on the right.",
            ),
            (
                "One word up to five places away, on either side",
                "It may be a word that is still to be written.",
            ),
        ),
    ),
)

"""The questions of chapter 5, word2vec."""

from course_lib.exercises.question import ChooseOne, Number, Order, said

QUESTIONS = (
    Number(
        name="count_the_pairs",
        asks="A sentence has 6 words, the window is 2. How many skip-gram pairs (c, t) are there?",
        value=18,
        tolerance=0.1,
        why="2 + 3 + 4 + 4 + 3 + 2: words near an end have fewer neighbours.",
        mistakes=(
            (24, "Four for each word; but the words near the ends have fewer."),
            (9, "You counted each two words once: (c, t) and (t, c) are two pairs."),
            (30, "These are all pairs of the sentence: the window reaches two words only."),
            (10, "That is a window of 1: this one reaches two words to each side."),
        ),
        otherwise="Count for each word how many stand at most two places away, and add up.",
    ),
    Number(
        name="how_much_the",
        asks="“the” makes up 4 % of a text, and the threshold s is 0.001. Which share of its "
        "occurrences is kept?",
        value=18.31,
        tolerance=0.2,
        unit="%",
        why="√(0.001 / 0.04) + 0.001 / 0.04 = 0.158 + 0.025. “the” is still the most frequent "
        "word, but no longer everywhere.",
        mistakes=(
            (15.81, "This is the root alone, as the paper prints it: the program adds s / f."),
            (2.5, "This is s / f: its root is added to it."),
            (100, "All would be kept if f were below about 2.6 · s; here it is 40 · s."),
            (81.69, "This is the share that is thrown away."),
        ),
        otherwise="f is 0.04: put it into √(s / f) + s / f.",
    ),
    Number(
        name="forks_on_the_way",
        asks="A balanced binary tree has 1,024 words as its leaves. How many yes-or-no questions "
        "does hierarchical softmax compute for one pair?",
        value=10,
        tolerance=0.1,
        why="log₂ 1024 = 10, in place of 1,024 dot products.",
        mistakes=(
            (1024, "That is the plain softmax: the tree asks only on the way to one leaf."),
            (1023, "That is how many forks there are: only those on one path are asked."),
            (512, "That is half of the words: each question halves what is left, again and again."),
            (11, "Ten forks lead to eleven levels; the leaf itself asks nothing."),
        ),
        otherwise="Each fork halves the words that are left: how often until one is left?",
    ),
    ChooseOne(
        name="of_is_noise",
        asks="“of” stands beside “orange”, and was drawn as noise for it. What is to be done?",
        options=said(
            (
                "Nothing: over a large text it evens out",
                "The pair comes as real as often as it stands there, and as noise as often as "
                "chance has it; the difference is what is learned.",
            ),
            (
                "Look each noise word up in the window, and draw again",
                "It can be done, and costs more than it brings: the harm is rare and even.",
            ),
            (
                "Give it y = 1",
                "Then noise would be real for whatever is frequent: “of” stands beside everything.",
            ),
            (
                "Strike “of” from the vocabulary",
                "Thinning frequent words out is enough, and happens before pairs are made.",
            ),
        ),
    ),
    ChooseOne(
        name="three_quarters",
        asks="Noise is drawn with α = ¾ in place of α = 1. Who gains by it?",
        options=said(
            (
                "Rare words: they are drawn more often than their share",
                "A word a hundred times rarer is drawn about 32 times more seldom, not a hundred.",
            ),
            (
                "Frequent words: they are drawn more often than their share",
                "That would be α above 1. Below 1 the shares move together.",
            ),
            (
                "All alike: every word is as likely as any other",
                "That is α = 0.",
            ),
            (
                "Nobody: a power of probabilities keeps their ratios",
                "A power changes ratios: 100 becomes 100^¾, about 32.",
            ),
        ),
    ),
    Number(
        name="slope_of_a_real_pair",
        asks="A real pair has σ(z) = 0.9. What is r, the slope of the loss in its score z?",
        value=-0.1,
        tolerance=0.001,
        why="σ(z) − y = 0.9 − 1: a step against it raises the score a little; there is not much to "
        "learn any more.",
        mistakes=(
            (0.1, "The sign: said minus true. A step against r must raise a real pair's score."),
            (0.9, "This is y = 0, a noise word: for a real pair y is 1."),
            (0.09, "This is σ(1 − σ), the slope of σ itself; the logarithm cancels a part of it."),
            (0.105, "This is the loss, −log 0.9: the slope is asked for."),
        ),
        otherwise="r = σ(z) − y, and the pair is real.",
    ),
    Order(
        name="one_step",
        asks="One step of skip-gram with negative sampling, in order:",
        steps=said(
            (
                "Take a context word and a target from the window",
                "First a real pair: without it there is nothing to add noise to.",
            ),
            ("Draw k noise words", "The table needs its other lines: draw the noise."),
            (
                "Compute the scores z of all k + 1 lines",
                "Before anything can be compared with y, there must be scores.",
            ),
            ("Subtract: r = σ(z) − y", "The gradients are made of r: compute it first."),
            (
                "Compute the gradients by e_c and by each w",
                "Both gradients are taken at the old vectors, before either is moved.",
            ),
            ("Move e_c and the k + 1 vectors w", "Moving comes last."),
        ),
        why="k + 2 vectors move, and all others of the vocabulary stay where they are.",
    ),
    ChooseOne(
        name="close_in_the_picture",
        asks="Two words lie close together in a picture whose two axes explain 30 % of the "
        "variance. What do you know?",
        options=said(
            (
                "That they agree in two directions; they may be far apart in the others",
                "70 % of the variance is not in the picture. Ask the vectors.",
            ),
            (
                "That their cosine is near 1",
                "The cosine counts all dimensions, and the picture shows two.",
            ),
            (
                "That they mean about the same",
                "Their vectors would have to be close, and the picture does not show that.",
            ),
            (
                "That 30 % of their letters agree",
                "Letters play no part: the share is of the spread of the vectors.",
            ),
        ),
    ),
    ChooseOne(
        name="lean_of_words",
        predicts=True,
        asks="Take the direction from “man” to “woman” in vectors that read an encyclopedia. Which "
        "of these occupations lies nearest to the end of “woman”?",
        options=said(
            (
                "nurse",
                "Nobody wrote that into the program. The text did, and the vectors repeat it.",
            ),
            (
                "lawyer",
                "It is in the upper half here, which surprises many: an order of eight words is no "
                "study.",
            ),
            (
                "scientist",
                "It lies in the lower half here.",
            ),
            (
                "None: the vectors know nothing of people",
                "They know how words are used, and with it what texts take for granted.",
            ),
        ),
    ),
)

"""The questions of chapter 3, several tasks at once."""

from course_lib.exercises.question import ChooseOne, Number, said

QUESTIONS = (
    Number(
        name="three_heads_loss",
        asks="Three heads with 8, 4 and 2 answers, all untrained, so that each gives its answers "
        "the same probability. What is the sum of their losses (natural logarithm)?",
        value=4.1589,
        tolerance=0.01,
        why="log 8 + log 4 + log 2 = log 64 = 4.16. A task with more answers weighs more at first.",
        mistakes=(
            (
                2.639,
                "This is log 14, one head with 14 answers: each task has a softmax of its own.",
            ),
            (1.3863, "This is the mean of the three: the sum is asked for."),
            (6, "This is with the logarithm to base 2; the loss uses base e."),
            (-4.1589, "The sign: each loss is minus the logarithm of a probability."),
        ),
        otherwise="One head with C equally likely answers costs log C; add three of them.",
    ),
    ChooseOne(
        name="quarrel",
        asks="Two tasks' gradients are equally long, and their cosine is −0.9. What does a step "
        "against their sum do?",
        options=said(
            (
                "Little: the two wishes almost cancel",
                "What is left of both is a short step: the trunk stands between two tasks.",
            ),
            (
                "It serves both, as both are in the sum",
                "At −0.9, what helps one task harms the other almost as much.",
            ),
            (
                "It serves the task whose loss is larger",
                "The step follows the lengths of the gradients, not of the losses; here they are "
                "equal.",
            ),
            (
                "Nothing would be different at +0.9",
                "At +0.9 the wishes agree, and the sum is almost twice as long as each.",
            ),
        ),
    ),
    Number(
        name="equal_computing",
        asks="Alone, a task makes 5,000 steps in ten minutes. Five tasks that cost the same share "
        "one trunk, and each step does a step of every task. How many steps fit into the same ten "
        "minutes?",
        value=1000,
        tolerance=0.5,
        why="A step costs five times as much: at equal computing, each task gets a fifth.",
        mistakes=(
            (5000, "That is equal steps, in five times the time: the time is to be the same."),
            (25000, "A step of five tasks takes longer than one of a single task, not shorter."),
        ),
        otherwise="Divide the time by what one step of all five costs.",
    ),
    ChooseOne(
        name="best_of_ten",
        asks="Somebody probes ten stages on the test photos and reports the best. What is wrong?",
        options=said(
            (
                "The number is too high: the largest of ten is partly luck",
                "Each accuracy is measured with noise, and the best one tends to have had the "
                "lucky noise. Choose on other photos, then report once.",
            ),
            (
                "Nothing: a trunk may be read out where it is best",
                "It may, but where that is must be found on photos kept for choosing.",
            ),
            (
                "The last stage must be used",
                "The last is often not the best; the question is on which photos one chooses.",
            ),
            (
                "The number is too low: the mean of ten would be higher",
                "The largest is never below the mean.",
            ),
        ),
    ),
    ChooseOne(
        name="same_photos",
        asks="Two trunks are compared on the same photos. Why look at the difference photo by "
        "photo?",
        options=said(
            (
                "Photos that are easy or hard for both cancel, so the interval is narrower",
                "Only photos on which the two disagree say anything about which is better.",
            ),
            (
                "The mean difference becomes larger",
                "The mean of the differences is the difference of the means: it is the same.",
            ),
            (
                "The two trunks become independent",
                "They are asked about the same photos, so they are not: that is what is made use "
                "of.",
            ),
            (
                "Fewer photos are needed for the names",
                "Each photo is named once in either case.",
            ),
        ),
    ),
    ChooseOne(
        name="interval_with_zero",
        asks="The 95 % interval of a gain is −0.8 to +2.1 points. What may you write?",
        options=said(
            (
                "No gain was shown; one of two points is not ruled out",
                "An interval says what the data agree with: here a small loss as well as a gain.",
            ),
            (
                "There is no gain",
                "The data agree with none, and with +2 as well: absence was not shown.",
            ),
            (
                "There is a gain: most of the interval is above 0",
                "At this level 0 is among what the data agree with, so a gain was not shown.",
            ),
            (
                "The method is 95 % sure to gain 0.65 points",
                "0.65 is the middle; 95 % is how often intervals made so hold the true gain.",
            ),
        ),
    ),
    ChooseOne(
        name="five_against_one",
        predicts=True,
        asks="All five tasks on one trunk, against context prediction alone for the same "
        "computing. What does the probe say?",
        options=said(
            (
                "Context prediction alone is ahead",
                "With a fifth of the steps each, the five do not get far enough. Given five times "
                "the computing, they are level with it.",
            ),
            (
                "The five are ahead: more tasks, more to learn",
                "That is the claim you came to test: with so little time, five tasks each learn "
                "too little.",
            ),
            (
                "No difference",
                "At equal steps a task there is hardly one; at equal computing there is.",
            ),
        ),
    ),
)

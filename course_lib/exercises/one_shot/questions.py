"""The questions of chapter 6, one-shot learning."""

from course_lib.exercises.question import ChooseOne, Number, Order, said

QUESTIONS = (
    Number(
        name="guessing_errs",
        asks="How often does blind guessing err in a 20-way 1-shot trial?",
        value=95,
        tolerance=0.01,
        unit="%",
        why="1 − 1/20. An error of 38.8 % is far from good, and far from guessing.",
        mistakes=(
            (5, "This is how often it is right."),
            (50, "That is a 2-way trial; here there are twenty classes."),
        ),
        otherwise="One class of N is right: guessing errs in 1 − 1/N.",
    ),
    ChooseOne(
        name="new_letter",
        asks="A new letter joins the alphabet, with one drawing. What does a similarity function "
        "have to learn?",
        options=said(
            (
                "Nothing: the drawing is put beside the others",
                "It compares any two drawings; which letters there are it never knew.",
            ),
            (
                "One more output, trained on that drawing",
                "That is what a softmax needs; a similarity function has no output for a class.",
            ),
            (
                "All of its weights anew",
                "They tell how drawings differ, and that holds for new letters as well.",
            ),
            (
                "A new threshold τ",
                "τ says how different two drawings of one letter may be, whichever letter.",
            ),
        ),
    ),
    ChooseOne(
        name="which_is_better",
        asks="Paper A reports 2 % errors on unstructured 20-way trials, paper B 8 % on Lake's "
        "runs, within alphabets. Which method is better?",
        options=said(
            (
                "It cannot be told from these numbers",
                "Trials within an alphabet are harder: one and the same network errs more than "
                "twice as often there.",
            ),
            (
                "A: 2 % is less than 8 %",
                "The two were not asked the same questions.",
            ),
            (
                "B: its trials are harder",
                "They are harder; by how much for these two methods nobody measured.",
            ),
            (
                "Both are the same, as 8 % within is 2 % outside",
                "There is no fixed rate of exchange between protocols.",
            ),
        ),
    ),
    Number(
        name="hausdorff_by_hand",
        asks="A has one point, (0, 0). B has two, (0, 0) and (0, 4). What is H(A, B)?",
        value=2,
        tolerance=0.01,
        why="h(A, B) = 0, as A's point lies on one of B's; h(B, A) = (0 + 4) / 2 = 2, and the "
        "larger one counts.",
        mistakes=(
            (0, "This is h(A, B) alone: B's second point finds nothing near. The larger counts."),
            (4, "This is the largest distance, the old Hausdorff distance: here the mean counts."),
            (1, "This is the mean of both ways: the maximum counts."),
        ),
        otherwise="Mean of the nearest distances, once from A and once from B; then the larger.",
    ),
    Number(
        name="triplet_by_hand",
        asks="‖a − p‖² = 0.5, ‖a − n‖² = 0.6, and the margin is 0.2. What is the triplet loss?",
        value=0.1,
        tolerance=0.001,
        why="0.5 − 0.6 + 0.2: the positive is nearer, but not by the whole margin.",
        mistakes=(
            (0, "The negative is farther, but by 0.1 only: the margin asks for 0.2."),
            (0.3, "Near and far are swapped: near minus far plus the margin."),
            (-0.1, "The margin is missing, and a loss below 0 is cut off at 0."),
        ),
        otherwise="max(0, near − far + margin).",
    ),
    Order(
        name="an_episode",
        asks="A prototypical network learns by one episode. What happens, in order?",
        steps=said(
            (
                "Draw N characters, K drawings of each, and queries",
                "The episode must be drawn first.",
            ),
            ("Send all drawings through the network", "Prototypes are means of vectors: embed."),
            (
                "Average each class's K vectors: the prototypes",
                "Distances need something to be measured to: the prototypes.",
            ),
            (
                "Measure each query's squared distances to them",
                "The softmax is taken of the distances.",
            ),
            ("Softmax of minus the distances", "The loss compares probabilities with the truth."),
            (
                "Cross-entropy, and a step against its slope",
                "The step comes last.",
            ),
        ),
        why="The prototypes themselves are never learned: only the network that makes them is. So "
        "new classes need nothing but a mean.",
    ),
    ChooseOne(
        name="more_shots",
        predicts=True,
        asks="The pixel distance was right in 38 % of 300 five-way trials with one drawing a "
        "class. And with five drawings a class?",
        options=said(
            (
                "About 50 %",
                "52 % were right: among five drawings one is more often close by luck. What it "
                "compares stays wrong. Ask it yourself, and a network too.",
            ),
            (
                "Still 38 %",
                "More drawings do help a little: one of five is more often close by luck.",
            ),
            (
                "About 80 %",
                "That is what a learned distance is for: more examples do not mend a measure that "
                "breaks at a shift.",
            ),
            (
                "Less: more drawings, more to confuse",
                "Other classes have more drawings too, but the true one gains more: 52 % were "
                "right.",
            ),
        ),
    ),
)

"""The questions of chapter 7, face recognition."""

from course_lib.exercises.question import ChooseOne, ChooseSeveral, Number, said

QUESTIONS = (
    ChooseOne(
        name="stranger_at_a",
        predicts=True,
        asks="A stranger knocks. Door A is a ConvNet whose softmax has one output for each of the "
        "team's people. What will it do?",
        options=said(
            (
                "Take the stranger for somebody of the team",
                "Its probabilities add up to 1 over the team: it has no way to say “nobody”. Let "
                "one knock below, and see.",
            ),
            (
                "Keep the stranger out: all probabilities are small",
                "They add up to 1, so one of them is large enough, and often very large.",
            ),
            (
                "Say that it does not know",
                "There is no output for that.",
            ),
        ),
    ),
    Number(
        name="one_more_colleague",
        asks="A softmax head for 8 people takes 128 features. A ninth person joins. How many new "
        "weights has the head (without biases)?",
        value=128,
        tolerance=0.5,
        why="One row. Few numbers, but all weights of the door must be trained again, with one "
        "photo of the newcomer.",
        mistakes=(
            (1152, "These are all weights of the new head: eight rows were there before."),
            (1, "One output more is a row of weights more, one for each feature."),
            (1024, "These are the old ones."),
        ),
        otherwise="The head has a row for each person and a column for each feature.",
    ),
    Number(
        name="two_people_too_near",
        asks="Two people's embeddings are 0.7 apart, and the margin is 1. What does this pair add "
        "to the contrastive loss?",
        value=0.09,
        tolerance=0.0005,
        why="(1 − 0.7)²: they are pushed apart until they are 1 apart, and then left alone.",
        mistakes=(
            (0.3, "The square is missing."),
            (0.49, "This is d², for two photos of one person."),
            (0, "They would have to be at least 1 apart to cost nothing."),
        ),
        otherwise="Two people: max(0, m − d)².",
    ),
    ChooseSeveral(
        name="which_are_semi_hard",
        asks="‖a − p‖² = 0.4 and the margin is 0.2. Which values of ‖a − n‖² are semi-hard "
        "negatives?",
        right=said(
            ("0.45", "0.45 is farther than the positive, but within the margin."),
            ("0.55", "0.55 is farther than the positive, but within the margin."),
        ),
        wrong=said(
            ("0.3", "0.3 is nearer than the positive: harder than semi-hard."),
            ("0.7", "0.7 lies beyond the margin: its loss is 0, and nothing is learned."),
        ),
    ),
    ChooseOne(
        name="mean_of_two",
        asks="Two embeddings of length 1, of two photos of one person, are averaged. Why is the "
        "mean made length 1 again?",
        options=said(
            (
                "It is shorter than 1, so its distances would not compare with others'",
                "The more the two differ, the shorter is their mean. On the sphere, τ means the "
                "same for everybody.",
            ),
            (
                "It is longer than 1, and would be nearer to everybody",
                "A mean of two vectors of length 1 is never longer than 1.",
            ),
            (
                "It is not: a mean of lengths 1 has length 1",
                "Only if both point the same way: the mean of opposite ones is 0.",
            ),
            (
                "To save memory",
                "It has as many numbers as before.",
            ),
        ),
    ),
    ChooseOne(
        name="lower_tau",
        asks="You lower τ. What happens?",
        options=said(
            (
                "Fewer strangers get in, and more colleagues are locked out",
                "One mistake is paid with the other: only a better distance lowers both.",
            ),
            (
                "Fewer strangers get in, and fewer colleagues are locked out",
                "A smaller τ opens less often, to whomever it is.",
            ),
            (
                "More strangers get in, and fewer colleagues are locked out",
                "That is a larger τ: the door opens where d ≤ τ.",
            ),
            (
                "The network sees better",
                "The distances stay as they are; only the line through them moves.",
            ),
        ),
    ),
    Number(
        name="fifty_chances",
        asks="At a door's τ, 0.1 % of pairs of two people pass as one. A stranger is compared with "
        "all 50 of a team. How likely is it that one of them matches (as if chances were "
        "independent)?",
        value=4.88,
        tolerance=0.15,
        unit="%",
        why="1 − 0.999⁵⁰ = 4.9 %: the rate of pairs is not the rate of visitors. It grows with the "
        "team.",
        mistakes=(
            (0.1, "That is for one comparison; there are fifty, and one match is enough."),
            (50, "50 · 0.1 % is 5 %, not 50 %."),
            (95.12, "This is how likely it is that nobody matches."),
        ),
        otherwise="Nobody matches with probability 0.999⁵⁰.",
    ),
)

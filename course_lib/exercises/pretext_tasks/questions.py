"""The questions of chapter 1, pretext tasks."""

from course_lib.exercises.question import ChooseOne, ChooseSeveral, Number, Order, said

QUESTIONS = (
    ChooseSeveral(
        name="who_wrote_it",
        asks="For which of these labels did no person do a thing?",
        right=said(
            (
                "By how many quarter turns a program turned the photo",
                "Who turns the photo knows by how much.",
            ),
            ("Which word stands next in a newspaper", "The text itself holds the next word."),
            (
                "Which colours a photo had before it was made grey",
                "The colours were there; they were only hidden.",
            ),
        ),
        wrong=said(
            (
                "How many stars a reader gave to a book",
                "Readers gave the stars: that nobody was paid does not make them free of people.",
            ),
            (
                "The breed of the dog on the photo",
                "Nothing in the pixels says the breed: somebody who knows dogs wrote it down.",
            ),
        ),
    ),
    Number(
        name="position_chance",
        asks="Context prediction asks which of the eight neighbours a patch was. How often is "
        "somebody right who guesses blindly?",
        value=12.5,
        tolerance=0.051,
        unit="%",
        why="One in eight. Only what lies above 12.5 % was seen in the photo.",
        mistakes=(
            (100 / 9, "The grid has nine cells, but the centre is given: it is no answer."),
            (25, "Four answers are for rotation; a patch has eight neighbours."),
            (50, "One in two would be for two answers; here there are eight."),
        ),
        otherwise="All answers are equally likely to a blind guess: count them, and take one over "
        "their number.",
    ),
    Number(
        name="untrained_loss",
        asks="A rotation head that knows nothing gives each of its four answers the same "
        "probability. What is its loss L, with the natural logarithm?",
        value=1.3863,
        tolerance=0.006,
        why="−log ¼ = log 4 = 1.39. Print the first loss of a training: if it is far from that, "
        "something is wrong before anything was learned.",
        mistakes=(
            (2, "This is the logarithm to base 2; numpy's `log`, and the loss, use base e."),
            (0.602, "This is the logarithm to base 10; numpy's `log`, and the loss, use base e."),
            (0.25, "This is the probability: the loss is minus its logarithm."),
            (0.75, "This is the share of errors: the loss takes the logarithm of a probability."),
            (-1.3863, "The sign: logarithms of probabilities are negative, the loss is minus it."),
        ),
        otherwise="Each photo costs −log of the probability of its label, and that is ¼ for all.",
    ),
    ChooseOne(
        name="rotation_where",
        asks="On which photos does the rotation task teach least?",
        options=said(
            (
                "Cells under a microscope",
                "They have no above and no below: the label is in the program, but not in the "
                "photo, and nothing can be learned to find it.",
            ),
            (
                "Streets of a town",
                "Houses stand and the sky is above: who tells the turn has found some of that.",
            ),
            (
                "Faces, most of them upright",
                "Which way up they are is just what makes the task: eyes and mouths must be found.",
            ),
            (
                "Handwritten letters",
                "Letters have a foot and a head; a few look alike when turned, most do not.",
            ),
        ),
    ),
    ChooseOne(
        name="lens_fix",
        asks="A lens draws red a little larger than green. Which safeguard takes that clue away?",
        options=said(
            (
                "Colours dropped or changed, for each patch anew",
                "With the shift of the colours gone, only the picture is left to go by.",
            ),
            (
                "A gap between the patches",
                "A gap cuts lines that run across; the shift of the colours is inside each patch.",
            ),
            (
                "Jitter of the patches' places",
                "Jitter makes distances uncertain by pixels; the shift still tells which side of "
                "the lens a patch came from.",
            ),
            (
                "More photos of the same camera",
                "All of them carry the same clue: the shortcut is only learned better.",
            ),
        ),
    ),
    ChooseOne(
        name="own_accuracy",
        asks="A network places 95 % of all patches rightly. What do you know about its features?",
        options=said(
            (
                "Nothing yet: measure them at a task that you care about",
                "It may see, or read the lens. The one trained with shortcuts here was best at its "
                "own task, and not at naming things.",
            ),
            (
                "They are good: who does not see cannot answer",
                "A clue that has nothing to do with things, such as the lens, answers too.",
            ),
            (
                "They are too special to be of use",
                "That may be so or not: the number is about the pretext task alone.",
            ),
            (
                "They were learned by heart",
                "That would show as a gap between seen and new photos; one number shows no gap.",
            ),
        ),
    ),
    Order(
        name="probe_order",
        asks="How is a trunk measured by a linear probe?",
        steps=said(
            (
                "Train the trunk on its pretext task, without names",
                "Before anything can be frozen, the trunk must have learned.",
            ),
            (
                "Freeze the trunk",
                "What comes next must not change the trunk any more: freeze it.",
            ),
            (
                "Take its features of photos with names",
                "There is nothing to scale or to cut until features were taken.",
            ),
            (
                "Bring them to one scale by the training photos' mean and spread",
                "Scale first: the cut is learned on features of one scale.",
            ),
            (
                "Learn one straight cut",
                "The cut is learned before it is tested.",
            ),
            (
                "Count right answers on photos that nothing was learned from",
                "Counting comes last.",
            ),
        ),
        why="Only the cut has seen names, and it can use nothing but what the features hold.",
    ),
    ChooseOne(
        name="random_worth",
        predicts=True,
        asks="Ten kinds of things, 10 % by chance. How many photos does a straight cut through the "
        "features of a network with random weights name rightly?",
        options=said(
            (
                "About 50 %",
                "Half of them: random convolutions already tell edges and colours apart. Gains "
                "must be told over this, and not over 10 %.",
            ),
            (
                "About 10 %",
                "You expected chance. Random features are no noise: they are the same for the same "
                "photo and alike for photos that are alike, and the cut uses that.",
            ),
            (
                "About 25 %",
                "More than chance is right; a thousand random features hold more than one thinks.",
            ),
            (
                "About 70 %",
                "That is what training with the names reaches here; random features come half way.",
            ),
        ),
    ),
)

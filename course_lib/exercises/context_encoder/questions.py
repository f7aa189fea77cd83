"""The questions of chapter 2, the context encoder."""

from course_lib.exercises.question import ChooseOne, ChooseSeveral, Number, said

QUESTIONS = (
    ChooseOne(
        name="black_or_hidden",
        asks="A night photo has black pixels. The network sees (1 − M̂) ⊙ x and nothing else. Can "
        "it tell a black pixel from a hidden one?",
        options=said(
            (
                "Not from the pixel alone",
                "Both are 0. So the networks of this course are shown the mask M̂ as well.",
            ),
            (
                "Yes: hidden pixels have no value",
                "In an array each pixel has one: M̂ ⊙ sets it to 0, the same as black.",
            ),
            (
                "Yes: a hidden pixel is −1",
                "(1 − 1) · x is 0, whatever x was.",
            ),
            (
                "It need not: black pixels are hidden anyway",
                "They are visible and true; only what the mask covers is asked for.",
            ),
        ),
    ),
    Number(
        name="hidden_share",
        asks="The central region is half as wide and half as high as the photo. Which share of the "
        "pixels is hidden?",
        value=25,
        tolerance=0.01,
        unit="%",
        why="½ · ½ = ¼, as much as the two other masks hide at most: so they can be compared.",
        mistakes=(
            (50, "Half the width takes half of the pixels, and half the height half of those."),
            (75, "This is what stays visible."),
        ),
        otherwise="Share of the area: width times height.",
    ),
    ChooseOne(
        name="why_random_region",
        asks="Why does the paper learn its features from random regions?",
        options=said(
            (
                "No fixed place and no straight edge is there to rely on",
                "What is left to go by is the picture, and that is what features are for.",
            ),
            (
                "They hide more",
                "All three hide up to a quarter: how much is not the difference.",
            ),
            (
                "The fills look better",
                "The central region is filled well. For features the fill does not count.",
            ),
            (
                "They are the shapes of things, which must be labelled first",
                "The outlines are used as shapes alone, laid over other photos: no name is needed, "
                "and smooth noise does as well here.",
            ),
        ),
    ),
    Number(
        name="channel_saving",
        asks="512 maps of 8 × 8 go to 512 maps of 8 × 8. How many times fewer weights has the "
        "channel-wise layer than the fully-connected one?",
        value=512,
        tolerance=0.5,
        why="m²n⁴ over mn⁴ is m: each map has its own matrix in place of one for every pair of "
        "maps.",
        mistakes=(
            (64, "This is n², the places of one map: both layers connect all of those."),
            (4096, "This is n⁴, the weights of one matrix: both layers have such matrices."),
            (262144, "This is m²: the channel-wise layer still has m matrices."),
            (8, "This is n: the side of a map does not matter here."),
        ),
        otherwise="Divide m²n⁴ by mn⁴.",
    ),
    Number(
        name="norm_and_hole",
        asks="A fill is wrong by 0.1 at every hidden value. The hole becomes twice as wide and "
        "twice as high. By which factor does the norm ‖M̂ ⊙ (x − F)‖₂ grow?",
        value=2,
        tolerance=0.01,
        why="Four times as many squares, and the root of 4 is 2. The mean square stays the same.",
        mistakes=(
            (4, "The sum of squares grows by 4; the norm is its root."),
            (1, "This is true of the mean square: the norm grows with the hole."),
            (1.4142, "That would be for twice as many pixels; there are four times as many."),
        ),
        otherwise="The norm is the root of a sum of equal squares: how many more are there?",
    ),
    Number(
        name="cheapest_guess",
        asks="A hidden value is 0.2 with probability ¾ and 0.8 with probability ¼. Which guess has "
        "the smallest expected squared error?",
        value=0.35,
        tolerance=0.002,
        why="The mean, ¾ · 0.2 + ¼ · 0.8: a value that the photo never has. Over a picture, that "
        "is a blur.",
        mistakes=(
            (0.5, "That would be for two equally likely values: weigh them by ¾ and ¼."),
            (0.2, "The likelier one is cheapest for the absolute error; squares ask for the mean."),
            (0.8, "This is the value that is seldom true: it costs most."),
            (0.65, "The weights are swapped: 0.2 has ¾."),
        ),
        otherwise="Set the slope ¾ · 2(g − 0.2) + ¼ · 2(g − 0.8) to zero.",
    ),
    ChooseOne(
        name="who_has_the_smaller_error",
        predicts=True,
        asks="One network learned with L2 alone; the other went on from there against an "
        "adversary. Which has the smaller error in the hole, that is the higher PSNR?",
        options=said(
            (
                "The one with L2 alone",
                "It was asked for a small error and nothing else. The other one pays for its sharp "
                "edges: where they are in the wrong place they cost more than a blur.",
            ),
            (
                "The one with the adversary",
                "It looks better, and looks are not what PSNR measures: a sharp edge in the wrong "
                "place costs more than none.",
            ),
            (
                "Neither: they have the same shape",
                "The shape says what a network can do; the loss says what it is asked for.",
            ),
        ),
    ),
    ChooseSeveral(
        name="what_you_keep",
        asks="The network is trained, and you want features of photos. What is thrown away?",
        right=said(
            ("The decoder", "It only paints pixels."),
            ("The discriminator", "It only judged paintings."),
        ),
        wrong=said(
            (
                "The encoder",
                "It is what you wanted: to fill holes it had to find out what is in a photo.",
            ),
            (
                "The weights of the encoder, as it is trained again with names",
                "It starts from these weights: that is what the pretext task was for.",
            ),
        ),
    ),
)

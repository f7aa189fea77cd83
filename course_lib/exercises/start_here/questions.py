"""The questions of chapter 0, start here."""

from course_lib.exercises.question import ChooseOne, ChooseSeveral, Number, Order, said

QUESTIONS = (
    Number(
        name="years_of_labels",
        asks="Somebody names a photo every 20 seconds, 8 hours a day, 220 days a year. How many "
        "years do a million photos take?",
        value=3.16,
        tolerance=0.17,
        unit="years",
        why="20 million seconds are 5,556 hours: 3.2 years, and then somebody wants other names.",
        mistakes=(
            (0.634, "That is day and night, every day: people work 8 hours on 220 days."),
            (1.9, "That is 8 hours on 365 days: there are 220 working days."),
            (5556, "These are hours: divide by 8 a day and 220 days a year."),
            (694, "These are days of 8 hours: divide by 220."),
        ),
        otherwise="A million times 20 seconds, over 3600 an hour, 8 hours a day, 220 days a year.",
    ),
    ChooseOne(
        name="self_supervised",
        asks="What makes a task self-supervised?",
        options=said(
            (
                "The right answer comes out of the data",
                "A program hides something that is there, and so knows the answer.",
            ),
            (
                "The network decides what is right",
                "There is a right answer, and the network does not get to choose it: it is in the "
                "data, hidden.",
            ),
            (
                "There is no right answer",
                "There is one, and a loss that compares: only nobody had to write it down.",
            ),
            (
                "A second network labels the photos",
                "Then that one would need labels. Here nobody needs any.",
            ),
        ),
    ),
    ChooseSeveral(
        name="pretext_or_not",
        asks="Which of these are pretext tasks?",
        right=said(
            ("Guess a word that was covered", "The text knows its own word."),
            ("Say by how much a photo was turned", "Who turns it knows."),
            ("Fill a hole in a photo", "The photo holds the answer."),
        ),
        wrong=said(
            (
                "Sort letters that readers marked as junk",
                "The marks are labels that people made, one by one.",
            ),
            (
                "Name the plant on a photo from a botanist's list",
                "A botanist had to name the photos first.",
            ),
        ),
    ),
    ChooseOne(
        name="what_is_near_seven",
        predicts=True,
        asks="A network read an encyclopedia and had to guess words from their neighbours. Nobody "
        "told it what any word means. Which words ended up nearest to “seven”?",
        options=said(
            (
                "Other numbers",
                "They stand beside the same words, so they were given nearly the same vector.",
            ),
            (
                "Words that begin with s",
                "It never looked at letters: a word is only what stands beside it.",
            ),
            (
                "Words that stand beside it: days, years, hours",
                "Near are not neighbours in the sentence, but words that could take its place.",
            ),
            (
                "Any words: it does not know what they mean",
                "It does not, and yet words that are used alike ended up side by side.",
            ),
        ),
    ),
    ChooseOne(
        name="one_look",
        asks="You saw a character of an unknown alphabet once, and found it again in another hand. "
        "Where did you learn how?",
        options=said(
            (
                "From other writing, seen before",
                "So do the machines: they learn on other alphabets what makes two drawings the "
                "same.",
            ),
            (
                "From the one example",
                "It only shows which character is meant; how hands differ you knew before.",
            ),
            (
                "Nowhere: it can be told from the pixels",
                "Two hands share few pixels. The pixel distance is one of the machines: see how it "
                "does.",
            ),
        ),
    ),
    Order(
        name="how_to_work",
        asks="How do you get the most out of a chapter?",
        steps=said(
            ("Play in its studio", "Play first: then you know what the text is about."),
            ("Read a section", "Read before you are asked about it."),
            (
                "Answer its question, before you look on",
                "A question comes right after what it asks about.",
            ),
            (
                "Write the exercise in your own copy",
                "Try it yourself before you open help.",
            ),
            ("Open a hint, if you are stuck", "Hints come before the solution."),
            ("Compare with the course's solution", "Compare at the end."),
        ),
        why="You remember what you guessed, and what you built.",
    ),
    ChooseOne(
        name="where_to_write",
        asks="You read chapter 1 in the browser and want to write its first exercise. How?",
        options=said(
            (
                "Type `make lab`: it opens a copy of your own",
                "No command and no update ever overwrites a copy that you changed.",
            ),
            (
                "Type into the cell on the page",
                "Pages are to read, play and answer questions; code can be written in your copy.",
            ),
            (
                "Change the file in the folder notebooks",
                "An update of the course would meet your changes there. Your copies are in "
                "my_course.",
            ),
        ),
    ),
)

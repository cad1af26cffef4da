import pytest

from app.describe.words.wording import attributed, gist, hedged, plain


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("A cat sleeps.", "A cat sleeps."),
        ("**A cat** sleeps", "A cat sleeps."),
        ("- A cat\n  sleeps!", "A cat sleeps!"),
        ("2. A dog.", "A dog."),
        ("# Heading", "Heading."),
        ('It says "STOP."', 'It says "STOP."'),
        ("A\x1b[31m cat.", "A [31m cat."),
        ("I cannot tell.", ""),
        ("I cannot tell", ""),
        ("I cannot tell what the sign says.", "I cannot tell what the sign says."),
        ("...", ""),
        ("", ""),
    ],
)
def test_a_sentence_is_said_without_decorations_or_not_at_all(given: str, said: str) -> None:
    assert plain(given) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("The image shows a cat on a sofa.", "A cat on a sofa."),
        ("This photo depicts two people.", "Two people."),
        ("This is a photo of a dog.", "A dog."),
        ("In this picture, a man runs.", "A man runs."),
        ("The image is of poor quality.", "Poor quality."),
        ("A screenshot of an editor.", "A screenshot of an editor."),
        ("The picture hangs on a wall.", "The picture hangs on a wall."),
    ],
)
def test_a_gist_leaves_out_that_it_is_a_picture(given: str, said: str) -> None:
    assert gist(given) == said


def test_a_hedged_sentence_is_brief() -> None:
    assert hedged("The image shows a cat on a sofa.") == "Looks like a cat on a sofa."
    long = hedged("A man " + "very " * 30 + "tall.")
    assert long.startswith("Looks like a man very")
    assert len(long.split()) <= 20


def test_the_first_sentence_that_can_be_said_names_its_speaker() -> None:
    assert list(attributed(["- ", "A cat.", "I cannot tell.", "It sleeps."])) == [
        "The model says: A cat.",
        "It sleeps.",
    ]
    assert list(attributed([])) == []

"""What may be said: which sentences are weighed, how, and what the thresholds let through."""

import json
from dataclasses import replace

import numpy as np
import pytest

from mlx_models.compact.judge import (
    FEATURES,
    Evidence,
    Judge,
    Proposal,
    decide,
    features,
    objects_in,
    proposals,
    worth,
)
from mlx_models.compact.words import ObjectWords

N = len(FEATURES)


def texts(sentence: str, *named: str) -> list[str]:
    words = tuple(sentence.split())
    log_p = tuple(-0.1 * (i + 1) for i in range(len(words)))
    return [p.text for p in proposals([(words, log_p)], list(named))]


def judge(**changes: float) -> Judge:
    values: dict[str, object] = {
        "mean": np.zeros(N),
        "scale": np.ones(N),
        "weights": np.zeros(N),
        "bias": 0.0,
        "fact": 0.8,
        "hedge": 0.5,
        "include": 0.6,
        "object_scale": 1.0,
        "object_bias": 0.0,
        "class_scale": 1.0,
        "class_threshold": 0.5,
    }
    return Judge(**(values | changes))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "a dog runs on the grass with a ball",
            ["a dog runs on the grass with a ball", "a dog runs on the grass", "a dog runs"],
        ),
        ("a dog is in the water", ["a dog is in the water", "a dog"]),
        # what only makes sense with its continuation goes too
        ("a dog covered in snow", ["a dog covered in snow", "a dog"]),
        ("a dog is surrounded by snow", ["a dog is surrounded by snow", "a dog"]),
        ("a dog seen from behind a fence", ["a dog seen from behind a fence", "a dog"]),
        ("dogs sit side by side", ["dogs sit side by side", "dogs sit"]),
        ("a dog next to a tree", ["a dog next to a tree", "a dog"]),
        # a particle stays with its verb: "people are hanging" is another thing altogether
        (
            "people are hanging out at a table",
            ["people are hanging out at a table", "people are hanging out"],
        ),
        ("a dog is lying down", ["a dog is lying down"]),
        ("a cat is upside down", ["a cat is upside down"]),
        (
            "a dog jumping up and down on a bed",
            ["a dog jumping up and down on a bed", "a dog jumping up and down"],
        ),
        # a sentence that was cut for its length ends before the dangling words
        ("a dog with a ball in the", ["a dog with a ball in", "a dog with a ball", "a dog"]),
    ],
)
def test_shortenings_end_sensibly(sentence: str, expected: list[str]) -> None:
    assert texts(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "general"),
    [
        ("a man sits", "a person sits"),
        ("two boys play", "two children play"),
        ("a woman rides her bike", "a person rides their bike"),
        ("a girl holds his hand", "a child holds their hand"),
        ("a girl hugs her", "a child hugs them"),
        ("a dog follows him", "a dog follows them"),
    ],
)
def test_general_forms(sentence: str, general: str) -> None:
    assert general in texts(sentence)


def test_no_sex_is_left_in_a_general_form() -> None:
    text = "a lady with her dog behind her follows a girl and his horse near him"
    sentence = tuple(text.split())
    found = [p for p in proposals([(sentence, (-1.0,) * len(sentence))], []) if p.general]
    assert found
    gendered = {"man", "woman", "lady", "girl", "boy", "his", "her", "him", "he", "she"}
    assert not any(gendered & set(p.words) for p in found)


@pytest.mark.parametrize("sentence", ["a man as he walks", "a man looks at himself", "a dog runs"])
def test_some_sentences_have_no_general_form(sentence: str) -> None:
    log_p = (-1.0,) * len(sentence.split())
    whole = [p for p in proposals([(tuple(sentence.split()), log_p)], []) if not p.shortened]
    assert [p.text for p in whole] == [sentence]


def test_nobody_becomes_a_person_and_a_person() -> None:
    assert texts("a man and a woman dance") == ["a man and a woman dance"]
    assert "a person and a child dance" in texts("a man and a boy dance")


def test_proposals_know_where_they_come_from() -> None:
    written = [
        (("a", "dog", "in", "water"), (-1.0, -2.0, -3.0, -4.0)),
        (("a", "man"), (-5.0, -6.0)),
        (("a", "dog"), (-7.0, -8.0)),
    ]
    found = {p.text: p for p in proposals(written, ["a zebra", "a man"])}
    assert set(found) == {"a dog in water", "a dog", "a man", "a person", "a zebra"}
    assert found["a dog"] == Proposal(("a", "dog"), (-1.0, -2.0), 0, shortened=True)
    assert found["a person"] == Proposal(("a", "person"), (-5.0, -6.0), 1, general=True)
    assert found["a zebra"] == Proposal(("a", "zebra"), (), 0, named=True)
    assert not found["a man"].named


def test_nothing_shorter_than_two_words() -> None:
    assert texts("dogs on grass") == ["dogs on grass"]
    assert texts("dogs") == []


@pytest.fixture
def evidence() -> Evidence:
    image = np.array([1.0, 0.0], dtype=np.float32)
    return Evidence(image, {"dog": 0.9, "grass": 0.2}, {"dog": 0.1, "zebra": 0.8}, 0.8, 3.0)


def test_support_is_the_better_witness(evidence: Evidence) -> None:
    assert evidence.support("dog") == pytest.approx(np.log(9), abs=1e-5)
    assert evidence.support("zebra") == pytest.approx(np.log(0.72 / 0.28) - 0.5, abs=1e-5)
    assert evidence.support("boat") == pytest.approx(np.log(0.002 / 0.998), abs=1e-5)


def test_features_in_their_order(evidence: Evidence) -> None:
    proposal = Proposal(("a", "dog", "grass"), (-1.0, -2.0, -3.0), 2, shortened=True)
    view = dict(zip(FEATURES, features(proposal, ["dog", "grass"], evidence, 0.25), strict=True))
    low = np.log(0.25)
    expected = {
        "mean_log_p": -2,
        "min_log_p": -3,
        "cosine": 0.25,
        "weakest": low,
        "mean_support": (np.log(9) + low) / 2,
        "weakest_presence": low,
        "objects": 2,
        "words": 3,
        "rank": 2,
        "shortened": 1,
        "general": 0,
        "named": 0,
        "class_top": 0.8,
        "class_energy": 3,
        "expected": 1.1,
    }
    assert view == pytest.approx(expected)


def test_features_without_objects_or_words(evidence: Evidence) -> None:
    view = features(Proposal(("hello",), named=True), [], evidence, 0.0)
    assert view.shape == (N,)
    assert np.isfinite(view).all()


def test_probability_is_the_logistic_of_the_standardised_features() -> None:
    weights = np.zeros(N)
    weights[2] = 2.0
    fitted = replace(judge(bias=-1.0), mean=np.full(N, 0.5), scale=np.full(N, 0.25), weights=weights)
    view = np.zeros(N)
    view[2] = 1.0
    assert fitted.probability(view) == pytest.approx(1 / (1 + np.exp(-(2.0 * 2.0 - 1.0))))


@pytest.mark.parametrize(("bias", "expected"), [(-1e5, 0.0), (1e5, 1.0)])
def test_extreme_features_give_no_warning(bias: float, expected: float) -> None:
    assert judge(bias=bias).probability(np.zeros(N)) == pytest.approx(expected, abs=1e-12)


def test_object_probability_is_the_classifiers(evidence: Evidence) -> None:
    fitted = judge(object_scale=2.0, object_bias=-1.0)
    odds = np.log(evidence.classes["dog"] / (1 - evidence.classes["dog"]))
    assert fitted.object_probability(evidence, "dog") == pytest.approx(1 / (1 + np.exp(-(2 * odds - 1))))
    assert fitted.object_probability(replace(evidence, classes={}), "dog") < 0.001


DOG = Proposal(("a", "dog"))
DOG_ON_GRASS = Proposal(("a", "dog", "on", "grass"))
BLUR = Proposal(("a", "blur"))


@pytest.mark.parametrize(
    ("probabilities", "stance", "said"),
    [
        ((0.9, 0.85), "fact", DOG_ON_GRASS),  # both may be said: the one that tells more
        ((0.9, 0.79), "fact", DOG),
        ((0.6, 0.51), "hedged", DOG_ON_GRASS),
        ((0.5, 0.3), "hedged", DOG),
        ((0.49, 0.3), "withheld", None),
    ],
)
def test_thresholds_decide(probabilities: tuple[float, float], stance: str, said: Proposal | None) -> None:
    weighed = [(DOG, ["dog"], probabilities[0]), (DOG_ON_GRASS, ["dog", "grass"], probabilities[1])]
    verdict = decide(judge(), weighed)
    assert (verdict.stance, verdict.proposal) == (stance, said)
    expected = {None: max(probabilities), DOG: probabilities[0], DOG_ON_GRASS: probabilities[1]}
    assert verdict.confidence == expected[said]


def test_a_sentence_without_an_object_tells_nothing() -> None:
    verdict = decide(judge(), [(BLUR, [], 0.99), (DOG, ["dog"], 0.2)])
    assert (verdict.stance, verdict.proposal) == ("withheld", None)


def test_nothing_to_weigh() -> None:
    verdict = decide(judge(), [])
    assert (verdict.stance, verdict.proposal, verdict.confidence) == ("withheld", None, 0.0)


def test_worth_prefers_objects_then_the_decoders_order() -> None:
    assert worth(DOG_ON_GRASS, ["dog", "grass"]) > worth(DOG, ["dog"])
    assert worth(DOG, ["dog"]) > worth(replace(DOG, rank=1), ["dog"])
    assert worth(DOG, ["dog"]) > worth(replace(DOG, general=True), ["dog"])


def test_judge_survives_json() -> None:
    fitted = replace(judge(fact=0.91), weights=np.arange(N, dtype=np.float64))
    again = Judge.from_dict(json.loads(json.dumps(fitted.to_dict())))
    assert again.to_dict() == fitted.to_dict()
    assert again.weights.dtype == np.float64


def test_a_judge_of_other_features_is_refused() -> None:
    data = judge().to_dict()
    with pytest.raises(ValueError, match=str(N)):
        Judge.from_dict(data | {"weights": [0.0] * (N - 1)})
    with pytest.raises(TypeError, match="wisdom"):
        Judge.from_dict(data | {"wisdom": 1.0})
    with pytest.raises(TypeError, match="hedge"):
        Judge.from_dict({k: v for k, v in data.items() if k != "hedge"})


def test_objects_in_names_each_once() -> None:
    assert objects_in(ObjectWords.load(), "a dog and a puppy on grass") == ["dog", "grass"]

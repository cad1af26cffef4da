from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from near import assert_near
from numpy.typing import NDArray

from app.inference.words import Things
from app.library.search.cutoff import WEAK, Cutoff, Logistic, Parameters, Strength, Weighing
from app.library.search.cutoff_features import (
    QueryEvidence,
    Wanted,
    Wording,
    load_everyday,
    measure,
    reference_texts,
    split,
    stem,
)

DIMENSION = 64


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording(Things.load())


def made(count: int, seed: int = 0) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


REFERENCES = made(300, seed=1)


def near(query: NDArray[np.float32], count: int, how: float, seed: int = 2) -> NDArray[np.float32]:
    """Photos that are as near to the query as ``how`` says: 0 not at all, 1 the query itself."""
    vectors = how * query + (1 - how) * made(count, seed)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def evidence(wording: Wording, text: str, texts: list[str], how: float, size: int = 1000) -> QueryEvidence:
    query = made(1, seed=3)[0]
    wanted = wording.wanted(text)
    covered = wording.covered(wanted, texts)
    return QueryEvidence(query, near(query, len(texts), how), wanted, covered, covered.any(axis=0), size)


def names_of(wanted: tuple[Wanted, ...]) -> list[str]:
    return [one.name for one in wanted]


@pytest.mark.parametrize("model", ["compact", "compact-0123abcd", "mobileclip2-s0-77", "something else"])
def test_what_is_seen_and_said_is_found_and_what_is_neither_is_not(wording: Wording, model: str) -> None:
    cutoff = Cutoff(Parameters.load(model), REFERENCES)
    dogs = ["A dog is running in the snow.", *["Two dogs in the snow."] * 30]
    is_there = cutoff.decide(evidence(wording, "a dog in the snow", dogs, 0.6))
    assert is_there.found
    assert is_there.probability > 0.8
    assert is_there.strengths[0] is Strength.STRONG
    not_there = cutoff.decide(evidence(wording, "a giraffe in the savanna", dogs, 0.05))
    assert not not_there.found
    assert not_there.probability < 0.1
    assert set(not_there.strengths) == {None}
    assert len(not_there.relevance) == len(dogs)


def test_known_models_have_their_own_parameters_and_others_none_of_theirs() -> None:
    generic = Parameters.load("mobileclip2-s0")
    assert Parameters.load("compact-12ab") == Parameters.load("compact") != generic
    assert Parameters.load("compacted") == Parameters.load("generic") == generic
    depends_on_scale = {"cosine", "cosine_5", "behind", "known"}
    for weighing in (generic.words, generic.looks):
        assert not depends_on_scale & {*weighing.library.weights, *weighing.photo.weights}


@pytest.mark.parametrize("model", ["compact", "generic"])
def test_thresholds_are_in_order(model: str) -> None:
    parameters = Parameters.load(model)
    assert parameters.references >= 100
    for p in (parameters.words, parameters.looks):
        assert 0 < p.least < p.fair < p.strong < 1
        assert 0 < p.found < 1


def test_every_weight_has_its_measure(wording: Wording) -> None:
    measured = measure(evidence(wording, "a dog", ["A dog."] * 3, 0.5), REFERENCES)
    for model in ("compact", "generic"):
        parameters = Parameters.load(model)
        for weighing in (parameters.words, parameters.looks):
            assert set(weighing.library.weights) <= set(measured.library)
            assert set(weighing.photo.weights) <= {*measured.photo, "library"}


def test_no_candidates_is_nothing() -> None:
    nothing = QueryEvidence(made(1)[0], made(0), (), np.zeros((0, 0), bool), np.zeros(0, bool), 0)
    decision = Cutoff(Parameters.load("compact"), REFERENCES).decide(nothing)
    assert (decision.found, decision.probability, decision.strengths) == (False, 0.0, ())


def test_one_photo_is_a_library_too(wording: Wording) -> None:
    cutoff = Cutoff(Parameters.load("compact"), REFERENCES)
    assert cutoff.decide(evidence(wording, "a dog", ["A dog on the grass."], 0.7, size=1)).found
    assert not cutoff.decide(evidence(wording, "a violin", ["A dog on the grass."], 0.0, size=1)).found


def test_a_query_that_is_found_has_one_hit_at_least(wording: Wording) -> None:
    certain, never = Logistic({}, 30.0), Logistic({"cosine": 1e-6}, -30.0)
    weighing = Weighing(certain, never, 0.5, 0.6, 0.3, 0.1)
    cutoff = Cutoff(Parameters(10, weighing, weighing), REFERENCES)
    decision = cutoff.decide(evidence(wording, "a dog", ["A dog.", "A cat."], 0.5))
    assert decision.found
    assert [s for s in decision.strengths if s] == [Strength.WEAK]


def test_where_it_is_hardly_there_the_likeliest_are_perhaps(wording: Wording) -> None:
    case = evidence(wording, "a dog", [""] * 10, 0.9)
    for probability, said in ((0.45, 3), (0.21, 3), (0.19, 0), (0.01, 0)):
        there = Logistic({}, float(np.log(probability / (1 - probability))))
        weighing = Weighing(there, Logistic({"cosine": 1.0}, 30.0), 0.5, 0.6, 0.3, 0.1)
        decision = Cutoff(Parameters(10, weighing, weighing), REFERENCES).decide(case)
        assert not decision.found
        assert [one for one in decision.strengths if one] == [Strength.WEAK] * said


def test_of_many_that_are_hardly_likely_only_the_first_are_said(wording: Wording) -> None:
    certain, hardly = Logistic({}, 30.0), Logistic({"cosine": 1e-6}, -1.5)
    weighing = Weighing(certain, hardly, 0.5, 0.6, 0.3, 0.1)
    cutoff = Cutoff(Parameters(10, weighing, weighing), REFERENCES)
    case = evidence(wording, "a dog", [""] * 100, 0.3)
    decision = cutoff.decide(case)
    said = [row for row, s in enumerate(decision.strengths) if s]
    assert sorted(said) == sorted(np.argsort(-(case.vectors @ case.query))[:WEAK].tolist())


def test_the_order_of_candidates_does_not_matter(wording: Wording) -> None:
    cutoff = Cutoff(Parameters.load("compact"), REFERENCES)
    case = evidence(
        wording, "a dog in the snow", ["A dog.", "Snow.", "A cat.", "A dog in the snow."] * 9, 0.4
    )
    order = np.random.default_rng(0).permutation(len(case.vectors))
    mixed = QueryEvidence(
        case.query, case.vectors[order], case.wanted, case.covered[order], case.mentioned, case.size
    )
    one, other = cutoff.decide(case), cutoff.decide(mixed)
    assert other.probability == pytest.approx(one.probability)
    assert_near(other.relevance, one.relevance[order])
    assert cutoff.decide(mixed).relevance == pytest.approx(other.relevance)


def test_a_photo_whose_words_agree_is_likelier_than_its_neighbour(wording: Wording) -> None:
    case = evidence(wording, "a dog in the snow", ["", "A dog in the snow."], 0.5)
    alike = QueryEvidence(
        case.query, case.vectors[[0, 0]], case.wanted, case.covered, case.mentioned, case.size
    )
    without, having = Cutoff(Parameters.load("compact"), REFERENCES).decide(alike).relevance
    assert having > without + 0.3


def test_what_some_other_photo_is_said_to_show_counts(wording: Wording) -> None:
    case = evidence(wording, "a violin", [""] * 20, 0.3)
    mentioned = QueryEvidence(
        case.query, case.vectors, case.wanted, case.covered, np.array([True]), case.size
    )
    cutoff = Cutoff(Parameters.load("compact"), REFERENCES)
    assert cutoff.decide(mentioned).probability > cutoff.decide(case).probability


def test_while_nothing_is_described_looks_alone_decide(wording: Wording) -> None:
    cutoff = Cutoff(Parameters.load("compact"), REFERENCES)
    case = evidence(wording, "a dog in the snow", [""] * 40, 0.6)
    before = cutoff.decide(replace(case, described=0.0))
    halfway = cutoff.decide(replace(case, described=0.5))
    after = cutoff.decide(case)
    assert before.found
    assert before.probability > halfway.probability > after.probability
    unlike = evidence(wording, "a spreadsheet", [""] * 40, 0.0)
    assert not cutoff.decide(replace(unlike, described=0.0)).found


def test_a_query_names_things_people_and_doings(wording: Wording) -> None:
    wanted = wording.wanted("A black dog and two men playing on the beach")
    assert names_of(wanted) == ["dog", "man", "beach", "black", "two", "play"]
    assert [one.weight for one in wanted[:3]] == [1.0, 0.4, 1.0]
    assert [one.thing for one in wanted] == [True, True, True, False, False, False]
    assert names_of(wording.wanted("something with the other one")) == []
    assert names_of(wording.wanted("dogs and a dog")) == ["dog"]


def test_words_of_photos_cover_synonyms_and_kinds(wording: Wording) -> None:
    wanted = wording.wanted("a dog runs beside a bicycle")
    assert names_of(wanted) == ["dog", "bicycle", "run"]
    table = wording.covered(wanted, ["A terrier running.", "Some bikes", "", "An animal"])
    assert table.tolist() == [[True, False, True], [False, True, False], [False] * 3, [False] * 3]


def test_words_that_are_no_things_are_compared_by_their_stems(wording: Wording) -> None:
    wanted = wording.wanted("Quidditch")
    assert names_of(wanted) == ["quidditch"]
    assert wording.covered(wanted, ["the quidditch's rules", "quid"]).tolist() == [[True], [False]]


def test_a_thing_is_looked_for_by_the_users_word_and_by_its_own(wording: Wording) -> None:
    (violin,) = wording.wanted("fiddles")
    assert violin.name == "violin"
    assert violin.words[:2] == ("fiddles", "violin")


def test_how_common_things_are() -> None:
    common = load_everyday()
    assert common["dog"] > 100 > common["violin"] > 0
    known = {one.name: one.everyday for one in Wording(Things.load()).wanted("a dog, a spreadsheet")}
    assert known["dog"] > 2
    assert known["spreadsheet"] == -1


def test_references_are_evenly_taken() -> None:
    names = Things.load()
    every = reference_texts(names, 10_000)
    some = reference_texts(names, 100)
    assert len(every) == len(names.names)
    assert len(some) == len(set(some)) == 100
    assert set(some) <= set(every)
    assert all(text.split()[0] in ("a", "an") for text in every)


@pytest.mark.parametrize(
    ("word", "short"),
    [
        ("running", "run"),
        ("runs", "run"),
        ("races", "rac"),
        ("racing", "rac"),
        ("babies", "baby"),
        ("boxes", "box"),
        ("grass", "grass"),
        ("jumped", "jump"),
        ("red", "red"),
    ],
)
def test_stems(word: str, short: str) -> None:
    assert stem(word) == short


@given(st.text(max_size=80))
def test_any_text_is_split_and_weighed(text: str) -> None:
    words = split(text)
    assert all(word == word.lower() or not word.isascii() for word in words)
    wording = Wording(_Nothing(), {})
    wanted = wording.wanted(text)
    assert wording.covered(wanted, [text]).all()


class _Nothing:
    names = ()

    def find(self, sentence: str) -> list[tuple[str, int, int]]:
        return []

    def implied(self, names: object) -> frozenset[str]:
        return frozenset()

    def called(self, name: str, most: int) -> tuple[str, ...]:
        return (name,)

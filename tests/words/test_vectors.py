"""Lookups against gensim and against plain loops; files by round trip; spellings by brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.words.evaluation import analogies, spearman_on_pairs
from course_lib.words.spelling import Spellings, distances, most_edits
from course_lib.words.vectors import BLOCK, UnknownWord, WordVectors, largest

WORDS = tuple(
    "".join(letters) for letters in itertools.islice(itertools.product("abcdefgh", repeat=4), 900)
)


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(len(WORDS), 20)).astype(np.float32)
    return WordVectors.from_arrays(WORDS, matrix, np.arange(len(WORDS), 0, -1), "Random numbers.")


@pytest.fixture(scope="module")
def keyed(vectors):
    models = pytest.importorskip("gensim.models")
    made = models.KeyedVectors(vectors.dim)
    made.add_vectors(list(vectors.words), vectors.matrix)
    return made


def test_neighbours_are_gensims(vectors, keyed):
    for word in WORDS[::90]:
        ours = vectors.nearest(word, 12)
        theirs = keyed.most_similar(word, topn=12)
        assert [n.word for n in ours] == [word for word, _ in theirs]
        assert [n.cosine for n in ours] == pytest.approx([c for _, c in theirs], abs=1e-5)
        assert vectors.similarity(word, "abcd") == pytest.approx(
            keyed.similarity(word, "abcd"), abs=1e-5
        )


def test_analogies_are_gensims(vectors, keyed):
    rng = np.random.default_rng(1)
    for _ in range(20):
        a, b, c = rng.choice(WORDS, 3, replace=False)
        theirs = keyed.most_similar(positive=[b, c], negative=[a], topn=5)
        assert [n.word for n in vectors.analogy(a, b, c)] == [word for word, _ in theirs]


def test_the_odd_one_is_gensims(vectors, keyed):
    rng = np.random.default_rng(2)
    for _ in range(20):
        some = [str(word) for word in rng.choice(WORDS, 5, replace=False)]
        assert vectors.odd_one_out(some) == keyed.doesnt_match(some)


@given(
    st.integers(0, 2**32 - 1), st.integers(1, 12), st.sampled_from([50, 6 * BLOCK, 70 * BLOCK + 3])
)
@settings(max_examples=40, deadline=None)
def test_the_largest_are_those_of_a_full_sort(seed, n, size):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, size // 3, size).astype(np.float32)  # many ties
    values[rng.integers(0, size, 5)] = -np.inf
    assert largest(values, n).tolist() == np.lexsort((np.arange(size), -values))[:n].tolist()


def test_what_is_saved_comes_back_and_stays_in_the_file(vectors, tmp_path):
    from safetensors.numpy import load_file

    half = WordVectors.from_arrays(
        ("naïve", "橙", "🍊", "a"), np.eye(4, 7, dtype=np.float16), [9, 5, 2, 1], "Mine."
    )
    for made in (vectors, half):
        made.save(tmp_path / "v.safetensors")
        again = WordVectors.load(tmp_path / "v.safetensors")
        assert again.words == made.words
        assert again.source == made.source
        assert isinstance(again.matrix, np.memmap)
        assert again.matrix.dtype == made.matrix.dtype
        assert np.array_equal(again.matrix, made.matrix)
        assert np.array_equal(again.counts, made.counts)
        stored = load_file(tmp_path / "v.safetensors")
        assert np.array_equal(stored["matrix"], made.matrix)
        assert stored["words"].tobytes().decode() == "\n".join(made.words)
    assert [file.name for file in tmp_path.iterdir()] == ["v.safetensors"]


@pytest.mark.parametrize("cut", [0, 4, 60, -1])
def test_a_damaged_file_is_refused(vectors, tmp_path, cut):
    file = tmp_path / "v.safetensors"
    vectors.save(file)
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(LearnerError, match=r"v\.safetensors"):
        WordVectors.load(file)
    with pytest.raises(LearnerError, match="cannot be read"):
        WordVectors.load(tmp_path / "none")


@pytest.mark.parametrize(
    ("words", "matrix", "said"),
    [
        (["a", "b"], np.ones((3, 2)), "2 words"),
        (["a", "a"], np.ones((2, 2)), "“a” comes twice"),
        (["a", "b"], [[1, 2], [3, np.nan]], "“b” holds a number that is not finite"),
        ([], np.ones((0, 3)), "0 words"),
    ],
)
def test_what_makes_no_vectors(words, matrix, said):
    with pytest.raises(LearnerError, match=said):
        WordVectors.from_arrays(words, matrix)


def test_an_unknown_word_offers_spellings():
    vectors = WordVectors.from_arrays(("the", "orange", "Orange", "oranges", "grange"), np.eye(5))
    with pytest.raises(UnknownWord) as caught:
        vectors.nearest("ornage")
    assert caught.value.suggestions[:2] == ("orange", "Orange")
    assert "Did you mean" in str(caught.value)
    with pytest.raises(UnknownWord, match="Try another word"):
        vectors.index("quizzically")
    with pytest.raises(UnknownWord) as long:
        vectors.index("x" * 10_000)
    assert len(str(long.value)) < 150


def test_a_zero_vector_is_near_nothing():
    vectors = WordVectors.from_arrays(("nothing", "a", "b"), [[0, 0], [1, 0], [1, 1]])
    assert [n.cosine for n in vectors.nearest("nothing")] == [0, 0]
    assert [n.word for n in vectors.nearest("a")] == ["b", "nothing"]


def slow_distance(a: str, b: str) -> int:
    """Optimal string alignment, as the textbook fills its table."""
    table = [
        [max(i, j) if not i or not j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)
    ]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(
                table[i - 1][j] + 1,
                table[i][j - 1] + 1,
                table[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@given(st.text("abcé橙", min_size=1, max_size=7), st.integers(1, 6), st.randoms())
@settings(max_examples=80, deadline=None)
def test_edit_distances_are_the_textbooks(word, length, random):
    others = ["".join(random.choices("abcé橙", k=length)) for _ in range(9)]
    letters = np.array(others, f"U{length}").view(np.uint32).reshape(-1, length)
    assert distances(word, letters).tolist() == [slow_distance(word, other) for other in others]


@given(st.lists(st.text("abcd", min_size=1, max_size=6), min_size=1, unique=True), st.text("abcd"))
@settings(max_examples=80, deadline=None)
def test_spellings_are_the_nearest_of_all(words, asked):
    ranked = sorted((slow_distance(asked, word), i) for i, word in enumerate(words))
    near = [
        words[i]
        for d, i in ranked
        if asked and d <= most_edits(len(asked)) and d < max(len(asked), len(words[i]))
    ]
    assert Spellings(words).nearest(asked, 4) == tuple(near[:4])


@pytest.mark.parametrize("asked", ["😀", "🙂🙃", "！", "→", "👩‍👩‍👧", "é", "7", "橙"])
def test_what_shares_no_letter_with_any_word_is_like_none(asked):
    assert Spellings(("a", "1", "i", "the", "of", ",", "😎")).nearest(asked) == ()


def test_pair_scores_are_gensims(vectors, keyed, tmp_path):
    rng = np.random.default_rng(3)
    lines = ["# a remark", ""]
    for _ in range(60):
        a, b = rng.choice(WORDS, 2)
        lines.append(f"{a}\t{b}\t{rng.integers(0, 10)}")
    lines.append("abcd\tunknown\t3")
    file = tmp_path / "pairs.tsv"
    file.write_text("\n".join(lines))
    score = spearman_on_pairs(vectors, file)
    _, theirs, _ = keyed.evaluate_word_pairs(str(file))
    assert (score.pairs, score.missing) == (60, 1)
    assert score.spearman == pytest.approx(theirs[0], abs=1e-6)


def test_analogy_scores_are_gensims(tmp_path):
    models = pytest.importorskip("gensim.models")
    rng = np.random.default_rng(4)
    base, shift = rng.normal(size=(40, 30)), rng.normal(size=30)
    matrix = np.concatenate([base, base + shift + 3 * rng.normal(size=(40, 30))])
    words = [f"w{i}" for i in range(40)] + [f"v{i}" for i in range(40)]
    vectors = WordVectors.from_arrays(words, matrix.astype(np.float32))
    keyed = models.KeyedVectors(30)
    keyed.add_vectors(words, vectors.matrix)
    lines = [": one"]
    lines += [f"W{i} v{i} w{j} V{j}" for i in range(12) for j in range(12) if i != j]
    lines += [": two", "w1 v1 w2 missing"]
    file = tmp_path / "questions.txt"
    file.write_text("\n".join(lines))
    for restrict in (30_000, 60):
        theirs, _ = keyed.evaluate_word_analogies(str(file), restrict_vocab=restrict)
        ours = analogies(vectors, file, restrict)
        assert ours == pytest.approx(theirs)
    assert 0.05 < ours < 0.95  # else the comparison says nothing


def test_lists_that_cannot_be_scored(vectors, tmp_path):
    file = tmp_path / "list.tsv"
    for text, said in [
        ("abcd\taaaa", "Line 1 of list.tsv"),
        ("# x\naaaa\tabcd\tnine", "Line 2 of list.tsv"),
        ("no\tsuch\t3", "0 are known"),
    ]:
        file.write_text(text)
        with pytest.raises(LearnerError, match=said):
            spearman_on_pairs(vectors, file)
    with pytest.raises(LearnerError, match="cannot be read"):
        spearman_on_pairs(vectors, tmp_path / "none")
    file.write_text("one two three")
    with pytest.raises(LearnerError, match="not four words"):
        analogies(vectors, file)

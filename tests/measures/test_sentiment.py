import pytest

from caatext.errors import MeasureError
from caatext.measures.sentiment import score_sentiment


def tone(address, value, hits, words, lexicon="vader"):
    return address | {"lexicon": lexicon, "value": value, "n_hits": hits, "n_words": words}


def test_score_sentiment_gives_tone_and_coverage_by_sentence_and_voice(make_annotations, address):
    annotations = make_annotations(
        sentences=[address(1) | {"start": 0, "end": 30}, address(2) | {"start": 31, "end": 60}],
        polarity=[tone(address(2, voice="quorrand"), -0.5, 1, 4), tone(address(1), 0.25, 2, 10)],
    )
    scores = score_sentiment(annotations)
    polarity = scores[scores["measure"] == "polarity"]
    assert polarity[["unit_id", "voice", "value", "weight"]].to_numpy().tolist() == [
        ["a1.1.1", "author", 0.25, 10.0],
        ["a1.1.2", "quorrand", -0.5, 4.0],
    ]
    assert polarity[["start", "end"]].to_numpy().tolist() == [[0, 30], [31, 60]]
    coverage = scores[scores["measure"] == "polarity_coverage"]
    assert coverage["value"].tolist() == [0.2, 0.25]
    assert set(scores["category"]) == {"all"}
    assert set(scores["unit"]) == {"sentence"}


def test_score_sentiment_runs_on_a_bundle_and_on_nothing(make_annotations, address):
    bundle = make_annotations(sentences=[address(1)], polarity=[tone(address(1), 0.1, 1, 5)])
    assert score_sentiment(bundle)["start"].tolist() == [-1, -1]
    assert score_sentiment(make_annotations()).empty


def test_score_sentiment_keeps_sentences_without_hits_and_drops_those_without_words(make_annotations, address):
    annotations = make_annotations(polarity=[tone(address(1), 0.0, 0, 6), tone(address(2), 0.0, 0, 0)])
    assert score_sentiment(annotations)[["measure", "sentence", "value"]].to_numpy().tolist() == [
        ["polarity", 1, 0.0],
        ["polarity_coverage", 1, 0.0],
    ]


def test_score_sentiment_never_mixes_lexicons(make_annotations, address):
    annotations = make_annotations(
        polarity=[tone(address(1), 0.5, 1, 5), tone(address(1), -0.5, 1, 5, lexicon="other")]
    )
    with pytest.raises(MeasureError, match="other, vader; asked for: none"):
        score_sentiment(annotations)
    assert score_sentiment(annotations, lexicon="other")["value"].tolist() == [-0.5, 0.2]
    with pytest.raises(MeasureError, match="asked for: third"):
        score_sentiment(annotations, lexicon="third")

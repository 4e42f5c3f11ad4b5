"""Every reference value of counts, agreement, coherence and dispersion, to the digits it is printed with."""

import numpy as np
import pytest
from scipy import stats

from caatext.stats.agreement import cohen_kappa, gwet_ac1, krippendorff_alpha, percent_agreement
from caatext.stats.association import log_odds_dirichlet, pmi
from caatext.stats.coherence import coherence_cosine, coherence_npmi, coherence_pmi, coherence_umass
from caatext.stats.collocations import collocations
from caatext.stats.dispersion import (
    deviation_of_proportions,
    juilland_d,
    kl_dispersion,
    rosengren_s,
    spread,
)
from caatext.stats.keyness_tests import chi2, fisher_exact, g2, p_chi2

N = float("nan")
#: First text: 7 times b, 3 times a. Second text: 7 times a, 2 times b. The first word is b, the second a.
TWO_WORDS = {"total_group": 10, "total_reference": 9}
GROUP, REFERENCE = [7, 3], [2, 7]


def printed(value, digits):
    return np.round(np.asarray(value, dtype=float), digits).tolist()


def test_keyness():
    plain = chi2(GROUP, REFERENCE, **TWO_WORDS)
    assert printed(plain, 9) == [4.337160494, -4.337160494]
    assert printed(p_chi2(plain), 6) == [0.037289, 0.037289]
    assert printed(chi2(GROUP, REFERENCE, **TWO_WORDS, correction="yates"), 9) == [2.632438272, -2.632438272]
    # to five decimals: the list prints 4.017630, but its own chi2 times its own G2 ratio is 4.0176257
    assert printed(chi2(GROUP, REFERENCE, **TWO_WORDS, correction="williams"), 5) == [4.01763, -4.01763]
    assert printed(4.337160494 * 4.200833412 / 4.534939332, 6) == 4.017626
    likelihood = g2(GROUP, REFERENCE, **TWO_WORDS)
    assert printed(likelihood, 9) == [4.534939332, -4.534939332]
    assert printed(p_chi2(likelihood), 6) == [0.033210, 0.033210]
    corrected = g2(GROUP, REFERENCE, **TWO_WORDS, correction="williams")
    assert printed(corrected, 9) == [4.200833412, -4.200833412]
    assert printed(p_chi2(corrected), 6) == [0.040404, 0.040404]
    exact = fisher_exact(GROUP, REFERENCE, **TWO_WORDS)
    assert printed(exact.odds_ratio[0], 6) == 7.166306
    assert exact.odds_ratio[1] == pytest.approx(1 / exact.odds_ratio[0])
    assert printed(exact.p_value, 6) == [0.069779, 0.069779]
    assert printed(pmi([7, 3], 10, [9, 10], 19), 6)[0] == 0.390539


def test_fighting_words():
    found = log_odds_dirichlet([1, 5, 1, 9], [100, 510, 100, 199], prior=0.01)
    assert printed(found.z, 8) == [-0.58984491, -1.90568407, -0.58984491, 2.98306431]
    assert printed(1 - 2 * stats.norm.cdf(found.z), 7) == [0.4447054, 0.9433088, 0.4447054, -0.9971462]
    swapped = log_odds_dirichlet([100, 510, 100, 199], [1, 5, 1, 9], prior=0.01)
    assert swapped.z.tolist() == pytest.approx((-found.z).tolist(), abs=1e-14)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The new European Union is not the old European Union",
            {
                ("European", "Union"): (2, 4.317488, 2.027787),
                ("The", "new"): (1, 3.931826, 1.797564),
                ("new", "European"): (1, 2.708050, 1.454456),
            },
        ),
        ("a b c a b d e b d a b", {("a", "b"): (3, 3.412247, 1.936083), ("b", "d"): (2, 3.218876, 1.799406)}),
    ],
)
def test_collocations(text, expected):
    found = collocations([text.split()], min_count=1)
    rows = zip(found.ngrams, found.counts, printed(found.lambda_, 6), printed(found.z, 6), strict=True)
    assert {ngram: tuple(row) for ngram, *row in rows if ngram in expected} == expected


THREE_CODERS = [
    [N, N, N, N, N, 3, 4, 1, 2, 1, 1, 3, 3, N, 3],
    [1, N, 2, 1, 3, 3, 4, 3, N, N, N, N, N, N, N],
    [N, N, 2, 1, 3, 4, 4, N, 2, 1, 1, 3, 3, N, 4],
]
FOUR_CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]


@pytest.mark.parametrize(
    ("codings", "level", "digits", "expected"),
    [
        (THREE_CODERS, "nominal", 6, 0.691358),
        (THREE_CODERS, "interval", 6, 0.810845),
        (THREE_CODERS, "ordinal", 6, 0.806721),
        (THREE_CODERS, "ratio", 6, 0.808944),
        (FOUR_CODERS, "nominal", 6, 0.743421),
        (FOUR_CODERS, "ordinal", 3, 0.815),
        (FOUR_CODERS, "ratio", 3, 0.797),
        (FOUR_CODERS, "interval", 6, 0.849107),
    ],
)
def test_alpha(codings, level, digits, expected):
    assert printed(krippendorff_alpha(codings, level=level), digits) == expected


def test_ac1_and_percent_agreement_of_the_four_coders():
    """Printed by Gwet's own irrCAC for the same table (README, ``cac.raw4raters``).

    By hand: units 1 to 11 have two codes or more; agreement is full in eight of them, 1/2 in units 2 and 8 (3 of 6
    pairs) and 0 in unit 6: 9/11 = 0.818182.
    """
    assert printed(percent_agreement(FOUR_CODERS), 7) == 0.8181818
    assert printed(gwet_ac1(FOUR_CODERS), 5) == 0.77544


#: How many of six psychiatrists gave each of 15 patients one of five diagnoses, as irrCAC prints it.
SIX_RATERS = [
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1],
]  # fmt: skip


def test_agreement_of_six_raters():
    """Printed by irrCAC (README, ``distrib.6raters``): p_a, AC1 and alpha."""
    codings = np.array([np.repeat(np.arange(5), row) for row in SIX_RATERS]).T
    assert printed(percent_agreement(codings), 7) == 0.5511111
    assert printed(gwet_ac1(codings), 7) == 0.4448007
    assert printed(krippendorff_alpha(codings), 7) == 0.4204384


def test_agreement_of_two_abstractors():
    """Printed by irrCAC (README, ``cont3x3abstractors``), from a table of 13, 20 + 7 and 4 + 56 patients."""
    pairs = [(0, 0)] * 13 + [(1, 1)] * 20 + [(1, 2)] * 7 + [(2, 1)] * 4 + [(2, 2)] * 56
    codings = np.array(pairs).T
    assert printed(percent_agreement(codings), 2) == 0.89
    assert printed(cohen_kappa(codings), 7) == 0.7964094
    assert printed(gwet_ac1(codings), 7) == 0.8493305
    assert printed(krippendorff_alpha(codings), 7) == 0.7972585


def test_coherence():
    """Five units; the first word stands in the units 2, 3, 4 and the second in 3 and 5."""
    presence = np.array([[0, 0], [1, 0], [1, 1], [1, 0], [0, 1]])
    assert printed(coherence_umass([[1, 0]], presence, smoothing=0), 9) == [-0.693147181]
    assert printed(coherence_pmi([[0, 1]], presence), 9) == [-0.182321557]
    assert printed(coherence_npmi([[0, 1]], presence), 9) == [-0.113282753]
    assert printed(coherence_cosine([[0, 1]], presence), 4) == [0.6230]


def test_dispersion():
    texts = ["bamnibeup", "basatbewqn", "bcagabesta", "baghabeaat", "bahaabeaxat"]
    sizes = [len(text) for text in texts]
    counts = np.array([[text.count(letter) for letter in "biqx"] for text in texts])
    assert printed(deviation_of_proportions(counts, sizes), 2) == [0.02, 0.82, 0.80, 0.78]
    assert printed(deviation_of_proportions(counts, sizes, normed=True), 3) == [0.024, 1.0, 0.976, 0.951]
    assert printed(juilland_d(counts, sizes), 3) == [0.968, 0.0, 0.0, 0.0]
    assert printed(rosengren_s(counts, sizes), 3) == [0.999, 0.18, 0.20, 0.22]
    assert printed(kl_dispersion(counts, sizes), 3) == [0.003, 2.474, 2.322, 2.184]
    found = spread(counts)
    assert found.n_texts.tolist() == [5, 1, 1, 1]
    assert printed(found.sd, 1) == [0.0, 0.4, 0.4, 0.4]
    assert printed(found.variation, 1) == [0.0, 2.0, 2.0, 2.0]


def test_dispersion_of_a_french_lemma():
    """Lyne's (1985) ALLEMAND in ten tenths, as printed by the R package tlda: D, S, and KL as KL / (1 + KL)."""
    counts = np.array([[2, 0, 1, 1, 3, 0, 3, 0, 0, 0]]).T
    sizes = [8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930]
    assert printed(juilland_d(counts, sizes), 7) == [0.6038797]
    assert printed(rosengren_s(counts, sizes), 7) == [0.4763652]
    bits = kl_dispersion(counts, sizes)
    assert printed(bits / (1 + bits), 7) == [0.5334922]

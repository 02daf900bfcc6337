"""The image sets: published figures, damaged and missing files, noise."""

from __future__ import annotations

import gzip
import hashlib
import inspect
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.data.images import Digits, FashionMnist, Mnist, choose_digits, choose_images
from playground.model.dataset import MissingData
from playground.model.pipeline import read_idx, read_table
from playground.model.places import find_data_file


def _write(path: Path, content: bytes) -> str:
    packed = gzip.compress(content)
    path.write_bytes(packed)
    return hashlib.sha256(packed).hexdigest()


def test_mnist_has_the_published_figures() -> None:
    samples = Mnist(normalisation="standardise").load()
    assert np.bincount(samples.train_targets).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(samples.test_targets).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert round(float(samples.offset.item()) / 255.0, 4) == 0.1307
    assert round(float(samples.scale.item()) / 255.0, 4) == 0.3081


def test_digits_has_all_its_images() -> None:
    samples = Digits(train_share=1.0).load()
    assert samples.train_inputs.shape == (1797, 1, 8, 8)
    assert np.bincount(samples.train_targets).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_a_small_choice_is_part_of_a_larger_one() -> None:
    few, many = Mnist(samples=50, test_samples=10).load(), Mnist(samples=500, test_samples=10).load()
    known = {image.tobytes() for image in many.train_inputs}
    assert all(image.tobytes() in known for image in few.train_inputs)
    np.testing.assert_array_equal(few.test_inputs, many.test_inputs)


def test_noise_has_the_stated_strength_and_is_not_clipped() -> None:
    clean, noisy = Mnist(samples=300, test_samples=0).load(), Mnist(samples=300, test_samples=0, noise=0.2).load()
    difference = noisy.train_inputs - clean.train_inputs
    assert abs(float(difference.std()) - 0.2) < 0.005
    assert noisy.train_inputs.min() < 0.0


@pytest.mark.parametrize("place", [0, 20, 5000, -1])
def test_one_flipped_byte_is_noticed(place: int, tmp_path: Path) -> None:
    file = Mnist.published[3]
    content = bytearray(find_data_file(file).read_bytes())
    content[place % len(content)] ^= 1
    damaged = tmp_path / "t10k-labels-idx1-ubyte.gz"
    damaged.write_bytes(content)
    with pytest.raises(ValueError, match=r"t10k-labels-idx1-ubyte\.gz is damaged: put the published file"):
        read_idx(damaged, file.sha256)
    with pytest.raises(ValueError, match="is damaged"):
        read_table(damaged, file.sha256)


def test_another_format_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "labels.gz"
    for content in (b"", b"\x00\x00\x0d\x01\x00\x00\x00\x00", b"\x00\x00\x08\x03\x00\x00"):
        with pytest.raises(ValueError, match="not in the idx format"):
            read_idx(path, _write(path, content))
    for content in (struct.pack(">2xBBI", 8, 1, 5) + b"1234", struct.pack(">2xBBIII", 8, 3, *[2**32 - 1] * 3)):
        with pytest.raises(ValueError, match="not complete"):
            read_idx(path, _write(path, content))
    digest = _write(path, struct.pack(">2xBBII", 8, 2, 2, 3) + bytes(range(6)))
    assert read_idx(path, digest).tolist() == [[0, 1, 2], [3, 4, 5]]


def test_missing_fashion_says_what_to_put_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = tmp_path / "playground" / "data" / "fashion-mnist"
    fashion = FashionMnist()
    assert fashion.files().missing() == "Fashion-MNIST is not on this machine: put its four files into the data folder."
    assert [place.parent for place in fashion.files().absent()] == [folder] * 4
    folder.mkdir(parents=True)
    for place in fashion.files().absent()[1:]:
        place.touch()
    assert "put train-images-idx3-ubyte.gz into" in fashion.files().missing()
    for place in folder.iterdir():
        place.unlink()
    with pytest.raises(MissingData, match="not on this machine"):
        FashionMnist().load()


def test_damaged_fashion_is_said_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = tmp_path / "playground" / "data" / "fashion-mnist"
    folder.mkdir(parents=True)
    for file in FashionMnist.published:
        (tmp_path / "playground" / "data" / file.name).write_bytes(b"not what was published")
    assert FashionMnist().problems() == ()
    with pytest.raises(MissingData, match="is damaged: put the published file in its place"):
        FashionMnist().load()


def test_reading_and_choosing_run_alone_when_printed() -> None:
    space: dict[str, Any] = {"np": np, "gzip": gzip, "hashlib": hashlib, "struct": struct, "Path": Path}
    for function in (read_idx, read_table, choose_images, choose_digits):
        exec(f"from __future__ import annotations\n{inspect.getsource(function)}", space)
    paths = [(find_data_file(file), file.sha256) for file in Mnist.published]
    pixels, classes = space["choose_images"](*(space["read_idx"](*path) for path in paths), 200, 50, 0.1, 3)
    samples = Mnist(samples=200, test_samples=50, noise=0.1, seed=3, normalisation="none").load()
    assert pixels[:200].tobytes() == samples.train_inputs.tobytes()
    assert classes[200:].tobytes() == samples.test_targets.tobytes()
    file = Digits().files().refs[0]
    pixels, classes = space["choose_digits"](space["read_table"](find_data_file(file), file.sha256), 60, 0.1, 3)
    samples = Digits(samples=60, noise=0.1, seed=3, train_share=1.0, normalisation="none").load()
    assert sorted(classes) == sorted(samples.train_targets)
    assert sorted(image.tobytes() for image in pixels) == sorted(image.tobytes() for image in samples.train_inputs)

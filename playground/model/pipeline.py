"""From raw samples to what a network sees: the steps that every data set shares, in numpy alone.

Each function stands on its own, as exported scripts print them word for word. N is the number of samples.
"""

from __future__ import annotations

import gzip
import hashlib
import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def read_idx(path: Path, sha256: str) -> Array:
    """Read one gzipped file of the MNIST family: uint8 pixels (N, 28, 28) or uint8 labels (N,).

    The format: two zero bytes, the type (8 means bytes), the number of axes, each axis' length as four bytes, the
    values (http://yann.lecun.com/exdb/mnist).

    Raises:
        ValueError: the file is not, byte for byte, the one with that SHA-256, or has another format.
    """
    packed = Path(path).read_bytes()
    if hashlib.sha256(packed).hexdigest() != sha256:
        raise ValueError(f"The file {Path(path).name} is damaged: put the published file in its place.")
    content = gzip.decompress(packed)
    if content[:3] != b"\x00\x00\x08" or len(content) < 4 + 4 * content[3]:
        raise ValueError(f"The file {Path(path).name} is not in the idx format: put the published file in its place.")
    axes = content[3]
    shape = struct.unpack(f">{axes}I", content[4 : 4 + 4 * axes])
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * axes)
    if values.size != np.prod(shape, dtype=np.int64):
        raise ValueError(f"The file {Path(path).name} is not complete: put the published file in its place.")
    return values.reshape(shape)


def read_table(path: Path, sha256: str) -> Array:
    """Read a gzipped table of small whole numbers, comma-separated: uint8 (rows, columns).

    Raises:
        ValueError: the file is not, byte for byte, the one with that SHA-256.
    """
    packed = Path(path).read_bytes()
    if hashlib.sha256(packed).hexdigest() != sha256:
        raise ValueError(f"The file {Path(path).name} is damaged: put the published file in its place.")
    rows = gzip.decompress(packed).split()
    return np.array([[int(float(cell)) for cell in row.split(b",")] for row in rows], np.uint8)


def part(inputs: Array, targets: Array, train_share: float, seed: int) -> tuple[Array, Array]:
    """Part samples at random: indices int64 of those to train on, and of those kept for testing.

    The share is rounded to whole samples. The random stream is another one than that which drew the samples.
    """
    order = np.random.default_rng([seed, 1]).permutation(len(targets))
    train = round(len(targets) * train_share)
    return order[:train], order[train:]


def part_at(inputs: Array, targets: Array, train: int) -> tuple[Array, Array]:
    """Part samples by their order: the first ``train`` are trained on, the others kept for testing."""
    order = np.arange(len(targets))
    return order[:train], order[train:]


def hold_out(train: Array, share: float) -> tuple[Array, Array]:
    """Set a share of the samples to train on aside: indices of those still trained on, and of those to validate on.

    They are the last ones, which are drawn at random where the parts are, and the latest where samples stand in time.
    The share is rounded to whole samples.
    """
    kept = len(train) - round(len(train) * share)
    return train[:kept], train[kept:]


def part_whole(inputs: Array, targets: Array) -> tuple[Array, Array]:
    """Train on all samples and test on the same ones, as where a table is all that there is."""
    order = np.arange(len(targets))
    return order, order.copy()


def plane_features(points: Array, names: tuple[str, ...]) -> Array:
    """Turn points (N, 2) into the chosen features, float32 (N, len(names)), in the order of the names."""
    x, y = points[:, 0], points[:, 1]
    known = {
        "x": x,
        "y": y,
        "x^2": x * x,
        "y^2": y * y,
        "xy": x * y,
        "sin x": np.sin(x),
        "sin y": np.sin(y),
    }
    features = np.empty((len(points), len(names)), np.float32)
    for column, name in enumerate(names):
        features[:, column] = known[name]
    return features


def keep(features: Array) -> tuple[Array, Array]:
    """Leave the features as they are: offset 0 and scale 1, float32 (*one sample)."""
    return np.zeros(features.shape[1:], np.float32), np.ones(features.shape[1:], np.float32)


def standardise(features: Array) -> tuple[Array, Array]:
    """Give each feature mean 0 and standard deviation 1; a feature that never changes is only moved to 0.

    Takes the features of the train part (N, F). Returns offset and scale, float32 (F,).
    """
    if len(features) == 0:
        return np.zeros(features.shape[1:], np.float32), np.ones(features.shape[1:], np.float32)
    spread = features.std(axis=0, dtype=np.float64)
    constant = features.min(axis=0) == features.max(axis=0)
    scale = np.where(constant, 1.0, spread)
    return features.mean(axis=0, dtype=np.float64).astype(np.float32), scale.astype(np.float32)


def min_max(features: Array) -> tuple[Array, Array]:
    """Let each feature run from 0 to 1 over the train part; one that never changes is only moved to 0.

    Takes the features of the train part (N, F). Returns offset and scale, float32 (F,).
    """
    if len(features) == 0:
        return np.zeros(features.shape[1:], np.float32), np.ones(features.shape[1:], np.float32)
    low, high = features.min(axis=0), features.max(axis=0)
    scale = np.where(low == high, 1.0, high - low)
    return low.astype(np.float32), scale.astype(np.float32)


def full_ink(pixels: Array, ink: float) -> tuple[Array, Array]:
    """Let pixels run from 0 to 1, full ink, or with 1 leave them: offset 0, scale ``ink``, float32 (1, 1, 1)."""
    return np.zeros((1, 1, 1), np.float32), np.full((1, 1, 1), ink, np.float32)


def standardise_pixels(pixels: Array) -> tuple[Array, Array]:
    """Give the pixels of each channel of the train part mean 0 and standard deviation 1.

    Takes pixels (N, channels, height, width). Returns offset and scale, float32 (channels, 1, 1). Goes through the
    pixels in blocks of samples, so that no second copy of them all is needed.
    """
    channels = pixels.shape[1]
    offset, scale = np.zeros((channels, 1, 1), np.float32), np.ones((channels, 1, 1), np.float32)
    for channel in range(channels):
        total = squares = 0.0
        for start in range(0, len(pixels), 1000):
            block = pixels[start : start + 1000, channel].astype(np.float64)
            total += float(block.sum())
            squares += float(np.square(block, out=block).sum())
        count = max(pixels.size // channels, 1)
        mean = total / count
        variance = max(squares / count - mean * mean, 0.0)
        offset[channel] = mean
        scale[channel] = variance**0.5 if variance > 0.0 else 1.0
    return offset, scale


def normalise(features: Array, offset: Array, scale: Array) -> Array:
    """Move and divide: ``(features - offset) / scale``, float32 of the same shape."""
    moved = np.subtract(features, offset, dtype=np.float32)
    return np.divide(moved, scale, out=moved)

"""Augmentation: a batch with each of its samples changed a little, by chance, so that no two epochs see the same.

Images are (N, channels, height, width) with pixels from 0 (paper, or black) to 1 (ink, or full light); sequences of
numbers are (N, time, features), tokens int64 (N, time). ``generator`` is what all draws come from; each
sample is changed by draws of its own.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


def as_light(images: Tensor, offset: Tensor, scale: Tensor, white: float) -> Tensor:
    """Take normalisation back, so that pixels run from 0 to 1; ``white`` is a raw pixel of full ink or light."""
    return (images * scale + offset) / white


def as_normalised(images: Tensor, offset: Tensor, scale: Tensor, white: float) -> Tensor:
    """Normalise pixels from 0 to 1 as the network gets them."""
    return (images * white - offset) / scale


def uniform(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    """Draw so many numbers evenly from low to high: (count,)."""
    return low + (high - low) * torch.rand(count, generator=generator)


def warp(images: Tensor, across: Tensor, down: Tensor, edge: str) -> Tensor:
    """Look up each pixel at another place of its image, in between by a straight line.

    ``across`` and ``down`` (N, 3) are the two rows of a matrix that leads from a place of the new image to one of the
    old: its factors of x and y, and what is added, in units in which the image reaches from -1 to 1. Beyond the edge
    stand the pixels ``nearest`` to it, or ``zeros``.
    """
    high, wide = images.shape[2:]
    shape = torch.tensor([[1.0, high / wide, 1.0], [wide / high, 1.0, 1.0]])  # so that a turn keeps its angle
    places = nn.functional.affine_grid(torch.stack([across, down], 1) * shape, list(images.shape), align_corners=False)
    padding = "border" if edge == "nearest" else "zeros"
    return nn.functional.grid_sample(images, places, padding_mode=padding, align_corners=False)


def shift(images: Tensor, generator: torch.Generator, pixels: int, edge: str) -> Tensor:
    """Move each image by up to so many whole pixels, to any side."""
    moves = torch.randint(-pixels, pixels + 1, (2, len(images)), generator=generator).float()
    one, none = torch.ones(len(images)), torch.zeros(len(images))
    right, below = 2 * moves[0] / images.shape[3], 2 * moves[1] / images.shape[2]
    return warp(images, torch.stack([one, none, -right], 1), torch.stack([none, one, -below], 1), edge)


def rotate(images: Tensor, generator: torch.Generator, degrees: float, edge: str) -> Tensor:
    """Turn each image about its middle by up to so many degrees, to either side."""
    angles = uniform(len(images), -degrees, degrees, generator) * (math.pi / 180)
    cos, sin, none = angles.cos(), angles.sin(), torch.zeros(len(images))
    return warp(images, torch.stack([cos, -sin, none], 1), torch.stack([sin, cos, none], 1), edge)


def rescale(images: Tensor, generator: torch.Generator, least: float, most: float, edge: str) -> Tensor:
    """Shrink or enlarge each image about its middle by a factor from least to most."""
    each, none = 1 / uniform(len(images), least, most, generator), torch.zeros(len(images))
    return warp(images, torch.stack([each, none, none], 1), torch.stack([none, each, none], 1), edge)


def shear(images: Tensor, generator: torch.Generator, degrees: float, edge: str) -> Tensor:
    """Slant each image by up to so many degrees, as letters in italics are, to either side."""
    slant = (uniform(len(images), -degrees, degrees, generator) * (math.pi / 180)).tan()
    one, none = torch.ones(len(images)), torch.zeros(len(images))
    return warp(images, torch.stack([one, slant, none], 1), torch.stack([none, one, none], 1), edge)


def flip(images: Tensor, generator: torch.Generator, sideways: bool, upside_down: bool, share: float) -> Tensor:
    """Mirror this share of the images from side to side, and this share of them upside down."""
    for axis, wanted in ((3, sideways), (2, upside_down)):
        if wanted:
            chosen = torch.rand(len(images), generator=generator) < share
            images = torch.where(chosen[:, None, None, None], images.flip(axis), images)
    return images


def crop(images: Tensor, generator: torch.Generator, least: float) -> Tensor:
    """Cut a piece of at least this share of the side out of each image, anywhere, and enlarge it to full size."""
    part, none = uniform(len(images), least, 1.0, generator), torch.zeros(len(images))
    right, below = ((1 - part) * uniform(len(images), -1.0, 1.0, generator) for _ in range(2))
    return warp(images, torch.stack([part, none, right], 1), torch.stack([none, part, below], 1), "nearest")


def bell(widths: Tensor) -> Tensor:
    """Gaussian kernels of these widths in pixels, each of sum 1: (widths, pixels)."""
    reach = max(1, math.ceil(3 * float(widths.max())))
    steps = torch.arange(-reach, reach + 1)
    weights = torch.exp(-0.5 * (steps / widths.clamp(min=1e-3)[:, None]) ** 2)
    return weights / weights.sum(1, keepdim=True)


def smooth(images: Tensor, widths: Tensor) -> Tensor:
    """Blur each image by a Gaussian of its own width in pixels, (N,); edges are mirrored there."""
    count, channels, high, wide = images.shape
    kernels = bell(widths).repeat_interleave(channels, 0)[:, None]  # (N * channels, 1, pixels)
    reach = min(kernels.shape[2] // 2, high - 1, wide - 1)
    middle = kernels.shape[2] // 2
    kernels = kernels[:, :, middle - reach : middle + reach + 1]
    kernels = kernels / kernels.sum(2, keepdim=True)
    flat = nn.functional.pad(images, (reach, reach, reach, reach), mode="reflect").reshape(
        1, count * channels, high + 2 * reach, wide + 2 * reach
    )
    flat = nn.functional.conv2d(flat, kernels[:, :, :, None], groups=count * channels)
    flat = nn.functional.conv2d(flat, kernels[:, :, None, :], groups=count * channels)
    return flat.reshape(count, channels, high, wide)


def elastic(images: Tensor, generator: torch.Generator, pixels: float, width: float) -> Tensor:
    """Push the pixels of each image about like ink on rubber: by about so many pixels, alike within a width.

    After P. Simard et al., *Best Practices for Convolutional Neural Networks*, 2003.
    """
    count, _, high, wide = images.shape
    pushes = smooth(torch.randn(count, 2, high, wide, generator=generator), torch.full((count,), width))
    pushes = pushes * (pixels / pushes.std(dim=(1, 2, 3), keepdim=True))
    still = torch.eye(2, 3).expand(count, 2, 3)
    places = nn.functional.affine_grid(still, list(images.shape), align_corners=False)
    places = places + pushes.permute(0, 2, 3, 1) * torch.tensor([2 / wide, 2 / high])
    return nn.functional.grid_sample(images, places, padding_mode="border", align_corners=False)


def blur(images: Tensor, generator: torch.Generator, width: float) -> Tensor:
    """Blur each image by a Gaussian of up to this width in pixels."""
    return smooth(images, uniform(len(images), 0.0, width, generator))


def add_noise(values: Tensor, generator: torch.Generator, spread: float) -> Tensor:
    """Add a normal number of this spread to each number."""
    return values + spread * torch.randn(values.shape, generator=generator)


def grey_of(images: Tensor) -> Tensor:
    """How light each pixel is to the eye: (N, 1, height, width). Of other than three channels it is their mean."""
    if images.shape[1] != 3:
        return images.mean(1, keepdim=True)
    return (images * torch.tensor([0.2989, 0.587, 0.114])[:, None, None]).sum(1, keepdim=True)


def blend(images: Tensor, other: Tensor, factors: Tensor) -> Tensor:
    """Go from other images towards these by a factor a sample, over 1 beyond them; pixels stay within 0 and 1."""
    each = factors[:, None, None, None]
    return (each * images + (1 - each) * other).clamp(0, 1)


def brightness(images: Tensor, generator: torch.Generator, strength: float) -> Tensor:
    """Multiply the pixels of each image by a factor that is up to this share below or above 1."""
    factors = uniform(len(images), max(0.0, 1 - strength), 1 + strength, generator)
    return blend(images, torch.zeros_like(images), factors)


def contrast(images: Tensor, generator: torch.Generator, strength: float) -> Tensor:
    """Bring the pixels of each image nearer to their mean lightness or take them farther, up to this share."""
    factors = uniform(len(images), max(0.0, 1 - strength), 1 + strength, generator)
    return blend(images, grey_of(images).mean(dim=(2, 3), keepdim=True), factors)


def saturation(images: Tensor, generator: torch.Generator, strength: float) -> Tensor:
    """Make the colours of each image paler or stronger, up to this share."""
    factors = uniform(len(images), max(0.0, 1 - strength), 1 + strength, generator)
    return blend(images, grey_of(images), factors)


def hue(images: Tensor, generator: torch.Generator, strength: float) -> Tensor:
    """Turn the colours of each image round the colour circle, by up to this share of it to either side.

    They are turned about the axis of greys in the space of red, green and blue, so that greys stay what they are.
    """
    angles = uniform(len(images), -strength, strength, generator) * (2 * math.pi)
    cos, sin = angles.cos()[:, None, None], angles.sin()[:, None, None]
    around = torch.tensor([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]]) / math.sqrt(3)
    turned = cos * torch.eye(3) + sin * around + (1 - cos) / 3 * torch.ones(3, 3)  # (N, 3, 3), Rodrigues' formula
    return torch.einsum("ncd,ndhw->nchw", turned, images).clamp(0, 1)


def jitter_colours(
    images: Tensor, generator: torch.Generator, light: float, contrasts: float, colours: float, hues: float
) -> Tensor:
    """Change brightness, contrast, saturation and hue of each image, in this order, each up to its strength."""
    changes = ((brightness, light), (contrast, contrasts), (saturation, colours), (hue, hues))
    for change, strength in changes:
        if strength:
            images = change(images, generator, strength)
    return images


def erase(images: Tensor, generator: torch.Generator, share: float, least: float, most: float, noisy: bool) -> Tensor:
    """Wipe a rectangle out of this share of the images, of least to most of their area and any proportions.

    After Z. Zhong et al., *Random Erasing Data Augmentation*, 2020. It becomes 0, or noise from 0 to 1.
    """
    count, _, high, wide = images.shape
    chosen = torch.rand(count, generator=generator) < share
    area = uniform(count, least, most, generator)
    ratio = uniform(count, math.log(0.3), math.log(1 / 0.3), generator).exp()
    tall, broad = ((area * ratio).sqrt() * high).clamp(max=high), ((area / ratio).sqrt() * wide).clamp(max=wide)
    top, left = ((room * torch.rand(count, generator=generator)).round() for room in (high - tall, wide - broad))
    rows, columns = torch.arange(high), torch.arange(wide)
    across = (columns >= left[:, None]) & (columns < (left + broad)[:, None])
    down = (rows >= top[:, None]) & (rows < (top + tall)[:, None])
    wiped = chosen[:, None, None, None] & down[:, None, :, None] & across[:, None, None, :]
    filling = torch.rand(images.shape, generator=generator) if noisy else torch.zeros_like(images)
    return torch.where(wiped, filling, images)


def cut_out(images: Tensor, generator: torch.Generator, pixels: int) -> Tensor:
    """Wipe a square of this side out of each image, its middle anywhere, so that part of it may lie outside.

    After T. DeVries and G. Taylor, *Improved Regularization of Convolutional Neural Networks with Cutout*, 2017.
    """
    count, _, high, wide = images.shape
    top = torch.randint(0, high, (count, 1), generator=generator) - pixels // 2
    left = torch.randint(0, wide, (count, 1), generator=generator) - pixels // 2
    rows, columns = torch.arange(high), torch.arange(wide)
    down, across = (rows >= top) & (rows < top + pixels), (columns >= left) & (columns < left + pixels)
    return images.masked_fill(down[:, None, :, None] & across[:, None, None, :], 0.0)


def scale_values(values: Tensor, generator: torch.Generator, strength: float) -> Tensor:
    """Multiply each sequence (N, time, features) by a factor that is up to this share below or above 1."""
    return values * uniform(len(values), 1 - strength, 1 + strength, generator)[:, None, None]


def warp_window(values: Tensor, generator: torch.Generator, share: float, most: float) -> Tensor:
    """Let time run faster or slower in a window of each sequence (N, time, features), and bring it to the old length.

    The window has this share of the steps and lies anywhere; it is stretched or squeezed by a factor of up to ``most``.
    After A. Le Guennec et al., *Data Augmentation for Time Series Classification*, 2016.
    """
    count, time = values.shape[:2]
    window = share * (time - 1)
    start = (time - 1 - window) * torch.rand(count, 1, generator=generator)
    factor = uniform(count, -math.log(most), math.log(most), generator).exp()[:, None]
    long = window * factor  # how long the window takes
    whole = time - 1 - window + long
    now = torch.linspace(0, 1, time) * whole  # (N, time), moments of the new sequence
    then = torch.where(now < start + long, start + (now - start) / factor, now - long + window)
    then = torch.where(now < start, now, then).clamp(0, time - 1)
    before = then.floor().long().clamp(max=max(time - 2, 0))
    part = (then - before)[:, :, None]
    one, other = (
        values.gather(1, (before + step).clamp(max=time - 1)[:, :, None].expand_as(values)) for step in (0, 1)
    )
    return one + (other - one) * part


def drop_words(tokens: Tensor, generator: torch.Generator, share: float, unknown: int, padding: int) -> Tensor:
    """Put the unknown token in the place of this share of the tokens; padding stays."""
    dropped = torch.rand(tokens.shape, generator=generator) < share
    return tokens.masked_fill(dropped & (tokens != padding), unknown)


def swap_words(tokens: Tensor, generator: torch.Generator, share: float, padding: int) -> Tensor:
    """Let this share of the neighbouring tokens change places, each with one other at most; padding stays."""
    time = tokens.shape[1]
    first = torch.randint(0, 2, (len(tokens), 1), generator=generator)  # pairs begin at the first step or at the second
    steps = torch.arange(time)
    leads = ((steps - first) % 2 == 0) & (steps < time - 1)
    other = torch.roll(tokens, -1, 1)
    swapped = leads & (torch.rand(tokens.shape, generator=generator) < share) & (tokens != padding) & (other != padding)
    places = steps + swapped.long() - torch.roll(swapped, 1, 1).long()
    return tokens.gather(1, places)

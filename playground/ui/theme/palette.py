"""Palette: the colours of the design language, light and dark."""

from __future__ import annotations

from dataclasses import dataclass

NO_NUMBER = "#E0007A"
"""What is NaN or infinite in a picture, in light and dark alike: a colour of no scale, no class and no part of the
window."""


@dataclass(frozen=True)
class Palette:
    """One palette. Every colour is ``#RRGGBB``; scales run from their lowest to their highest value."""

    room: str
    panel: str
    card: str
    line: str
    line_2: str
    text_1: str
    text_2: str
    text_3: str
    accent: str
    accent_fill: str
    accent_soft: str
    accent_mid: str
    track: str
    segment: str
    chip: str
    grid: str
    error: str
    warning: str
    warning_fill: str
    warning_line: str
    signed: tuple[str, ...]
    magnitude: tuple[str, ...]
    classes: tuple[str, ...]
    terms: tuple[str, ...]
    image_paper: str
    image_ink: str


LIGHT = Palette(
    room="#F5F6F8",
    panel="#FFFFFF",
    card="#FFFFFF",
    line="#E4E6EB",
    line_2="#D3D6DE",
    text_1="#15171C",
    text_2="#535968",
    text_3="#697080",
    accent="#6A4FE0",
    accent_fill="#6A4FE0",
    accent_soft="#F0EDFD",
    accent_mid="#CFC6F8",
    track="#E1E3E9",
    segment="#EFF0F4",
    chip="#F1F2F5",
    grid="#EDEEF2",
    error="#BF2A1E",
    warning="#9A5B00",
    warning_fill="#FFF6E6",
    warning_line="#F3DDB2",
    signed=(
        "#00528C",
        "#237FC8",
        "#6AAAE6",
        "#B5D5F4",
        "#F6F6F6",
        "#F6D6AC",
        "#F1AA57",
        "#E27806",
        "#A94C0B",
    ),
    magnitude=("#F3F8F6", "#BFE6DC", "#86CBCB", "#50ABBB", "#2F87A6", "#24638A", "#1C4067", "#14213F"),
    classes=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C7A00", "#15171C"),
    terms=("#00786F", "#B5481C", "#2F6DB5", "#8C6A00", "#A33A78", "#5B6472"),
    image_paper="#FFFFFF",
    image_ink="#15171C",
)

DARK = Palette(
    room="#121317",
    panel="#191B20",
    card="#1D1F25",
    line="#2A2D35",
    line_2="#3A3E48",
    text_1="#ECEDF1",
    text_2="#A9AEBA",
    text_3="#8C92A0",
    accent="#A796FF",
    accent_fill="#735AEA",
    accent_soft="#2A2644",
    accent_mid="#4A3F8A",
    track="#33363F",
    segment="#23262D",
    chip="#282B33",
    grid="#262931",
    error="#FF8A7A",
    warning="#F2BE62",
    warning_fill="#2C2518",
    warning_line="#4E3F1F",
    signed=(
        "#A3D2FF",
        "#5AA4E8",
        "#2976B6",
        "#1E4568",
        "#1D2026",
        "#5E3819",
        "#A8601A",
        "#E89130",
        "#FFCE80",
    ),
    magnitude=("#1A1C22", "#1C3751", "#005A79", "#008090", "#00A497", "#66C29B", "#B1DCAC", "#ECF5D6"),
    classes=("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#0072B2", "#F0E442", "#ECEDF1"),
    terms=("#3CC9B4", "#F08A5D", "#7FB2F0", "#D9B84A", "#E58CC0", "#A9AEBA"),
    image_paper="#1D1F25",
    image_ink="#ECEDF1",
)

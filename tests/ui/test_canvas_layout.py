"""Where cards lie, what lies at a point, and how numbers become colours and lines: geometry without a window."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.registry import LAYERS
from playground.model.trace import trace
from playground.numerals import narrow
from playground.ui.canvas import tiles
from playground.ui.canvas.arranging import arrange
from playground.ui.canvas.cards import cards_of, structure
from playground.ui.canvas.hits import gap_at, hit
from playground.ui.canvas.layout import Layout
from playground.ui.canvas.lines import MOST_LINES, bundle, strengths
from playground.ui.canvas.widths import MOST_ROWS, PAGE, SMALL_TILES, TIGHT_GAP, TIGHT_MARGIN, TILES
from playground.ui.examples.features import over_plane
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import NO_NUMBER_RGBA
from tests.draws import draws


def measure(text: str, role: str) -> float:
    return 6.5 * len(text) if role == "card" else 5.6 * len(text)


def lay_out(experiment: Experiment, width: float = 856, height: float = 468) -> Layout:
    return arrange(cards_of(experiment, trace(experiment)), width, height, measure, {})


def network(*layers: dict[str, object], data: str = "circle") -> Experiment:
    return from_plain({"data": {"kind": data}, "networks": {"main": list(layers)}})


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Any stack of layers, most of them broken, with some links that skip."""
    experiment = network(data=draw(st.sampled_from(["circle", "sine", "digits"])))
    kinds = sorted(id for id, kind in LAYERS.kinds.items() if not kind.pinned)
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=9)):
        experiment, id = edits.insert(experiment, LAYERS.find(kind)(), "output")
        if draw(st.booleans()):
            ids = ("input", *experiment.ids())
            source = draw(st.sampled_from(ids[: ids.index(id)]))
            experiment = edits.connect(experiment, id, (ids[ids.index(id) - 1], source))
    return experiment


@draws(60)
@given(experiments(), st.floats(300, 2400), st.floats(200, 1400))
def test_cards_never_overlap_and_all_can_be_hit(experiment: Experiment, width: float, height: float) -> None:
    layout = lay_out(experiment, width, height)
    boxes = [layout.boxes[card.id] for card in layout.cards]
    assert boxes[0].x >= TIGHT_MARGIN
    assert boxes[-1].right + TIGHT_MARGIN <= layout.width + 0.01
    for left, right in pairwise(boxes):
        assert left.right <= right.x
    for card in layout.cards:
        box = layout.boxes[card.id]
        found = hit(layout, box.x + box.w / 2, box.y + box.h * 0.45)
        assert (found.what, found.id) == ("card", card.id) or found.what.startswith("example")
        first, count = layout.window(card)
        for row in range(first, first + count):
            tile = layout.tile_box(card, row)
            if tile is not None and not card.single:
                assert box.x <= tile.x
                assert tile.right <= box.right
                assert layout.row_at(card, tile.y + tile.h / 2) == row
    for gap in layout.gaps:
        plus = layout.plus_box(gap.before)
        assert hit(layout, plus.x + plus.w / 2, plus.y + plus.h / 2).id == gap.before
        assert gap_at(layout, gap.middle) == gap.before


def test_the_largest_tiles_that_fit_are_chosen() -> None:
    experiment = load_example("circle")
    assert lay_out(experiment, 1160, 620).tile == TILES[0]
    eight = network({"kind": "linear", "units": 8}, {"kind": "tanh"})
    assert lay_out(eight, 856, 468).tile == TILES[1]
    assert lay_out(eight, 752, 352).tile == TILES[2]
    assert lay_out(eight, 752, 352).slots == PAGE
    assert lay_out(eight, 752, 200).slots < PAGE


def test_up_to_sixteen_rows_show_at_once_on_smaller_tiles_and_are_paged_where_even_those_find_no_room() -> None:
    many = network({"kind": "linear", "units": MOST_ROWS}, {"kind": "tanh"}, {"kind": "linear", "units": 40})
    layout = lay_out(many, 856, 476)
    assert (layout.slots, layout.tile) == (MOST_ROWS, SMALL_TILES[0])
    assert layout.pager_box(layout.card("linear_1")) is None
    assert layout.pager_box(layout.card("linear_2")) is not None
    tiles = [layout.tile_box(layout.card("linear_1"), row) for row in range(MOST_ROWS)]
    for above, below in pairwise(tiles):
        assert above is not None
        assert below is not None
        assert above.bottom + 2 <= below.y
    low = lay_out(many, 856, 360)
    assert (low.slots, low.tile) == (PAGE, TILES[2])
    assert low.pager_box(low.card("tanh_1")) is not None
    wide = lay_out(many, 1500, 640)
    assert (wide.slots, wide.tile) == (MOST_ROWS, TILES[2])


@pytest.mark.parametrize(
    ("example", "width", "height"), [("digits_cnn", 853, 476), ("mnist_mlp", 750, 372), ("digits_cnn", 760, 372)]
)
def test_gaps_and_cards_give_way_before_anything_is_cut(example: str, width: float, height: float) -> None:
    layout = lay_out(load_example(example), width, height)
    assert layout.width <= width + 1
    assert all(gap.docked or gap.right - gap.left >= 11 for gap in layout.gaps)
    assert any(gap.wide for gap in layout.gaps)


def test_a_network_that_is_too_long_is_as_narrow_as_its_words_allow() -> None:
    layout = lay_out(load_example("digits_resnet"), 853, 476)
    assert layout.width > 853
    assert {gap.right - gap.left for gap in layout.gaps if gap.wide and not gap.leaves} == {TIGHT_GAP}


def test_docked_cards_share_an_outline_and_rows() -> None:
    layout = lay_out(network({"kind": "linear", "units": 5}, {"kind": "tanh"}, {"kind": "linear"}))
    tanh, linear = layout.card("tanh_1"), layout.card("linear_1")
    assert tanh.docked
    assert tanh.host == "linear_1"
    assert layout.boxes["tanh_1"].x == layout.boxes["linear_1"].right
    assert [layout.row_middle(tanh, row) for row in range(5)] == [layout.row_middle(linear, row) for row in range(5)]
    assert not layout.card("linear_2").docked


def test_an_activation_that_reads_from_elsewhere_is_not_docked() -> None:
    experiment = network({"kind": "linear"}, {"kind": "linear"}, {"kind": "tanh", "inputs": ["linear_1"]})
    assert not lay_out(experiment).card("tanh_1").docked


def test_skip_links_that_overlap_run_at_different_heights() -> None:
    experiment = network(
        {"kind": "linear", "id": "a", "units": 4},
        {"kind": "linear", "id": "b", "units": 4},
        {"kind": "linear", "id": "c", "units": 4},
        {"kind": "add", "id": "d", "inputs": ["c", "b"]},
        {"kind": "add", "id": "e", "inputs": ["d", "a"]},
    )
    levels = {(arc.source, arc.target): arc.level for arc in lay_out(experiment).arcs}
    assert levels == {("b", "d"): 0, ("a", "e"): 1}


def test_cards_after_an_error_are_unknown_and_offer_no_shape() -> None:
    experiment = network({"kind": "linear"}, {"kind": "relu"}, data="digits")
    cards = {card.id: card for card in cards_of(experiment, trace(experiment))}
    assert cards["linear_1"].broken
    assert [fix.label for fix in cards["linear_1"].fixes] == ["Insert Flatten"]
    assert cards["relu_1"].unknown
    assert cards["output"].chip == "?"


def test_structure_counts_units_or_layers() -> None:
    assert structure(trace(load_example("circle")).path).count("–") >= 2
    assert structure(trace(load_example("mnist_cnn")).path).endswith("layers")


@given(arrays(np.float32, (3, 4), elements=st.floats(-9, 9, width=32)))
def test_dense_strengths_are_the_weights(weight: np.ndarray) -> None:
    found = strengths(weight, 4)
    assert found is not None
    assert np.array_equal(found, weight)


def test_a_kernel_counts_with_its_norm_and_the_sign_of_its_sum() -> None:
    weight = np.zeros((2, 3, 2, 2), dtype=np.float32)
    weight[1, 2] = [[-3, 0], [0, -4]]
    found = strengths(weight, 3)
    assert found is not None
    assert found[1, 2] == -5
    assert found.shape == (2, 3)
    joined = strengths(weight, 1)
    assert joined is not None
    assert joined.shape == (2, 1)
    assert joined[1, 0] == -5


def test_numbers_that_mix_no_rows_give_no_lines() -> None:
    assert strengths(np.ones(5, dtype=np.float32), 5) is None


def test_only_the_strongest_lines_are_drawn_and_the_others_counted() -> None:
    experiment = network({"kind": "flatten"}, {"kind": "linear", "units": 8}, {"kind": "linear"}, data="digits")
    layout = lay_out(experiment, 2000, 800)
    weight = np.arange(80, dtype=np.float32).reshape(10, 8)
    found = bundle(layout, layout.card("linear_2"), layout.card("output"), weight)
    assert found is not None
    assert len(found.lines) + found.left_out == 80
    assert len(found.lines) <= MOST_LINES
    assert found.lines[-1].strength == 1.0


def test_zero_has_the_colour_of_the_paper_and_ends_are_the_ends(qapp: object) -> None:
    table = Theme().signed_table()
    colors = tiles.signed(np.array([-2.0, 0.0, 2.0]), 2.0, table)
    assert colors[0].tolist() == table[0].tolist()
    assert colors[2].tolist() == table[255].tolist()
    assert abs(int(colors[1, 0]) - int(table[128, 0])) <= 1
    assert tiles.signed(np.zeros(3), 0.0, table).tolist() == [table[128].tolist()] * 3
    assert tiles.signed(np.array([np.nan]), 1.0, table)[0].tolist() == NO_NUMBER_RGBA.tolist()


@given(st.integers(1, 6), st.integers(2, 9))
def test_pictures_over_the_plane_have_y_upwards(units: int, side: int) -> None:
    values = np.zeros((side * side, units))
    values[side * side - 1] = 1.0
    planes = over_plane(values, side)
    assert planes.shape == (units, side, side)
    assert (planes[:, 0, side - 1] == 1.0).all()


@given(arrays(np.float64, (7, 2), elements=st.floats(-50, 150)), st.floats(0.5, 4))
def test_dots_stay_on_their_tile(at: np.ndarray, radius: float) -> None:
    rows = np.array([0, 0, 1, 1, 2, 2, 2])
    colors = np.full((7, 4), 255, dtype=np.uint8)
    drawn = tiles.stamped((3, 40, 50), at, rows, colors, radius)
    assert drawn.shape == (3, 40, 50, 4)
    for tile in range(3):
        inside = [5 <= x < 45 and 5 <= y < 35 for x, y in at[rows == tile]]
        assert (drawn[tile].max() > 0) >= any(inside)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(-13.2, 13.2, "±13"), (0, 0.7, "0 to 0.7"), (-1208, 1208, "±1\u202f200"), (-0.0004, 0.0004, "±4e−4")],
)
def test_scales_are_printed_short(low: float, high: float, words: str) -> None:
    assert tiles.scale_words(low, high) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-0.0881, "−0.09"),
        (0.0079, "0.01"),
        (0.001, "1e−3"),
        (-0.0039, "−4e−3"),
        (0.0, "0"),
        (0.996, "1.0"),
        (-12.4, "−12"),
        (-1234.0, "−1e3"),
    ],
)
def test_numbers_in_narrow_cells_are_short(value: float, words: str) -> None:
    assert narrow(value) == words


@given(st.floats(-1e30, 1e30))
def test_numbers_in_narrow_cells_never_take_more_than_five_signs(value: float) -> None:
    assert len(narrow(value)) <= 5

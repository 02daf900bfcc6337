"""What every data set on the shelf must keep to, whatever it is."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.export.printing.definitions import print_imports
from playground.export.printing.expressions import write_call
from playground.export.printing.names import ScriptNames
from playground.model import recipe
from playground.model.dataset import PARTS, DataSet, MissingData, Samples, grid_over
from playground.model.families import Generated, ImageSet, Planar
from playground.model.kind import summary_of
from playground.model.parameters import Parameter, parameters_of
from playground.model.places import assets, find_data_file
from playground.model.recipe import Call
from playground.model.registry import DATA
from playground.model.sequences import TokenSet
from playground.model.series import SeriesSet
from playground.model.signal import PADDING
from playground.model.target import IGNORED
from tests.draws import draws

KINDS = list(DATA.kinds.values())
GENERATED = [kind for kind in KINDS if issubclass(kind, Generated) and kind().domain]
TABLES = [kind for kind in KINDS if kind.family == "table" or kind().sizes().same]
PLANAR = [kind for kind in KINDS if issubclass(kind, Planar)]
SCALED = [kind for kind in KINDS if issubclass(kind, Generated | ImageSet)]
TIMED = [kind for kind in KINDS if kind.family == "text" or kind().signal().timed]
OWN_FILE = str(assets() / "licenses" / "inter-OFL.txt")
"""A short text, for data that reads a file of one's own."""
WORDS = ("none", "standardise", "0 to 1")

every = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id())
generated = pytest.mark.parametrize("kind", GENERATED, ids=lambda kind: kind.id())
scaled = pytest.mark.parametrize("kind", SCALED, ids=lambda kind: kind.id())
timed = pytest.mark.parametrize("kind", TIMED, ids=lambda kind: kind.id())
tables = pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.id())
planar = pytest.mark.parametrize("kind", PLANAR, ids=lambda kind: kind.id())
several_runs = draws(25)


def change(data: DataSet, **fields: Any) -> DataSet:
    """The same data set with other settings."""
    return msgspec.structs.replace(data, **fields)


def small(kind: type[DataSet], **fields: Any) -> DataSet:
    """A data set of that kind, quick to load; skips the test where its files are not on this machine."""
    quick = {"samples": 300, "test_samples": 100, "most": 100, "path": OWN_FILE}
    names = {field.name for field in msgspec.structs.fields(kind)}
    data = change(kind(), **{name: value for name, value in {**quick, **fields}.items() if name in names})
    if data.files().missing():
        pytest.skip(data.files().missing())
    return data


def arrays(samples: Samples) -> list[np.ndarray[Any, Any]]:
    """All arrays of a loaded data set."""
    return [value for value in vars(samples).values() if value is not None]


@every
def test_describes_itself_to_a_learner(kind: type[DataSet]) -> None:
    assert len(summary_of(kind)) > 30
    assert kind.label
    assert kind.group
    names = [parameter.name for parameter in parameters_of(kind)]
    # What a file held when it was read is noted by the program, not set by people.
    assert names == [field.name for field in msgspec.structs.fields(kind) if field.name != "sha256"]
    for parameter in parameters_of(kind):
        assert parameter.help.endswith(".")
        assert parameter.allows(parameter.default), parameter.name
    # First comes how much data there is, or what it is read from.
    assert names[0] in ("samples", "most", "path", "operation", "inputs")
    if kind in SCALED:
        assert {"noise", "seed", "normalisation"} <= set(names)


@every
def test_loads_what_it_announces(kind: type[DataSet]) -> None:
    data = small(kind)
    samples, sizes = data.load(), data.sizes()
    assert sizes.train
    assert sizes.test
    for inputs, targets, points, count in (
        (samples.train_inputs, samples.train_targets, samples.train_points, sizes.train),
        (samples.test_inputs, samples.test_targets, samples.test_points, sizes.test),
    ):
        check_inputs(data, inputs, count)
        check_targets(data, inputs, targets)
        if data.target().is_one_of_classes and data.family != "text":
            assert set(np.unique(targets)) == set(range(data.target().count))
        assert (points is not None) == bool(data.domain)
        if points is not None:
            assert points.shape == (count, len(data.domain))
            assert points.dtype == np.float32
    assert data.problems() == ()


@every
def test_the_last_of_what_is_trained_on_is_set_aside_for_validation(kind: type[DataSet]) -> None:
    whole = small(kind)
    parted = change(whole, validation=0.25)
    before, samples, sizes = whole.load(), parted.load(), parted.sizes()
    assert sizes.validation == round(0.25 * whole.sizes().train) > 0
    assert (sizes.all, sizes.test, sizes.judged) == (whole.sizes().all, whole.sizes().test, "validation")
    assert [len(samples.inputs(part)) for part in PARTS] == [sizes.of(part) for part in PARTS]
    check_inputs(parted, samples.validation_inputs, sizes.validation)
    check_targets(parted, samples.validation_inputs, samples.validation_targets)
    assert (samples.validation_points is not None) == bool(parted.domain)
    assert np.array_equal(samples.test_targets, before.test_targets)
    # Windows of a text stand in the order of their places then, so that the last ones are from its end.
    rows = [sorted(map(bytes, each)) for each in (before.train_targets, samples.train_targets)]
    rows[1] = sorted([*rows[1], *map(bytes, samples.validation_targets)])
    assert rows[0] == rows[1]
    assert parted.problems() == ()
    assert "validation" not in "".join(change(parted, validation=0.0).problems())


def check_inputs(data: DataSet, inputs: np.ndarray[Any, Any], count: int) -> None:
    """Numbers have the shape of the signal; tokens are of the vocabulary, with padding at the end alone."""
    signal = data.signal()
    assert inputs.shape == (count, *signal.array)
    if signal.kind != "tokens":
        assert inputs.dtype == np.float32
        assert np.isfinite(inputs).all()
        return
    assert inputs.dtype == np.int64
    assert ((inputs >= 0) & (inputs < signal.vocabulary)).all()
    if signal.padded:
        real = inputs != PADDING
        assert real[:, 0].all()
        assert (real[:, 1:] <= real[:, :-1]).all()


def check_targets(data: DataSet, inputs: np.ndarray[Any, Any], targets: np.ndarray[Any, Any]) -> None:
    """Classes or values, one answer a sample or a step; padding has none."""
    target, count = data.target(), len(inputs)
    if target.has_values:
        assert targets.shape == (count, target.count)
        assert targets.dtype == np.float32
        return
    assert targets.dtype == np.int64
    assert targets.shape == ((count, target.steps) if target.steps else (count,))
    counted = np.ones(targets.shape, bool)
    if target.steps:
        assert target.steps == data.signal().time
        counted = inputs != PADDING if data.signal().padded else counted
        assert (targets[~counted] == IGNORED).all()
    assert ((targets[counted] >= 0) & (targets[counted] < target.count)).all()


@generated
def test_without_noise_it_stays_in_its_ranges(kind: type[DataSet]) -> None:
    data = small(kind, noise=0.0)
    samples = data.load()
    assert samples.train_points is not None
    for axis, (low, high) in enumerate(data.domain):
        assert samples.train_points[:, axis].min() >= low
        assert samples.train_points[:, axis].max() <= high
    if data.target().has_values:
        assert np.abs(samples.train_targets).max() <= 1.0


@every
def test_same_seed_same_samples(kind: type[DataSet]) -> None:
    data = small(kind, noise=0.1)
    first, second = data.load(), data.load()
    for one, two in zip(arrays(first), arrays(second), strict=True):
        np.testing.assert_array_equal(one, two)
    if hasattr(data, "seed") and not data.sizes().same:
        assert not np.array_equal(first.train_inputs, change(data, seed=2).load().train_inputs)


@every
def test_parts_share_nothing_and_leave_nothing_out(kind: type[DataSet]) -> None:
    data = small(kind)
    inputs, targets = recipe.perform(data.recipes().draw, find_data_file)
    split_recipe = data.recipes().split
    call = Call(split_recipe.target, (inputs, targets, *split_recipe.args), split_recipe.keywords)
    train, test = recipe.perform(call, find_data_file)
    if data.sizes().same:
        assert sorted(train) == sorted(test) == list(range(len(targets)))
        assert "both" in data.notes()[0]
    else:
        assert sorted([*train, *test]) == list(range(len(targets)))


@scaled
@pytest.mark.parametrize("word", WORDS)
def test_normalisation_is_what_it_says(kind: type[DataSet], word: str) -> None:
    data = small(kind, normalisation=word)
    plain, shown = small(kind, normalisation="none").load(), data.load()
    np.testing.assert_allclose(
        shown.test_inputs, (plain.test_inputs - shown.offset) / shown.scale, rtol=1e-5, atol=1e-6
    )
    axes = (0, 2, 3) if issubclass(kind, ImageSet) else 0
    if word == "standardise":
        np.testing.assert_allclose(shown.train_inputs.mean(axis=axes, dtype=np.float64), 0.0, atol=1e-5)
        np.testing.assert_allclose(shown.train_inputs.std(axis=axes, dtype=np.float64), 1.0, atol=1e-5)
    if word == "0 to 1":
        assert shown.train_inputs.min() == 0.0
        assert shown.train_inputs.max() == 1.0
    if word == "none":
        assert not shown.offset.any()
        assert (shown.scale == 1.0).all()


@every
def test_preview_is_quick_to_paint(kind: type[DataSet]) -> None:
    data = kind()
    preview = data.preview(52)
    if preview.points is not None:
        assert preview.targets is not None
        assert len(preview.points) == len(preview.targets)
        assert len(preview.points) > 60 or len(preview.points) == data.sizes().train
        assert preview.points.shape[1] == (len(data.domain) or 2)
    elif isinstance(data, SeriesSet):
        assert preview.line is not None
        assert preview.line.dtype == np.float32
        assert 40 < len(preview.line) < 120
        assert np.ptp(preview.line) > 0.0
    elif preview.line is not None:
        assert preview.line.shape == (3, 52)
    elif preview.images is None:
        assert 1 < len(preview.text) < 4
        assert all(0 < len(line) < 10 for line in preview.text)
    else:
        assert preview.images is not None
        assert preview.images.dtype == np.uint8
        colours = () if data.signal().channels == 1 else (3,)
        assert preview.images.shape == (4, data.signal().height, data.signal().width, *colours)
        assert preview.images.max() > 200


@generated
def test_grid_covers_the_domain(kind: type[DataSet]) -> None:
    data = small(kind, normalisation="standardise")
    samples = data.load()
    grid = grid_over(data, 7, samples)
    assert grid.points.shape == (7 ** len(data.domain), len(data.domain))
    assert grid.inputs.shape == (len(grid.points), *data.signal().shape)
    for axis, (low, high) in enumerate(data.domain):
        assert grid.points[0, axis] == low
        assert grid.points[-1, axis] == high
    assert samples.train_points is not None
    np.testing.assert_array_equal(data.encode(samples.train_points, samples), samples.train_inputs)


@generated
@several_runs
@given(
    samples=st.integers(1, 400),
    noise=st.floats(0.0, 0.5),
    share=st.floats(0.0, 1.0),
    seed=st.integers(0, 2**31 - 1),
    word=st.sampled_from(WORDS),
)
def test_any_settings_give_samples_or_say_why_not(
    kind: type[DataSet], samples: int, noise: float, share: float, seed: int, word: str
) -> None:
    data = change(kind(), samples=samples, noise=noise, train_share=share, seed=seed, normalisation=word)
    loaded = data.load()
    assert len(loaded.train_inputs) == data.sizes().train
    assert len(loaded.test_inputs) == data.sizes().test
    assert data.sizes().train + data.sizes().test == samples
    assert bool(data.problems()) == (data.sizes().train == 0)
    assert all(np.isfinite(array).all() for array in arrays(loaded))
    assert (loaded.scale > 0.0).all()
    assert loaded.train_points is not None
    stray = 6.0 * 2.0 * noise
    # Points stray by a standard deviation of 2 · noise; six of those are never exceeded in practice.
    for axis, (low, high) in enumerate(data.domain):
        assert ((loaded.train_points[:, axis] >= low - stray) & (loaded.train_points[:, axis] <= high + stray)).all()


def any_value(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Any value of a parameter that does not make data large."""
    match parameter.type:
        case "bool":
            return st.booleans()
        case "choice":
            return st.sampled_from(parameter.choices)
        case "text":
            return st.just(parameter.default)
        case "file":
            return st.just(OWN_FILE)
        case "int":
            low, high = int(parameter.low or 0), int(parameter.high or 0)
            return st.integers(low, min(high, low + 300 if parameter.name == "samples" else low + 40))
    assert parameter.low is not None
    assert parameter.high is not None
    return st.floats(parameter.low, parameter.high)


@tables
@several_runs
@given(draw=st.data())
def test_any_settings_of_tables_give_rows_or_say_why_not(kind: type[DataSet], draw: st.DataObject) -> None:
    data = draw.draw(st.builds(kind, **{each.name: any_value(each) for each in parameters_of(kind)}))
    loaded, sizes = data.load(), data.sizes()
    assert bool(data.problems()) == (sizes.train == 0)
    check_inputs(data, loaded.train_inputs, sizes.train)
    check_inputs(data, loaded.test_inputs, sizes.test)
    check_targets(data, loaded.train_inputs, loaded.train_targets)


@timed
@several_runs
@given(draw=st.data())
def test_any_settings_of_sequences_give_samples_or_say_why_not(kind: type[DataSet], draw: st.DataObject) -> None:
    data = draw.draw(st.builds(kind, **{each.name: any_value(each) for each in parameters_of(kind)}))
    sizes = data.sizes()
    if sizes.train == 0:
        assert data.problems()
    refused = ("shorter windows", "choose another encoding")
    if isinstance(data, TokenSet) and any(why in words for words in data.problems() for why in refused):
        with pytest.raises(MissingData):
            data.load()
        return
    loaded = data.load()
    check_inputs(data, loaded.train_inputs, sizes.train)
    check_inputs(data, loaded.test_inputs, sizes.test)
    check_targets(data, loaded.train_inputs, loaded.train_targets)
    check_targets(data, loaded.test_inputs, loaded.test_targets)


@every
def test_its_function_runs_alone_when_printed(kind: type[DataSet]) -> None:
    data, names = small(kind, noise=0.1, seed=7), ScriptNames()
    printed = f"inputs, targets = {write_call(data.recipes().draw, names.of)}"
    functions = names.functions.take()
    lines = ["from __future__ import annotations", print_imports(names.functions.imports), *functions, printed]
    places = {file.name: find_data_file(file) for file in data.files().refs}
    space: dict[str, Any] = {"np": np, "folder": None, "find_file": lambda folder, name: places[name]}
    exec("\n\n".join(lines), space)
    ours = recipe.perform(data.recipes().draw, find_data_file)
    for alone, here in zip((space["inputs"], space["targets"]), ours, strict=True):
        assert alone.tobytes() == here.tobytes()


@planar
def test_features_can_be_chosen(kind: type[DataSet]) -> None:
    data = small(kind, features=("sin x", "x", "xy", "y^2"))
    samples = data.load()
    assert data.signal().shape == (4,)
    assert samples.train_points is not None
    x, y = samples.train_points.T
    np.testing.assert_array_equal(samples.train_inputs, np.stack([np.sin(x), x, x * y, y * y], axis=1))


@planar
def test_no_feature_is_a_problem_in_words(kind: type[DataSet]) -> None:
    data = small(kind, features=())
    assert "No feature is chosen" in data.problems()[0]
    assert data.load().train_inputs.shape == (150, 0)


@every
def test_files_are_named_or_found(kind: type[DataSet], monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    data = kind()
    assert all(len(file.sha256) == 64 for file in data.files().refs)
    if not data.files().missing():
        return
    assert data.files().missing() in data.problems()
    assert all(tmp_path in place.parents for place in data.files().absent())
    with pytest.raises(MissingData, match=r"put .* into |choose a file"):
        data.load()

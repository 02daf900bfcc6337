"""Rules of the tests: what is drawn, what is waited for, and which doors they go through."""

from __future__ import annotations

import ast

from tests.architecture.sources import TESTS, Source, for_each

CLOCKS = {"perf_counter", "perf_counter_ns", "monotonic", "monotonic_ns", "process_time", "thread_time"}
OUTSIDE = ("tests.ui.", "tests.stories.", "tests.contracts.", "tests.references.")
NAMED_TUPLE = {"_replace", "_fields", "_asdict", "_make"}
"""Methods of named tuples, which are public in spite of their names."""
MEASURING = ("tests.benchmarks", "tests.soak", "tests.lost_trainers", "tests.waiting")


@for_each(TESTS)
def test_random_inputs_are_drawn_by_one_scheme(source: Source) -> None:
    """``tests/draws.py`` says how many and from which seeds, so that no machine sees other inputs than the rest."""
    if source.module != "tests.draws":
        assert not {"hypothesis.settings", "hypothesis.seed"} & set(source.imports()), "use draws(count)"


@for_each([source for source in TESTS if not source.module.startswith(MEASURING)])
def test_no_test_measures_time(source: Source) -> None:
    """A slow machine is no fault: `tests/work.py` counts work, and `tests/waiting.py` waits until it is done."""
    read = [
        node.lineno
        for node in source.nodes
        if (isinstance(node, ast.Attribute) and node.attr in CLOCKS and isinstance(node.ctx, ast.Load))
        or (isinstance(node, ast.Name) and node.id in CLOCKS)
    ]
    assert not read, f"a clock is read in lines {read}"


@for_each([source for source in TESTS if source.module.startswith(OUTSIDE)])
def test_what_is_private_to_an_object_stays_with_it(source: Source) -> None:
    """A test that reads it breaks when the inside changes and what people see does not: ask by a public door."""
    read = [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in source.nodes
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and node.attr not in NAMED_TUPLE
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    ]
    assert not read, f"private attributes are read in lines {read}"

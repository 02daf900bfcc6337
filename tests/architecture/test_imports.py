"""Who may import whom, which libraries belong where, and what shelves hold."""

from __future__ import annotations

import ast
import sys

from tests.architecture.sources import SOURCES, Source, for_each, within

STANDARD_IN_MODEL = {"numpy", "msgspec", "platformdirs", "charset_normalizer"}


# What the rooms of the window may import of each other, from the lowest floor to the highest. Below all of them lie
# the theme and how errors are kept apart.
FLOORS: dict[str, tuple[str, ...]] = {
    "guarding": (),
    "theme": (),
    "widgets": (),
    "plots": ("widgets",),
    "state": (),
    "forms": ("widgets", "state"),
    "examples": ("widgets", "plots", "state"),
    "views": ("widgets", "plots", "state", "forms", "examples"),
    "canvas": ("widgets", "plots", "state", "forms", "examples"),
    "panels": ("widgets", "plots", "state", "forms", "examples"),
    "shell": ("widgets", "plots", "state", "forms", "examples", "views", "canvas", "panels"),
}
LOWEST = {"guarding", "theme"}
LOOK = ("guarding", "theme", "widgets", "plots")
"""Rooms that know how things look, and nothing of what the app is about."""
ABOUT = (
    "playground.model",
    "playground.doctor",
    "playground.engine.commands",
    "playground.engine.messages",
    "playground.engine.pause_rules",
    "playground.engine.answer_values",
    "playground.engine.requests",
    "playground.engine.depth_requests",
    "playground.engine.tensor_requests",
    "playground.engine.request_inputs",
    "playground.engine.history",
    "playground.engine.series",
    "playground.engine.link",
    "playground.engine.links",
    "playground.engine.thread_link",
    "playground.engine.process_link",
)
UI = [
    (
        f"playground.ui.{room}",
        (
            f"playground.ui.{room}",
            *(f"playground.ui.{below}" for below in (*LOWEST - {room}, *floors)),
            *(("playground.model.places",) if room == "theme" else () if room in LOOK else ABOUT),
        ),
    )
    for room, floors in FLOORS.items()
]

# What each part may import of ours, by prefix; the first line that fits a module counts.
ALLOWED: list[tuple[str, tuple[str, ...]]] = [
    ("playground.numerals", ()),  # how numbers are written, which every part may ask
    ("playground.typed_numbers", ()),  # and how they are read
    ("playground.model", ("playground.model",)),
    ("playground.kit", ("playground.model", "playground.kit")),
    ("playground.layers", ("playground.model", "playground.kit", "playground.layers")),
    ("playground.data", ("playground.model", "playground.kit", "playground.data")),
    ("playground.training", ("playground.model", "playground.training")),
    ("playground.schedules", ("playground.model", "playground.schedules")),
    ("playground.templates", ("playground.model", "playground.templates")),
    ("playground.objectives", ("playground.model", "playground.objectives")),
    ("playground.initializers", ("playground.model", "playground.initializers")),
    ("playground.precisions", ("playground.model", "playground.precisions")),
    ("playground.modules", ("playground.modules",)),
    ("playground.engine", ("playground.model", "playground.engine", "playground.modules")),
    (
        "playground.doctor",
        (
            "playground.doctor",
            "playground.model",
            "playground.engine.messages",
            "playground.engine.history",
            "playground.engine.series",
        ),
    ),
    ("playground.export", ("playground.model", "playground.engine", "playground.modules", "playground.export")),
    *UI,
    ("playground", ("playground",)),
]


# Which parts may import these libraries.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "torch": ("playground.engine", "playground.modules", "playground.export"),
    "safetensors": ("playground.engine", "playground.modules", "playground.export"),
    "PySide6": ("playground.ui",),
    "shiboken6": ("playground.ui",),
    "pyqtgraph": ("playground.ui",),
}
# The window's side of the engine must not bring torch with it.
TORCH_FREE = (
    "playground.engine.messages",
    "playground.engine.answer_values",
    "playground.engine.requests",
    "playground.engine.depth_requests",
    "playground.engine.tensor_requests",
    "playground.engine.request_inputs",
    "playground.engine.history",
    "playground.engine.series",
    "playground.engine.link",
    "playground.engine.links",
    "playground.engine.thread_link",
    "playground.engine.process_link",
)
# Imported by name, in the one place that each of these rooms has for it.
LATE = {
    "playground.commands.loading",
    "playground.engine.deferred_compiler",
    "playground.engine.thread_link",
    "playground.engine.worker_start",
    "playground.model.plugins",
    "playground.model.recipe",
    "playground.model.registry",
    "playground.doctor",
    "playground.engine.answers",
    "playground.modules.tapped",
    "playground.ui.views",
    "playground.ui.views.shared.neighbours",
}


@for_each(SOURCES)
def test_imports_go_in_the_allowed_direction(source: Source) -> None:
    allowed = next(allowed for prefix, allowed in ALLOWED if within(source.module, (prefix,)))
    wrong = [name for name in source.imports() if within(name, ("playground",)) and not within(name, allowed)]
    # The version stands in the package itself, and how numbers are written and read is for all to ask.
    for_all = ("playground.__version__", "playground.numerals", "playground.typed_numbers")
    assert [name for name in wrong if not within(name, for_all)] == []


@for_each(SOURCES)
def test_libraries_are_used_only_where_they_belong(source: Source) -> None:
    for name in source.imports():
        library = name.split(".")[0]
        if library in LIBRARIES:
            assert within(source.module, LIBRARIES[library]), f"{library} does not belong in {source.module}"
        if within(source.module, TORCH_FREE):
            assert library != "torch"


@for_each(SOURCES)
def test_the_model_room_needs_little(source: Source) -> None:
    shelves = [f"playground.{name}" for name in ("layers", "data", "training", "schedules", "templates", "objectives")]
    if not within(source.module, ("playground.model", "playground.numerals", "playground.typed_numbers", *shelves)):
        return
    others = {name.split(".")[0] for name in source.imports()} - {"playground", "__future__"}
    standard = {name for name in others if name in sys.stdlib_module_names}
    assert others - standard <= STANDARD_IN_MODEL


@for_each(SOURCES)
def test_nothing_is_imported_inside_functions(source: Source) -> None:
    lines = [node.lineno for node in source.nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    for function in source.functions:
        inside = [line for line in lines if function.lineno < line <= (function.end_lineno or 0)]
        assert not inside, f"{function.name} imports"
    calls = [node for node in source.nodes if isinstance(node, ast.Attribute) and node.attr == "import_module"]
    assert not calls or source.module in LATE

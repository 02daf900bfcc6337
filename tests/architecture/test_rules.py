"""Rules of the house: sizes, painters, terminals, words of documents."""

from __future__ import annotations

import ast

from tests.architecture.classes import offered_by, public_methods
from tests.architecture.sources import SOURCES, TESTS, Source, for_each, name_of, within

MOST_LINES, MOST_LINES_OF_A_FUNCTION, MOST_PUBLIC_METHODS = 400, 60, 20
QT_IN_SMALL_LETTERS = {"event", "update", "close", "paint", "shape"}
"""Names of methods of Qt and pyqtgraph that are told from ours by no capital letter."""
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}


@for_each([source for source in SOURCES if within(source.module, ("playground.ui",))])
def test_words_of_documents_are_never_taken_for_markup(source: Source) -> None:
    """Qt guesses whether a text is markup, so each text goes through one of the few doors that tell it."""
    imported = {name.rpartition(".")[2] for name in source.imports()}
    assert "QLabel" not in imported or source.module == "playground.ui.widgets.label", "use Label"
    assert "QToolTip" not in imported or source.module == "playground.ui.widgets.markup", "use show_tip"
    dialogs = imported & {"QMessageBox", "QInputDialog", "QProgressDialog", "QErrorMessage"}
    assert not dialogs or "verbatim" in imported, "show the words of documents with verbatim"
    told = [node for node in source.nodes if isinstance(node, ast.Call)]
    for node in told:
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("setToolTip", "setWhatsThis", "setStatusTip"):
            text = ast.unparse(node.args[0])
            constant = isinstance(node.args[0], ast.Constant)
            assert constant or text.startswith(("verbatim(", "Markup(")) or text.endswith(".rich"), (
                f"line {node.lineno}: show it with verbatim"
            )


@for_each([source for source in SOURCES if within(source.module, ("playground.ui",))])
def test_painters_end_even_where_painting_fails(source: Source) -> None:
    """One that an error left open keeps its widget from ever being painted again, or brings Qt down."""
    held = {id(item.context_expr) for node in source.nodes if isinstance(node, ast.With) for item in node.items}
    made = [
        node.lineno
        for node in source.nodes
        if isinstance(node, ast.Call) and name_of(node.func).endswith("Painter") and id(node) not in held
    ]
    assert not made, f"a painter without `with` in lines {made}"


@for_each([source for source in SOURCES if within(source.module, ("playground.ui",))])
def test_what_is_done_later_is_not_done_once_its_object_is_gone(source: Source) -> None:
    """A timer that calls a method of what was deleted meanwhile brings Qt down, unless it was told whose it is."""
    later = [node for node in source.nodes if isinstance(node, ast.Call) and name_of(node.func) == "singleShot"]
    without = [node.lineno for node in later if len(node.args) < 3]
    assert not without, f"QTimer.singleShot(milliseconds, owner, method) in lines {without}"


@for_each(SOURCES)
def test_terminals_are_written_to_in_one_place(source: Source) -> None:
    """Names of documents and files may hold what commands a terminal, so every line is made harmless in one place."""
    doors = ("playground.commands.output", "playground.commands.progress", "playground.ui.shell.faults")
    for node in source.nodes:
        printed = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        assert not printed or source.module in doors, f"line {getattr(node, 'lineno', 0)}: use say or note"


@for_each(SOURCES)
def test_sizes_stay_within_their_budget(source: Source) -> None:
    lines = source.text.count("\n")
    assert lines <= MOST_LINES, f"{lines} lines"
    for function in source.functions:
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= MOST_LINES_OF_A_FUNCTION, f"{function.name} has {length} lines"


@for_each(SOURCES)
def test_what_a_class_offers_stays_within_its_budget(source: Source) -> None:
    """What a class has from other classes of ours counts; what Qt and pyqtgraph give, and overrides of it, do not."""
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            own = public_methods(node)
            assert len(own) <= MOST_PUBLIC_METHODS, f"{node.name} has {len(own)} public methods"
            offered = {name for name in offered_by(source, node) if name.islower() and name not in QT_IN_SMALL_LETTERS}
            assert len(offered) <= MOST_PUBLIC_METHODS, f"{node.name} has {len(offered)}: {', '.join(sorted(offered))}"


@for_each([*SOURCES, *TESTS])
def test_no_file_is_an_attic(source: Source) -> None:
    assert not FORBIDDEN_NAMES & set(source.module.split(".")), "name it for what it holds"
    assert "TODO" not in source.text.replace('"TODO"', "")
    assert source.text.count("\n") <= MOST_LINES


@for_each(SOURCES)
def test_every_module_says_what_it_is_for(source: Source) -> None:
    assert ast.get_docstring(source.tree)

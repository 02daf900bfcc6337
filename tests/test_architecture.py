"""The architecture, read from syntax trees: who imports whom, how large things get, and what shelves hold."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from playground.export.base import EXPORTS
from playground.model.kind import Kind
from playground.model.registry import DATA, LAYERS, LOSSES, OPTIMIZERS, TEMPLATES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "playground"
MOST_LINES, MOST_LINES_OF_A_FUNCTION, MOST_PUBLIC_METHODS = 400, 60, 20
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}

STANDARD_IN_MODEL = {"numpy", "msgspec", "platformdirs", "charset_normalizer"}

# What each part may import of ours, by prefix; the first line that fits a module counts.
ALLOWED: list[tuple[str, tuple[str, ...]]] = [
    ("playground.numerals", ()),  # how numbers are written, which every part may ask
    ("playground.typed_numbers", ()),  # and how they are read
    ("playground.model", ("playground.model",)),
    ("playground.layers", ("playground.model", "playground.layers")),
    ("playground.data", ("playground.model", "playground.data")),
    ("playground.training", ("playground.model", "playground.training")),
    ("playground.templates", ("playground.model", "playground.templates")),
    ("playground.modules", ("playground.modules",)),
    ("playground.engine", ("playground.model", "playground.engine", "playground.modules")),
    (
        "playground.doctor",
        ("playground.doctor", "playground.model", "playground.engine.messages", "playground.engine.history"),
    ),
    ("playground.export", ("playground.model", "playground.engine", "playground.modules", "playground.export")),
    ("playground.ui.widgets", ("playground.ui.widgets", "playground.ui.theme.theme", "playground.ui.theme.palette")),
    (
        "playground.ui",
        (
            "playground.ui",
            "playground.model",
            "playground.doctor",
            "playground.engine.messages",
            "playground.engine.requests",
            "playground.engine.history",
            "playground.engine.runner",
        ),
    ),
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
    "playground.engine.requests",
    "playground.engine.history",
    "playground.engine.runner",
)
# Imported by name, in the one place that each of these rooms has for it.
LATE = {
    "playground.commands.loading",
    "playground.engine.runner",
    "playground.model.plugins",
    "playground.model.recipe",
    "playground.model.registry",
    "playground.doctor",
    "playground.engine.answers",
    "playground.modules.tapped",
    "playground.ui.views",
    "playground.ui.views.shared.neighbours",
}
# Files are opened and written by `model.disk` alone, which looks first at what a path leads to. These few others do so
# themselves: the readers are printed word for word into scripts, so they stand on their own, and are given what was
# looked at before.
OPENERS = {
    "playground.model.pipeline": {"read_idx", "read_table"},
    "playground.model.series": {"read_series"},
    "playground.kit.text": {"read_text", "read_plain_text"},
    "playground.model.file_locks": {"hold"},  # it makes a new file
    "playground.model.disk_errors": {"open_descriptor"},  # for the door itself
    "playground.commands.output": {"go_unread"},  # the device that takes all and keeps nothing
}
OPENING_METHODS = {"read_bytes", "read_text", "write_bytes", "write_text", "tofile", "setFileName"}
OPENING_FUNCTIONS = (
    r"open|(io|codecs|gzip|bz2|lzma|tarfile)\.open|os\.(open|fdopen|replace|rename|truncate)|tempfile\.(?!gettempdir).+|"
    r"os\.path\.(exists|isfile|isdir|samefile|realpath)|shutil\.(copy.*|move)|np\.(fromfile|loadtxt|genfromtxt|savetxt|save|savez.*|memmap)"
)
LOOKING_METHODS = r"^[^(]+(\(.*\))?\.(is_dir|is_file|exists|samefile|mkdir)\((?!follow_symlinks=False)[^()]*\)$"
"""What Python's paths raise for in the middle of a question: a folder of another machine that is gone, a long name."""
OPENING_CLASSES = {"QFile", "QSaveFile", "QTemporaryFile", "QSettings", "QImageReader", "QMovie"}


@dataclass(frozen=True)
class Source:
    """One file of the package."""

    path: Path
    module: str
    text: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All that its tree holds, walked once for all checks."""
        return list(ast.walk(self.tree))

    @cached_property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    def imports(self) -> Iterator[str]:
        """Dotted names of everything imported."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.path}: relative import"
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _source(path: Path) -> Source:
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = path.read_text("utf-8")
    return Source(path, module, text, ast.parse(text))


SOURCES = [_source(path) for path in sorted(PACKAGE.rglob("*.py"))]
TESTS = [_source(path) for path in sorted((ROOT / "tests").rglob("*.py"))]


def for_each(sources: list[Source]) -> Callable[[Callable[[Source], None]], Callable[[], None]]:
    """Make one test of a check of one file; it names every breach at once."""

    def make(check: Callable[[Source], None]) -> Callable[[], None]:
        def test() -> None:
            breaches = []
            for source in sources:
                try:
                    check(source)
                except AssertionError as error:
                    breaches.append(f"{source.module}: {error}")
            assert not breaches, "\n".join(breaches)

        test.__doc__ = check.__doc__
        return test

    return make


def within(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


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
    shelves = ("playground.layers", "playground.data", "playground.training", "playground.templates")
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
        if isinstance(node, ast.Call) and _name(node.func).endswith("Painter") and id(node) not in held
    ]
    assert not made, f"a painter without `with` in lines {made}"


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
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            public = [
                each.name
                for each in node.body
                if isinstance(each, ast.FunctionDef) and not each.name.startswith("_") and not _is_setter(each)
            ]
            assert len(public) <= MOST_PUBLIC_METHODS, f"{node.name} has {len(public)} public methods"


@for_each([*SOURCES, *TESTS])
def test_no_file_is_an_attic(source: Source) -> None:
    assert not FORBIDDEN_NAMES & set(source.module.split(".")), "name it for what it holds"
    assert "TODO" not in source.text.replace('"TODO"', "")
    assert source.text.count("\n") <= MOST_LINES


@for_each(SOURCES)
def test_every_module_says_what_it_is_for(source: Source) -> None:
    assert ast.get_docstring(source.tree)


@pytest.mark.parametrize(
    ("package", "shelves"),
    [
        ("playground.layers", [LAYERS]),
        ("playground.data", [DATA]),
        ("playground.training", [OPTIMIZERS, LOSSES]),
        ("playground.export", [EXPORTS]),
        ("playground.templates", [TEMPLATES]),
    ],
)
def test_every_file_on_a_shelf_registers_something(package: str, shelves: list[object]) -> None:
    found = {kind.__module__ for shelf in shelves for kind in _kinds(shelf)}
    folder = PACKAGE / package.split(".")[1]
    files = {f"{package}.{path.stem}" for path in folder.glob("*.py")} - {f"{package}.__init__", f"{package}.base"}
    assert files == found - {f"{package}.base"}


def test_every_file_on_the_shelf_of_views_has_a_view_or_serves_one() -> None:
    folder = PACKAGE / "ui" / "views"
    stating = {path.stem for path in folder.glob("*.py") if "    id: ClassVar[str] = " in path.read_text("utf-8")}
    read = {name for source in SOURCES if source.path.parent == folder for name in source.imports()}
    for path in folder.glob("*.py"):
        serves = any(within(name, (f"playground.ui.views.{path.stem}",)) for name in read)
        assert path.stem in stating or serves or path.stem == "__init__", f"{path.name} holds no view"


@for_each([source for source in SOURCES if within(source.module, ("playground.engine", "playground.ui"))])
def test_the_engine_and_the_window_name_no_kind(source: Source) -> None:
    """No text may equal a kind's id where it could be compared with one.

    A word such as ``output`` or ``step`` means other things too; only in a comparison or a lookup it names a kind.
    """
    ids = {kind.id() for shelf in (LAYERS, DATA, OPTIMIZERS, LOSSES, TEMPLATES) for kind in shelf.kinds.values()}
    for node in source.nodes:
        texts = [text for text in _compared_kinds(node) if text in ids]
        assert not texts, f"line {getattr(node, 'lineno', 0)} names {texts[0]}"


@for_each(SOURCES)
def test_files_are_opened_and_written_by_one_door(source: Source) -> None:
    if source.module == "playground.model.disk":
        return
    allowed = OPENERS.get(source.module, set())
    calls = [
        node
        for statement in source.tree.body
        if not (isinstance(statement, ast.FunctionDef) and statement.name in allowed)
        for node in ast.walk(statement)
    ]
    found = [
        f"line {node.lineno}: {ast.unparse(node)}" for node in calls if isinstance(node, ast.Call) and _opens(node)
    ]
    found += [name for name in source.imports() if name.split(".")[-1] in OPENING_CLASSES]
    assert not found, f"{found[0]}: go through playground.model.disk"


def _opens(call: ast.Call) -> bool:
    """Whether a call opens or writes a file, as far as its text tells."""
    called = ast.unparse(call.func)
    if re.fullmatch(OPENING_FUNCTIONS, called) or re.search(LOOKING_METHODS, ast.unparse(call)):
        return True
    if _name(call.func) not in ("load", "ZipFile", "open", "save", *OPENING_METHODS):
        return False
    first = ast.unparse(call.args[0]) if call.args else ""
    if called in ("np.load", "zipfile.ZipFile"):
        return bool(re.search(r"(path|place|name|out)$|^(Path|str)\(|^f?['\"]", first))  # not of what is open already
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr == "open":  # of a path, where windows and other things are opened, too
        is_path = re.search(r"(path|place|file|out|dump)$|^Path\(.*\)$", ast.unparse(call.func.value))
        return bool(is_path or re.fullmatch(r"'[rwaxbt+]{1,3}'", first))
    if call.func.attr == "save":  # of a picture by the name of its file
        return bool(re.match(r"str\(|f?['\"]", first))
    return call.func.attr in OPENING_METHODS


OPENING = (
    "open('x')", "Path(name).open()", "path.open('rb')", "self._file.open(mode)", "os.open(path, 0)",
    "path.read_bytes()", "Path(name).read_text(mode)", "place.write_bytes(b)", "tempfile.mkstemp()", "os.replace(a, b)",
    "np.load(path)", "zipfile.ZipFile(path)", "window.grab().save(str(out))", "image.save('x.png')", "gzip.open(path)",
    "path.is_dir()", "Path(name).exists()", "os.path.exists(path)", "a.samefile(b)", "path.parent.mkdir(parents=True)",
)  # fmt: skip
NOT_OPENING = (
    "dialog.open()",
    "painter.save()",
    "saving.save(work.document, file)",
    "write_text(value)",
    "entry.is_file(follow_symlinks=False)",
    "np.load(content)",
)


@pytest.mark.parametrize("text", [*OPENING, *NOT_OPENING])
def test_it_is_known_what_opens_a_file(text: str) -> None:
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    assert _opens(call) == (text in OPENING)


def _compared_kinds(node: ast.AST) -> list[str]:
    """Texts that are compared with a kind or id, or looked up on a shelf."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        about_kinds = any(ast.unparse(side).endswith(("kind", ".id()")) for side in sides)
        return [text for side in sides for text in _texts(side)] if about_kinds else []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "find":
        shelf = ast.unparse(node.func.value)
        return [text for argument in node.args for text in _texts(argument)] if shelf.isupper() else []
    return []


def _texts(node: ast.AST) -> list[str]:
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def _name(function: ast.expr) -> str:
    """The last part of what is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_setter(function: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Attribute) and each.attr == "setter" for each in function.decorator_list)


def _kinds(shelf: object) -> list[type[Kind]]:
    return list(getattr(shelf, "kinds", {}).values())

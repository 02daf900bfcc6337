"""Files are opened and written by one door."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.sources import SOURCES, Source, for_each, name_of

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
    "playground.engine.worker": {"_own_pipes"},  # the two ends that it was given, and that same device
}
OPENING_METHODS = {"read_bytes", "read_text", "write_bytes", "write_text", "tofile", "setFileName"}
OPENING_FUNCTIONS = (
    r"open|(io|codecs|gzip|bz2|lzma|tarfile)\.open|os\.(open|fdopen|replace|rename|truncate)|tempfile\.(?!gettempdir).+|"
    r"os\.path\.(exists|isfile|isdir|samefile|realpath)|shutil\.(copy.*|move)|np\.(fromfile|loadtxt|genfromtxt|savetxt|save|savez.*|memmap)"
)
LOOKING = {"is_dir", "is_file", "exists", "samefile", "mkdir"}
LOOKING_METHODS = r"^[^(]+(\(.*\))?\.(is_dir|is_file|exists|samefile|mkdir)\((?!follow_symlinks=False)[^()]*\)$"
"""What Python's paths raise for in the middle of a question: a folder of another machine that is gone, a long name."""
OPENING_CLASSES = {"QFile", "QSaveFile", "QTemporaryFile", "QSettings", "QImageReader", "QMovie"}


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
    called = _dotted(call.func)
    if re.fullmatch(OPENING_FUNCTIONS, called):
        return True
    # Only what may be one is written out: that takes long, and there are tens of thousands of calls.
    if name_of(call.func) in LOOKING and re.search(LOOKING_METHODS, ast.unparse(call)):
        return True
    if name_of(call.func) not in ("load", "ZipFile", "open", "save", *OPENING_METHODS):
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


def _dotted(function: ast.expr) -> str:
    """``os.path.exists`` of such a name, else nothing."""
    if isinstance(function, ast.Attribute):
        before = _dotted(function.value)
        return f"{before}.{function.attr}" if before else ""
    return getattr(function, "id", "")


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

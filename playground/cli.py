"""The command line: what may be asked for, and who carries it out."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn

from playground import __version__
from playground.commands import desktop, lists, problems
from playground.commands.experiments import (
    GOOD,
    WRONG_EXPERIMENT,
    CommandError,
    changed,
    check_place,
    find,
    means_file,
    named,
    write_out,
)
from playground.commands.output import go_unread, note, say, say_json, write_code, write_what_is_missing_plainly
from playground.commands.run_file import EVERY_SECONDS
from playground.commands.training import Order, train
from playground.commands.windows import draw_picture, open_window
from playground.export.base import EXPORTS, NotExportable
from playground.model.disk import is_folder
from playground.model.document import Document
from playground.model.examples import examples, load_example
from playground.model.network import INPUT
from playground.model.origin import otherness, read_origin
from playground.model.plugins import PLUGINS
from playground.model.registry import UnknownKind
from playground.model.spelling import quoted, suggestion, visible
from playground.numerals import count
from playground.typed_numbers import Ambiguous, NotANumber, Unholdable, read_number
from playground.ui.shell.picture_options import PictureOptions
from playground.ui.theme.measures import SMALLEST

START = "circle"
"""The example that the window starts with."""
LARGEST_SIDE = 8192
"""The most pixels that a picture may be wide or high."""
MOST_PIXELS = 40_000_000
"""The most pixels that a picture may have; one of 7680×4320 has 33 million."""
LONGEST_WAIT = 10**9 - 1
"""The most seconds between two saves on the way."""
STOPPED = 130
"""The exit status after Ctrl+C."""
_OPEN = "open"


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry a command out, and return its exit status.

    0 when all is well, 1 when the experiment is wrong, 2 when the command is, 130 after Ctrl+C.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    write_what_is_missing_plainly()
    parser, names = _parser()
    if not given or (given[0] not in names and not given[0].startswith("-")):
        _check_command(parser, given, names)
        given.insert(0, _OPEN)
    chosen = parser.parse_args(given)
    run: Callable[[argparse.Namespace], int] = chosen.run
    try:
        with PLUGINS.told_to(note):
            return run(chosen)
    except CommandError as error:
        if getattr(chosen, "json", False):
            say_json({"ok": False, "problems": [{"text": problem} for problem in error.problems]})
        else:
            note(*error.problems)
        return error.status
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        go_unread()
        return GOOD
    except MemoryError:
        note("There is not enough memory for this: make the experiment smaller, or close other programs.")
        return WRONG_EXPERIMENT


def _check_command(parser: argparse.ArgumentParser, given: list[str], names: tuple[str, ...]) -> None:
    """What is no command is a file or an example to open; leave, if it is rather a command that was misspelt."""
    if not given or os.path.lexists(given[0]) or given[0] in [example.id for example in examples()]:
        return
    meant = suggestion(given[0], names)
    if meant or len(given) > 1:
        parser.error(f"there is no command {quoted(given[0])}. {meant or 'There are: ' + ', '.join(names) + '.'}")


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints hold what was given, as a terminal may show it."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command, and leave."""
        super().error(visible(message))


def _parser() -> tuple[argparse.ArgumentParser, tuple[str, ...]]:
    parser = _Parser(
        prog="playground",
        description="Build neural networks by clicking, train them, and see inside while they learn.",
        epilog="Without a command it opens the window: playground [FILE|EXAMPLE].",
    )
    parser.add_argument("--version", action="version", version=f"playground {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add(commands, _OPEN, _run_open, "open the window").add_argument("target", nargs="?", default=START, **_TARGET)
    listing = _add(commands, "list", _run_list, "list what there is to build with")
    listing.add_argument("what", choices=lists.NAMES)
    checking = _add(commands, "check", _run_check, "say what an experiment means and what is wrong with it")
    checking.add_argument("target", **_TARGET)
    _add_train(commands)
    exporting = _add(commands, "export", _run_export, "take an experiment away as code")
    exporting.add_argument("target", **_TARGET)
    exporting.add_argument("--to", default="python", help="the form: python")
    exporting.add_argument("-o", "--out", type=Path, help="the file to write; without it the code is printed")
    for command in (listing, checking, exporting):
        command.add_argument("--json", action="store_true", help="answer for programs")
    _add_picture(commands)
    _add(commands, "desktop", _run_desktop, "add the window to the menus of a Linux desktop")
    return parser, tuple(commands.choices)


_TARGET: dict[str, Any] = {"metavar": "FILE|EXAMPLE", "help": "a .json or .playground file, or an example's id"}


def _add(commands: Any, name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=words, description=f"{words.capitalize()}.")
    command.set_defaults(run=run)
    return command


def _add_train(commands: Any) -> None:
    command = _add(commands, "train", _run_train, "train an experiment without a window, with a line an epoch")
    command.add_argument("target", **_TARGET)
    length = command.add_mutually_exclusive_group()
    length.add_argument(
        "--epochs", type=_count, metavar="N", help="passes over the training data; otherwise the experiment's, or 10"
    )
    length.add_argument("--steps", type=_count, metavar="N", help="steps, one batch each")
    command.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="training.batch_size=32 ...")
    command.add_argument("--seed", type=_whole, metavar="N", help="start from other weights and batches")
    command.add_argument("--save", type=Path, metavar="FILE", help="save experiment, weights and curves")
    command.add_argument(
        "--save-every",
        type=_seconds,
        metavar="SECONDS",
        help="and so often on the way; otherwise 30, with 0 not at all",
    )
    command.add_argument("--json", action="store_true", help="a JSON object a line, with every digit")
    command.add_argument(
        "--changed-data", action="store_true", help="go on with weights that were learned from other contents of files"
    )


def _add_picture(commands: Any) -> None:
    command = _add(commands, "picture", _run_picture, "draw the window into a PNG file, without a display")
    command.add_argument("target", **_TARGET)
    command.add_argument("-o", "--out", type=Path, required=True, metavar="PNG", help="the file to write")
    command.add_argument("--size", type=_size, default=(1440, 900), help="such as 1440x900")
    command.add_argument("--theme", choices=("light", "dark"), default="light")
    command.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="training.batch_size=32 ...")
    command.add_argument("--steps", type=_count, default=0, help="train that many steps first")
    command.add_argument("--select", default="", metavar="NODE", help="the id of a layer to select")
    command.add_argument("--row", type=_place, metavar="N", help="the unit or channel of that layer, from 1")
    command.add_argument("--pixel", type=_pixel, metavar="ROW,COLUMN", help="a pixel of that channel's map, from 1,1")
    command.add_argument("--example", type=_count, metavar="N", help="the example that is looked at, by its number")
    command.add_argument("--text", default="", help="type a sequence of your own, where data is made of tokens")
    command.add_argument("--view", default="", metavar="NAME", help="a view to open: playground list views")
    command.add_argument("--enlarge", action="store_true", help="let that view fill the middle of the window")
    command.add_argument("--gradients", action="store_true", help="show gradients in place of values on the cards")
    command.add_argument("--turn", action="store_true", help="turn the selected card over, to show its kernels")
    command.add_argument("--stage", type=int, choices=range(1, 5), help="take the next update apart, at that stage")


def _count(text: str) -> int:
    return _from(0, text)


def _whole(text: str) -> int:
    return _from(-math.inf, text)


def _seconds(text: str) -> float:
    seconds = _read(text, "a number of seconds, such as 30", whole=False)
    if not 0 <= seconds <= LONGEST_WAIT:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not from 0 to {count(LONGEST_WAIT)} seconds")
    return float(seconds)


def _place(text: str) -> int:
    return _from(1, text)


def _from(least: float, text: str) -> int:
    """A whole number as people write it, ``20 000`` or ``2e4``, that is not below the least."""
    wanted = "a whole number" if least == -math.inf else f"a whole number of {least} or more"
    number = _read(text, wanted, whole=True)
    if not isinstance(number, int) or number < least:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not {wanted}")
    return number


def _read(text: str, wanted: str, whole: bool) -> int | float:
    """A number as people write it; what is none is refused as not what is wanted."""
    try:
        return read_number(text, whole)
    except (Ambiguous, Unholdable) as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    except NotANumber as error:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not {wanted}") from error


def _pair(least: int, text: str, mark: str, wanted: str) -> tuple[int, int]:
    """Two whole numbers, neither below the least, with a mark between them."""
    first, _, second = text.partition(mark)
    try:
        pair = _from(least, first), _from(least, second)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not {wanted}") from error
    return pair


def _pixel(text: str) -> tuple[int, int]:
    return _pair(1, text, ",", "a row and a column from 1, such as 12,5")


def _size(text: str) -> tuple[int, int]:
    width, height = _pair(0, text.replace("×", "x"), "x", "a size such as 1440x900")
    least = f"{SMALLEST[0]}×{SMALLEST[1]}"
    if width < SMALLEST[0] or height < SMALLEST[1]:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is smaller than the window can be: take {least} or more")
    if max(width, height) > LARGEST_SIDE or width * height > MOST_PIXELS:
        most = f"{LARGEST_SIDE} pixels a side and {MOST_PIXELS // 1_000_000} million in all"
        raise argparse.ArgumentTypeError(f"{quoted(text)} is too large: take at most {most}")
    return width, height


def _run_open(chosen: argparse.Namespace) -> int:
    is_example = chosen.target in [example.id for example in examples()]
    if means_file(chosen.target) or (is_folder(Path(chosen.target)) and not is_example):
        # It is read in the window, which says what is wrong with it.
        return open_window(load_example(START), Path(chosen.target))
    return open_window(find(chosen.target)[0].experiment, None)


def _run_list(chosen: argparse.Namespace) -> int:
    say_json(lists.rows(chosen.what), 2) if chosen.json else say(*lists.lines(chosen.what))
    return GOOD


def _run_check(chosen: argparse.Namespace) -> int:
    experiment = find(chosen.target)[0].experiment
    table = problems.table(experiment)
    say_json(table, 2) if chosen.json else say(*problems.lines(experiment))
    return GOOD if table["ok"] else WRONG_EXPERIMENT


def _run_train(chosen: argparse.Namespace) -> int:
    document, source = find(chosen.target)
    experiment = changed(document.experiment, chosen.set, chosen.seed)
    every = EVERY_SECONDS if chosen.save_every is None else chosen.save_every
    if chosen.save is None and chosen.save_every is not None:
        raise CommandError(["There is nowhere to save every few seconds: name a file with --save."])
    length = (chosen.epochs, chosen.steps)
    return train(document, experiment, Order(*length, chosen.save, chosen.json, every, source, chosen.changed_data))


def _run_export(chosen: argparse.Namespace) -> int:
    document, path = find(chosen.target)
    if chosen.out is not None:
        if chosen.out.suffix.lower() in (".json", ".playground"):
            named_so = f"{named(str(chosen.out))} is the name of a document, which code would replace"
            raise CommandError([f"{named_so}: let its name end in .py."])
        check_place(chosen.out)
    place = chosen.out or path
    try:
        content = EXPORTS.find(chosen.to)().write(document.experiment, None if place is None else place.parent)
    except UnknownKind as error:
        raise CommandError([str(error)]) from error
    except NotExportable as error:
        raise CommandError([str(error)], WRONG_EXPERIMENT) from error
    if chosen.out is not None:
        write_out(chosen.out, content)
    if chosen.json:
        out = None if chosen.out is None else str(chosen.out)
        code = content.decode() if chosen.out is None else None
        say_json({"ok": True, "to": chosen.to, "file": out, "bytes": len(content), "code": code})
    elif chosen.out is None:
        write_code(content)
    return GOOD


def _run_picture(chosen: argparse.Namespace) -> int:
    document = find(chosen.target)[0]
    experiment = changed(document.experiment, chosen.set, None)
    if experiment != document.experiment:
        document = Document(experiment, views=document.views)  # what it learned was learned by another
    check_place(chosen.out)
    if chosen.out.suffix.lower() not in ("", ".png"):
        raise CommandError(
            [f"{named(str(chosen.out))} cannot be drawn, as a picture is a PNG file: let its name end in .png."]
        )
    if words := otherness(read_origin(document.state or b""), experiment.data):
        note(words)
    nodes, views = experiment.ids(), [row["id"] for row in lists.rows("views")]
    if chosen.select not in ("", INPUT, *nodes):
        hint = suggestion(chosen.select, nodes) or f"There are: {', '.join(nodes)}."
        raise CommandError([f"There is no layer called {quoted(chosen.select)}. {hint}"])
    if chosen.enlarge and not chosen.view:
        raise CommandError(["There is no view to enlarge: name one with --view."])
    if chosen.view not in ("", *views):
        hint = suggestion(chosen.view, views) or f"There are: {', '.join(views)}."
        raise CommandError([f"There is no view called {quoted(chosen.view)}. {hint}"])
    sight = PictureOptions(**{field.name: getattr(chosen, field.name) for field in fields(PictureOptions)})
    write_out(chosen.out, draw_picture(document, sight))
    return GOOD


def _run_desktop(chosen: argparse.Namespace) -> int:
    say(*(f"Written: {path}" for path in desktop.install()))
    return GOOD

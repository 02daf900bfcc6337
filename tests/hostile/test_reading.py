"""Reading: whatever lies in a file, it is an experiment that comes back as it was, or a few sentences, and soon."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model import files
from playground.model.examples import examples, load_example
from playground.model.file_limits import LARGEST_EXPERIMENT, MOST_SHOWN
from playground.model.file_problems import FileProblems
from tests.draws import draws
from tests.hostile.kinds import names, scalars, shapes

PLAIN = [json.loads(files.write(load_example(example.id))) for example in examples()]
for _place, _plain in enumerate(PLAIN):
    _role, _nodes = next(iter(_plain["networks"].items()))
    _ids = [node["id"] for node in _nodes]
    _plain["views"] = {"selected": _ids[0], "tab": "output", "folded": ["g"]}
    if _place % 2 and len(_ids) > 2:
        _plain["groups"] = {_role: [{"id": "g", "name": "A group", "nodes": _ids[:2]}]}


def places(plain: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in plain data, its own among them."""
    yield path
    steps = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    for step, inner in steps:
        yield from places(inner, (*path, step))


PLACES = [list(places(plain)) for plain in PLAIN]


def put(plain: Any, path: tuple[Any, ...], value: object, name: str | None) -> Any:
    """A copy with a value in a place, or where ``name`` is given, under that key beside what is in the place."""
    made = copy.deepcopy(plain)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    if not path:
        return value if name is None else {**made, name: value}
    if name is not None and isinstance(inner[path[-1]], dict):
        inner[path[-1]][name] = value
    elif name is not None and isinstance(inner[path[-1]], list):
        inner[path[-1]].insert(0, value)
    else:
        inner[path[-1]] = value
    return made


def is_sound(read: Any, given: object) -> None:
    """It gives an experiment that comes back as it was, or sentences."""
    try:
        found = read(given)
    except FileProblems as error:
        told = error
    else:
        assert files.read(files.write(found)) == found
        return
    assert told.problems
    assert len(told.problems) <= MOST_SHOWN + 1
    assert all(problem and len(problem) < 600 and "\n" not in problem for problem in told.problems)
    assert told.count >= len(told.problems) - 1


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """An experiment with something else in one to three of its places."""
    which = draw(st.integers(0, len(PLAIN) - 1))
    plain = PLAIN[which]
    for _ in range(draw(st.integers(1, 3))):
        here = list(places(plain)) if plain is not PLAIN[which] else PLACES[which]
        plain = put(plain, draw(st.sampled_from(here)), draw(shapes), draw(st.none() | names))
        if not isinstance(plain, dict):
            return plain
    return plain


@draws(150)
@given(damaged())
def test_any_value_at_any_place_is_read_or_told(plain: object) -> None:
    is_sound(files.from_plain, plain)
    is_sound(files.read, json.dumps(plain))


@draws(100)
@given(st.data(), st.sampled_from(range(len(PLAIN))), scalars)
def test_any_number_or_text_at_any_place_is_read_or_told(data: st.DataObject, which: int, value: object) -> None:
    is_sound(files.from_plain, put(PLAIN[which], data.draw(st.sampled_from(PLACES[which])), value, None))


@draws(100)
@given(st.data())
def test_any_damage_to_the_text_is_read_or_told(data: st.DataObject) -> None:
    text = files.write(load_example(data.draw(st.sampled_from([example.id for example in examples()]))))
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 20))
    into = data.draw(names.map(lambda name: name.encode("utf-8", "surrogatepass")) | st.binary(max_size=20))
    is_sound(files.read, text[:at] + into + text[at + cut :])


@draws(100)
@given(st.binary(max_size=200) | names)
def test_what_is_no_json_at_all_is_told(content: bytes | str) -> None:
    is_sound(files.read, content)


LONGEST = LARGEST_EXPERIMENT - 200
START = '"data":{"kind":"circle"},"networks":{"main":[]}'
LAYERS = '{"data":{"kind":"circle"},"networks":{"main":['


def with_it(more: str) -> str:
    """An experiment with something more."""
    return f"{{{START},{more}}}"


def often(piece: str) -> str:
    """A text repeated until it is almost as large as an experiment can be."""
    return piece * (LONGEST // len(piece))


LARGE: dict[str, Callable[[], str]] = {
    "unknown keys": lambda: with_it(",".join(f'"k{at}":1' for at in range(200_000))),
    "keys nearly known": lambda: with_it(",".join(f'"seeed{at}":1' for at in range(150_000))),
    "one key again and again": lambda: with_it('"a":1,' * 300_000 + '"a":1'),
    "a long list": lambda: "[" + "0," * 399_000 + "0]",
    "a longer list": lambda: "[" + often("0,") + "0]",
    "many lists": lambda: with_it('"seed":[' + "[]," * 190_000 + "[]]"),
    "many texts": lambda: "[" + often('"",') + '""]',
    "a long name": lambda: with_it('"name":"' + often("x") + '"'),
    "a name of escapes": lambda: with_it('"name":"' + often('\\"') + '"'),
    "a wrong value": lambda: with_it('"seed":"' + often("x") + '"'),
    "deep": lambda: often("["),
    "deep objects": lambda: often('{"a":'),
    "quotes": lambda: often('"'),
    "commas": lambda: often(","),
    "line breaks": lambda: with_it(often("\n")),
    "digits": lambda: with_it('"seed":' + often("9")),
    "misspelt layers": lambda: LAYERS + '{"kind":"linaer"},' * 999 + "{}]}}",
    "too many layers": lambda: LAYERS + '{"kind":"relu"},' * 99_999 + "{}]}}",
    "many links": lambda: LAYERS + '{"kind":"relu","inputs":[' + '"input",' * 390_000 + "1]}]}}",
    "many folded groups": lambda: with_it('"views":{"folded":[' + "1," * 390_000 + "1]}"),
    "too large": lambda: " " * (LARGEST_EXPERIMENT + 1),
}

CHILD = """
import resource, sys
from playground.model import files
from playground.model.file_problems import FileProblems
from tests.hostile.test_reading import LARGE

with open("/proc/self/statm") as file:
    now = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + 200 * 2**20, resource.RLIM_INFINITY))
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
for name, make in LARGE.items():
    made = make()
    try:
        files.read(made)
        print(name, "was read")
    except FileProblems as error:
        if len(error.problems) > 21 or max(map(len, error.problems)) > 600:
            print(name, "tells too much")
    except BaseException as error:
        print(name, repr(error)[:200])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process can be limited there")
def test_no_small_file_does_large_harm() -> None:
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(CHILD)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr[-2000:]


def test_problems_are_counted_and_the_first_are_told() -> None:
    with pytest.raises(FileProblems) as caught:
        files.read(LARGE["unknown keys"]())
    assert caught.value.count == 200_000
    assert len(caught.value.problems) == MOST_SHOWN + 1
    assert caught.value.problems[-1] == "… and 199\u202f980 more problems."

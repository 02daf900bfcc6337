"""Problem words: the place of a problem in a file, told in words to those who never see the file's text."""

from __future__ import annotations

import re

_SEGMENT = re.compile(r"\.([\w -]+)|\[(\d+)\]")
_PROBLEM = re.compile(rf"\$((?:{_SEGMENT.pattern})*): (.+)", re.DOTALL)
_UNKNOWN = re.compile(rf"\$((?:{_SEGMENT.pattern})*?)\.([\w -]+|'.*'): there is no such setting; (.*)", re.DOTALL)
_MEANT = re.compile(r"did you mean (.*)\?")
_SAYS_OF_IT = ("is ", "must ", "has ")
_ENTRIES = {"networks": "layer", "groups": "group"}
"""What the lists by role of a file hold; of other lists they are entries."""
_ALONE = "main"
"""The role of the only network of an experiment, which nobody has named."""


def in_words(problem: str) -> str:
    """A problem of a file as a sentence.

    Such as: In “networks”, layer 1: there is no setting “unts”; did you mean “units”?

    ``problem`` is a line of `FileProblems`, which begins with a path such as ``$.networks.main[0].unts``; what begins
    with none stays as it is.
    """
    unknown = _UNKNOWN.fullmatch(problem)
    if unknown is not None:
        name = unknown[4][1:-1] if unknown[4].startswith("'") else unknown[4]
        hint = _MEANT.sub(_quote_names, unknown[5])
        return _sentence(_places(unknown[1]), f"there is no setting “{name}”; {hint}")
    found = _PROBLEM.fullmatch(problem)
    if found is None:
        return problem
    places, words = _places(found[1]), found[4]
    if words.startswith(_SAYS_OF_IT):
        subject = places.pop() if places else "the file"
        return _sentence(places, f"{subject} {words}")
    if places[-1:] == ["“kind”"]:
        places.pop()  # that it is about a kind is said in the words
    return _sentence(places, words)


def _sentence(places: list[str], words: str) -> str:
    if not places:
        return f"{words[0].upper()}{words[1:]}"
    if words.startswith("There is "):
        words = f"t{words[1:]}"
    return f"In {', '.join(places)}: {words}"


def _places(path: str) -> list[str]:
    """The parts of a path in words, the outermost first; layers and groups are counted from 1, as people count."""
    places: list[str] = []
    for segment in _SEGMENT.finditer(path):
        above, _, role = path[1 : segment.start()].partition(".")
        noun = "entry" if "." in role or "[" in role else _ENTRIES.get(above, "entry")
        if segment[2] is None:
            places.append(f"“{segment[1]}”")
            continue
        if noun != "entry" and role == _ALONE:
            places.pop()
        places.append(f"{noun} {int(segment[2]) + 1}")
    return places


def _quote_names(found: re.Match[str]) -> str:
    return f"did you mean {' or '.join(f'“{name}”' for name in found[1].split(' or '))}?"

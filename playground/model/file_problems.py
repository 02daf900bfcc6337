"""Problems of a file: the first are told in full, all of them are counted, and those not told cost next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from playground.model.file_limits import MOST_SHOWN
from playground.numerals import count


class FileProblems(ValueError):
    """A file is not an experiment; ``problems`` has a line for each thing wrong, with its path.

    Of more than ``MOST_SHOWN`` the last line tells how many more there are; ``count`` counts all of them.
    """

    def __init__(self, problems: Sequence[str], count: int | None = None) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)
        self.count = len(problems) if count is None else count


NO_EXPERIMENT = "no experiment: the name of one ends in .playground or .json."
"""What a file is whose name and content both are another program's."""


class NoExperiment(FileProblems):
    """A file is another program's, by its name and by what it holds, so nothing about it is to be fixed."""

    def __init__(self) -> None:
        super().__init__([f"This is {NO_EXPERIMENT}"])


class Problems:
    """Collects what is wrong with a file. Noting a problem costs next to nothing once enough are told."""

    def __init__(self) -> None:
        self._shown: list[str] = []
        self.count = 0

    def note(self, problem: str | Callable[[], str]) -> None:
        """Note a problem; what takes long to put into words is a function, which is called only where it is told."""
        self.count += 1
        if self.count <= MOST_SHOWN:
            self._shown.append(problem if isinstance(problem, str) else problem())

    @property
    def lines(self) -> list[str]:
        """Those that are told, a line each, and how many more there are."""
        more = self.count - len(self._shown)
        last = [f"… and {count(more)} more {'problem' if more == 1 else 'problems'}."] if more else []
        return [*self._shown, *last]

    def as_error(self) -> FileProblems:
        """All of it, to be raised."""
        return FileProblems(self.lines, self.count)

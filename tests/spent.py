"""How much processor time each test takes, told at the end of a run, so that the fast suite stays fast.

It is told and fails nothing: what a test takes rests on the machine. Processor time is that of the process and of the
programs that it has waited for, so other work on the machine hardly counts.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Generator

import pytest

BUDGET_SECONDS = 2.0
"""A test of the fast suite that takes more is named: make it cheaper, or mark it `slow`."""
KEY = "processor_seconds"


class Spent:
    """A plugin of pytest: measures where the tests run, and adds up where their reports arrive."""

    def __init__(self, most: int) -> None:
        """``most`` so many of those that took most are named in any case."""
        self._most = most
        self._since = 0.0
        self._seconds = defaultdict[str, float](float)
        self._slow: set[str] = set()

    def pytest_runtest_logstart(self) -> None:
        """A test begins."""
        self._since = processor_seconds()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """One of its three phases has ended: what it took travels with its report, also from another process."""
        report = yield
        now = processor_seconds()
        report.user_properties.append((KEY, now - self._since))
        self._since = now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A report has arrived."""
        self._seconds[report.nodeid] += sum(float(str(value)) for name, value in report.user_properties if name == KEY)
        if "slow" in report.keywords:
            self._slow.add(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name the total, what is over the budget, and those that took most where that was asked for."""
        most = sorted(self._seconds, key=lambda name: -self._seconds[name])
        over = [name for name in most if self._seconds[name] > BUDGET_SECONDS and name not in self._slow]
        named = most[: self._most]
        terminalreporter.section("processor time")
        terminalreporter.line(f"{sum(self._seconds.values()):.0f} s in {len(most)} tests")
        if over:
            terminalreporter.line(f"more than {BUDGET_SECONDS:g} s each, and not among the slow tests:")
        for name in [*over, *(name for name in named if name not in over)]:
            terminalreporter.line(f"{self._seconds[name]:6.1f} s {name}")


def processor_seconds() -> float:
    """Of this process and the programs that it has waited for; the latter are not known on Windows."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system

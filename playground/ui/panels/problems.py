"""Problems: what is wrong in one part of the experiment, in words, with fixes as links."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.model import edits
from playground.model.trace import Problem
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.notice import NoticeBar


class ProblemList(QWidget):
    """One notice a problem; hidden when all is well."""

    def __init__(self, theme: Theme, store: Store, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._problems: tuple[Problem, ...] = ()
        self._notices: list[NoticeBar] = []
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is shown."""
        return self._problems

    def notices(self) -> tuple[NoticeBar, ...]:
        """The notices, in the order of the problems."""
        return tuple(self._notices)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show these and no others."""
        if problems == self._problems:
            return
        self._problems = problems
        for notice in self._notices:
            self._column.removeWidget(notice)
            notice.hide()
            notice.deleteLater()
        self._notices = [self._notice(index, problem) for index, problem in enumerate(problems)]
        self.setVisible(bool(problems))

    def _notice(self, index: int, problem: Problem) -> NoticeBar:
        notice = NoticeBar(self._theme, problem.text, problem.severity, f"{self.objectName()}_{index}", self)
        for fix in problem.fixes:
            notice.add_action(fix.label)
        notice.acted.connect(self._on_acted)
        self._column.addWidget(notice)
        return notice

    def _on_acted(self, which: int) -> None:
        notice = self.sender()
        if isinstance(notice, NoticeBar) and notice in self._notices:
            problem = self._problems[self._notices.index(notice)]
            fix = problem.fixes[which]
            self._store.apply(edits.fix(self._store.experiment, problem.node, fix), fix.label)

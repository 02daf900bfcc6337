"""DataPanel: which data is learned, and how it is drawn, parted and fed."""

from __future__ import annotations

import random
from functools import cache, partial

import msgspec
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.model import edits, settings
from playground.model.adapting import adapted_if_empty
from playground.model.dataset import DataSet
from playground.model.difference import only_tunes
from playground.model.examples import examples
from playground.model.experiment import Experiment, Training
from playground.model.kind import summary_of
from playground.model.offers import offers, offers_below
from playground.model.parameters import Parameter, parameter_of, parameters_of
from playground.model.registry import DATA
from playground.model.sequences import TokenSet
from playground.numerals import counted
from playground.ui.examples.looked_at import noun_of
from playground.ui.forms.form import Form
from playground.ui.forms.number_row import NumberRow
from playground.ui.panels.data_head import DataHead
from playground.ui.panels.data_reader import DataReader, anew
from playground.ui.panels.missing import MissingFiles
from playground.ui.panels.pictures import DataPicture
from playground.ui.panels.problems import ProblemList
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.label import Label
from playground.ui.widgets.scale import doubling
from playground.ui.widgets.tab_order import tab_through
from playground.ui.widgets.tab_rows import TabRows
from playground.ui.widgets.thumbnails import ThumbnailChoice, ThumbnailGrid

_BATCH = "batch_size"
FEW = 3
"""Up to so many settings of a data set are all in sight."""


class DataPanel(QWidget):
    """Group tabs, pictures of the data sets, and the form of the one in use; all of it folds under its first line."""

    def __init__(
        self,
        theme: Theme,
        store: Store,
        reader: DataReader | None = None,
        parent: QWidget | None = None,
        folded: bool = False,
    ) -> None:
        super().__init__(parent)
        self._reader = reader or DataReader(store, parent=self)
        self._theme = theme
        self._store = store
        self._form: Form | None = None
        self._kind: type[DataSet] | None = None
        self._unfolded = False
        self.setObjectName("data_panel")
        self.setAccessibleName("Data")
        self.setProperty("look", "panel")
        self._groups = DATA.groups()
        self._head = DataHead(theme, self)
        self._choices, self._rows = QWidget(self), QWidget(self)
        self._tabs = TabRows(theme, tuple(self._groups), "data_groups", "Groups of data sets", self)
        self._grid = ThumbnailGrid(theme, "data_sets", "Data sets", parent=self)
        self._problems = ProblemList(theme, store, "data_problems", self)
        self._missing = MissingFiles(theme, store, self, self._reader)
        self._name = Label("", self)
        self._batch = self._batch_row()
        self._column = QVBoxLayout(self)
        self._above, self._below = QVBoxLayout(self._choices), QVBoxLayout(self._rows)
        self._build()
        self._head.setChecked(folded)
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._refresh)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._refresh(store.experiment)

    @property
    def form(self) -> Form:
        """The form of the data set in use."""
        assert self._form is not None
        return self._form

    @property
    def is_folded(self) -> bool:
        """Whether all but its first line, and what is wrong with the data, is folded away."""
        return self._head.isChecked()

    def _build(self) -> None:
        self._head.toggled.connect(self._on_folded)
        self._tabs.chosen.connect(self._on_tab)
        self._grid.chosen.connect(self._on_chosen)
        self._name.setProperty("role", "title")
        self._name.setObjectName("data_name")
        for layout, widgets in (
            (self._above, (self._tabs, self._grid)),
            (self._below, (self._name, self._batch)),
            (self._column, (self._head, self._choices, self._missing, self._problems, self._rows)),
        ):
            for widget in widgets:
                layout.addWidget(widget)

    def _on_folded(self, folded: bool) -> None:
        self._choices.setVisible(not folded)
        self._rows.setVisible(not folded)

    def _batch_row(self) -> NumberRow:
        parameter = parameter_of(Training, _BATCH)
        scale = doubling(1, 4096)
        row = NumberRow(self._theme, parameter, "training", "panel", self, scale)
        row.changed.connect(self._on_batch)
        row.settled.connect(self._store.seal)
        return row

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        if only_tunes(old, new):
            return
        self._refresh(new)
        if old.data != new.data:
            self._show_group(self._tabs.current)

    def _refresh(self, experiment: Experiment) -> None:
        data, files = experiment.data, experiment.data.files()
        if type(data) is not self._kind:
            self._show_kind(data)
        self.form.set_values(data)
        self.form.set_notes(files.field_notes())
        self.form.set_offers(offers_below(offers(experiment), "data"))
        self._grid.select(data.id())
        self._show_name()
        self._batch.set_value(experiment.training.batch_size)
        self._head.show_data(data, summary(data), " ".join((f"{summary(data)}.", *data.notes())))
        problems = self._store.trace.problems
        told = files.missing() if files.absent() else ""  # which the notice on missing files says by itself
        here = tuple(problem for problem in problems if problem.section == "data" and problem.text != told)
        self._problems.show_problems(here)
        self._missing.show_data(data)
        if self._missing.stops():
            self._order()

    def _show_kind(self, data: DataSet) -> None:
        self._kind = type(data)
        group = list(self._groups).index(data.group)
        self._tabs.set_current(group)
        self._show_group(group)
        if self._form is not None:
            self._below.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        self._form = self._make_form(data)
        self._below.insertWidget(self._below.indexOf(self._batch), self._form)
        self._order()

    def _order(self) -> None:
        if self._form is not None:
            top = (self._head, *self._tabs.tabs(), *self._grid.items(), *self._missing.stops())
            tab_through((*top, *self._form.stops(), *self._batch.stops()))

    def _make_form(self, data: DataSet) -> Form:
        """Sliders in sight; choices, which are rarely touched, under the fold where there is much else."""
        settings = parameters_of(data)
        many = len(settings) > FEW
        choices = [each.name for each in settings if many and each.type in ("choice", "several")]
        form = Form(self._theme, type(data), data, "data", folded=choices, parent=self)
        form.changed.connect(self._on_field)
        form.settled.connect(self._store.seal)
        form.rearranged.connect(self._order)
        if form.fold is not None:
            form.fold.set_open(self._unfolded)
            form.fold.toggled.connect(self._on_fold)
        if "seed" in form.fields():
            self._add_dice(form)
        return form

    def _on_fold(self, open: bool) -> None:
        self._unfolded = open

    def _add_dice(self, form: Form) -> None:
        row = form.row("seed")
        if isinstance(row, NumberRow):
            tip = "Draw other samples: another seed"
            dice = IconButton(self._theme, "dice", "data_seed_dice", tip, small=True, parent=row)
            dice.clicked.connect(self._on_dice)
            row.add_button(dice)

    def _show_group(self, index: int) -> None:
        kinds = list(self._groups.values())[index]
        self._grid.set_choices([_choice(kind, self._store.experiment.data) for kind in kinds])
        self._grid.select(self._store.experiment.data.id())
        self._order()

    def _on_tab(self, index: int) -> None:
        self._show_group(index)
        self._show_name()

    def _show_name(self) -> None:
        """Say whose fields these are while the pictures are those of another group."""
        data = self._store.experiment.data
        self._name.setText(data.full_label or data.label)
        self._name.setVisible(list(self._groups)[self._tabs.current] != data.group)

    def _on_chosen(self, id: str) -> None:
        kind = DATA.find(id)
        old = self._store.experiment.data
        if kind is type(old):
            return
        data = with_changes(kind, old) if kind.family == old.family else kind()
        changed = adapted_if_empty(edits.set_data(self._store.experiment, data))
        if changed.name in _given_names():
            # The name and the lesson spoke of the data that goes; a name that a person chose stays.
            changed = msgspec.structs.replace(changed, name=data.full_label or data.label, description="")
        self._store.apply(changed, f"Data: {kind.label}")

    def _on_field(self, field: str, value: object, dragging: bool) -> None:
        experiment, path = self._store.experiment, f"data.{field}"
        parameter = settings.parameter_at(experiment, path)
        if parameter is not None and parameter.type == "file":
            take = partial(self._take_file, parameter.label)
            self._reader.begin(anew, take, partial(_with_setting, experiment, path, value))
            return
        self._store.set(path, value, dragging)

    def _take_file(self, label: str, data: DataSet, why: str) -> None:
        """A file was chosen, and read as it is now; where it could not be, the panel says why of the data."""
        self._store.apply(edits.set_data(self._store.experiment, data), label)

    def _on_batch(self, value: object, dragging: bool) -> None:
        self._store.set(f"training.{_BATCH}", value, dragging)

    def _on_dice(self) -> None:
        seed = random.randrange(1, 1000)
        self._store.set("data.seed", seed, label="Other samples")

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(16), px(12), px(16), px(12))
        for column in (self._column, self._above, self._below):
            column.setSpacing(px(5))
        for inner in (self._above, self._below):
            inner.setContentsMargins(0, 0, 0, 0)


def _with_setting(experiment: Experiment, path: str, value: object, data: DataSet) -> DataSet:
    """Data with one of their settings changed, before the files that they name are read."""
    return settings.set(msgspec.structs.replace(experiment, data=data), path, value).data


def with_changes(kind: type[DataSet], old: DataSet) -> DataSet:
    """Other data of the same family with what was set otherwise than usual in the old, where that is allowed."""
    values = {found.name: (getattr(old, found.name), found.default) for found in parameters_of(old)}
    changed = {name: value for name, (value, usual) in values.items() if value != usual}
    return kind(**{found.name: changed[found.name] for found in parameters_of(kind) if _takes(found, changed)})


def _takes(parameter: Parameter, values: dict[str, object]) -> bool:
    return parameter.name in values and parameter.allows(values[parameter.name])


def summary(data: DataSet) -> str:
    """How much there is of what: ``400 points, 2 classes``, ``4 000 sequences, 12 letters``, or that there is none."""
    if not data.files().is_usable():
        return "No data"
    sizes, target = data.sizes(), data.target()
    what = "class" if target.has_classes else "value"
    if isinstance(data, TokenSet) and target.is_at_each_step:
        what = data.vocabulary().noun
    return f"{counted(sizes.all, noun_of(data))}, {counted(target.count, what)}"


def _choice(kind: type[DataSet], now: DataSet) -> ThumbnailChoice:
    data = now if type(now) is kind else kind()
    missing = data.files().missing()
    tip = f"{kind.label}: {summary_of(kind)}"
    return ThumbnailChoice(kind.id(), kind.label, f"{tip} {missing}" if missing else tip, DataPicture(data))


@cache
def _given_names() -> frozenset[str]:
    """Names that nobody chose: those of the examples and of the data sets."""
    sets = {name for kind in DATA.kinds.values() for name in (kind.full_label, kind.label)}
    return frozenset(sets | {example.name for example in examples()})

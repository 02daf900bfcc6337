"""The window: puts the parts in their places, and nothing else."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMainWindow, QMenu, QVBoxLayout, QWidget

from playground import __version__
from playground.engine.messages import Built
from playground.model.difference import only_tunes
from playground.model.document import NO_VIEWS, Views
from playground.model.experiment import Experiment
from playground.model.groups import shown_as
from playground.ui.canvas.canvas import Canvas
from playground.ui.panels.data import DataPanel
from playground.ui.panels.data_reader import DataReader
from playground.ui.panels.doctor import DoctorCard
from playground.ui.panels.gallery import Gallery
from playground.ui.panels.inspector import LayerInspector
from playground.ui.panels.key_list import KeyList
from playground.ui.panels.reading_strip import ReadingStrip
from playground.ui.panels.speed_strip import SpeedStrip
from playground.ui.panels.titles import window_title
from playground.ui.panels.training import TrainingPanel
from playground.ui.panels.transport import TopBar
from playground.ui.shell.actions import Actions
from playground.ui.shell.bottom import INSPECTOR, BottomTabs
from playground.ui.shell.columns import LeftColumn, RightColumn, ViewPool
from playground.ui.shell.data_watch import DataWatch
from playground.ui.shell.example_picking import ExamplePicking
from playground.ui.shell.files.documents import Documents
from playground.ui.shell.files.dropping import Dropping
from playground.ui.shell.interface_zoom import InterfaceZoom
from playground.ui.shell.menu import all_commands, fill_menu
from playground.ui.shell.notices import Notices
from playground.ui.shell.panes import LEFT, Panes
from playground.ui.shell.settings import Settings, save_settings
from playground.ui.shell.update_walk import UpdateWalk
from playground.ui.state.conductor import Conductor
from playground.ui.state.effort import Effort
from playground.ui.state.focus import Focus
from playground.ui.state.forgetting import Forgetting
from playground.ui.state.notice import Notice
from playground.ui.state.store import Store
from playground.ui.state.weight_edits import WeightEdits
from playground.ui.theme.measures import FRAME, SMALLEST, USUAL, Measures, measures, opening_size
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import FocusRing


class Window(QMainWindow):
    """The one window: top bar, data and training, network, output and metrics, inspector and live views.

    ``closing()`` is emitted when it is closed for good, before anything is taken apart; ``recovered_wanted()`` when the
    list of recovered work is asked for.
    """

    closing = Signal()
    recovered_wanted = Signal()

    def __init__(self, experiment: Experiment, settings: Settings, views: Views = NO_VIEWS) -> None:
        self.theme = Theme(settings.dark)
        self.theme.dress_application()  # before any widget, or the first window would measure in another font
        super().__init__()
        self.theme.setParent(self)
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.settings = settings
        self.zoom = InterfaceZoom(self.theme, settings.zoom, self)
        self.zoom.fit(QSize(*USUAL))
        self.store = Store(experiment, self, views)
        self.focus = Focus(self)
        Forgetting(self.store, self.focus)
        self.conductor = Conductor(self.store, self)
        self.weight_edits = WeightEdits(self.store, self.conductor, self)
        self.documents = Documents(self.store, self.conductor, settings, self)
        self.dropping = Dropping(self)
        self.effort = Effort(self.store, self)
        self._leaving = False
        self._measured: Measures | None = None
        self._build()
        self._connect()
        self.apply_theme()
        self._restore_place()
        self._show_experiment(experiment)
        self.canvas.stage.setFocus()

    # ------------------------------------------------------------------------------------------------ parts

    def _build(self) -> None:
        views = ViewPool(self.theme, self.focus, self.conductor, self.weight_edits, self)
        self.views = views
        self.canvas = Canvas(self.theme, self.store, self.focus, self, self.weight_edits)
        self.walk = UpdateWalk(self.theme, self.store, self.conductor, self.canvas, self.focus, self)
        self.inspector = LayerInspector(self.theme, self.store, self.focus, self)
        self.reading = ReadingStrip(self.theme)
        reader = DataReader(self.store, self.reading, self)
        self.data = DataPanel(self.theme, self.store, reader, folded=self.settings.data_folded)
        self.left = LeftColumn(self.theme, self.data, TrainingPanel(self.theme, self.store, self.conductor))
        self.right = RightColumn(self.theme, views)
        self.bottom = BottomTabs(self.theme, views, self.inspector)
        self.notices = Notices(self.theme)
        self.notices.follow(self.store)
        self.data_watch = DataWatch(self.store, self.conductor, self.notices, reader, self)
        self.doctor = DoctorCard(self.theme, self.store, self.conductor, self.focus, self.notices)
        self.panes = Panes(self.theme)
        self.actions_by_id = Actions(self, all_commands(self))
        self.actions_by_id["train"].setAutoRepeat(False)
        self.actions_by_id["recovered"].setEnabled(False)
        self.menu = QMenu(self)
        self.menu.setObjectName("main_menu")
        self.menu.aboutToShow.connect(self._fill_menu)
        self.top = TopBar(self.theme, self.store, self.conductor, self.menu)
        self.gallery = Gallery(self.theme, self)
        self.ring = FocusRing(self.theme, self)
        self.keys = KeyList(self.theme, self)
        self.conductor.dispatch.watch(self.canvas)
        self.example_picking = ExamplePicking(self.theme, self.conductor, self.focus, self.canvas, self)
        self._arrange()

    def _arrange(self) -> None:
        self.speed = SpeedStrip(self.theme, self.conductor)
        under = (self.walk.strip, self.reading, self.notices, self.doctor, self.speed)
        self.panes.put(self.left, self.canvas, under, self.bottom, self.right)
        self.panes.follow(self.notices)
        self.panes.center.addWidget(self.views.detached.large)
        room = QWidget()
        room.setObjectName("room")
        layout = QVBoxLayout(room)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(self.panes, 1)
        self.setCentralWidget(room)

    def _connect(self) -> None:
        self.theme.changed.connect(self.apply_theme)
        self.closing.connect(self.data_watch.stop)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_moved)
        self.store.changed.connect(self._on_changed)
        self.store.loaded.connect(self._show_experiment)
        self.store.status_changed.connect(self._show_title)
        self.views.detached.enlarged.connect(self._on_enlarged)
        self.views.detached.returned.connect(self._on_returned)
        self.conductor.built.connect(self._on_built)
        self.conductor.said.connect(self.notices.say)
        self.conductor.playing_changed.connect(self._on_playing)
        self.conductor.state_changed.connect(self.effort.note)
        self.dropping.wanted.connect(self.open_path)
        self.dropping.said.connect(self.say)
        self.closing.connect(self.dropping.stop)
        self.documents.saved.connect(self.effort.note_saved)
        self.documents.saved.connect(self.notices.end_save)
        self.documents.saver.found_again.connect(self.notices.end_save)
        self.documents.said.connect(self.notices.say)
        self.documents.opening.progressed.connect(self.reading.say)
        self.reading.cancelled.connect(self.documents.opening.cancel)
        self.canvas.said.connect(self.say)
        self.bottom.tab_changed.connect(self._on_tab)
        self.panes.rearranged.connect(self._on_rearranged)
        self.zoom.said.connect(self.say)
        self.focus.node_changed.connect(self._on_focus)
        self.focus.example_changed.connect(self._on_focus)
        self.top.theme_toggled.connect(self.toggle_theme)
        self.top.doctor_wanted.connect(self.doctor.open)
        self.doctor.found.connect(self.top.show_doctor)
        self.canvas.stage.state_wanted.connect(self.doctor.show_units)
        self.top.gallery_wanted.connect(self.show_gallery)
        self.top.update_wanted.connect(self.walk.toggle)
        self.gallery.chosen.connect(self.documents.open_example)
        self.gallery.recent_chosen.connect(self.open_path)
        self.canvas.palette_.setting_chosen.connect(self.left.training.find_setting)

    # ----------------------------------------------------------------------------------------------- events

    def showEvent(self, event: object) -> None:
        """Ask for what the views want once they can be seen."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.conductor.dispatch.refresh_requests()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the parts the measures of this size."""
        super().resizeEvent(event)
        self.zoom.fit(event.size())
        if self._usual() != self._measured:
            self._measure(True)
        elif self.isVisible():
            self.panes.refit(self.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plain keys of the transport, where no field wants them for itself."""
        control = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(control, QAbstractButton):
            control.click()  # Space, which does so elsewhere, trains
            return
        keys = {
            Qt.Key.Key_B: self.conductor.step_batch,
            Qt.Key.Key_U: self.walk.toggle,
            Qt.Key.Key_D: self.doctor.open,
            Qt.Key.Key_Escape: self.focus.give_up,
        }
        action = keys.get(Qt.Key(event.key()))
        if action is not None and not event.modifiers() and not event.isAutoRepeat():
            action()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files; what they are is said once they are dropped."""
        if self.dropping.takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file that was dropped, or say why not."""
        event.acceptProposedAction()
        self.dropping.take(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave only with everything saved or given up, and with the trainer ended."""
        documents = self.documents
        if not self._leaving and not (documents.saver.has_written(self.close) and documents.may_leave(self.close)):
            event.ignore()
            return
        self._leaving = True
        documents.opening.cancel()
        documents.saver.finish()
        self._remember_place()
        self.closing.emit()
        self.views.detached.put_all_back()
        self.conductor.stop()
        super().closeEvent(event)

    # --------------------------------------------------------------------------------------------- commands

    def say(self, text: str) -> None:
        """Say for a while, in the notice strip, what a click or key could not do, or what comes next."""
        self.notices.say(Notice(text, topic="hint"))

    def close_saved(self) -> None:
        """Close without a question."""
        self._leaving = True
        self.close()

    def open_path(self, path: Path | str) -> None:
        """Open a file, after asking about unsaved work."""
        if self.documents.may_leave(lambda: self.open_path(path)):
            self.documents.open(Path(path))

    def new_experiment(self) -> None:
        """Begin with an empty network on the first data set; what was there comes back with undo."""
        self.documents.open_new()

    def show_keys(self) -> None:
        """Show every key that does something, and what the mouse can do."""
        self.keys.set_keys(self.actions_by_id.keys_in_words())
        self.keys.open_below(self.top.examples)

    def show_about(self) -> None:
        """Say what this is, and its version."""
        torch = f", PyTorch {self.conductor.torch_version}" if self.conductor.torch_version else ""
        self.say(f"Playground {__version__}{torch}: build neural networks by clicking, train them, and see inside.")

    def show_gallery(self) -> None:
        """Offer the examples and the recent files."""
        self.gallery.set_recent(self.settings.recent)
        self.gallery.open_below(self.top.examples)

    def toggle_theme(self) -> None:
        """Light or dark."""
        self.theme.set_dark(not self.theme.dark)

    def step_zoom(self, direction: int) -> None:
        """Zoom the interface in (1), out (-1) or back to 100 % (0)."""
        self.zoom.step(direction, self.size())

    # ---------------------------------------------------------------------------------------------- follow

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        self.theme.dress_application()
        self.setStyleSheet(self.theme.stylesheet())
        self.setMinimumSize(*SMALLEST)
        self._measure(self.isVisible() and self._usual() != self._measured)

    def _usual(self) -> Measures:
        """The measures of this size: enlarged text makes a window as narrow as a smaller one."""
        return measures(round(self.width() / self.theme.zoom), round(self.height() / self.theme.zoom))

    def _measure(self, other: bool = False) -> None:
        """Give all parts their measures; where these are ``other`` than before, other views have room, too."""
        self._measured = self._usual()
        self.panes.measure(self._measured, self.width(), self.height())
        self.top.set_compact(self._measured.compact)
        if other:
            self._show_views()

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        turn = self.store.turn
        if turn is not None and turn.edit.elsewhere is not None:
            self._show_experiment(new)
        elif not only_tunes(old, new):
            self._show_views()

    def _show_experiment(self, experiment: Experiment) -> None:
        looked, ids = self.store.opened_views, experiment.ids()
        selected = looked.selected if looked.selected in ids else ids[0]
        self.focus.select(shown_as(experiment, looked.folded, selected))
        self.focus.look_among("test")  # of which documents name an example
        self.focus.choose(looked.example, picked=False, within=experiment.data)
        self._show_views()
        if not self.bottom.open(looked.tab):
            self.bottom.open(INSPECTOR)
        self._show_title()

    def _show_views(self) -> None:
        scene = self.conductor.scene()
        fitting = self.views.fitting(scene)
        right = [kind for kind in fitting if kind.place == "output"]
        data = scene.experiment.data
        if not self._usual().confusion_on_the_right or data.domain or data.signal().timed:
            right = right[:1]  # the others are tabs: rows of sequences need the room
        self.views.detached.keep_only({kind.id for kind in fitting})
        metrics = [kind for kind in fitting if kind.place == "metrics"]
        self.right.show_views([kind.id for kind in (*right, *metrics)])
        tabs = [kind for kind in fitting if kind not in right and kind not in metrics]
        self.bottom.show_views(tabs, scene, self.focus.node)
        self.conductor.dispatch.refresh_requests()

    def _show_title(self) -> None:
        self.setWindowTitle(window_title(self.store))
        self.actions_by_id["undo"].setEnabled(bool(self.store.undo_label))
        self.actions_by_id["redo"].setEnabled(bool(self.store.redo_label))

    def _on_built(self, built: Built) -> None:
        if built.fresh:
            self.effort.forget()
        self._show_views()

    def _on_enlarged(self, enlarged: bool) -> None:
        """A view fills the middle, or gives it back to the network."""
        self.panes.center.setCurrentIndex(int(enlarged))
        self.conductor.dispatch.refresh_requests()

    def _on_returned(self, id: str) -> None:
        self.conductor.dispatch.refresh_requests()

    def _on_playing(self, playing: bool) -> None:
        if playing:
            self.notices.clear()

    def _on_tab(self, id: str) -> None:
        self._note_views()
        self.conductor.dispatch.refresh_requests()

    def _on_focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        """A field that was left with Enter gives the keyboard back to the network."""
        if now is None and isinstance(old, QLineEdit) and old.window() is self and self.isActiveWindow():
            self.canvas.stage.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_focus(self) -> None:
        self.bottom.select(self.focus.node)
        self._note_views()
        self.conductor.dispatch.refresh_requests()

    def _note_views(self) -> None:
        views = msgspec.structs.replace(
            self.store.views,
            selected=self.focus.node,
            tab="" if self.bottom.current == INSPECTOR else self.bottom.current,
            example=self.focus.example if self.focus.part == "test" else 0,
        )
        self.store.look(views)

    def _on_rearranged(self) -> None:
        self.top.set_knobs_shown(not self.panes.shows(LEFT))
        self.conductor.dispatch.refresh_requests()

    def _fill_menu(self) -> None:
        fill_menu(self)

    # ------------------------------------------------------------------------------------------ remembered

    def _restore_place(self) -> None:
        if not self.restoreGeometry(QByteArray.fromHex(self.settings.geometry.encode())):
            self.resize(*USUAL)
        self.resize(*opening_size(self.size().toTuple(), self.screen().availableSize().toTuple(), FRAME))

    def _remember_place(self) -> None:
        self.settings.dark = self.theme.dark
        self.settings.zoom = self.zoom.wanted
        self.settings.data_folded = self.data.is_folded
        self.settings.geometry = bytes(self.saveGeometry().toHex().data()).decode()
        save_settings(self.settings)

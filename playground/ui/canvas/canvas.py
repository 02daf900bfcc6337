"""Canvas: the network in the middle of the window. Its header, the stage with the cards, the legend and a notice."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.model.dataset import DataSet, Samples
from playground.model.difference import only_tunes
from playground.model.experiment import Experiment
from playground.model.network import INPUT
from playground.model.trace import Problem
from playground.ui.canvas.asking import Asking
from playground.ui.canvas.backs import laid
from playground.ui.canvas.cards import Card, cards_of
from playground.ui.canvas.commands import Commands
from playground.ui.canvas.footer import Footer
from playground.ui.canvas.grips import Grips
from playground.ui.canvas.group_bands import GroupBand, bands_of, network_bands, with_groups_folded
from playground.ui.canvas.group_menu import add_group_entries
from playground.ui.canvas.groups import Groups
from playground.ui.canvas.hands import Hands
from playground.ui.canvas.head import Head
from playground.ui.canvas.insertion import Insertion
from playground.ui.canvas.lane_switch import LaneSwitch
from playground.ui.canvas.layer_palette import LayerPalette
from playground.ui.canvas.links import Links
from playground.ui.canvas.menu import card_menu
from playground.ui.canvas.overview import Overview
from playground.ui.canvas.pictures import Pictures
from playground.ui.canvas.popups import Popups
from playground.ui.canvas.replacing import add_replace_entries
from playground.ui.canvas.stage import Stage
from playground.ui.canvas.view_controls import ViewControls
from playground.ui.canvas.view_options import ViewOptions
from playground.ui.canvas.weights_switch import WeightsSwitch
from playground.ui.canvas.words import described, legend
from playground.ui.forms.finding import settings_called
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.state.store import Store
from playground.ui.state.weight_edits import WeightEdits
from playground.ui.theme.theme import Theme


class Canvas(QWidget):
    """The network as cards from left to right, to be built, fixed and watched.

    It shows the store's experiment at once, and frames as soon as there are any. Signals: ``requests_changed`` when
    frames should answer something else; ``said(str)`` for a sentence about what could not be done;
    ``examples_wanted(QRect)`` with where the input's picture lies on the screen, when another example is wanted.
    """

    every_frame = True
    requests_changed = Signal()
    said = Signal(str)
    examples_wanted = Signal(QRect)

    def __init__(
        self,
        theme: Theme,
        store: Store,
        focus: Focus,
        parent: QWidget | None = None,
        weight_edits: WeightEdits | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._weight_edits = weight_edits
        self._store = store
        self._focus = focus
        self._samples: Samples | None = None
        self._generation = -1
        self._latest: Frame | None = None
        self._instead: Frame | None = None
        self._asked: tuple[Request, ...] = ()
        self._cards: tuple[Card, ...] = ()
        self._bands: tuple[GroupBand, ...] = ()
        self._traced: tuple[object, ...] = ()
        self._data: DataSet | None = None
        self._asking = Asking(store.experiment, (), focus)
        self.view_options = ViewOptions(self)
        self.pictures = Pictures(theme, self.view_options)
        self._view_controls = ViewControls(theme, store, focus, weight_edits, self.view_options, self)
        self.commands = Commands(store, focus, self)
        self.hands = Hands(theme, store, weight_edits, self)
        self.stage = Stage(theme, focus, self.commands, self.hands.switches, self.pictures, self)
        self.groups = Groups(store, focus, self)
        self.grips = Grips(self.stage, self.groups, focus, self)
        self.overview = Overview(theme, self.stage, focus, self)
        self.footer = Footer(theme, self)
        self.palette_ = LayerPalette(theme, self)
        self.palette_.find_settings = self._find_settings
        self._links = Links(store, focus, self.commands, self)
        self._insertion = Insertion(self.stage, self.commands, self.palette_, self)
        Popups(store, self, self.palette_, self.grips.name, self.hands)
        self.setObjectName("canvas")
        self.setAccessibleName("Network")
        self._build()
        self._connect()
        self.apply_theme()
        self._show_experiment()

    # ----------------------------------------------------------------------------------------------------- parts

    def _build(self) -> None:
        self.head = Head(self.theme, self)
        self.head.add(self._view_controls.switch)
        if self._weight_edits is not None:
            self.head.add(WeightsSwitch(self.theme, self._weight_edits.shown, self.head))
        self._lanes = LaneSwitch(self.theme, self._store, self._focus, self.head, self)
        self._lanes.changed.connect(self._show_experiment)
        self._lane = self._lanes.show()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.stage, 1)
        column.addWidget(self.footer)

    def _connect(self) -> None:
        self.theme.changed.connect(self.apply_theme)
        self._store.changed.connect(self._on_changed)
        self._store.loaded.connect(self._on_loaded)
        self._focus.node_changed.connect(self._show_notice)
        self._focus.example_changed.connect(self._on_example)
        self._focus.given_renamed.connect(self._show_pictures)
        self._view_controls.said.connect(self.said)
        self.stage.turn_wanted.connect(self.turn)
        self.view_options.changed.connect(self._show_pictures)
        self.view_options.off_changed.connect(self.stage.settle)
        self.view_options.cell_changed.connect(self.viewport().update)
        self.view_options.head_changed.connect(self.stage.settle)
        self.commands.said.connect(self.said)
        self.stage.menu_wanted.connect(self.open_menu)
        self.stage.link_drawn.connect(self._links.draw)
        self.stage.example_wanted.connect(self._step_example)
        self.stage.moved.connect(self._on_moved)
        self.stage.zoomed.connect(self._on_moved)
        self.stage.lines_changed.connect(self._show_legend)
        self.footer.notice.fixed.connect(self.commands.fix)
        self._connect_hands()
        self._connect_groups()
        self.head.smaller_wanted.connect(partial(self._zoom_by, 1 / 1.1))
        self.head.larger_wanted.connect(partial(self._zoom_by, 1.1))
        self.head.fit_wanted.connect(self.stage.fit)

    def _connect_hands(self) -> None:
        self.stage.examples_wanted.connect(self.examples_wanted)
        self.hands.take_hold(self.stage, self.footer)
        self.hands.switches.said.connect(self.said)
        self.hands.spoke.connect(self._describe)
        self.hands.asked.connect(self._ask_anew)

    def _connect_groups(self) -> None:
        self.groups.folded_changed.connect(self._show_experiment)
        self.groups.run_changed.connect(self._on_run)
        self.overview.came_or_went.connect(self.footer.rearrange)
        self.footer.set_corner(self.overview)

    # ------------------------------------------------------------------------------------------------- live view

    def requests(self) -> tuple[Request, ...]:
        """What frames must answer: the visible cards' values, their parameters, inputs of activations."""
        trainable = self._store.trace.trainable
        return self._asking.requests(trainable) + (self.hands.switches.requests() if trainable else ())

    def set_scene(self, scene: Scene) -> None:
        """Take samples; forget the frame when the generation is another. The experiment is the store's."""
        if scene.generation != self._generation:
            self._generation = scene.generation
            self._forget_frames()
        elif scene.samples is self._samples:
            return
        self._samples = scene.samples
        self._show_pictures()

    def set_frame(self, frame: Frame) -> None:
        """Show a new frame, unless another one is shown instead."""
        self._latest = frame
        self.hands.switches.take(frame)
        if self._instead is None:
            self.pictures.set_frame(frame)
            self.stage.show_frame()

    def show_instead(self, frame: Frame | None, sign: str = "") -> None:
        """Show this frame in place of those that come; ``None`` shows the latest of them again.

        With a ``sign`` its parameters are not the weights: ``Δ`` for their changes. It is read out before them.
        """
        self._instead = frame
        self.pictures.sign = sign
        self.pictures.set_frame(self._latest if frame is None else frame)
        self.stage.show_frame()
        self._show_legend()

    def _forget_frames(self) -> None:
        self._latest = self._instead = None
        self.pictures.sign = ""
        self.pictures.set_frame(None)

    def set_history(self, history: History) -> None:
        """The canvas shows no curves of a run."""

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        for part in (self.head, self.footer, self.hands.strip):
            part.apply_theme()
        self.update()
        self._show_pictures()
        self.stage.rearrange()

    def describe(self) -> str:
        """What it shows right now, in one sentence."""
        words = described(self._store.experiment, self._store.trace, self._cards, self._focus.node)
        return f"{words} {self.hands.words()}".strip()

    # -------------------------------------------------------------------------------------------------- geometry

    def viewport(self) -> QWidget:
        """The widget on which cards lie: coordinates of ``card_rect`` and ``plus_rect`` are its own."""
        return self.stage.viewport()

    def card_rect(self, id: str) -> QRect:
        """Where a card lies on the viewport.

        Raises:
            KeyError: there is no such card.
        """
        layout = self.stage.layout_
        return self.stage.to_view(layout.boxes[id]) if layout is not None else QRect()

    def plus_rect(self, before: str) -> QRect:
        """Where the ``+`` before a card lies on the viewport.

        Raises:
            KeyError: there is no such card.
        """
        layout = self.stage.layout_
        return self.stage.to_view(layout.plus_box(before)) if layout is not None else QRect()

    def fix_button(self, id: str, index: int = 0) -> QPushButton:
        """The link of a repair; its node is selected where another problem is shown.

        Raises:
            IndexError: there is no such repair.
        """
        if self.footer.notice.problem is None or self.footer.notice.problem.node != id:
            self._focus.select(id)
        return self.footer.notice.buttons[index]

    # ----------------------------------------------------------------------------------------------------- events

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        if old.data is not new.data:
            self._samples = None
        if only_tunes(old, new):  # nothing on the canvas changes, but training may be possible now
            self._ask_anew()
            return
        before = {card.id for card in self._cards if card.broken}
        self._show_experiment()
        broken = [card.id for card in self._cards if card.broken and card.id not in before]
        if broken:
            self.stage.reveal(broken[0], 0)

    def _on_loaded(self, new: Experiment) -> None:
        self._samples = None
        self._forget_frames()
        self._show_experiment()

    def _show_experiment(self) -> None:
        """Make the cards anew; what is selected and no longer there is deselected."""
        experiment, trace, folded = self._store.experiment, self._store.trace, self._store.views.folded
        self._lane = self._lanes.show()
        self.commands.role = self._lane.roles[-1].name
        cards = with_groups_folded(cards_of(experiment, trace, self._lane), experiment, folded)
        self._bands = (*network_bands(self._lane, cards), *bands_of(experiment, folded))
        traced = (cards, self._bands, experiment.data, experiment.objective)
        self._data = experiment.data
        if traced == self._traced:
            # A knob of the training moved: nothing on the canvas changes, but training may be possible now.
            self._ask_anew()
            return
        self._traced, self._cards = traced, cards
        if self._focus.node not in {"", INPUT, *experiment.ids()}:
            self._focus.select("")
        self.head.show_network(self._lane.trace)
        self._view_controls.switch.setVisible(self._lane.on_path)
        self._show_pictures()
        self._show_notice()

    def _show_pictures(self) -> None:
        gradients = self.view_options.gradients and self._lane.on_path
        cards = laid(self._cards, self.view_options.turned, gradients)
        self._asking = Asking(self._store.experiment, cards, self._focus, gradients, self._lane.reads_noise)
        self.pictures.set_scene(self._store.experiment, self._samples, self._asking)
        self.stage.set_experiment(self._store.experiment)
        self.stage.set_cards(cards, self._asking, self._bands)
        self._show_legend()
        self._describe()
        self._ask_anew()

    def _ask_anew(self) -> None:
        asked = self.requests()
        if asked != self._asked:
            self._asked = asked
            self.requests_changed.emit()

    def _show_legend(self) -> None:
        words = legend(self._store.experiment, self.stage.cards, self.stage.bundles, self._asking, self.pictures.sign)
        self.footer.show_legend(words)

    def _show_notice(self) -> None:
        """The selected card's problem, else the first error, else the first warning of the network."""
        layout = self.stage.layout_
        marked = [card for card in self._cards if card.problem is not None]
        marked.sort(key=lambda card: (card.id != self._focus.node, not card.broken))
        card = marked[0] if marked else None
        problem: Problem | None = card.problem if card is not None else None
        middle = 0
        if card is not None and layout is not None and card.id in layout.boxes:  # it may not be laid out yet
            middle = self.stage.to_view(layout.boxes[card.id]).center().x()
        self.footer.show_problem(problem, middle)
        self._describe()

    def _describe(self) -> None:
        words = self.describe()
        self.setAccessibleDescription(words)
        self.stage.setAccessibleDescription(words)

    def _on_moved(self) -> None:
        self.head.show_zoom(self.stage.zoom)
        self._show_notice()

    def turn(self, id: str) -> None:
        """Turn a card over to see what it learned as pictures, or back; a card without a back says so."""
        if card := self._card(id):
            self._view_controls.turn(card)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """G changes between values and gradients, K turns the selected card over."""
        if not self._view_controls.key(event, self._card(self._focus.node)):
            super().keyPressEvent(event)

    def _card(self, id: str) -> Card | None:
        return next((card for card in self._cards if card.id == id), None)

    def _on_example(self) -> None:
        # As the data itself changes, the cards are still those of the data before, and are made anew next.
        if self._store.experiment.data is self._data:
            self._show_pictures()

    def _step_example(self, by: int) -> None:
        if self._samples is not None and (count := len(self._samples.inputs(self._asking.part))):
            self._focus.choose((self._focus.example + by) % count)

    def _zoom_by(self, factor: float) -> None:
        self.stage.set_zoom(self.stage.zoom * factor)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground behind head and footer."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self.theme.color("room"))

    def showEvent(self, event: QShowEvent) -> None:
        """Place the notice once the size is known."""
        super().showEvent(event)
        self._show_notice()

    # ----------------------------------------------------------------------------------------------- palette, menu

    def _find_settings(self, text: str) -> list[tuple[str, str]]:
        return settings_called(self._store.experiment, text)

    def open_palette(self, before: str) -> None:
        """Open the palette at the ``+`` before a card."""
        self._insertion.open(before)

    def open_menu(self, id: str, point: QPoint) -> None:
        """Open a card's menu at a point of the screen."""
        menu = card_menu(self.commands, self.hands.switches, id, self._focus.row, self.open_palette, self)
        add_group_entries(menu, self.groups, id, self.grips.name_group)
        if not self.commands.folded(id):
            add_replace_entries(menu, self._store, self._focus, id)
        self._view_controls.add_entries(menu, self._card(id))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)

    def _on_run(self) -> None:
        """Ring the cards of a run, and say how they become a group."""
        self.stage.run = self.groups.run
        self.viewport().update()
        if words := self.groups.run_words:
            self.said.emit(words)

"""The view of where an embedding puts the tokens of its vocabulary."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import Request, Weights
from playground.model.answer_words import NOT_NUMBERS, inked
from playground.model.sequences import TokenSet
from playground.model.signal import PADDING
from playground.model.trace import NodeTrace
from playground.numerals import fixed
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.cloud_picking import CloudPicking
from playground.ui.views.shared.embedding_table import counted, embeddings, nearest, table_in
from playground.ui.views.shared.projection import Projection, aligned, component_names, principal
from playground.ui.views.vocabulary_map.token_cloud import Named, TokenCloud
from playground.ui.widgets.class_bars import Bar
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.label import Label
from playground.ui.widgets.token_bars import TokenBars

Array = npt.NDArray[Any]
MOST = 300
"""So many tokens are mapped: the most frequent."""
NEAR = 10


class VocabularyMapView(FramedView):
    """A map of the vocabulary as the embedding sees it: tokens that are used alike come to lie close together."""

    id: ClassVar[str] = "vocabulary_map"
    title: ClassVar[str] = "Vocabulary map"
    order: ClassVar[int] = 44
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 30

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._table: Array | None = None
        self._projection: Projection | None = None
        self._tokens: Array = np.empty(0, np.int64)
        self._counts: Array = np.empty(0, np.int64)
        self._names: tuple[Named, ...] = ()
        self._counted_of: object = None
        self._chosen = -1
        self._missing = ""  # why there is no token that was looked for
        self._near: tuple[int, ...] = ()
        self.layer = Combo(theme, "vocabulary_map_layer", "Embedding", self)
        self.layer.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.layer.chosen.connect(self._choose_layer)
        self.head.insertWidget(0, self.layer)
        self.search = QLineEdit(self)
        self.search.setObjectName("vocabulary_map_find")
        self.search.setAccessibleName("Find a token")
        self.search.setPlaceholderText("Find a token")
        self.search.setToolTip("Type a token to see where it lies and which others are nearest to it.")
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(self._search)
        self.head.insertWidget(1, self.search)
        self.cloud = TokenCloud(theme, "vocabulary_map_cloud", "Map of the vocabulary", self)
        self.cloud.setToolTip("Click a token to see which others are nearest to it.")
        self._picking = CloudPicking(self.cloud, self._at, self._here)
        self._picking.pointed_changed.connect(self._point)
        self._picking.picked.connect(self._choose)
        self.heading_near = Label("", self)
        self.heading_near.setObjectName("vocabulary_map_heading")
        self.heading_near.setProperty("role", "label")
        self.bars = TokenBars(theme, "vocabulary_map_near", "Nearest tokens", clickable=True, parent=self)
        self.bars.setToolTip(
            "The cosine of the angle between the two rows of the table: 1 where they point the same way."
        )
        self.bars.chosen.connect(self._choose_near)
        right = QVBoxLayout()
        right.addWidget(self.heading_near)
        right.addWidget(self.bars, 1)
        self.columns = QHBoxLayout()
        self.columns.addWidget(self.cloud, 5)
        self.columns.addLayout(right, 2)
        self.body.addLayout(self.columns, 1)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """There is a layer that learns a row of numbers for each token."""
        return isinstance(scene.experiment.data, TokenSet) and bool(embeddings(scene))

    @classmethod
    def is_about(cls, node: NodeTrace | None) -> bool:
        """A layer that reads tokens is selected."""
        return node is not None and node.layer.reads_tokens

    def requests(self) -> tuple[Request, ...]:
        """The table."""
        request = self._request()
        return () if request is None else (request,)

    def _forget(self) -> None:
        """Forget the token that was chosen or looked for."""
        self._chosen, self._missing, self._counted_of = -1, "", None
        self.search.clear()

    def _restart(self) -> None:
        """Forget the map of an older network."""
        self._table = self._projection = None
        self._picking.forget()
        self.cloud.hold(None)
        self.cloud.show_tokens(np.empty((0, 2)), ())
        self.cloud.say("Getting the network ready to map its vocabulary.")
        self.note.show_words("")
        self._show_near()

    def _wait(self, words: str) -> None:
        """Say it in place of the map."""
        self.cloud.say(words)

    def _scene_changed(self) -> None:
        """Offer the tables that there are now, and count the tokens of new samples."""
        scene = self.scene
        if scene is None:
            return
        nodes = embeddings(scene)
        before = self.layer.selected
        self.layer.set_entries([(node.id, node.name, str(node.output)) for node in nodes])
        if before not in {node.id for node in nodes}:
            self.layer.select(nodes[0].id)
        self.layer.setVisible(len(nodes) > 1)
        key = (scene.experiment.data, id(scene.samples))
        if key != self._counted_of:
            self._counted_of = key
            self._count(scene)
            self._show()

    def set_frame(self, frame: Frame) -> None:
        """Take the table as it is now."""
        self.frame = frame
        request = self._request()
        if request is None or self.scene is None:
            return
        if request in frame.failures:
            self._wait(frame.failures[request])
        learned = frame.answer(request)
        if learned is None:
            return
        table = table_in(learned[self.layer.selected], len(self._counts))
        if table is None:
            self._wait("This layer keeps no row of numbers for each token.")
            return
        if self._table is None or not np.array_equal(table, self._table, equal_nan=True):
            self._table = table
            self._projection = aligned(principal(table[self._tokens]), self._projection)
        self._show()

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self.columns.setSpacing(self.theme.px(20))
        self.search.setFixedWidth(self.theme.px(130))
        self.cloud.refresh()
        self.bars.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room there is only the map."""
        super().resizeEvent(event)
        wide = self.width() >= self.theme.px(420)
        self.bars.setVisible(wide)
        self.search.setVisible(wide)
        self.heading_near.setVisible(wide)

    def describe(self) -> str:
        """How many tokens are mapped, how much of their differences it shows, and what is nearest to the chosen one."""
        if self.broken:
            return self.broken
        if self._projection is None:
            return "No map yet: the network is not ready."
        if not np.isfinite(self._projection.at).any():
            return NOT_NUMBERS
        shown = f"{words.count(len(self._tokens))} tokens, {words.share(sum(self._projection.shares))} of the variance"
        return f"A map of {shown}.{self._near_words()}"

    # ------------------------------------------------------------------------------------------------ the map

    def _request(self) -> Weights | None:
        if self.scene is None or not self.layer.selected:
            return None
        return Weights((self.layer.selected,))

    def _count(self, scene: Scene) -> None:
        """Which tokens are mapped: the most frequent, in that order."""
        data = scene.experiment.data
        assert isinstance(data, TokenSet)
        self._counts = counted(scene)
        order = np.argsort(-self._counts, kind="stable")
        self._tokens = order[:MOST]
        vocabulary = data.vocabulary()
        made = []
        for token in self._tokens.tolist():
            if vocabulary.padded and token == PADDING:
                made.append(Named("padding", "faint"))
            elif token == vocabulary.unknown:
                made.append(Named("unknown", "unknown"))
            else:
                made.append(Named(inked(vocabulary.texts[token])))
        self._names = tuple(made)
        self._chosen = -1
        self._projection = None
        if self._table is not None and len(self._table) == len(self._counts):
            self._projection = principal(self._table[self._tokens])

    def _show(self) -> None:
        made = self._projection
        if made is None or self._table is None:
            return
        if not np.isfinite(made.at).any():
            self.cloud.say(NOT_NUMBERS)
            return
        self.cloud.say("")
        self.cloud.hold(made.at)
        self.cloud.set_names(*component_names(made.shares))
        self._show_near()
        whole = len(self._counts)
        of = (
            f"the {words.count(len(self._tokens))} most frequent of {words.count(whole)}"
            if whole > MOST
            else words.count(whole)
        )
        self.note.show_words(f"{words.share(sum(made.shares))} of the variance; {of} tokens")

    def _show_near(self) -> None:
        """The chosen token and its nearest in bold, and those beside the map."""
        looked = self._picking.pointed if self._picking.pointed >= 0 else self._chosen
        if self._table is None or self._projection is None or looked < 0:
            self._near = ()
            self.heading_near.setText("Nearest tokens")
            self.bars.show_bars(())
            self.bars.say(self._missing or "Click a token to see what is nearest to it.")
        else:
            self._fill_near(looked)
        if self._projection is not None and not self.cloud.message:
            mark = self._projection.at[looked] if looked >= 0 else None
            there = mark is not None and bool(np.isfinite(mark).all())
            self.cloud.set_mark((float(mark[0]), float(mark[1])) if there and mark is not None else None)
            self.cloud.show_tokens(self._projection.at, self._names, (looked,) if looked >= 0 else ())

    def _fill_near(self, looked: int) -> None:
        assert self._table is not None
        found = nearest(self._table[self._tokens], looked, NEAR)
        self._near = tuple(place for place, _ in found)
        self.heading_near.setText(f"Nearest to {self._names[looked].name}")
        self.bars.say("" if found else "Its row is all zeros, so that it points nowhere.")
        self.bars.show_bars([Bar(self._names[i].name, max(alike, 0.0), fixed(alike, 2)) for i, alike in found])

    def _near_words(self) -> str:
        if self._chosen < 0 or self._table is None:
            return ""
        found = nearest(self._table[self._tokens], self._chosen, 3)
        if not found:
            return ""
        return f" Nearest to {self._names[self._chosen].name}: {', '.join(self._names[i].name for i, _ in found)}."

    # ------------------------------------------------------------------------------------------------ choosing

    def _at(self) -> Array | None:
        return None if self._projection is None else self._projection.at

    def _here(self) -> int:
        return self._chosen

    def _point(self) -> None:
        place = self._picking.pointed
        self.cloud.words = "" if place < 0 else self._told(place)
        self._show_near()

    def _told(self, place: int) -> str:
        token = int(self._tokens[place])
        often = words.count(int(self._counts[token]))
        return f"{self._names[place].name}: token {words.count(token)}, {often} times in the training data"

    def _choose_near(self, place: int) -> None:
        if place < len(self._near):
            self._choose(self._near[place])

    def _choose(self, place: int, missing: str = "") -> None:
        self._chosen, self._missing = place, missing
        self._picking.forget()
        self._show_near()

    def _search(self, text: str) -> None:
        """Choose the token that is typed; say so where it is not on the map."""
        scene = self.scene
        data = None if scene is None else scene.experiment.data
        if not isinstance(data, TokenSet):
            return
        vocabulary = data.vocabulary()
        wanted, names = next(iter(vocabulary.split(text)), ""), vocabulary.spell(self._tokens.tolist())
        if not wanted or wanted in names:
            self._choose(names.index(wanted) if wanted else -1)
            return
        known = wanted in vocabulary.texts
        why = f"not among the {MOST} most frequent" if known else "not in the vocabulary"
        self._choose(-1, f"{inked(wanted)} is {why}.")

    def _choose_layer(self, id: str) -> None:
        self._restart()
        self.requests_changed.emit()

"""UnitPreview: the unit under the mouse, over the whole plane, for as long as the mouse is over it. No widget."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import OnGrid, Outputs
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import colours, largest

Array = npt.NDArray[Any]


class UnitPreview:
    """One unit's values on a grid of ``side`` points along each axis, asked for and painted while it is glimpsed."""

    def __init__(self, focus: Focus, side: int) -> None:
        self._focus = focus
        self._side = side
        self._values: Array | None = None

    def request(self, scene: Scene) -> Outputs | None:
        """What to ask for; ``None`` while no unit is under the mouse, or it is the output itself."""
        glimpsed = self._focus.glimpsed
        nodes = {node.id: node for node in scene.trace.path.nodes if not node.layer.pinned}
        if glimpsed is None or glimpsed[0] not in nodes or not scene.trace.trainable:
            return None
        output = nodes[glimpsed[0]].output
        fits = output is not None and output.kind == "vector" and glimpsed[1] < output.units
        return Outputs(OnGrid(self._side), (glimpsed[0],)) if fits else None

    def take(self, scene: Scene, frame: Frame) -> None:
        """Take the unit's values from a frame, or forget those of another one."""
        request, glimpsed = self.request(scene), self._focus.glimpsed
        answer = frame.answer(request)
        self._values = None
        if answer is not None and glimpsed is not None:
            self._values = np.asarray(answer[glimpsed[0]])[:, glimpsed[1]]

    def forget(self) -> None:
        """Another unit, or none."""
        self._values = None

    @property
    def limit(self) -> float:
        """The largest size of a value: the end of the scale. 0 where there is nothing to show."""
        return 0.0 if self._values is None else largest(self._values) or 1.0

    def picture(self, theme: Theme) -> npt.NDArray[np.uint8] | None:
        """Colours (side, side, 4) in the signed scale, the highest y on top; ``None`` where nothing is glimpsed."""
        if self._values is None:
            return None
        grid = self._values.reshape(self._side, self._side)[::-1]
        return colours(grid, -self.limit, self.limit, theme.signed_table())

    def words(self, scene: Scene) -> str:
        """Which unit it is, and the end of its scale."""
        glimpsed = self._focus.glimpsed
        if glimpsed is None or self._values is None:
            return ""
        name = scene.trace.node(glimpsed[0]).name
        return f"{name}, unit {glimpsed[1] + 1}: ±{words.rounded(self.limit, 2)}"

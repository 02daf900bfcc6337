"""The view of what convolutions and poolings see in one example."""

from __future__ import annotations

from typing import ClassVar

from playground.engine.requests import Inputs, Outputs, Request
from playground.ui.views.base import Question
from playground.ui.views.shared.layer_maps import LayerMapsView


class FeatureMapsView(LayerMapsView):
    """What each layer makes of the image you look at: a map for each channel shows what its filter answers to."""

    id: ClassVar[str] = "feature_maps"
    title: ClassVar[str] = "Feature maps"
    order: ClassVar[int] = 20
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 55
    what: ClassVar[str] = "feature maps"

    def maps_request(self, on: Inputs, nodes: tuple[str, ...]) -> Request:
        """What leaves the layers, and with it what goes in and comes out: one pass answers all."""
        last = () if self.scene is None else self.scene.trace.path.nodes[-1:]
        ends = ("input", *(node.id for node in last if node.output is not None))
        return Outputs(on, tuple(dict.fromkeys((*nodes, *ends))))

    def ends_request(self, on: Inputs) -> Request:
        """The same."""
        return self.maps_request(on, tuple(node.id for node in self.shown_nodes()))

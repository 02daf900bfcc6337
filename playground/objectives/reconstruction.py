"""Reconstruction: an autoencoder, two networks that squeeze a sample through a short code and get it back."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

import msgspec

from playground.model.choosing import use_usual_objective
from playground.model.dataset import Array, DataSet
from playground.model.fix import Fix, SetValue
from playground.model.learning import Loss
from playground.model.network import Network, stacked
from playground.model.objective import Objective, Procedure, Role
from playground.model.parameters import described
from playground.model.registry import LAYERS, LOSSES
from playground.model.signal import vector
from playground.model.target import Target
from playground.model.traced import Problem

_IMAGE_CODE = 16
"""So many numbers tell digits well enough to read them."""


def _usual_loss() -> Loss:
    return LOSSES.find("mse")()


class Reconstruction(Objective, frozen=True, tag="reconstruction"):
    """An encoder squeezes each sample into a short code, and a decoder makes the sample of its code again.

    No labels are needed, as the sample itself is the right answer: what fits no code gets lost. Together they are an
    autoencoder.
    """

    label: ClassVar[str] = "Reconstruction"
    formula: ClassVar[str] = "min L(decoder(encoder(x)), x)"
    aliases: ClassVar[tuple[str, ...]] = ("autoencoder", "auto_encoder", "ae")
    names: ClassVar[tuple[str, ...]] = ("encoder", "decoder")
    path: ClassVar[tuple[str, ...]] = ("encoder", "decoder")

    code: Annotated[
        int,
        described(
            "How many numbers the encoder has to tell a sample by: the fewer, the more gets lost.",
            label="Code size",
            ge=1,
            le=512,
            log=True,
            usual=(1, 32),
        ),
    ] = 2
    loss: Annotated[Loss, described("How far what comes out is from what went in: what learning makes small.")] = (
        msgspec.field(default_factory=_usual_loss)
    )

    @classmethod
    def suited(cls, data: DataSet) -> Self:
        """A code shorter than the sample, and the mean of the squared errors."""
        size = data.signal().size
        return cls(code=_IMAGE_CODE if size > 2 * _IMAGE_CODE else max(size // 2, 1))

    def following(self, old: DataSet, new: DataSet) -> Self:
        """The loss stays where it can compare such samples; so does the code."""
        return self if self.loss.fits(self.target(new)) else msgspec.structs.replace(self, loss=_usual_loss())

    def roles(self, data: DataSet) -> tuple[Role, ...]:
        """The encoder reads the data, the decoder what the encoder gives."""
        signal = data.signal()
        encoding = "It squeezes a sample into a code of a few numbers."
        decoding = "It makes a sample of its code again."
        return (
            Role("encoder", "Encoder", encoding, signal, self.code),
            Role("decoder", "Decoder", decoding, vector(self.code), signal.size, reads="encoder"),
        )

    def problems(self, data: DataSet) -> tuple[Problem, ...]:
        """Sequences, which are no row of numbers; and a loss that cannot compare such samples."""
        signal, target = data.signal(), self.target(data)
        if signal.timed:
            text = f"{self.label} gives back images and points, but a sample of {data.label} is a sequence: "
            usual = use_usual_objective()
            return (Problem(f"{text}take other data, or learn something else of these.", "training", fixes=(usual,)),)
        better = _usual_loss()
        fixes = [Fix(f"Set loss to {better.label}", SetValue("objective.loss", better.id()))]
        if not self.loss.fits(target):
            text = f"{self.loss.label} cannot compare a sample with what comes out: choose {better.label}."
            return (Problem(text, "training", fixes=tuple(fixes)),)
        if self.loss.interpreter(target).gives_probabilities and getattr(data, "normalisation", "0 to 1") != "0 to 1":
            fixes.insert(0, Fix("Set normalisation to 0 to 1", SetValue("data.normalisation", "0 to 1")))
            text = f"{self.loss.label} compares with numbers from 0 to 1, but the pixels are scaled otherwise: "
            text += f"set the normalisation to 0 to 1, or choose {better.label}."
            return (Problem(text, "training", fixes=tuple(fixes)),)
        return ()

    def target(self, data: DataSet) -> Target:
        """The input itself."""
        return Target.of_input(data.signal())

    def right_answers(self, inputs: Array, targets: Array) -> Array:
        """The inputs."""
        return inputs

    def step(self) -> Procedure:
        """The plain step of a course."""
        target = "playground.modules.reconstruction.reconstruction_step"
        return Procedure.of(target, "encoder", "decoder", "measure", "optimizer", "inputs", "most")

    def evaluation(self, data: DataSet) -> Procedure:
        """The loss."""
        target = "playground.modules.reconstruction.evaluate_reconstruction"
        return Procedure.of(target, "encoder", "decoder", "measure", "inputs", "size")

    def networks(self, data: DataSet) -> dict[str, Network]:
        """One hidden layer on either side of the code."""
        signal = data.signal()
        large = signal.size > 2 * _IMAGE_CODE
        hidden = (LAYERS.find("linear")(units=64 if large else 8), LAYERS.find("relu" if large else "tanh")())
        flat = (LAYERS.find("flatten")(),) if signal.kind == "image" else ()
        output = LAYERS.find("output")()
        encoder = stacked((*flat, *hidden), ("encoder_output", output))
        return {"encoder": encoder, "decoder": stacked(hidden, ("decoder_output", output), encoder.ids())}

"""Adversarial learning: a generator makes samples of noise, and a discriminator tells them from real ones."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from playground.model.choosing import use_usual_objective
from playground.model.dataset import Array, DataSet
from playground.model.fix import Fix, SetValue
from playground.model.interpreter import Interpreter
from playground.model.network import Network, stacked
from playground.model.objective import NOISE, LossTerm, Objective, Procedure, Role
from playground.model.parameters import described, parameters_of
from playground.model.recipe import Call
from playground.model.registry import DATA, LAYERS
from playground.model.signal import vector
from playground.model.target import Target
from playground.model.traced import Problem


class Adversarial(Objective, frozen=True, tag="adversarial"):
    """A generator makes points of noise, and a discriminator learns to tell them from the real ones of the data.

    The generator learns from what gives it away, until its points look like the data. Together they are a GAN, a
    generative adversarial network.
    """

    label: ClassVar[str] = "Adversarial"
    formula: ClassVar[str] = "min −ln D(x) − ln(1 − D(G(z)));  min −ln D(G(z))"
    aliases: ClassVar[tuple[str, ...]] = ("gan", "generative_adversarial_network", "generator")
    names: ClassVar[tuple[str, ...]] = ("generator", "discriminator")
    path: ClassVar[tuple[str, ...]] = ("discriminator",)
    terms: ClassVar[tuple[LossTerm, ...]] = (
        LossTerm(
            "generator",
            "Generator",
            "How sure the discriminator is that made points are made: small where it is fooled.",
            "generator",
        ),
        LossTerm(
            "discriminator",
            "Discriminator",
            "How often real points are taken for made ones, and made ones for real: ln 4 where it can only guess.",
            "discriminator",
        ),
    )

    counts_confusion: ClassVar[bool] = False
    loss_ranks: ClassVar[bool] = False

    latent: Annotated[
        int,
        described(
            "How many numbers of noise the generator makes a point of.", label="Noise size", ge=1, le=64, usual=(2, 16)
        ),
    ] = 2

    def roles(self, data: DataSet) -> tuple[Role, ...]:
        """The generator reads noise, the discriminator the data or what the generator made."""
        signal = data.signal()
        making = "It makes points of noise."
        telling = "It tells real points from made ones: above 0 means real."
        return (
            Role("generator", "Generator", making, vector(self.latent), signal.size, reads=NOISE),
            Role("discriminator", "Discriminator", telling, signal, 1, batches=2),
        )

    def problems(self, data: DataSet) -> tuple[Problem, ...]:
        """Data that are no points of the plane, or points with other features than where they lie."""
        if len(data.domain) != 2 or data.signal().kind != "vector":
            text = f"{self.label} learns to make points of the plane, and {data.label} has none: take points as data, "
            points = next(kind for kind in DATA.kinds.values() if len(kind.domain) == 2)
            fixes = (Fix(f"Take {points.label} as data", SetValue("data", points.id())), use_usual_objective())
            return (Problem(f"{text}or learn something else of these.", "training", fixes=fixes),)
        chosen = next((found for found in parameters_of(data) if found.type == "several"), None)
        places = () if chosen is None else chosen.choices[:2]
        if chosen is not None and tuple(getattr(data, chosen.name)) != places:
            names = " and ".join(places)
            fix = Fix(f"Set {chosen.label.lower()} to {names}", SetValue(f"data.{chosen.name}", places))
            text = f"{self.label} makes points by where they lie: let {names} be their only {chosen.label.lower()}."
            return (Problem(text, "training", fixes=(fix,)),)
        return ()

    def target(self, data: DataSet) -> Target:
        """Whether a point was made or is real."""
        return Target("classes", ("made", "real"))

    def measure(self, data: DataSet) -> Call:
        """torch.nn.BCEWithLogitsLoss, of the discriminator's logit."""
        return Call.of("torch.nn.BCEWithLogitsLoss")

    def form(self, data: DataSet) -> Literal["index", "values"]:
        """1 for real, 0 for made."""
        return "values"

    def units(self, data: DataSet) -> int:
        """One logit."""
        return 1

    def interpreter(self, data: DataSet) -> Interpreter:
        """The logit is that of a real point."""
        return Interpreter(self.target(data), "sigmoid", 1)

    def right_answers(self, inputs: Array, targets: Array) -> Array:
        """All samples of the data are real."""
        found: np.ndarray[Any, Any] = np.ones(len(inputs), np.int64)
        return found

    def step(self) -> Procedure:
        """First the discriminator learns, then the generator."""
        given = ("generator_optimizer", "discriminator_optimizer", "inputs", "most")
        target = "playground.modules.adversarial.adversarial_step"
        return Procedure.of(target, *self.names, "measure", *given, latent=self.latent)

    def evaluation(self, data: DataSet) -> Procedure:
        """The losses, how many are told apart, and how far made points are from real ones."""
        target = "playground.modules.adversarial.evaluate_adversarial"
        return Procedure.of(target, *self.names, "measure", "inputs", "size", latent=self.latent)

    def networks(self, data: DataSet) -> dict[str, Network]:
        """Two hidden layers each."""
        linear, output = LAYERS.find("linear")(units=16), LAYERS.find("output")()
        bend, leak = LAYERS.find("relu")(), LAYERS.find("leaky_relu")()
        generator = stacked((linear, bend, linear, bend), ("generator_output", output))
        telling = (linear, leak, linear, leak)
        return {
            "generator": generator,
            "discriminator": stacked(telling, ("discriminator_output", output), generator.ids()),
        }

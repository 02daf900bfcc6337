"""Shelves: folders that are walked at start, so a new kind is one class in one file and no list to edit.

Behind what is built in stands what other installed packages bring (`plugins`).
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cached_property
from typing import Any, Generic, TypeVar

from playground.model.augmentation import Augmentation
from playground.model.dataset import DataSet
from playground.model.initializer import LINEAR, BiasInitializer, Initializer
from playground.model.kind import Kind
from playground.model.layer import Layer
from playground.model.learning import Loss, Optimizer
from playground.model.network import Node, is_identifier
from playground.model.objective import Objective
from playground.model.parameters import noun_of, parameter_of, parameters_of
from playground.model.plugins import PLUGINS, Plugins, ShelfSpec
from playground.model.precision import Precision
from playground.model.schedule import Schedule
from playground.model.spelling import key, quoted, suggestion
from playground.model.stopping import Stopping
from playground.model.target import Target
from playground.model.template import Template

K = TypeVar("K", bound=Kind)
_MOST_NAMED = 20
"""How many kinds a message names at most, so that it stays one sentence."""


class UnknownKind(KeyError):
    """No kind on a shelf has that id; the message names the nearest ones, or says ``why`` where that is known."""

    def __init__(self, wanted: str, noun: str, known: list[str], why: str = "") -> None:
        shown, more = ", ".join(sorted(known)[:_MOST_NAMED]), len(known) - _MOST_NAMED
        known_words = f"Known are: {shown}{f' and {more} more' if more > 0 else ''}."
        hint = f"; {why}." if why else f". {suggestion(wanted, known) or known_words}"
        super().__init__(f"There is no {noun} called {quoted(wanted)}{hint}")

    def __str__(self) -> str:
        return str(self.args[0])


class Shelf(Generic[K]):
    """The kinds found in one package: every class below ``base`` that has a tag, in order of file and line.

    A class whose name starts with an underscore is a base that several kinds share, and no kind itself. Other packages
    bring theirs by entry points in ``group``, which is called as the package where nothing else is said.
    """

    def __init__(self, package: str, base: type[K], noun: str, group: str = "", plugins: Plugins = PLUGINS) -> None:
        self._package = package
        self._base = base
        self._group = group or package
        self._plugins = plugins
        self.noun = noun

    @cached_property
    def kinds(self) -> dict[str, type[K]]:
        """Stable id to class."""
        found: dict[str, type[K]] = {}
        for name in self.modules():
            module = importlib.import_module(name)
            # A module's names stand in the order in which they were made, so classes in that of their lines.
            for cls in [cls for cls in vars(module).values() if self._belongs(cls, name)]:
                if cls.id() in found:
                    raise TypeError(f"two kinds are called '{cls.id()}': {found[cls.id()]} and {cls}")
                found[cls.id()] = cls
        self._plugins.fill(found, ShelfSpec(self._group, self.noun, self._base, _names_of, _check))
        return found

    def modules(self) -> list[str]:
        """Names of the modules on this shelf; a shelf that is one module is its only one.

        By name, but the package may put some in front with a tuple ``FIRST``, for the order in which people read them.
        """
        package = importlib.import_module(self._package)
        if not hasattr(package, "__path__"):
            return [self._package]
        first: tuple[str, ...] = getattr(package, "FIRST", ())
        found = [info.name for info in pkgutil.iter_modules(package.__path__)]
        found.sort(key=lambda name: (first.index(name) if name in first else len(first), name))
        return [f"{self._package}.{name}" for name in found]

    def get(self, wanted: str) -> type[K] | None:
        """As ``find``, with nothing for a name that no kind has."""
        return self.kinds.get(wanted) or self._names.get(key(wanted))

    def find(self, wanted: str) -> type[K]:
        """The kind with that id, or with an earlier or another name; also as torch or a person would spell it.

        Raises:
            UnknownKind: there is none; the message names the nearest ones.
        """
        found = self.get(wanted)
        if found is None:
            raise UnknownKind(wanted, self.noun, list(self.kinds))
        return found

    @cached_property
    def _names(self) -> dict[str, type[K]]:
        """What names are compared by, to class; an id goes before another kind's other name."""
        names: dict[str, type[K]] = {key(id): kind for id, kind in self.kinds.items()}
        for kind in self.kinds.values():
            for name in (kind.label, *kind.aliases):
                names.setdefault(key(name), kind)
        return names

    def usual(self) -> K:
        """The first kind on the shelf, without settings: what holds where nothing is chosen."""
        return next(iter(self.kinds.values()))()

    def groups(self) -> dict[str, list[type[K]]]:
        """Kinds under their headings; a kind without a heading (the pinned output) is left out."""
        groups: dict[str, list[type[K]]] = {}
        for kind in self.kinds.values():
            if kind.group:
                groups.setdefault(kind.group, []).append(kind)
        return groups

    def _belongs(self, cls: object, module: str) -> bool:
        return (
            isinstance(cls, type)
            and issubclass(cls, self._base)
            and cls is not self._base
            and cls.__module__ == module
            and _is_kind(cls)
        )


def _is_kind(cls: type[Kind]) -> bool:
    return not cls.__name__.startswith("_") and isinstance(cls.__struct_config__.tag, str)


def _names_of(cls: type[Kind]) -> list[str]:
    """What a kind is found by, its id first; nothing for a base."""
    return [cls.id(), cls.label, *cls.aliases] if _is_kind(cls) else []


def _check(cls: type[Kind]) -> None:
    """Ask of a kind, made without settings, what lists, panels and files ask of each.

    Raises:
        Exception: of any sort, where it does not answer.
    """
    made = cls()
    parameters_of(made)
    if not is_identifier(cls.id()) or not cls.label:
        raise ValueError(f"it needs a label, and an id such as 'my_{made.group.lower() or 'kind'}'")
    if isinstance(made, Optimizer):
        parameter_of(made, "learning_rate")
        made.recipe(), made.settings(), made.problems()
    elif isinstance(made, Loss):
        for target in (Target("classes", ("A", "B", "C")), Target("values", ("y",))):
            if made.fits(target):
                made.units(target), made.recipe(target)
    elif isinstance(made, Schedule):
        made.share(10), made.momentum(10), made.watch(), made.problems(), made.told(10)
    elif isinstance(made, Objective):
        _check_objective(made)
    elif isinstance(made, Initializer):
        made.recipe(LINEAR), made.from_batch(), made.problems()
    elif isinstance(made, Layer):
        _check_layer(made)
    elif isinstance(made, Augmentation):
        made.refusal(next(iter(DATA.kinds.values()))()), made.problems()
    elif isinstance(made, DataSet):
        made.signal(), made.target(), made.sizes(), made.recipes(), made.problems()


def _check_layer(made: Layer) -> None:
    """Make sure that a layer calls no setting of its own as one that every layer has is called."""
    if taken := {found.name for found in parameters_of(made)} & {found.name for found in parameters_of(Node)}:
        raise ValueError(f"every layer has a setting called {min(taken)} already")


def _check_objective(made: Objective) -> None:
    """Ask of an objective what is asked of each, on the first data set that there is."""
    data = next(iter(DATA.kinds.values()))()
    if tuple(role.name for role in made.roles(data)) != made.names or not set(made.path) <= set(made.names):
        raise ValueError("its names and its path must be those of its roles")
    made.step(), made.evaluation(data), made.problems(data), made.target(data), made.networks(data)


LAYERS: Shelf[Layer] = Shelf("playground.layers", Layer, "layer")
DATA: Shelf[DataSet] = Shelf("playground.data", DataSet, "data set")
OBJECTIVES: Shelf[Objective] = Shelf("playground.objectives", Objective, "objective")
OPTIMIZERS: Shelf[Optimizer] = Shelf("playground.training", Optimizer, "optimizer")
LOSSES: Shelf[Loss] = Shelf("playground.training", Loss, "loss")
SCHEDULES: Shelf[Schedule] = Shelf("playground.schedules", Schedule, "schedule")
INITIALIZERS: Shelf[Initializer] = Shelf("playground.initializers", Initializer, "initializer")
BIAS_INITIALIZERS: Shelf[BiasInitializer] = Shelf("playground.initializers", BiasInitializer, "initializer of biases")
STOPPING: Shelf[Stopping] = Shelf("playground.stopping", Stopping, "kind of stopping")
PRECISIONS: Shelf[Precision] = Shelf("playground.precisions", Precision, "precision")
AUGMENTATIONS: Shelf[Augmentation] = Shelf("playground.augmentations", Augmentation, "augmentation")
TEMPLATES: Shelf[Template] = Shelf("playground.templates", Template, "template")

_SHELVES: dict[type[Any], Shelf[Any]] = {
    Augmentation: AUGMENTATIONS,
    DataSet: DATA,
    Layer: LAYERS,
    Objective: OBJECTIVES,
    Optimizer: OPTIMIZERS,
    Loss: LOSSES,
    Schedule: SCHEDULES,
    Initializer: INITIALIZERS,
    BiasInitializer: BIAS_INITIALIZERS,
    Stopping: STOPPING,
    Precision: PRECISIONS,
}


def shelf_of(base: type[Any]) -> Shelf[Any]:
    """The shelf with the kinds below a base, from which a parameter of the type ``"kind"`` takes one.

    A base without a shelf of its own shares the package or module that it is written in with its kinds.
    """
    if base not in _SHELVES:
        _SHELVES[base] = Shelf(base.__module__, base, noun_of(base))
    return _SHELVES[base]

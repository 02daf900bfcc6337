"""Plugins: kinds that other installed packages put on the shelves.

A package names the modules that hold its kinds in its own metadata, as entry points:

    [project.entry-points."playground.layers"]
    snake = "example_package.layers"

What it brings is used like what is built in. A module that cannot be loaded, and a kind whose name is taken, is told in
a sentence and left out; all else goes on.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from playground.model.disk import TooLarge, is_file, read_file
from playground.model.spelling import elided, key, one_line, quoted

T = TypeVar("T")
Listener = Callable[[str], object]

PREFIX = "playground."
"""How the groups of entry points begin; behind it stands the name of the shelf."""
SWITCH = "PLAYGROUND_PLUGINS"
"""The variable of the environment that is set to ``off`` where no other package is to be asked."""
_LARGEST_LISTING = 2**20
_LONGEST_REASON = 160


@dataclass(frozen=True)
class Plugin:
    """One entry point: the module of a package whose kinds belong on a shelf, or with ``attribute`` one kind of it."""

    group: str
    module: str
    attribute: str
    package: str
    """The name of the distribution, as people install it."""
    version: str

    @property
    def words(self) -> str:
        """The package in a sentence: *the package 'example 1.0'*."""
        return f"the package {quoted(f'{self.package} {self.version}'.strip())}"


@dataclass(frozen=True)
class ShelfSpec(Generic[T]):
    """A shelf, as far as what others bring is concerned."""

    group: str
    """What the entry points for it are called."""
    noun: str
    base: type[T]
    names_of: Callable[[type[T]], list[str]]
    """What a class goes by, its id first; nothing for one that only others are built on."""
    check: Callable[[type[T]], object]
    """Raises for a class that cannot be used."""


class Plugins:
    """What all installed packages bring, looked up when first needed and loaded shelf by shelf."""

    def __init__(self) -> None:
        self._faults: list[str] = []
        self._listeners: list[Listener] = []
        self._modules: dict[str, object] = {}

    @cached_property
    def found(self) -> tuple[Plugin, ...]:
        """All entry points for our shelves, by package; nothing of them is loaded."""
        if os.environ.get(SWITCH, "") == "off" or not _any_mentions_us():
            return ()
        found: dict[str, list[Plugin]] = {}
        # Its import takes as long as a tenth of a second, which few pay for.
        for distribution in importlib.import_module("importlib.metadata").distributions():
            plugins = self._of(distribution)
            if plugins:
                found.setdefault(key(plugins[0].package), plugins)  # the first on the path is the one that is imported
        return tuple(plugin for name in sorted(found) for plugin in found[name])

    @property
    def faults(self) -> tuple[str, ...]:
        """What could not be used so far, a sentence each."""
        return tuple(self._faults)

    @contextmanager
    def told_to(self, listener: Listener) -> Iterator[None]:
        """Tell somebody what cannot be used: what is known already, and what turns up, on whichever thread it does."""
        for fault in self.faults:
            listener(fault)
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The names under which packages that bring something are imported."""
        return frozenset(plugin.module.partition(".")[0] for plugin in self.found)

    def package_of(self, cls: type) -> str:
        """The distribution that a class comes from; empty for what is built in."""
        plugin = self._behind(cls)
        return "" if plugin is None else plugin.package

    def sources(self, group: str) -> list[Path]:
        """The files of source text behind a group's entry points, for those who read instead of importing."""
        return [path for plugin in self.found if plugin.group == group and (path := self._source(plugin)) is not None]

    def why_missing(self, package: str) -> str:
        """Why kinds of a package, which a file needs, are not there, with what to do: the end of a sentence."""
        mine = [plugin for plugin in self.found if key(plugin.package) == key(package)]
        if not mine:
            return (
                f"it comes from the package {quoted(package)}, which is not installed: install it, and open this again"
            )
        broken = any(self._modules.get(plugin.module, self) is None for plugin in mine)
        what = "which could not be loaded" if broken else "which does not have it in this version"
        return f"it comes from {mine[0].words}, {what}: update the package, and open this again"

    def fill(self, shelf: dict[str, type[T]], spec: ShelfSpec[T]) -> None:
        """Put what packages bring behind what stands on a shelf, by id."""
        mine = [plugin for plugin in self.found if plugin.group == spec.group]
        taken = {key(name): cls for cls in shelf.values() for name in spec.names_of(cls)} if mine else {}
        for plugin in mine:
            for cls in self._classes(plugin, spec.base):
                who, names = f"The {spec.noun} {cls.__name__} of {plugin.words}", spec.names_of(cls)
                fault = _fault(spec.check, cls) if names else ""
                if fault:
                    self._tell(f"{who} cannot be used ({fault})")
                elif names and key(names[0]) in taken:
                    other = self.package_of(taken[key(names[0])])
                    whose = f"one of the package {quoted(other)}" if other else "a built-in one"
                    self._tell(f"{who} is left out, as {whose} is called {quoted(names[0])} already")
                elif names:
                    shelf[names[0]] = cls
                    taken = {key(name): cls for name in names} | taken

    def blame(self, noun: str, cls: type, error: Exception) -> bool:
        """Tell that a kind of another package failed in use; false where it is a built-in one."""
        plugin = self._behind(cls)
        if plugin is not None:
            self._tell(f"The {noun} {cls.__name__} of {plugin.words} failed ({_reason(error)})")
        return plugin is not None

    def _behind(self, cls: type) -> Plugin | None:
        """An entry point of the package that a class comes from."""
        root = cls.__module__.partition(".")[0]
        return next((plugin for plugin in self.found if plugin.module.partition(".")[0] == root), None)

    def _of(self, distribution: Any) -> list[Plugin]:
        """What one distribution brings."""
        try:
            listed = [point for point in distribution.entry_points if point.group.startswith(PREFIX)]
            if not listed:
                return []
            name, version = str(distribution.metadata["Name"]), str(distribution.version)
            return [Plugin(point.group, point.module, point.attr or "", name, version) for point in listed]
        except Exception as error:  # its metadata may be anything
            self._tell(f"The metadata of an installed package cannot be read ({_reason(error)})")
            return []

    def _source(self, plugin: Plugin) -> Path | None:
        try:
            spec = importlib.util.find_spec(plugin.module)  # which imports the package around the module
        except (Exception, SystemExit) as error:
            self._tell_missing(plugin, error)
            return None
        return (
            Path(spec.origin) if spec is not None and spec.origin is not None and is_file(Path(spec.origin)) else None
        )

    def _classes(self, plugin: Plugin, base: type[T]) -> list[type[T]]:
        """The classes of a module, in the order of their lines; none where it cannot be loaded."""
        if plugin.module not in self._modules:
            try:
                self._modules[plugin.module] = importlib.import_module(plugin.module)
            except (Exception, SystemExit) as error:  # whatever it is, it is theirs, and all else works without
                self._modules[plugin.module] = None
                self._tell_missing(plugin, error)
        module = self._modules[plugin.module]
        if module is None:
            return []
        if plugin.attribute:
            found = [getattr(module, plugin.attribute, None)]
            if found == [None]:
                self._tell(f"The kind {quoted(plugin.attribute)} of {plugin.words} is not in {plugin.module}")
        else:
            within = (plugin.module, f"{plugin.module}.")
            found = [cls for cls in vars(module).values() if f"{getattr(cls, '__module__', '')}.".startswith(within[1])]
        return [cls for cls in found if isinstance(cls, type) and issubclass(cls, base) and cls is not base]

    def _tell_missing(self, plugin: Plugin, error: BaseException) -> None:
        why = f"as {plugin.module} cannot be loaded ({_reason(error)})"
        self._tell(f"The kinds of {plugin.words} are missing, {why}")

    def _tell(self, fault: str) -> None:
        """Tell once what cannot be used, with what to do."""
        sentence = f"{fault}: update or uninstall the package."
        if sentence not in self._faults:
            self._faults.append(sentence)
            for listener in tuple(self._listeners):
                listener(sentence)


def _any_mentions_us() -> bool:
    """Whether any package on the path has entry points for us: a quick look before all are asked."""
    for entry in sys.path:
        if is_file(Path(entry)):
            return True  # an archive of modules, which only Python knows how to look into
        for listing in Path(entry).glob("*-info/entry_points.txt"):
            try:
                if f"[{PREFIX}".encode() in read_file(listing, _LARGEST_LISTING):
                    return True
            except (OSError, TooLarge):
                continue
    return False


def _fault(check: Callable[[type[T]], object], cls: type[T]) -> str:
    """Why a class cannot be used; empty where it can."""
    try:
        check(cls)
    except Exception as error:  # it is theirs, so it may be anything
        return _reason(error)
    return ""


def _reason(error: BaseException) -> str:
    return elided(one_line(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__), _LONGEST_REASON)


PLUGINS = Plugins()
"""What the packages of this environment bring."""

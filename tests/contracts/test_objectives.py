"""What every objective promises: its networks, its steps and its words, for whatever data there are."""

from __future__ import annotations

import inspect

import msgspec
import pytest

from playground.model import edits, files
from playground.model.dataset import DataSet
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.kind import summary_of
from playground.model.network import is_identifier
from playground.model.objective import DATA as THE_DATA
from playground.model.objective import NOISE, Objective
from playground.model.parameters import parameters_of
from playground.model.recipe import resolve
from playground.model.registry import DATA, OBJECTIVES
from playground.model.trace import trace

KINDS = list(OBJECTIVES.kinds.values())
SHIPPED = [kind() for kind in DATA.kinds.values() if not kind().files().missing() and not kind().problems()]
SETS = [data for data in SHIPPED if data.family != "text" or data.id() == "names"]
"""Of texts one is enough: counting the words of others takes seconds."""
every = pytest.mark.parametrize("kind", KINDS, ids=[kind.id() for kind in KINDS])


def on(kind: type[Objective], data: DataSet) -> Experiment:
    """That objective as it comes for some data, with its own networks."""
    made = kind.suited(data)
    start = edits.set_data(load_example("perceptron"), data)
    return msgspec.structs.replace(start, objective=made, networks=made.networks(data))


def about_objective(experiment: Experiment) -> list[str]:
    return [problem.text for problem in experiment.objective.problems(experiment.data)]


@every
def test_it_describes_itself(kind: type[Objective]) -> None:
    made = kind()
    assert made.label
    assert summary_of(made).endswith((".", ":"))
    assert made.group == Objective.group
    assert all(parameter.help.endswith(".") for parameter in parameters_of(made))
    assert len({term.name for term in made.terms} | {"loss"}) == len(made.terms) + 1
    for term in made.terms:
        assert is_identifier(term.name)
        assert term.label
        assert term.help.endswith(".")
        assert term.role in ("", *made.names)


@every
@pytest.mark.parametrize("data", SETS, ids=lambda data: data.id())
def test_its_networks_are_named_one_after_another(kind: type[Objective], data: DataSet) -> None:
    made = kind.suited(data)
    roles = made.roles(data)
    assert tuple(role.name for role in roles) == made.names
    assert all(is_identifier(name) for name in made.names)
    assert made.path
    assert set(made.path) <= set(made.names)
    for place, role in enumerate(roles):
        assert role.label
        assert role.help.endswith(".")
        assert role.units > 0
        assert role.reads in (THE_DATA, NOISE, *made.names[:place])
        if role.reads == THE_DATA:
            assert role.input == data.signal()
        earlier = next((one for one in roles if one.name == role.reads), None)
        assert earlier is None or role.input.size == earlier.units
    last = next(role for role in roles if role.name == made.path[-1])
    assert last.units == made.units(data) == made.interpreter(data).units


@every
@pytest.mark.parametrize("data", SETS, ids=lambda data: data.id())
def test_it_trains_with_its_own_networks_or_says_what_to_do(kind: type[Objective], data: DataSet) -> None:
    made = on(kind, data)
    assert made.objective.id() == kind.id()
    assert tuple(made.networks) == made.objective.names
    assert len(set(made.ids())) == len(made.ids())
    found = [problem for problem in made.objective.problems(data) if problem.severity == "error"]
    for problem in found:
        assert problem.text.endswith(".")
        assert problem.fixes
        for fix in problem.fixes:
            fixed = edits.fix(made, "", fix)
            assert problem.text not in about_objective(fixed), fix.label
    if not found:
        assert trace(made).errors == ()
    assert files.read(files.write(made)) == made


@every
def test_its_procedures_are_functions_that_take_what_they_are_given(kind: type[Objective]) -> None:
    fitting = [data for data in SETS if not kind.suited(data).problems(data)]
    assert fitting
    for data in fitting:
        made = kind.suited(data)
        step = made.step()
        known = {"network", "measure", "optimizer", "inputs", "targets", "most", "size", *made.names}
        known |= {f"{name}_optimizer" for name in made.names}
        assert set(step.given) <= known - {"size"}
        for procedure in (step, made.evaluation(data)):
            assert set(procedure.given) <= known
            assert procedure.target.startswith("playground.modules.")
            asked = list(inspect.signature(resolve(procedure.target)).parameters)
            assert tuple(asked[: len(procedure.given)]) == procedure.given
            assert {name for name, _ in procedure.keywords} <= set(asked[len(procedure.given) :])
        assert ("measure" in step.given) <= (made.measure(data) is not None)


@every
@pytest.mark.parametrize("data", SETS, ids=lambda data: data.id())
def test_it_goes_along_to_other_data_and_back(kind: type[Objective], data: DataSet) -> None:
    for start in SETS[:3]:
        there = edits.set_data(on(kind, start), data)
        assert type(there.objective) is kind
        assert there.objective.roles(data)
        assert trace(there).networks.keys() == set(there.objective.names)
        back = edits.set_data(there, start)
        assert about_objective(back) == about_objective(on(kind, start))


@every
@pytest.mark.parametrize("other", KINDS, ids=[kind.id() for kind in KINDS])
def test_another_objective_keeps_the_networks_that_both_have(kind: type[Objective], other: type[Objective]) -> None:
    start = on(kind, SETS[0])
    changed = edits.set_value(start, "objective", other.id())
    for name in set(kind.names) & set(other.names):
        assert changed.networks[name] == start.networks[name]
    assert len(set(changed.ids())) == len(changed.ids())
    assert trace(edits.set_value(changed, "objective", kind.id())).networks.keys() == set(kind.names)

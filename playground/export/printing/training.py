"""Training as it is printed: the networks by role, and the function that makes steps of them and measures them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from playground.engine.divergence import TOO_LARGE, suggested_rate, too_high
from playground.export.printing.expressions import WIDTH, write_call
from playground.export.printing.features import added_lines
from playground.export.printing.loop_lines import LoopPlaces
from playground.export.printing.names import ScriptNames
from playground.export.printing.network import print_network
from playground.export.printing.precision_lines import print_inputs, print_numbers, print_targets, print_within
from playground.export.printing.quoting import safe_names, write_value
from playground.model.dataset import PARTS, Part
from playground.model.experiment import Experiment
from playground.model.learning import QUICK
from playground.model.objective import Procedure, Role
from playground.model.parameter_groups import grouping
from playground.model.rate_plan import rate_plan
from playground.model.recipe import Call
from playground.model.starting import starts_of
from playground.model.trace import Trace
from playground.numerals import setting

_SPOKEN_FOR = {
    *("network", "measure", "optimizer", "args", "shuffle", "count", "goal", "step", "most", "first", "epoch", "order"),
    *("inputs", "targets", "loss", "losses", "grown", "on_train", "on_validation", "on_test", "figures", "value"),
    *("torch", "nn", "np", "train", "main", "batches", "ceiling", "math", "argparse", "rate", "share", "momentum"),
    *("plateau", "stopping", "best", "best_epoch", "started", "time", "sys"),
    *("chance", "entering", "layer", "augment", "generator", "offset", "scale"),
    *("scaler", "scaled"),
    *("shrinking", "clipping", "noise", "limit", "average", "averaged_on_train", "averaged_on_test", "name"),
}
"""Names that the function ``train`` uses itself, so that no network may go by them."""


def needs_targets(experiment: Experiment) -> bool:
    """Whether a step or an evaluation is given right answers."""
    objective = experiment.objective
    return "targets" in {*experiment.step().given, *objective.evaluation(experiment.data).given}


def parts_of(experiment: Experiment) -> tuple[Part, ...]:
    """The parts of the data that a script tells apart: validation only where samples are set aside for it."""
    return tuple(part for part in PARTS if part != "validation" or experiment.data.sizes().validation)


def print_networks(experiment: Experiment, traced: Trace, names: ScriptNames) -> list[str]:
    """A class for each network, in the order in which they are made."""
    groups, known = experiment.groups, _ScriptVariables(experiment)
    return [
        print_network(
            traced.networks[role.name],
            tuple(group for group in groups if group.nodes[0] in experiment.networks[role.name].ids()),
            names,
            known.classes[role.name],
            starts_of(experiment, traced.networks[role.name]),
            print_within(experiment),
        )
        for role in known.roles
    ]


class _ScriptVariables:
    """What the networks and optimizers of an experiment are called in the script."""

    def __init__(self, experiment: Experiment) -> None:
        self.roles: tuple[Role, ...] = experiment.objective.roles(experiment.data)
        self._path = experiment.objective.path
        self._numbers = print_numbers(experiment)
        single = len(self.roles) == 1
        self.variables = {role.name: "network" if single else _variable(role) for role in self.roles}
        self.classes = {role.name: "Network" if single else _class_name(role) for role in self.roles}

    def argument(self, name: str) -> str:
        """What stands for one of the names that a procedure is given."""
        role = name.removesuffix("_optimizer")
        if role != name and role in self.variables:
            return f"{self.variables[role]}_optimizer"
        return self.variables.get(name, name)

    def parameters(self, optimizer: str) -> str:
        """What an optimizer moves."""
        role = optimizer.removesuffix("_optimizer")
        if role in self.variables:
            return f"{self.variables[role]}.parameters()"
        if len(self.roles) == 1:
            return "network.parameters()"
        return f"[{', '.join(f'*{variable}.parameters()' for variable in self.variables.values())}]"

    def layers(self, optimizer: str) -> str:
        """The layers that an optimizer moves, by their names."""
        role = optimizer.removesuffix("_optimizer")
        found = [self.variables[role]] if role in self.variables else list(self.variables.values())
        parts = [f"dict({variable}.named_children())" for variable in found]
        return parts[0] if len(parts) == 1 else f"{{{', '.join(f'**{part}' for part in parts)}}}"

    def made(self, wanted: set[str]) -> list[str]:
        """The lines that make the networks, those of the path as one too if that is wanted."""
        lines = []
        for role in self.roles:
            layout = ".to(memory_format=torch.channels_last)" if role.input.kind == "image" else ""
            lines.append(f"{self.variables[role.name]} = {self.classes[role.name]}(){layout}{self._numbers}")
        if len(self.roles) > 1 and "network" in wanted:
            lines.append(f"network = nn.Sequential({', '.join(self.variables[role] for role in self._path)})")
        return lines


def _variable(role: Role) -> str:
    return f"{role.name}_network" if role.name in _SPOKEN_FOR else role.name


def _class_name(role: Role) -> str:
    return "".join(part.capitalize() for part in _variable(role).split("_"))


def sees_light(experiment: Experiment) -> bool:
    """Whether batches are augmented as pixels from 0 to 1, so that normalisation is taken back before."""
    return any(kind.sees_light for kind in experiment.training.augmentation)


def print_augment(experiment: Experiment, names: ScriptNames) -> str:
    """The function ``augment``, which changes a batch by chance; empty where nothing is to be changed."""
    kinds, light = experiment.training.augmentation, sees_light(experiment)
    if not kinds:
        return ""
    scaling = ("inputs", "offset", "scale", write_value(experiment.data.ink))
    module = "playground.modules.augmentation"
    calls = [write_call(kind.recipe(experiment.data), names.of, ("inputs", "generator"), 4) for kind in kinds]
    first = [f"{names.of(f'{module}.as_light')}({', '.join(scaling)})"] if light else []
    last = f"{names.of(f'{module}.as_normalised')}({', '.join(scaling)})" if light else "inputs"
    more = ", offset: Tensor, scale: Tensor" if light else ""
    return f'''def augment(inputs: Tensor, generator: torch.Generator{more}) -> Tensor:
    """Change each sample of a batch by chance, before it is learned from."""
{_lines(4, [*(f"inputs = {call}" for call in (*first, *calls)), f"return {last}"])}'''.rstrip()


def print_train(experiment: Experiment, size: int, names: ScriptNames) -> str:
    """The function ``train``: the parts, and the loop over epochs and steps. ``size`` samples are evaluated at once."""
    training, objective, known = experiment.training, experiment.objective, _ScriptVariables(experiment)
    step, evaluation = experiment.step(), objective.evaluation(experiment.data)
    given = {*step.given, *evaluation.given}
    optimizers = tuple(known.argument(name) for name in step.given if name.endswith("optimizer"))
    evaluate = partial(_print_evaluations, experiment, size, known, names)
    into = tuple(f"on_{part}" for part in parts_of(experiment))
    added = added_lines(LoopPlaces(experiment, names, tuple(known.variables.values()), optimizers, evaluate, into))
    making = [*known.made(given), *added.networks]
    call = objective.measure(experiment.data)
    if "measure" in given and call is not None:
        making.append(f"measure = {write_call(call, names.of, (), 4)}{print_numbers(experiment)}")
    for name in step.given:
        if name.endswith("optimizer"):
            moved = (_print_moved(name, known, experiment, names),)
            making.append(f"{known.argument(name)} = {write_call(training.optimizer.recipe(), names.of, moved, 4)}")
    making += added.optimizers
    with_targets, parts = needs_targets(experiment), bool(objective.terms)
    pair, second = ("inputs, targets", "train_targets") if with_targets else ("inputs, _", "train_inputs")
    learned = _print_step(step, known, names, "losses" if parts else "loss")
    total = ['loss = losses["loss"]'] if parts else []
    bad = "not all(value <= most for value in losses.values())" if parts else "not loss <= most"
    modes = {mode: [f"{variable}.{mode}()" for variable in known.variables.values()] for mode in ("eval", "train")}
    of_data, measured = parts_of(experiment), evaluate()
    held = ", validation=on_validation" if "validation" in of_data else ""
    batch = "losses" if parts else '{"loss": loss}'
    pairs = ", ".join(f"{write_value(name)}: {value}" for name, value in added.told)
    telling, told = ([f"told = {{{pairs}}}"], ", told") if pairs else ([], "")
    augmented = experiment.training.augmentation
    more = ", offset, scale" if sees_light(experiment) else ""
    generator = "\n    generator = torch.Generator().manual_seed(SEED)  # of augmentation" if augmented else ""
    changed = [f"inputs = augment(inputs, generator{more})"] if augmented else []
    return f'''def train(args: argparse.Namespace) -> None:
    """Train, and print a line an epoch. Every random number comes from the seed."""
    use_threads(args.threads)
{_print_loading(experiment, with_targets)}
    torch.manual_seed(SEED)
{_lines(4, making)}\
    shuffle = torch.Generator().manual_seed(SEED){generator}
    count = len(train_inputs)
    goal = steps_to_go(args.epochs, args.steps, count_steps(count, BATCH_SIZE))
    step, most = 0, ceiling()
    for epoch, order in enumerate(draw_orders(count, BATCH_SIZE, goal, shuffle)):
{_lines(8, added.epoch)}\
        for {pair} in batches(train_inputs, {second}, order, BATCH_SIZE):
{_lines(12, (*changed, *added.batch, learned, *total))}\
            if step == 0:
                first, most = loss, ceiling(loss)
            step += 1
            if {bad}:
                grown = f"The loss grew from {{first:.3g}} to {{loss:.3g}} at step {{step}}"
                raise SystemExit(grown + {_print_why(experiment)})
{_lines(12, added.step)}\
{_lines(8, (*added.evaluation, *modes["eval"], *measured, *added.beside, *modes["train"], *added.evaluated))}\
{_lines(8, telling)}\
        figures = figures_of(epoch + len(order) / count, step, {batch}, on_train, on_test{told}{held})
        print(report_json(figures) if args.json else report_line(figures), flush=True)
{_lines(8, added.printed)}{_lines(4, added.end)}'''.rstrip()


def _lines(indent: int, lines: Iterable[str]) -> str:
    """Lines under each other, each with its end."""
    return "".join(f"{' ' * indent}{line}\n" for line in lines)


def _print_step(procedure: Procedure, known: _ScriptVariables, names: ScriptNames, result: str) -> str:
    call = Call(procedure.target, (), procedure.keywords)
    return f"{result} = {write_call(call, names.of, tuple(map(known.argument, procedure.given)), 12, WIDTH)}"


def _print_evaluations(
    experiment: Experiment, size: int, known: _ScriptVariables, names: ScriptNames
) -> tuple[str, ...]:
    """Measure each part of the data."""
    return tuple(_print_evaluation(experiment, part, size, known, names) for part in parts_of(experiment))


def _print_evaluation(experiment: Experiment, part: str, size: int, known: _ScriptVariables, names: ScriptNames) -> str:
    """Measure the training or the test part, of the first one the samples that the engine looks at too."""
    procedure = experiment.objective.evaluation(experiment.data)
    call = Call(procedure.target, (), procedure.keywords)
    most = f"[:{QUICK}]" if part == "train" else ""
    inputs = print_inputs(experiment, f"{part}_inputs{most}")
    there = {"inputs": inputs, "targets": print_targets(experiment, f"{part}_targets{most}"), "size": str(size)}
    if procedure.given[-1] == "size":
        there["size"] = f"size={size}"
    given = tuple(there.get(name) or known.argument(name) for name in procedure.given)
    return f"on_{part} = {write_call(call, names.of, given, 8, WIDTH)}"


def _print_moved(optimizer: str, known: _ScriptVariables, experiment: Experiment, names: ScriptNames) -> str:
    """What an optimizer moves: all parameters, or groups of those that learn alike."""
    call = grouping(experiment)
    if call is None:
        return known.parameters(optimizer)
    attributes = {
        id: name for network in experiment.networks.values() for id, name in safe_names(network.ids()).items()
    }
    factors = tuple((attributes[id], factor) for id, factor in dict(call.keywords)["factors"])
    keywords = tuple((name, factors if name == "factors" else value) for name, value in call.keywords)
    return write_call(Call(call.target, call.args, keywords), names.of, (known.layers(optimizer),), 8)


def _print_loading(experiment: Experiment, with_targets: bool) -> str:
    """How the data are loaded; what is wrong with files is said without a traceback, which would hide it."""
    kinds = ("inputs", "targets") if with_targets else ("inputs",)
    samples = ", ".join(f"{part}_{kind}" for part in parts_of(experiment) for kind in kinds)
    samples += ", offset, scale" if sees_light(experiment) else ""
    if not experiment.data.files().refs:
        return f"    {samples} = load_data()"
    return f"""    try:
        {samples} = load_data(args.data)
    except (OSError, ValueError) as error:
        raise SystemExit(str(error)) from error"""


def _print_why(experiment: Experiment) -> str:
    """Why a loss grows beyond the bound and what to do, as the engine says it: the variable ``rate`` is in force."""
    optimizer = experiment.training.optimizer
    base = float(getattr(optimizer, "learning_rate", 0.0))
    better = setting(suggested_rate(base, optimizer))
    if not base:
        return write_value(f", {TOO_LARGE}")
    if rate_plan(experiment.training, experiment.data.sizes().train) is None:
        return write_value(f": {too_high(base)}. Try learning rate {better}.")
    in_force = f"the learning rate in force, {{rate:.3g}}, is too high (the base rate is {setting(base)})"
    return "f" + write_value(f": {in_force}. Try {better} as the base rate.")

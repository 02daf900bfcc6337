"""The script: its sections put together, so that it does what the engine does, in the same order.

The recipe of numbers that both follow is written down in ``engine.session``.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from playground.export.printing.data_files import DataFiles
from playground.export.printing.definitions import Import, print_imports, print_needed
from playground.export.printing.expressions import write_call
from playground.export.printing.names import ScriptNames
from playground.export.printing.precision_lines import print_device
from playground.export.printing.quoting import write_help, write_prose, write_value
from playground.export.printing.training import (
    needs_targets,
    parts_of,
    print_augment,
    print_networks,
    print_train,
    sees_light,
)
from playground.model import memory
from playground.model.experiment import Experiment
from playground.model.rate_plan import limits
from playground.model.recipe import Call
from playground.model.trace import Trace

_TRAINING = (
    "playground.modules.epochs.count_steps",
    "playground.modules.epochs.steps_to_go",
    "playground.modules.epochs.draw_orders",
    "playground.modules.epochs.batches",
    "playground.modules.training_step.ceiling",
)
_PRINTED_LAST = (
    "playground.engine.machine.use_threads",
    "playground.export.printing.report.figures_of",
    "playground.export.printing.report.report_line",
    "playground.export.printing.report.report_json",
)

_ALWAYS = {
    Import("argparse"),
    Import("math"),
    Import("numpy", alias="np"),
    Import("torch"),
    Import("torch", "nn"),
    Import("torch", "Tensor"),
}


def print_script(experiment: Experiment, traced: Trace, folder: Path | None = None) -> str:
    """The whole script as source text: the data, the network, how it is trained, and the lines that are printed.

    ``folder`` is where the script will lie.
    """
    names, files = ScriptNames(), DataFiles(experiment.data, folder)
    load_data = _print_data(experiment, names, files)
    data = [*names.functions.take(), *files.print_definitions(), load_data]
    printed = print_networks(experiment, traced, names)
    network = [*names.functions.take(), *printed]
    for target in (*_TRAINING, experiment.step().target):
        names.functions.need(target)
    augment = [text for text in (print_augment(experiment, names),) if text]
    train = print_train(experiment, memory.piece(experiment, traced.nodes), names)
    training = [*names.functions.take(), *augment, train]
    for target in _PRINTED_LAST:
        names.functions.need(target)
    lines = [*names.functions.take(), _print_main(experiment, files)]
    imports = names.functions.imports | _ALWAYS | files.imports()
    seed, batch, threads = (
        write_value(number) for number in (experiment.seed, experiment.training.batch_size, experiment.training.threads)
    )
    settings = f"SEED = {seed}\nBATCH_SIZE = {batch}\nTHREADS = {threads}  # processor threads; 0 for all but one"
    settings += print_device(experiment)
    head = "\n\n".join(
        [
            _print_docstring(experiment, files, imports),
            "from __future__ import annotations",
            print_imports(imports),
            settings,
        ]
    )
    title = "The network" if len(printed) == 1 else "The networks"
    sections = {"The data": data, title: network, "Training": training, "The command line": lines}
    parts = [part for title, texts in sections.items() for part in _titled(title, texts)]
    return "\n\n\n".join([head, *parts, 'if __name__ == "__main__":\n    main()']) + "\n"


def _titled(title: str, texts: list[str]) -> list[str]:
    """A section under a line with its title; what takes a line each stands together."""
    together = (tuple(same) for _, same in groupby(texts, key=lambda text: "\n" in text))
    parts = [part for same in together for part in (same if "\n" in same[0] else ("\n".join(same),))]
    return [f"# {'-' * (73 - len(title))} {title}\n\n\n{parts[0]}", *parts[1:]]


def _print_docstring(experiment: Experiment, files: DataFiles, imports: set[Import]) -> str:
    name, description = write_prose(experiment.name) or "Untitled", write_prose(experiment.description)
    lines = [f'"""{name}: a network written and trained in PyTorch.', ""]
    lines += [description, ""] if description else []
    lines += ["Written by Playground, which gets the same numbers from the same seed."]
    lines += [files.print_need(print_needed(imports)), "", f"    {files.print_use()}"]
    return "\n".join([*lines, '"""'])


def _print_data(experiment: Experiment, names: ScriptNames, files: DataFiles) -> str:
    data = experiment.data
    recipes = data.recipes()
    folder = "folder: Path" if files else ""
    features = "inputs" if recipes.features is None else "features"
    with_targets, parts, light = needs_targets(experiment), parts_of(experiment), sees_light(experiment)
    tensors = f"tuple[{', '.join(['Tensor'] * (len(parts) * (1 + with_targets) + 2 * light))}]"
    what = "inputs and targets" if with_targets else "inputs"
    said = f"{what} to train on, then {what} to test on"
    said = f"{what} to train on, to validate on and to test on" if "validation" in parts else said
    said += ", then how they were normalised" if light else ""
    lines = [
        f"def load_data({folder}) -> {tensors}:",
        f'    """Make the samples: {said}."""',
        f"    inputs, targets = {write_call(files.call(recipes.draw), names.of, (), 4)}",
        f"    train, test = {write_call(recipes.split, names.of, ('inputs', 'targets'), 4)}",
    ]
    if "validation" in parts:
        aside = Call.of("playground.model.pipeline.hold_out", data.validation)
        lines.append(f"    train, validation = {write_call(aside, names.of, ('train',), 4)}")
    if recipes.features is not None:
        lines.append(f"    features = {write_call(recipes.features, names.of, ('inputs',), 4)}")
    seen = {part: f"{features}[{part}]" for part in parts}
    if recipes.normalisation is not None:
        normalise = names.of("playground.model.pipeline.normalise")
        lines.append(f"    offset, scale = {write_call(recipes.normalisation, names.of, (seen['train'],), 4)}")
        seen = {part: f"{normalise}({text}, offset, scale)" for part, text in seen.items()}
    lines.append("    return (")
    for part in parts:
        lines.append(f"        torch.from_numpy({seen[part]}),")
        if with_targets:
            lines.append(f"        {_targets(part, seen[part], experiment, names)},")
    lines += ["        torch.from_numpy(offset),", "        torch.from_numpy(scale),"] if light else []
    return "\n".join([*lines, "    )"])


def _targets(part: str, inputs: str, experiment: Experiment, names: ScriptNames) -> str:
    """Targets in the form that the objective asks for: class numbers (N,), or numbers (N, units); with steps after N.

    ``inputs`` is what the inputs of that part are called.
    """
    objective, target = experiment.objective, experiment.data.target()
    tensor = f"torch.from_numpy(targets[{part}])"
    if objective.form(experiment.data) == "index":
        return f"{tensor}.long()"
    if experiment.target.is_input:
        return f"torch.from_numpy({inputs}).flatten(1)"
    if target.has_values:
        return f"{tensor}.float()" if target.steps else f"{tensor}.float().reshape(len({part}), {target.count})"
    units = objective.units(experiment.data)
    if units == 1:
        return f"{tensor}.float().unsqueeze(-1)"
    if experiment.target.is_at_each_step:
        return f"{names.of('playground.modules.losses.class_numbers')}({tensor}.long(), {units})"
    return f"nn.functional.one_hot({tensor}.long(), {units}).float()"


def _print_main(experiment: Experiment, files: DataFiles) -> str:
    epochs, steps = limits(experiment.training)
    return f'''def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description="Train the network of this script.")
    parser.add_argument("--epochs", type=int, default=0, help={_default("passes over the training data", epochs)})
    parser.add_argument("--steps", type=int, default=0, help={_default("steps in all", steps)})
    parser.add_argument("--threads", type=int, default=THREADS, help="processor threads, 0 for all but one")\
{files.print_argument()}
    parser.add_argument("--json", action="store_true", help="print lines for programs, with every digit")
    args = parser.parse_args()
    if not args.epochs and not args.steps:
        args.epochs, args.steps = {write_value(epochs)}, {write_value(steps)}
    train(args)'''


def _default(words: str, limit: int) -> str:
    """The help of a limit, with what holds where it is not given."""
    return write_help(f"{words}, by default {limit or 'no limit'}")

"""The lines of stopping: what is asked at the end of each epoch, and the best weights that come back."""

from __future__ import annotations

from playground.export.printing.around_lines import swapping_in_force
from playground.export.printing.expressions import write_call
from playground.export.printing.loop_lines import LoopLines, LoopPlaces
from playground.export.printing.quoting import write_value
from playground.model.stopping import Stopping, leading

_COPY, _PUT = "playground.modules.stopping.copy_weights", "playground.modules.stopping.put_weights"


def stopping_lines(places: LoopPlaces) -> LoopLines:
    """End the run where one of the experiment's kinds of stopping says so, and put the best weights back if wanted."""
    return _seconds_lines(places).followed_by(_watching_lines(places))


def _seconds_lines(places: LoopPlaces) -> LoopLines:
    """End after so many seconds: the epoch that is under way is cut short."""
    seconds = places.experiment.training.seconds
    if not seconds:
        return LoopLines()
    clock = f"{places.names.of('time.perf_counter')}()"
    over = f"if {clock} - started >= {write_value(seconds)}:"
    made = "order[: (step - epoch * count_steps(count, BATCH_SIZE)) * BATCH_SIZE]"
    return LoopLines(
        optimizers=(f"started = {clock}",),
        step=(over, f"    order = {made}  # as far as it was learned", "    break"),
        printed=(over, "    break"),
    )


def _watching_lines(places: LoopPlaces) -> LoopLines:
    """Ask at the end of each whole epoch whether there is anything better, as courses do."""
    kinds, names = places.experiment.training.stopping, places.names
    if not kinds:
        return LoopLines()
    errors, networks = names.of("sys.stderr"), ", ".join(places.networks)
    best, end = leading(kinds), []
    making, taking, over = list[str](), list[str](), list[str]()
    for place, kind in enumerate(kinds):
        variable = f"stopping_{place + 1}" if place else "stopping"
        made, taken, ended = _lines_of(kind, variable, places)
        making.append(made)
        over += ended
        if kind is not best or not kind.restores:
            taking.append(f"    {taken}")
            continue
        making.append("best, best_epoch = [], 0")
        swapping = [f"        {line}" for line in swapping_in_force(places)]
        taking += [
            f"    if {taken}:",
            *swapping,
            f"        best, best_epoch = {names.of(_COPY)}({networks}), epoch + 1",
            *swapping,
        ]
        end = [
            "if best:",
            f"    {names.of(_PUT)}(best, {networks})",
            f'    print(f"The weights of epoch {{best_epoch}}, the best, are back.", file={errors})',
        ]
    whole = "if len(order) == count:  # a whole epoch"
    return LoopLines(optimizers=tuple(making), printed=(whole, *taking, *over), end=tuple(end))


def _lines_of(kind: Stopping, variable: str, places: LoopPlaces) -> tuple[str, str, list[str]]:
    """What makes the object of one kind, what gives it a figure, and the lines that end the run where it says so."""
    part, names = places.experiment.data.sizes().judged, places.names
    why = kind.why(part)
    told = write_value(f": {why[:1].lower()}{why[1:]}.")
    over = [
        f"    if {variable}.is_over:",
        f'        print(f"Stopped at epoch {{epoch + 1}}" + {told}, file={names.of("sys.stderr")})',
        "        break",
    ]
    making = f"{variable} = {write_call(kind.watch(), names.of, (), 4)}"
    return making, f'{variable}.take(on_{part}["{kind.figure}"])', over

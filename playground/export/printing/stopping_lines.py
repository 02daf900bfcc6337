"""The lines of stopping: what is asked at the end of each epoch, and the best weights that come back."""

from __future__ import annotations

from playground.export.printing.around_lines import swapping_in_force
from playground.export.printing.expressions import write_call
from playground.export.printing.loop_lines import LoopLines, LoopPlaces
from playground.export.printing.quoting import write_value

_COPY, _PUT = "playground.modules.stopping.copy_weights", "playground.modules.stopping.put_weights"


def stopping_lines(places: LoopPlaces) -> LoopLines:
    """End the run where the experiment's kind of stopping says so, and put the best weights back if it wants that."""
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
    stopping, part, names = places.experiment.training.stopping, places.experiment.data.sizes().judged, places.names
    call = stopping.watch()
    if call is None:
        return LoopLines()
    errors, networks = names.of("sys.stderr"), ", ".join(places.networks)
    why = stopping.why(part)
    figure = f'on_{part}["{stopping.figure}"]'
    making, better, end = [f"stopping = {write_call(call, names.of, (), 4)}"], [f"    stopping.take({figure})"], []
    if stopping.restores:
        making.append("best, best_epoch = [], 0")
        swapping = [f"        {line}" for line in swapping_in_force(places)]
        better = [
            f"    if stopping.take({figure}):",
            *swapping,
            f"        best, best_epoch = {names.of(_COPY)}({networks}), epoch + 1",
            *swapping,
        ]
        end = [
            "if best:",
            f"    {names.of(_PUT)}(best, {networks})",
            f'    print(f"The weights of epoch {{best_epoch}}, the best, are back.", file={errors})',
        ]
    told = write_value(f": {why[:1].lower()}{why[1:]}.")
    over = [
        "    if stopping.is_over:",
        f'        print(f"Stopped at epoch {{epoch + 1}}" + {told}, file={errors})',
        "        break",
    ]
    whole = "if len(order) == count:  # a whole epoch"
    return LoopLines(optimizers=tuple(making), printed=(whole, *better, *over), end=tuple(end))

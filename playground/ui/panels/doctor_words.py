"""What the training doctor says where nothing is wrong: what it notes, in what it found nothing, and what must wait."""

from __future__ import annotations

from collections.abc import Sequence

from playground.doctor import suited, waiting
from playground.doctor.evidence import Evidence, evaluations_drawn
from playground.doctor.finding import Finding
from playground.doctor.words import listed
from playground.numerals import count, counted
from playground.ui.panels.doctor_line import sentences


def looked_at(evidence: Evidence, notes: Sequence[Finding] = (), hidden: int = 0) -> tuple[str, ...]:
    """What is noted, in what nothing was found, and what cannot be judged yet: the longest sentence first.

    However short it gets, it leaves out neither that something is noted or hidden nor that something must wait.
    """
    heads = _heads(notes, hidden)
    if not evidence.age:
        measured = "nothing measured yet"
        return tuple(_joined(head, measured) for head in heads) if any(heads) else (f"Training doctor: {measured}",)
    full, steps = (_made(evidence, bool(heads[0]), whole) for whole in (True, False))
    named, told, brief = _waits(evidence)
    nothing = "" if heads[0] else "Found nothing so far"
    said = [
        _joined(heads[0], full, named),
        *(_joined(head, full, told) for head in heads),
        _joined(heads[1], steps, told),
        *(_joined(head, nothing, told) for head in heads[1:]),
        _joined(heads[2], nothing, brief),
        _joined(heads[2], "" if brief else nothing, brief),
    ]
    return tuple(dict.fromkeys(said))


def measured_so_far(evidence: Evidence, hidden: int) -> str:
    """In what nothing was found, for the sheet."""
    if not evidence.age:
        return "Nothing measured yet"
    return _joined(_hidden(hidden), _made(evidence, hidden > 0, True))


def looked_for(evidence: Evidence) -> str:
    """What is looked for in this experiment, and what cannot be judged before how much was measured."""
    needs: dict[str, list[str]] = {}
    for rule, words in waiting(evidence):
        needs.setdefault(words, []).append(_small(rule.title))
    waits = {name for names in needs.values() for name in names}
    looked = listed([_small(rule.title) for rule in suited(evidence) if _small(rule.title) not in waits])
    yet = "; before ".join(f"{words}: {', '.join(names)}" for words, names in needs.items())
    return f"Looked for once a second while training: {looked}." + (f" Cannot be judged before {yet}." if yet else "")


def _heads(notes: Sequence[Finding], hidden: int) -> tuple[str, str, str]:
    """What is noted and hidden: in full, by its titles, and counted only; empty where there is neither."""
    if not notes:
        return (_hidden(hidden),) * 3
    counts = counted(len(notes), "note")
    titles = listed([_small(note.title) for note in notes])
    # A note in full ends before its reasons, and without a full stop.
    full = sentences(notes[0])[-2].rstrip(".") if len(notes) == 1 else titles
    told = (f"{counts}: {full}", f"{counts}: {titles}", counts)
    first, second, third = (_joined(each, _hidden(hidden)) for each in told)
    return first, second, third


def _hidden(hidden: int) -> str:
    return f"{hidden} hidden" if hidden else ""


def _made(evidence: Evidence, besides: bool, whole: bool) -> str:
    """In what nothing was found, or nothing besides: so many steps and, with ``whole``, evaluations."""
    made = counted(evidence.age, "step")
    if whole:
        made += f" and {counted(evaluations_drawn(evidence), 'evaluation')}"
    since = f" since the change at step {count(evidence.since)}" if evidence.since else ""
    return f"{'found nothing else' if besides else 'Found nothing'} in {made}{since}"


def _waits(evidence: Evidence) -> tuple[str, str, str]:
    """What cannot be judged yet: one of it by name, all of it counted, and in few words; empty where all can be."""
    needed = waiting(evidence)
    if not needed:
        return "", "", ""
    checks = counted(len(needed), "check")
    rule, words = needed[-1]
    more = f", {len(needed) - 1} more cannot be judged yet" if len(needed) > 1 else ""
    return f"{_small(rule.title)} needs {words}{more}", f"{checks} cannot be judged yet", f"{checks} must wait"


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _small(title: str) -> str:
    """A title inside a sentence."""
    return title[:1].lower() + title[1:]

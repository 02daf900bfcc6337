"""From version 1 to 2: an experiment has an objective, to which the loss belongs that was a setting of training.

What was being looked at lies beside the experiment instead of in it, under the same name and place.
"""

from __future__ import annotations

from typing import Any


def to_2(plain: dict[str, Any]) -> dict[str, Any]:
    """The plain dictionaries of a file of version 2; what has an objective already is left as it is."""
    training = plain.get("training")
    if "objective" in plain or not isinstance(training, dict) or "loss" not in training:
        return {**plain, "version": 2}
    objective = {"kind": "supervised", "loss": training["loss"]}
    made: dict[str, Any] = {}
    for name, value in plain.items():  # in the order in which files are written
        made[name] = value
        if name == "data":
            made["objective"] = objective
    made["training"] = {name: value for name, value in training.items() if name != "loss"}
    return {"objective": objective, **made, "version": 2} if "objective" not in made else {**made, "version": 2}

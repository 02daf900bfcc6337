"""The compiler of torch is not loaded by training, and is there at once where somebody compiles after all."""

from __future__ import annotations

import subprocess
import sys

import pytest

TRAINING = """
import sys
from playground.engine.machine import warm_up
from playground.engine.session import Session
from tests.engine.setups import tiny
warm_up()
for optimizer, values in (("sgd", {"momentum": 0.9}), ("adamw", {}), ("lbfgs", {}), ("muon", {})):
    session = Session(tiny(optimizer=optimizer, **values))
    session.step()
    session.restore(session.keep())
    session.evaluate()
loaded = [name for name in sys.modules if name.startswith("torch._dynamo.") or name == "sympy"]
assert not loaded, loaded
"""
COMPILING = """
import torch
compiled = torch.compile(lambda x: 2 * x + 1, backend="eager")
assert compiled(torch.ones(3)).tolist() == [3.0, 3.0, 3.0]
assert type(torch._dynamo).__name__ == "module" and sys.modules["torch._dynamo"] is torch._dynamo
from torch._dynamo import utils
session.step()
weight = torch.nn.Parameter(torch.ones(2))
rates = torch.optim.SGD([weight], 0.5)
step = torch.compile(lambda: (weight * weight).sum().backward(), backend="eager")
step()
rates.step()
rates.zero_grad()
assert weight.tolist() == [0.0, 0.0] and weight.grad is None
"""


def runs(code: str) -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_training_loads_no_compiler() -> None:
    runs(TRAINING)


@pytest.mark.slow
def test_who_compiles_after_all_has_the_whole_compiler() -> None:
    runs(TRAINING + COMPILING)


@pytest.mark.slow
@pytest.mark.parametrize(
    "first", ["from torch._dynamo import utils", "import torch._dynamo.config", "torch._dynamo.reset()"]
)
def test_any_way_to_the_compiler_leads_to_it(first: str) -> None:
    runs(f"{TRAINING}\nimport torch\n{first}\nassert type(torch._dynamo).__name__ == 'module'\nsession.step()")

"""Run tests as other processors would: with torch's plain kernels, its AVX2 ones, and with one thread and two.

``python -m tests.processors`` runs the whole suite so, ``python -m tests.processors PATHS ...`` a part of it; whatever
pytest takes can be given. Kernels differ in the last bits of what they compute, so a test that rests on those is found
without another machine. Ends with a status other than 0 where any of the runs did.
"""

from __future__ import annotations

import os
import subprocess
import sys

import torch

WIDER = {"NO AVX": (), "DEFAULT": (), "AVX2": ("avx2",), "AVX512": ("avx2", "")}
"""Kernels to try beside the plain ones, by what the processor can do; the empty word stands for its own best ones."""


def ways() -> list[tuple[str, int]]:
    """Kernels and numbers of threads to try, as far as this processor has them."""
    wider = WIDER.get(torch.backends.cpu.get_cpu_capability(), ("",))
    return [("default", 1), *((kernels, threads) for kernels, threads in zip(wider, (2, 1), strict=False))]


def main() -> int:
    """Run pytest once in each way; returns the worst status."""
    worst = 0
    for kernels, threads in ways():
        chosen = {"OMP_NUM_THREADS": str(threads)} | ({"ATEN_CPU_CAPABILITY": kernels} if kernels else {})
        print(f"\n== {kernels or 'own'} kernels, OMP_NUM_THREADS={threads}", flush=True)
        done = subprocess.run([sys.executable, "-m", "pytest", *sys.argv[1:]], env=os.environ | chosen, check=False)
        worst = max(worst, abs(done.returncode))
    return worst


if __name__ == "__main__":
    raise SystemExit(main())

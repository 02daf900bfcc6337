"""`python -m playground`: the same as the command `playground`."""

from __future__ import annotations

import sys

from playground.cli import main

sys.exit(main())

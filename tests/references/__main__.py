"""Makes reference pictures anew: ``python -m tests.references [NAME ...]``, all of them without a name.

Look at each that changed before it is committed: a picture that is wrong makes the test pass that should find it.
"""

from __future__ import annotations

import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtGui import QImage, QImageWriter

from playground.ui.shell.app import application
from tests.pictures import in_few_colours, same_at_a_glance
from tests.references.drawn import REFERENCES, draw, path_of


def main(names: list[str]) -> int:
    """Write those that look otherwise than before, and say which."""
    unknown = sorted(set(names) - set(REFERENCES))
    if unknown:
        print(f"There is no {', '.join(unknown)}; there are: {', '.join(REFERENCES)}")
        return 2
    app = application()
    for name in names or REFERENCES:
        image, path = draw(name), path_of(name)
        if not (path.exists() and same_at_a_glance(image, QImage(str(path)))):
            writer = QImageWriter(str(path))
            writer.setQuality(0)  # as small as it gets: a PNG loses nothing
            writer.write(in_few_colours(image))
            print(f"{path.name}: {path.stat().st_size / 1000:.1f} kB")
    del app
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""`python -m tests.docs [--pictures]`: write the reference pages.

With --pictures, also the pictures of the presets, and the README's animation.
"""

import sys

from tests.docs import reference
from tests.docs.blocks import PROJECT

reference.write_pages()
if "--pictures" in sys.argv[1:]:
    reference.write_pictures()
    reference.write_demo(PROJECT / "assets" / "readme" / "demo.webp")

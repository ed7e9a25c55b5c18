"""`python -m tests.docs [--pictures]`: write the reference pages, and the presets' pictures."""

import sys

from tests.docs import reference

reference.write_pages()
if "--pictures" in sys.argv[1:]:
    reference.write_pictures()

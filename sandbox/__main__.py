"""`python -m sandbox`: the demo, for those who have not installed the command."""

import sys

from sandbox.demo import main

sys.exit(main(once=False, browser=True, port=8480))

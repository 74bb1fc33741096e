"""The API against its own document, from outside: the real binary, clients that know nothing of it.

Usage: contract_test.py PATH_OF_DOSSIER [TEST…]     `./dev test contract` installs what it needs
"""
import os
import sys
import unittest

import support

sys.argv[1] = os.path.abspath(sys.argv[1])
support.use_venv()

from access import *        # noqa: E402, F403
from clients import *       # noqa: E402, F403
from conformance import *   # noqa: E402, F403
from description import *   # noqa: E402, F403

if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)

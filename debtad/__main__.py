"""``python -m debtad``."""

import sys

from debtad.cli.main import main

sys.exit(main())

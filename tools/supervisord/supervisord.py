#!/usr/bin/env python3
# The launcher that pip makes names the Python of the build by its path and finds the library only where that does.
import os
import sys

home = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path.insert(0, os.path.join(home, "lib"))

from supervisor.supervisord import main

sys.exit(main())

"""Before all else is loaded: the models, routes and templates of a portal stay until the end, so that there is even less use
in looking through them again than in a web process (and `freeze` in `conftest.py` takes them out of the collector's sight).
"""

import gc

import portal  # noqa: F401 - it says how often, too

gc.set_threshold(50_000, 50, 50)

"""Before anything is loaded: the models, routes and templates of a portal stay until the end, so that there is no use in
looking through them again and again (and `freeze` in `conftest.py` takes them out of the collector's sight).
"""

import gc

gc.set_threshold(50_000, 50, 50)

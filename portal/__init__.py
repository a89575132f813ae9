"""议约: a civic portal where a city's people make their own rules and keep them."""

import gc

__version__ = "0.1.0"

# loading the portal makes a million things that stay: the collector, which looks after every 700, took a sixth of each start
gc.set_threshold(5000, 20, 20)

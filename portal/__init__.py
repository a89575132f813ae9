"""议约: a civic portal where a city's people make their own rules and keep them."""

__version__ = "0.1.0"

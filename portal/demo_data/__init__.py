"""The invented city 禾塘市 as data: TOML files that each feature's `demo` reads."""

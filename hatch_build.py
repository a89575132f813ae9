"""Compile the translations when a wheel is built, so that it carries them."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  (the plugin interface has no public parameter)
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        sys.path.insert(0, str(root / "tools"))
        from catalogues import melt  # only here: the build looks at this file from another folder

        melt(root / "translations")

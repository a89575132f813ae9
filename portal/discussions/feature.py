from __future__ import annotations

from portal.core.feature import Feature, Personal
from portal.discussions import personal

feature = Feature(name="discussions", personal=Personal(export=personal.export, forget=personal.forget))

"""Pages of the rota and of mutual checks."""

from portal.duty.views import findings, lists, pages, rotas, walking
from portal.duty.views.blueprint import bp

__all__ = ["bp", "findings", "lists", "pages", "rotas", "walking"]

"""What goes on without somebody who leaves: what is in their name, who takes it, and handing it over."""

from . import assigned, plan, published, recurring, requests, roles
from .holdings import Holding, Item, Moved, register
from .plan import KIND, items_of, plan_of

__all__ = [
    "KIND",
    "Holding",
    "Item",
    "Moved",
    "assigned",
    "items_of",
    "plan",
    "plan_of",
    "published",
    "recurring",
    "register",
    "requests",
    "roles",
]

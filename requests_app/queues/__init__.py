"""A department's queue: its views, filters, columns, orders and groups, all of which the address names."""

from .columns import COLUMNS, TableColumn
from .groups import GROUPS
from .orders import NEWEST, ORDERS
from .selection import Layout, Selection
from .views import VIEWS, View

__all__ = ["COLUMNS", "GROUPS", "NEWEST", "ORDERS", "VIEWS", "Layout", "Selection", "TableColumn", "View"]

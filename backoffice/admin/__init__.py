"""The staff tool: one module per domain, named as in core/. Importing it registers them all."""

from backoffice.admin import (
    accounts,
    common,
    delivery,
    eaters,
    kitchen,
    menu,
    notifications,
    nutrition,
    order_lines,
    orders,
    payments,
    slots,
    tasks,
    zones,
)

__all__ = [
    "accounts",
    "common",
    "delivery",
    "eaters",
    "kitchen",
    "menu",
    "notifications",
    "nutrition",
    "order_lines",
    "orders",
    "payments",
    "slots",
    "tasks",
    "zones",
]

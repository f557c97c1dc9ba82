"""The staff tool: one module per domain, named as in core/. Importing it registers them all."""

from backoffice.admin import delivery, eaters, kitchen, notifications, orders, payments

__all__ = ["delivery", "eaters", "kitchen", "notifications", "orders", "payments"]

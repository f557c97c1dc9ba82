"""The price of an order, line by line; pure. Amounts in whole francs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.common.money import vat_within


@dataclass(frozen=True)
class PricedLine:
    """Quantity × unit price; `is_taxed` when the price contains VAT."""

    quantity: int
    unit_price: int
    is_taxed: bool = True

    @property
    def amount(self) -> int:
        return self.quantity * self.unit_price


@dataclass(frozen=True)
class Price:
    subtotal: int
    delivery_fee: int
    vat: int

    @property
    def total(self) -> int:
        return self.subtotal + self.delivery_fee


def price(lines: Sequence[PricedLine], delivery_fee: int, vat_percent: int) -> Price:
    """Subtotal, fee and the VAT contained in both (a delivery is taxed at the standard rate)."""
    subtotal = sum(line.amount for line in lines)
    taxed = sum(line.amount for line in lines if line.is_taxed) + delivery_fee
    return Price(subtotal=subtotal, delivery_fee=delivery_fee, vat=vat_within(taxed, vat_percent))

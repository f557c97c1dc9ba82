"""A hundred thousand orders in set-based SQL: rows as placing leaves them, spread over the last hundred days.

History rows are left out: what is measured is placing beside a large order table, and reading it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction

from core.accounts.models import User
from core.common import clock
from core.common.history import BATCH
from core.common.models import Site
from core.eaters.models import Eater, EaterCarer, Relationship
from core.menu.models import MenuItem
from core.slots.models import Slot
from core.zones.models import Zone

DAYS = 100
CHUNK = 25_000
CUSTOMERS_PER_ORDER = 10
FEWEST_CUSTOMERS = 1_000
EMAIL = "bench"
"""How the addresses of the benchmark's customers begin."""

ORDERS = """
WITH wanted AS (
  SELECT n, gen_random_uuid() AS reservation, now() - (n %% %(days)s) * interval '1 day' - interval '1 day' AS placed
  FROM generate_series(%(first)s, %(last)s) n
), reserved AS (
  INSERT INTO slots_reservation (id, slot_id, status, made_at) SELECT reservation, %(slot)s, 'held', placed FROM wanted
), ordered AS (
  INSERT INTO orders_order (number, site_id, payer_id, channel, date, period, slot_id, reservation_id, due_at, zone_id, destination,
    contact_name, contact_phone, note, language, status, cancel_reason, subtotal, delivery_fee, vat, total, placed_at, confirmed_at,
    ready_at, closed_at)
  SELECT 'B-' || w.n, %(site)s, p.user_id, 'portal', placed::date, 'lunch', %(slot)s, reservation, placed + interval '3 hours', %(zone)s,
    'Ward ' || w.n %% 12 || ', bed ' || w.n %% 40, 'Customer ' || w.n, '+250780000000', '', 'en', 'delivered', '', 4000, 0, 610, 4000,
    placed,
    placed, placed, placed + interval '2 hours'
  FROM wanted w JOIN bench_people p ON p.n = w.n %% %(customers)s + 1
  RETURNING id, number, payer_id, placed_at
), lined AS (
  INSERT INTO orders_orderline (order_id, eater_id, item_id, dish_id, station_id, recipe_version_id, name_en, name_rw, name_fr, quantity,
    unit_price, amount, note)
  SELECT o.id, p.eater_id, i.item_id, i.dish_id, i.station_id, i.version_id, i.name_en, '', '', 1, 2000, 2000, ''
  FROM ordered o JOIN bench_people p ON p.user_id = o.payer_id
  JOIN bench_items i ON i.n IN (o.id %% %(items)s + 1, (o.id + 1) %% %(items)s + 1)
), told AS (
  INSERT INTO orders_orderevent (order_id, kind, at, by_id, reason, data)
  SELECT id, kind, placed_at, payer_id, '', '{}' FROM ordered, unnest(ARRAY['placed', 'confirmed', 'delivered']) kind
), charged AS (
  INSERT INTO payments_charge (site_id, payable_kind, payable_key, payer_id, amount, currency, status, made_at, settled_at)
  SELECT %(site)s, 'order', number, payer_id, 4000, 'RWF', 'paid', placed_at, placed_at FROM ordered RETURNING id, made_at
)
INSERT INTO payments_attempt (charge_id, method, amount, status, made_at, settled_at)
SELECT id, 'cash', 4000, 'succeeded', made_at, made_at FROM charged;
"""

HELPERS = """
CREATE TEMP TABLE bench_people AS
SELECT row_number() OVER (ORDER BY c.user_id) n, c.user_id, c.eater_id
FROM eaters_eatercarer c JOIN accounts_user u ON u.id = c.user_id WHERE u.email LIKE 'bench%';
CREATE INDEX ON bench_people (n);
CREATE INDEX ON bench_people (user_id);
CREATE TEMP TABLE bench_items AS
SELECT row_number() OVER (ORDER BY i.id) n, i.id item_id, d.id dish_id, d.station_id, r.published_id version_id, d.name_en
FROM menu_menuitem i JOIN menu_dish d ON d.id = i.dish_id JOIN menu_recipe r ON r.dish_id = d.id LIMIT 40;
"""


def fill(*, orders: int, say: Callable[[str], None]) -> None:
    """Bring the database to this many benchmark orders, in chunks that show how far it is."""
    have = _count("SELECT count(*) FROM orders_order WHERE number LIKE 'B-%'")
    if have >= orders:
        say(f"  {have:,} orders are there")
        return
    customers = min(max(orders // CUSTOMERS_PER_ORDER, FEWEST_CUSTOMERS), 99_999)
    with connection.cursor() as cursor:
        customers = make_customers(customers)
        cursor.execute(HELPERS)
        facts = {
            "site": Site.objects.get().pk,
            "slot": Slot.objects.order_by("pk").first().pk,
            "zone": Zone.objects.order_by("pk").first().pk,
            "customers": customers,
            "items": _count("SELECT count(*) FROM bench_items"),
            "days": DAYS,
        }
        for first in range(have + 1, orders + 1, CHUNK):
            last = min(first + CHUNK - 1, orders)
            with transaction.atomic():
                cursor.execute(ORDERS, facts | {"first": first, "last": last})
            say(f"  {last:,} of {orders:,} orders")
        cursor.execute("ANALYZE")


def make_customers(count: int) -> int:
    """People who order for themselves, unless some are there; returns how many there are. Without history, as the orders."""
    have = User.objects.filter(email__startswith=EMAIL).count()
    if have:
        return have
    now = clock.now()
    with transaction.atomic():
        people = User.objects.bulk_create(
            (
                User(
                    password="!",  # noqa: S106  (no password opens it)
                    name=f"Customer {n}",
                    email=f"{EMAIL}{n}@example.org",
                    phone=f"+2507800{n:05d}",
                    phone_verified=True,
                    joined_at=now,
                )
                for n in range(1, count + 1)
            ),
            batch_size=BATCH,
        )
        eaters = Eater.objects.bulk_create((Eater(name=person.name, created_at=now) for person in people), batch_size=BATCH)
        EaterCarer.objects.bulk_create(
            (
                EaterCarer(eater=eater, user=person, relationship=Relationship.SELF, may_see_health=True)
                for person, eater in zip(people, eaters, strict=True)
            ),
            batch_size=BATCH,
        )
    return count


def _count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def make_room(*, portions: int, places: int) -> tuple[list[int], int, int]:
    """Today-plus-one's lunch with this many portions of each dish and places: item ids, the slot's id, the zone's id."""
    day = clock.today() + timedelta(days=1)
    slot = Slot.objects.filter(date=day, period="lunch", is_open=True).order_by("starts_at", "pk").first()
    Slot.objects.filter(pk=slot.pk).update(capacity=places, reserved=0)
    items = list(MenuItem.objects.filter(menu_day__date=day, menu_day__period="lunch").order_by("pk").values_list("pk", flat=True))
    MenuItem.objects.filter(pk__in=items).update(portions_planned=portions, portions_sold=0)
    return items, slot.pk, Zone.objects.filter(kind="ward").order_by("pk").first().pk

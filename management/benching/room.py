"""Makes customers and room on tomorrow's lunch of the database under DATABASE_URL, and prints where:

python -m management.benching.room PORTIONS
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "management.benching.settings")
    django.setup()
    from management.benching import bulk

    bulk.make_customers(bulk.FEWEST_CUSTOMERS)
    items, slot, zone = bulk.make_room(portions=int(sys.argv[1]), places=int(sys.argv[1]))
    sys.stdout.write(f"{','.join(map(str, items))} {slot} {zone}")

"""`manage.py sim_trays N`: random trays through the rules, and how many wrong plates were handed over."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from management.simulating import oracle, trays

EVERY = 10_000


class Command(BaseCommand):
    help = "Send random trays from choice to hand-over and count wrong plates, with all gates and with each switched off."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("trays", type=int, help="How many.")
        parser.add_argument("--seed", type=int, default=1, help="The same seed gives the same trays.")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises SystemExit: with 1, when a wrong plate got through all gates."""
        began = time.monotonic()
        counts = trays.run(options["trays"], seed=options["seed"], say=self.tell)
        self.stdout.write(f"\n{options['trays']:,} trays in {time.monotonic() - began:.0f} s, seed {options['seed']}\n")
        heads = ("handed over", "stopped", "wrong", *oracle.CLASSES)
        self.stdout.write(f"{'':24}" + "".join(f"{head:>12}" for head in heads))
        for name, count in counts.items():
            figures = (count.handed_over, count.stopped, count.wrong_plates, *count.wrong.values())
            self.stdout.write(f"{name:24}" + "".join(f"{figure:>12,}" for figure in figures))
        self.stdout.write(
            "\nThe same trays and changes under every setting. Each gate is the last one of some trays "
            f"({'; '.join(f'{route}: {gates[-1]}' for route, gates in trays.ROUTES.items())});\n"
            "on the whole way a later gate also finds what an earlier one would have found. Nothing changes after a tray's last gate, "
            "and no plate is overruled.\nWrong for an admitted patient is what is truly wrong; for others what was known to hold "
            "their allergen, and anything while nil by mouth:\nof diets, textures and what nobody knows they are warned and decide."
        )
        if counts["all gates on"].wrong_plates:
            sys.exit(1)

    def tell(self, done: int) -> None:
        if done % EVERY == 0:
            self.stdout.write(f"  {done:,} trays")
            self.stdout.flush()

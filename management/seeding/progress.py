"""A bar where somebody watches, silence where the output goes to a file."""

from __future__ import annotations

from django.core.management.base import OutputWrapper

WIDTH = 30


class Bar:
    """`with Bar(out, "Orders", 340) as bar: bar.step()`."""

    def __init__(self, out: OutputWrapper, title: str, total: int) -> None:
        self.out, self.title, self.total, self.done, self.shown = out, title, max(total, 1), 0, -1

    def __enter__(self) -> Bar:
        self._show()
        return self

    def __exit__(self, *error: object) -> None:
        if self.out.isatty():
            self.out.write("\r" + " " * (WIDTH + len(self.title) + 10) + "\r", ending="")

    def step(self, number: int = 1) -> None:
        self.done = min(self.done + number, self.total)
        self._show()

    def _show(self) -> None:
        percent = self.done * 100 // self.total
        if percent != self.shown and self.out.isatty():
            self.shown = percent
            full = percent * WIDTH // 100
            self.out.write(f"\r{self.title} {'█' * full}{'░' * (WIDTH - full)} {percent:3} %", ending="")
            self.out.flush()

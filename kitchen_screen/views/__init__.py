"""One call of the domain per view."""

from kitchen_screen.views.boards import board, density, done_lately, stations, tickets
from kitchen_screen.views.dishes import dishes, put_back, strike_off
from kitchen_screen.views.taps import tap

__all__ = ["board", "density", "dishes", "done_lately", "put_back", "stations", "strike_off", "tap", "tickets"]

"""One call of the domain per view."""

from kitchen_screen.views.boards import board, density, done_lately, stations, tickets
from kitchen_screen.views.dishes import dishes, put_back, strike_off
from kitchen_screen.views.taps import seen, tap

__all__ = ["board", "density", "dishes", "done_lately", "put_back", "seen", "stations", "strike_off", "tap", "tickets"]

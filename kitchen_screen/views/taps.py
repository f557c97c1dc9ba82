"""Every tap on a ticket."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.common import clock
from core.common.errors import RuleBroken
from core.kitchen import actions, policies
from core.kitchen.models import Ticket
from core.orders import actions as orders
from kitchen_screen.access import asks_in_script, kitchen_only
from kitchen_screen.forms import TapForm
from kitchen_screen.slips import version_of


@kitchen_only
@require_POST
def tap(request: HttpRequest, station: str, pk: int) -> HttpResponse:
    """To the script a few facts; to a person the page they came from, with the ticket at its place."""
    ticket = get_object_or_404(Ticket.objects.select_related("order"), pk=pk)
    if not policies.may_work(request.user, ticket):
        raise Http404
    form = TapForm({**request.GET.dict(), **request.POST.dict()})
    if not form.is_valid():
        raise BadRequest
    wish = form.cleaned_data
    page = reverse(f"kitchen_screen:{wish['page'] or 'board'}", kwargs={"station": station})
    try:
        ticket = actions.tap(
            ticket=ticket,
            kind=wish["kind"],
            uid=form.uid_of(pk),
            device_at=wish["device_at"],
            seen_at=wish["seen"],
            by=request.user,
            now=clock.now(),
        )
    except RuleBroken as refusal:
        if asks_in_script(request):
            return JsonResponse({"code": refusal.code, "text": refusal.text}, status=409)
        messages.error(request, _("%(number)s: %(text)s") % {"number": ticket.order.number, "text": refusal.text})
        return redirect(page)
    if asks_in_script(request):
        return JsonResponse({"status": ticket.status, "version": version_of(ticket.changed_at)})
    return redirect(f"{page}#ticket-{pk}")


@kitchen_only
@require_POST
def seen(request: HttpRequest, station: str, pk: int) -> HttpResponse:
    """Somebody says by name that they have seen what changed for a ticket's plates; again changes nothing."""
    ticket = get_object_or_404(Ticket.objects.select_related("order"), pk=pk)
    if not policies.may_work(request.user, ticket):
        raise Http404
    orders.see(order=ticket.order, station_id=ticket.station_id, by=request.user, now=clock.now())
    return redirect(f"{reverse('kitchen_screen:board', kwargs={'station': station})}#ticket-{pk}")

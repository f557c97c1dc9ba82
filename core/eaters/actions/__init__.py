"""Every change of eaters."""

from core.eaters.actions.cards import new_card
from core.eaters.actions.consents import give_consent, withdraw_consent
from core.eaters.actions.people import add_eater, self_eater, set_carer, set_inpatient, set_name, set_relationship, stop_caring
from core.eaters.actions.records import write_health
from core.eaters.actions.rotation import Rotation, reseal
from core.eaters.actions.sheets import keep_sheet

__all__ = [
    "Rotation",
    "add_eater",
    "give_consent",
    "keep_sheet",
    "new_card",
    "reseal",
    "self_eater",
    "set_carer",
    "set_inpatient",
    "set_name",
    "set_relationship",
    "stop_caring",
    "withdraw_consent",
    "write_health",
]

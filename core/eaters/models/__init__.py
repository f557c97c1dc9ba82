"""The person who eats; every plate is for an eater, never for the payer."""

from core.eaters.models.health import Consent, ConsentPurpose, HealthRead, HealthRecord, Purpose, Sex
from core.eaters.models.people import Eater, EaterCard, EaterCarer, Relationship

__all__ = [
    "Consent",
    "ConsentPurpose",
    "Eater",
    "EaterCard",
    "EaterCarer",
    "HealthRead",
    "HealthRecord",
    "Purpose",
    "Relationship",
    "Sex",
]

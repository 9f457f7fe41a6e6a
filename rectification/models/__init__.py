"""Cases, orders with demands, measures and proofs, inquiries into bodies, referrals of persons."""

from rectification.models.case import BreachCase
from rectification.models.demand import Demand
from rectification.models.inquiry import AccountabilityCase
from rectification.models.measure import Measure, Proof
from rectification.models.order import RectificationOrder
from rectification.models.referral import PersonReferral
from rectification.models.remark import Remark

__all__ = [
    "AccountabilityCase",
    "BreachCase",
    "Demand",
    "Measure",
    "PersonReferral",
    "Proof",
    "RectificationOrder",
    "Remark",
]

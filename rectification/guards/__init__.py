"""What must be so before a step: pure predicates, each with the sentence that says what is missing."""

from rectification.guards.cases import (
    is_about_government,
    is_breachable,
    is_lawful,
    is_never_taken_up_in_a_ring,
    is_of_the_commitment,
)
from rectification.guards.commitments import has_no_open_case, has_no_open_inquiry, has_no_open_order, is_no_proof
from rectification.guards.inquiries import (
    has_no_twin,
    is_duty_body,
    is_founded,
    is_founded_on_its_commitment,
    is_transfer_named,
)
from rectification.guards.measures import (
    is_being_carried_out,
    is_in_planning,
    is_of_the_order,
    is_paper_of_the_commitment,
    is_proven,
    is_under_way,
)
from rectification.guards.orders import (
    are_measures_accepted,
    are_measures_proven,
    can_follow,
    covers_every_demand,
    is_first_appeal,
    is_first_extension,
    is_in_time_for_appeal,
    is_limit_passed,
    is_reissuable,
    is_remedied,
    is_served_after_issue,
)

__all__ = [
    "are_measures_accepted",
    "are_measures_proven",
    "can_follow",
    "covers_every_demand",
    "has_no_open_case",
    "has_no_open_inquiry",
    "has_no_open_order",
    "has_no_twin",
    "is_about_government",
    "is_being_carried_out",
    "is_breachable",
    "is_duty_body",
    "is_first_appeal",
    "is_first_extension",
    "is_founded",
    "is_founded_on_its_commitment",
    "is_in_planning",
    "is_in_time_for_appeal",
    "is_lawful",
    "is_limit_passed",
    "is_never_taken_up_in_a_ring",
    "is_no_proof",
    "is_of_the_commitment",
    "is_of_the_order",
    "is_paper_of_the_commitment",
    "is_proven",
    "is_reissuable",
    "is_remedied",
    "is_served_after_issue",
    "is_transfer_named",
    "is_under_way",
]

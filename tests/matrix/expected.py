"""What the lifecycles say, written out by hand: from which state to which, and who.

Nothing here is read from the code: the tests hold the code against it. A line is `verb | sources > target | who`; a verb
that leads to several targets has several lines. `who` is a group of `GROUPS`, or several joined by `+`.
"""

from dataclasses import dataclass, field

# Everybody whom the matrix asks, by who he is to the record. `people.py` makes each of them from real grants.
PEOPLE = {
    "logging_clerk": "clerk of the body that logged the promise",
    "logging_supervisor": "supervisor of that body, which oversees nobody",
    "promisor_clerk": "clerk of the government that promised, whose grant reaches every body below it",
    "duty_clerk": "clerk of the lead duty body",
    "duty_supervisor": "supervisor of the lead duty body",
    "supporting_clerk": "clerk of the supporting body",
    "paying_clerk": "clerk of the paying body",
    "reviewer": "supervisor of the overseer, who took no step so far",
    "reviewer_of_payer": "the same, with his post in the paying body",
    "submitter": "the same, who also has the clerk's grants and took every step so far himself",
    "second_account": "the submitter under a second account",
    "deputy": "who acts for the submitter",
    "principal": "supervisor of the overseer, for whom a clerk took every step so far",
    "insider": "supervisor of the overseer, with his post in the duty body",
    "insider_below": "the same, with his post in a body below the duty body",
    "insider_supporting": "the same, with his post in the supporting body",
    "insider_deputy": "of the duty body, who acts for the reviewer",
    "insider_principal": "of the overseer, who acts for the insider",
    "superior": "supervisor of the body that oversees the overseer",
    "superior_involved": "the same, who took part in the record",
    "foreign_supervisor": "supervisor of a body that oversees others",
    "integrity_officer": "integrity officer of the division",
    "inspector_assigned": "inspector of the division, named in the record, who investigated and proposed",
    "inspector": "another inspector of the division",
    "inspector_decider": "an inspector who decided",
    "auditor": "auditor of the division",
    "system_admin": "system administrator of the division",
    "security_admin": "security administrator of the division",
    "nobody": "a head of government without any grant",
    "verifier": "supervisor of the verifying body, named as the verifier",
    "verifying_supervisor": "another supervisor of the verifying body",
    "giver": "the outgoing post-holder, who prepared the hand-over",
    "taker": "the incoming post-holder",
    "giver_taker": "who acts for the taker, and signed over",
    "drafter": "supervisor of the overseer, who drafted the referral",
}

SELF = {"submitter", "second_account", "deputy"}
# Another than who took the steps so far: for each verb the lifecycles name which steps count.
OTHER = {"reviewer", "reviewer_of_payer", "drafter"}
REVIEWER = OTHER | SELF | {"principal"}
INSIDERS = {"insider", "insider_below", "insider_supporting", "insider_deputy", "insider_principal"}
LOGGING = {"logging_clerk", "promisor_clerk"} | SELF
DUTY = {"duty_clerk", "promisor_clerk"} | SELF
GROUPS = {
    "logging clerk": LOGGING,
    "duty clerk": DUTY,
    "logging or duty clerk": LOGGING | DUTY,
    "logging clerk while draft": set(),
    "submitter's clerk": LOGGING,
    "duty supervisor": {"duty_supervisor"},
    "reviewer": REVIEWER,
    "another reviewer": OTHER,
    "another reviewer, not of the payer": OTHER - {"reviewer_of_payer"},
    "superior": {"superior", "superior_involved"},
    "another superior": {"superior"},
    "overseer's supervisor": REVIEWER | INSIDERS,
    # Independence is not asked of whoever tells when a paper was served.
    "overseer's staff": REVIEWER | INSIDERS | {"promisor_clerk"},
    "integrity officer": {"integrity_officer"},
    "verifying supervisor": {"verifying_supervisor"},
    "named verifier": {"verifier"},
    "outgoing": {"giver"},
    "incoming": {"taker"},
    "preparer": {"giver"},
    "assigned inspector": {"inspector_assigned"},
    "another inspector": {"inspector", "inspector_decider"},
    "inspector": {"inspector_assigned", "inspector", "inspector_decider"},
    "inspector other than the decider": {"inspector_assigned", "inspector"},
    "another supervisor": {"reviewer", "reviewer_of_payer", *SELF, "principal"},
    "supervisor": REVIEWER,
    "driven": set(),
}


@dataclass
class Verb:
    """One verb: its moves `{source: target}`, who may, and whether only another verb drives it."""

    moves: dict[str, str] = field(default_factory=dict)
    who: set[str] = field(default_factory=set)
    driven: bool = False


@dataclass(frozen=True)
class Lifecycle:
    """One record type."""

    record: str
    states: tuple[str, ...]
    first: tuple[str, ...]
    # States that nothing leaves.
    ends: tuple[str, ...]
    verbs: dict[str, Verb]

    def answer(self, state: str, verb: str, person: str) -> str:
        """What a person is told of a verb in a state: driven, wrong_state, not_yours or yours."""
        spec = self.verbs[verb]
        if spec.driven:
            return "driven"
        if state not in spec.moves:
            return "wrong_state"
        return "yours" if person in spec.who else "not_yours"


def lifecycle(record: str, states: str, first: str, ends: str, table: str) -> Lifecycle:
    """A lifecycle out of its table; "same" as a target is the state it came from."""
    verbs: dict[str, Verb] = {}
    for line in table.strip().splitlines():
        name, course, who = (part.strip() for part in line.split("|"))
        sources, _arrow, target = course.partition(" > ")
        spec = verbs.setdefault(name, Verb())
        for source in sources.split():
            assert source in states.split(), line
            assert target in (*states.split(), "same"), line
            spec.moves[source] = source if target == "same" else target
        groups = [part.strip() for part in who.split("+")]
        spec.who = spec.who.union(*(GROUPS[group] for group in groups))
        spec.driven = groups == ["driven"]
    return Lifecycle(record, tuple(states.split()), tuple(first.split()), tuple(ends.split()), verbs)


COMMITMENT = lifecycle(
    "commitments.Commitment",
    "draft submitted active suspended fulfilled breached rectifying remedied unremedied terminated withdrawn closed",
    first="draft",
    ends="withdrawn",
    table="""
    submit               | draft > submitted                                  | logging clerk
    withdraw             | draft submitted > withdrawn                        | logging clerk
    return_for_revision  | submitted > draft                                  | another reviewer
    register             | submitted > active                                 | another reviewer
    suspend              | active > suspended                                 | reviewer
    resume               | suspended > active                                 | reviewer
    confirm_fulfilment   | active > fulfilled                                 | another reviewer
    terminate            | active suspended > terminated                      | another reviewer
    declare_breach       | active suspended > breached                        | driven
    begin_rectification  | breached unremedied > rectifying                   | driven
    confirm_remedy       | rectifying > remedied                              | driven
    declare_unremedied   | breached rectifying > unremedied                   | driven
    annul_breach         | breached rectifying unremedied > active            | driven
    reopen_rectification | remedied > rectifying                              | driven
    resume_performance   | remedied unremedied > active                       | reviewer
    close                | fulfilled terminated remedied unremedied > closed   | reviewer
    reopen               | fulfilled closed > active                          | superior
    correct   | active suspended fulfilled breached rectifying remedied unremedied terminated closed > same | driven
    vary      | active suspended breached rectifying remedied unremedied > same                             | driven
    hand_over | active suspended fulfilled breached rectifying remedied unremedied terminated closed > same | driven
    """,
)
OBLIGATION = lifecycle(
    "commitments.Obligation",
    "conditional claimed pending reported met partially_met waived stopped cancelled",
    first="conditional pending",
    ends="waived stopped cancelled",
    table="""
    claim              | conditional > claimed                                     | logging or duty clerk
    confirm_conditions | claimed > pending                                         | another reviewer, not of the payer
    refuse_conditions  | claimed > conditional                                     | another reviewer, not of the payer
    report             | pending partially_met > reported                          | duty clerk
    accept             | reported > met                                            | another reviewer
    accept_partly      | reported > partially_met                                  | another reviewer
    return_report      | reported > pending                                        | another reviewer
    waive              | conditional pending partially_met > waived                | reviewer
    stop               | conditional claimed pending partially_met > stopped       | another reviewer
    cancel    | conditional claimed pending reported partially_met > cancelled     | logging clerk while draft
    revoke_acceptance  | met partially_met > pending                               | superior
    classify           | conditional claimed pending reported partially_met > same | another reviewer
    correct   | conditional claimed pending reported met partially_met waived stopped cancelled > same | driven
    vary               | conditional claimed pending reported partially_met > same | driven
    hand_over          | conditional claimed pending reported partially_met > same | driven
    give_days_back     | conditional claimed pending reported partially_met > same | driven
    """,
)
VARIATION = lifecycle(
    "commitments.Variation",
    "drafted submitted approved rejected withdrawn",
    first="drafted",
    ends="approved rejected withdrawn",
    table="""
    submit              | drafted > submitted             | logging or duty clerk
    return_for_revision | submitted > drafted             | another reviewer
    approve             | submitted > approved            | another reviewer
    reject              | submitted > rejected            | another reviewer
    withdraw            | drafted submitted > withdrawn   | submitter's clerk
    """,
)
HANDOVER = lifecycle(
    "commitments.Handover",
    "prepared signed_over taken_over witnessed cancelled",
    first="prepared",
    ends="witnessed cancelled",
    table="""
    sign_over       | prepared > signed_over   | outgoing
    take_over       | signed_over > taken_over | incoming
    order_take_over | signed_over > taken_over | reviewer
    witness         | taken_over > witnessed   | another reviewer
    cancel          | prepared > cancelled     | preparer
    """,
)
# "A second person confirms" (section 1); the record's own states are not in the lifecycles.
CORRECTION = lifecycle(
    "commitments.Correction",
    "proposed confirmed rejected withdrawn",
    first="proposed",
    ends="confirmed rejected withdrawn",
    table="""
    confirm  | proposed > confirmed | another reviewer
    reject   | proposed > rejected  | another reviewer
    withdraw | proposed > withdrawn | logging or duty clerk
    """,
)
BREACH_CASE = lifecycle(
    "rectification.BreachCase",
    "suspected under_verification confirmed dismissed superseded annulled",
    first="suspected",
    ends="dismissed superseded annulled",
    table="""
    assign_verification | suspected > under_verification            | overseer's supervisor + integrity officer
    report_verification | under_verification > same                 | named verifier
    confirm             | under_verification > confirmed            | verifying supervisor
    dismiss             | under_verification > dismissed            | verifying supervisor
    supersede           | suspected under_verification > superseded | overseer's supervisor
    annul               | confirmed > annulled                      | driven
    """,
)
ORDER = lifecycle(
    "rectification.RectificationOrder",
    "issued planned in_progress submitted accepted failed refused appealed set_aside",
    first="issued",
    # A failed or refused order stays so: `reissue` makes a new one for the same case.
    ends="failed refused set_aside",
    table="""
    submit_plan           | issued > planned                                | duty clerk
    approve_plan          | planned > in_progress                           | another reviewer
    return_plan           | planned > issued                                | another reviewer
    submit_for_acceptance | in_progress > submitted                         | duty clerk
    accept                | submitted > accepted                            | another reviewer
    return_for_rework     | submitted > in_progress                         | another reviewer
    declare_failed        | issued planned in_progress submitted > failed   | reviewer
    record_refusal        | issued planned in_progress > refused            | reviewer
    appeal                | issued planned in_progress submitted > appealed | duty supervisor
    uphold                | appealed > issued                               | another superior
    set_aside             | appealed > set_aside                            | another superior
    reopen                | accepted > in_progress                          | superior
    serve                 | issued > same                                   | overseer's staff
    acknowledge           | issued > same                                   | duty clerk
    extend                | in_progress > same                              | reviewer
    reissue               | failed refused > same                           | reviewer
    """,
)
# "The state before" the appeal: each of these.
UPHELD = ("issued", "planned", "in_progress", "submitted")
ACCOUNTABILITY = lifecycle(
    "rectification.AccountabilityCase",
    "opened investigating proposed decided executed exempted dismissed under_review revoked",
    first="opened",
    ends="exempted dismissed revoked",
    table="""
    investigate      | opened > investigating              | assigned inspector
    propose_decision | investigating > proposed            | assigned inspector
    return_proposal  | proposed > investigating            | another inspector
    decide           | proposed > decided                  | another inspector
    exempt           | investigating proposed > exempted   | another inspector
    dismiss          | investigating proposed > dismissed  | another inspector
    execute          | decided > executed                  | assigned inspector
    execute          | under_review > same                 | assigned inspector
    request_review   | decided executed > under_review     | integrity officer + inspector
    uphold           | under_review > decided              | inspector other than the decider
    amend            | under_review > decided              | inspector other than the decider
    revoke           | under_review > revoked              | inspector other than the decider
    """,
)
# Where the decision was executed meanwhile, a review that leaves it standing leads back there.
AFTER_EXECUTION = "executed"
REFERRAL = lifecycle(
    "rectification.PersonReferral",
    "drafted referred not_accepted concluded",
    first="drafted",
    ends="not_accepted concluded",
    table="""
    refer    | drafted > referred      | another supervisor
    decline  | referred > not_accepted | supervisor
    conclude | referred > concluded    | supervisor
    """,
)
LIFECYCLES = (
    COMMITMENT,
    OBLIGATION,
    VARIATION,
    HANDOVER,
    CORRECTION,
    BREACH_CASE,
    ORDER,
    ACCOUNTABILITY,
    REFERRAL,
)

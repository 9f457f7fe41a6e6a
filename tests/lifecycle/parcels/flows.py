"""A flow beside the parcels, for the tests of the flows' machinery."""

from viewflow import this
from viewflow.workflow import flow

from workflows.duties import Asked, Duty, RecordFlow, at


class ParcelFlow(RecordFlow):
    """A parcel is sent, weighed, delivered."""

    record = "parcels.Parcel"
    start = flow.StartHandle().Next(this.route)
    route = (
        flow.Switch()
        .Case(this.send, at(["draft"]))
        .Case(this.weigh, at(["sent"]))
        .Case(this.deliver, at(["weighed"]))
        .Default(this.end)
    )
    send = Duty(states=["draft"], settles=["send"], ask=lambda *_all: [Asked("sender", "a.")]).Next(this.route)
    weigh = Duty(states=["sent"], settles=["weigh", "send_back"], ask=lambda *_all: [Asked("weigher", "a.")]).Next(
        this.route
    )
    deliver = Duty(
        states=["weighed"], settles=["deliver", "send_back"], ask=lambda *_all: [Asked("weigher", "a.")]
    ).Next(this.route)
    end = flow.End()

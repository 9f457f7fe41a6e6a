"""The one signal by which the apps above learn of a change.

`transitioned(sender=model, verb, entries, records, by, data, at)` is sent inside the transaction after the rows are
written, always with a batch: `entries[i]` is the trail row of `records[i]`. `verb` is "create" and "edit" as well.
Receivers may perform further verbs with `cause=entry`; what they raise undoes the whole.
"""

from django.dispatch import Signal

transitioned = Signal(use_caching=True)

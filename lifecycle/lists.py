"""Lists of records: whatever leaves one as a file or on paper leaves an entry behind."""

from face.lists import ListView
from lifecycle.accesses import address_of, record_access
from lifecycle.models import Access


class RecordedListView(ListView):
    """A list whose exports and prints are recorded: who, from where, how many, by which conditions."""

    def exported(self, count: int) -> None:
        """Called before the first line leaves."""
        record_access(
            Access.Kind.EXPORT,
            self.request.actor,  # type: ignore[attr-defined]
            at=self.request.now,  # type: ignore[attr-defined]
            address=address_of(self.request),
            detail=f"{self.export_name}, {count}: {self.request.GET.urlencode()}",
        )

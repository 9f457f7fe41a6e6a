"""Lists of records: whatever leaves one as a file leaves an entry behind."""

from face.lists import ListView
from lifecycle.accesses import record_access
from lifecycle.models import Access


class RecordedListView(ListView):
    """A list whose exports are recorded, with who, how many and by which conditions."""

    def exported(self, count: int) -> None:
        """Called before the first line of an export leaves."""
        record_access(
            Access.Kind.EXPORT,
            self.request.actor,  # type: ignore[attr-defined]
            at=self.request.now,  # type: ignore[attr-defined]
            detail=f"{self.export_name}, {count}: {self.request.GET.urlencode()}",
        )

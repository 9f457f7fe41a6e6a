"""Why a file is not read: one error with a stable code and a sentence for the person who gave the file."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(limit)s MB."),
    "unknown_type": _("The file is neither text, .docx, .pdf nor .html."),
    "old_word": _("The file is in the old Word format. Save it as .docx and import that."),
    "other_office": _("The file is an archive or office file of another kind, not a .docx document."),
    "disguised": _("The file is named %(named)s, but its content is %(found)s."),
    "undecodable": _("The text is neither UTF-8 nor GB18030."),
    "encrypted": _("The file is encrypted. Remove the password and import it again."),
    "damaged": _("The file is damaged and cannot be opened."),
    "expands": _("The file would expand to more than %(limit)s MB when opened."),
    "declares_entities": _("The file declares XML entities, which a document never needs."),
    "no_text": _("The pages hold pictures only, no text. Recognise the text (OCR) first."),
    "unmapped_text": _("The text of the PDF cannot be mapped to characters. Recognise the text (OCR) or save it anew."),
    "too_many_pages": _("The file has more than %(limit)s pages."),
    "too_long": _("The text is longer than %(limit)s characters."),
    "too_many_measures": _("The document has more than %(limit)s measures. Divide it into parts and import each."),
    "nothing_to_read": _("The file holds no text."),
}


class Unreadable(Exception):
    """The file cannot be read. `code` is stable; `sentence` is translated when it is shown."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % self.values

    def __str__(self) -> str:
        return self.sentence

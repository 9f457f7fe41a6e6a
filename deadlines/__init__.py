"""The legal clock: the calendar of working days, limits, due dates with their explanation, and the lamp."""

"""Real logs become requests: `manage.py import_log FILE --mapping FILE.toml` (docs/import.md).

A row, or the rows of one request, is read into a `Case` (`reading`, `request_rows`, `event_rows`), lived through in
memory by the portal's own rules (`life`, `living`), given its clocks (`sla.bulk`), and written with many others in
one transaction (`writer`), which also notes how far the file is dealt with (`run`).
"""

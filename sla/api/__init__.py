"""What is promised, for programs: clocks of requests, standards, calendars. docs/api.md describes the answers."""

"""The REST API: the portal's verbs and lists for programs. docs/api.md says what it promises."""

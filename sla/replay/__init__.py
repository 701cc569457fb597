"""Replay: what would a draft have meant for the requests that were really filed?

    result = run.of_standard(draft, Period.last(90, now=now), now=now)

The way of a replay, each step a module: `reading` brings requests, journal and clocks out of PostgreSQL as arrays
(`facts`), `trial` decides which requests the draft would have got, `cycles` turns the journal into what each clock
would have gone through, `verdicts` holds that against the targets, `amended` walks the few requests whose priority
changed through the ledger itself, `load` asks what it would have taken, and `result` adds everything up.
The definitions are in docs/replay.md.
"""

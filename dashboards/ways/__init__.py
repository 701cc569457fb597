"""The ways requests of a period took: hand-overs, detours, waits, and what held those whose promise broke.

Counted from the journals of the newest requests, at most MOST: what a page shows is read in one go, and every figure
keeps the ids of the requests it is made of, so that the list behind it is that very set.
"""

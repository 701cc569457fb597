"""Files from people nobody has to trust: what they are, where they are kept, who may have them.

`storing.accept` takes one upload in, `transitions.files` sends it with a verb, `serving` gives it out again.
"""

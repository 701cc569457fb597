"""Every component in every state, on a page for those who build pages: in a demo or where somebody develops.

A module here holds the samples of a few kin components as data; `catalogue.py` puts them together and writes them down.
"""

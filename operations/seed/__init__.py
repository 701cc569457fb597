"""A company made by us, with half a year of requests: `manage.py seed`.

What is told lies in `data/` as text; who files what and when is `rhythm`, what becomes of it is `plot`, and both are
lived through by the verbs' own rules (`operations.import_log.life`). All chance begins with the day it is made on, so
one day always gives the same company; the full hour only decides how much of it has happened yet.
"""

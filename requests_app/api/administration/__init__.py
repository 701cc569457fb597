"""People and departments for programs of admins: the verbs of the administration, with the scope `admin`."""

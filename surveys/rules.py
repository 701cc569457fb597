"""The numbers of asking and showing: what people were promised, so a change is announced before it is made."""

from datetime import timedelta

from surveys.stats.asking import Throttle

# Days between two invitations of one person to anything, to the same department's questions, and how many a year.
THROTTLE: Throttle = {"person_cooldown_days": 14, "department_cooldown_days": 60, "max_per_365_days": 12}
# A campaign has priority: nobody is asked about a request less than this before it.
RESERVED_AHEAD = timedelta(days=14)
YEAR = timedelta(days=365)

# Long enough to notice that it does not work after all; a confirmation shortens it.
WAIT_AFTER_RESOLUTION = timedelta(hours=24)
# Missed invitations are sent later, but nobody is asked about what they have forgotten.
REPAIR_WITHIN = timedelta(days=7)
# Nobody is reminded by mail; on the start page the question stands for so long.
SHOWN_FOR = timedelta(days=14)
EDIT_WINDOW = timedelta(hours=12)

# Everybody who may be asked is asked; less only where a department closes more than it needs answers.
PROBABILITY = 1.0
LOWEST_PROBABILITY = 0.05

# Who took part in a campaign is forgotten so long after its last day; what was counted stays.
FORGET_AFTER = timedelta(days=30)
# Rates and numbers of people are told from so many invited people.
FEWEST_INVITED = 10
MOST_REMINDERS = 2
# Of those who are asked so many answer, as long as no survey of the kind has ended yet.
ASSUMED_RATE = 0.4

# Answers that a group needs before its figures are shown, and before their distribution is. Never lowered.
K = 5
K_DISTRIBUTION = 10
K_COMMENTS = 10
# How many were invited is told from so many on.
INVITED_SHOWN_FROM = 10

"""The whole company: departments beside each other, who asks whom, where requests wait, and what outsiders wait for."""

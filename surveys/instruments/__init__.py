"""The fixed instruments as plain data: a pulse (P), service quality in full (S), the sentences about a need (K)."""

from .items import COMMUNICATION, ITEMS, PULSE, PULSE_OF_THE_YEAR

__all__ = ["COMMUNICATION", "ITEMS", "PULSE", "PULSE_OF_THE_YEAR"]

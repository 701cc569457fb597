"""Kano: does a need please, annoy or leave cold. From 25 counted pairs of answers to a list of what to do first."""

from surveys.stats.kano.category import kano_better_worse, kano_summary
from surveys.stats.kano.evaluation import kano_counts, kano_table
from surveys.stats.kano.priority import kano_rank
from surveys.stats.kano.score import kano_continuous

__all__ = ["kano_better_worse", "kano_continuous", "kano_counts", "kano_rank", "kano_summary", "kano_table"]

"""Working-time arithmetic against a library and loops over days, in one run: `./portal bench calendar`."""

from datetime import timedelta
from time import process_time

from bench.sla.arithmetic import NEW_YEAR, SPEC, measure
from bench.sla.demands import told
from bench.sla.report import as_table
from sla.calendar import WorkingCalendar


def main() -> None:
    rows = list(measure(quick=False))
    began = process_time()
    WorkingCalendar.from_spec(SPEC).elapsed(NEW_YEAR, NEW_YEAR + timedelta(days=3 * 365))
    rows.append(told("compiling four years", (process_time() - began) * 1000, "ms"))
    print(as_table(rows))


if __name__ == "__main__":
    main()

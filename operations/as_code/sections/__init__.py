"""The sections of a file, in the order in which they are written: what others name comes first."""

from operations.as_code.section import Section

from . import calendars, departments, groups, reasons, services, standards

SECTIONS: dict[str, Section] = {
    one.name: one
    for one in (
        departments.SECTION,
        reasons.SECTION,
        calendars.SECTION,
        groups.SECTION,
        services.SECTION,
        standards.SECTION,
    )
}

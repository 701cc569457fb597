"""The sections of a file, in the order in which they are written: what others name comes first."""

from operations.as_code.section import Section

from . import calendars, canned_replies, departments, groups, reasons, services, standards, whole

SECTIONS: dict[str, Section] = {
    one.name: one
    for one in (
        whole.SECTION,
        departments.SECTION,
        reasons.SECTION,
        calendars.SECTION,
        groups.SECTION,
        services.SECTION,
        standards.SECTION,
        canned_replies.SECTION,
    )
}

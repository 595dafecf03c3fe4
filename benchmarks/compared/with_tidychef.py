"""The benchmark's tables read with tidychef 1.0.4: one function a table, as its manual would do it.

Each takes the sheet and gives tidychef's own rows; columns named `row…` and `column…` hold the
labels, from the outermost in. Cells are named by address, which is the shortest way to write them.
"""

from tidychef import acquire
from tidychef.direction import down, right, up
from tidychef.output import Column, TidyData


def open_sheet(path, sheet):
    reader = getattr(acquire, path.suffix[1:])
    if path.suffix == ".csv":
        return reader.local(path)
    found = reader.local(path, tables=f"^{sheet}$")
    return found[0] if isinstance(found, list) else found


def strip_glyphs(value):
    return value.rstrip('~*^"').strip()


def incidents_by_year(sheet):
    values = sheet.excel_ref("B13:C28").label_as("value")
    measures = sheet.excel_ref("B12:C12").label_as("column")
    years = sheet.excel_ref("A13:A28").label_as("row")
    return TidyData(
        values, Column(measures.attach_directly(down)), Column(years.attach_directly(right))
    )


def deaths_by_gender(sheet):
    values = sheet.excel_ref("B51:Q53").label_as("value")
    banners = sheet.excel_ref("B49:Q49").is_not_blank().label_as("column 1")
    years = sheet.excel_ref("B50:Q50").label_as("column 2")
    genders = sheet.excel_ref("A51:A53").label_as("row")
    return TidyData(
        values,
        Column(banners.attach_closest(right)),
        Column(years.attach_directly(down)),
        Column(genders.attach_directly(right)),
    )


def deaths_by_age(sheet):
    values = sheet.excel_ref("B48:Q56").label_as("value")
    banners = sheet.excel_ref("B46:Q46").is_not_blank().label_as("column 1")
    years = sheet.excel_ref("B47:Q47").label_as("column 2")
    ages = sheet.excel_ref("A48:A56").label_as("row")
    return TidyData(
        values,
        Column(banners.attach_closest(right)),
        Column(years.attach_directly(down)),
        Column(ages.attach_directly(right)),
        obs_apply=strip_glyphs,
    )


def shootings_by_force(sheet):
    values = sheet.excel_ref("B10:Q26").label_as("value")
    banners = sheet.excel_ref("B8:Q8").is_not_blank().label_as("column 1")
    years = sheet.excel_ref("B9:Q9").label_as("column 2")
    forces = sheet.excel_ref("A10:A26").label_as("row")
    return TidyData(
        values,
        Column(banners.attach_closest(right)),
        Column(years.attach_directly(down)),
        Column(forces.attach_directly(right)),
        obs_apply=strip_glyphs,
    )


def devices_by_type(sheet):
    years = sheet.excel_ref("B3:O3").is_not_blank().label_as("column")
    values = sheet.excel_ref("B4:O14").is_not_blank() - sheet.excel_ref("K4:K14")
    types = sheet.excel_ref("A4:A14").label_as("row")
    return TidyData(
        values.label_as("value"),
        Column(years.attach_directly(down)),
        Column(types.attach_directly(right)),
    )


def devices_by_force(sheet):
    values = sheet.excel_ref("B4:X57").is_not_blank().label_as("value")
    types = sheet.excel_ref("B3:X3").is_not_blank().label_as("column")
    forces = sheet.excel_ref("A4:A57").label_as("row")
    return TidyData(
        values, Column(types.attach_directly(down)), Column(forces.attach_directly(right))
    )


def tactics_by_gender(sheet):
    genders = sheet.excel_ref("C5:F5").label_as("column 2")
    banner = sheet.excel_ref("C4").label_as("column 1")
    inner = sheet.excel_ref("A6:A42").label_as("row 1")
    tactics = sheet.excel_ref("B6:B42").label_as("row 2")
    values = sheet.excel_ref("C6:F42").is_not_blank() - sheet.excel_ref("C8:F8")
    parts = TidyData(
        values.label_as("value"),
        Column(banner.attach_closest(right)),
        Column(genders.attach_directly(down)),
        Column(inner.attach_directly(right)),
        Column(tactics.attach_directly(right)),
    )
    sums = sheet.excel_ref("H9:H42").is_not_blank().label_as("value")
    total = sheet.excel_ref("H8").label_as("column 1")
    totals = TidyData(
        sums,
        Column(total.attach_directly(down)),
        Column.constant("column 2", ""),
        Column(inner.attach_directly(right)),
        Column(tactics.attach_directly(right)),
    )
    return parts + totals


def devices_by_region(sheet):
    values = sheet.excel_ref("C5:M58").label_as("value")
    types = sheet.excel_ref("C4:M4").label_as("column")
    regions = sheet.excel_ref("A5:A58").label_as("row 1")
    forces = sheet.excel_ref("B5:B58").label_as("row 2")
    return TidyData(
        values,
        Column(types.attach_directly(down)),
        Column(regions.attach_directly(right)),
        Column(forces.attach_directly(right)),
    )


def volunteers_by_force(sheet):
    values = sheet.excel_ref("B7:H62").label_as("value")
    changes = sheet.excel_ref("B4:H4").is_not_blank().label_as("column 1")
    days = sheet.excel_ref("B6:H6").label_as("column 2")
    forces = sheet.excel_ref("A7:A62").label_as("row")
    return TidyData(
        values,
        Column(changes.attach_closest(right)),
        Column(days.attach_directly(down)),
        Column(forces.attach_directly(right)),
    )


def missing_people(sheet):
    values = sheet.excel_ref("C6:U50").is_not_blank().label_as("value")
    kinds = sheet.excel_ref("C3:U3").is_not_blank().label_as("column 1")
    groups = sheet.excel_ref("C4:U4").is_not_blank().label_as("column 2")
    ages = sheet.excel_ref("C5:U5").label_as("column 3")
    countries = sheet.excel_ref("A6:A50").label_as("row 1")
    forces = sheet.excel_ref("B6:B50").label_as("row 2")
    return TidyData(
        values,
        Column(kinds.attach_closest(right)),
        Column(groups.attach_closest(right)),
        Column(ages.attach_directly(down)),
        Column(countries.attach_directly(right)),
        Column(forces.attach_directly(right)),
    )


def disposals_by_area(sheet):
    names = sheet.excel_ref("A3:A352").is_not_blank()
    first = names.re("^Pre-court")
    areas = first.shift(up(2)).label_as("row 1")
    sections = (first | names.re("^(First-tier|Community|Custody)")).label_as("row 2")
    sums = names.re("^TOTAL")
    parts = names - areas - sections - sums
    banners = sheet.excel_ref("B1:K1").is_not_blank().label_as("column 1")
    ages = sheet.excel_ref("B2:P2").label_as("column 2")
    total = sheet.excel_ref("Q2").label_as("column 1")
    found = []
    for rows, has_section in ((parts, True), (sums, False)):
        values = rows.fill(right).is_not_blank()
        section = (
            Column(sections.attach_closest(down)) if has_section else Column.constant("row 2", "")
        )
        lines = rows.label_as("row 3")
        found.append(
            TidyData(
                (values - total.fill(down)).label_as("value"),
                Column(banners.attach_closest(right)),
                Column(ages.attach_directly(down)),
                Column(areas.attach_closest(down)),
                section,
                Column(lines.attach_directly(right)),
            )
        )
        found.append(
            TidyData(
                (values - ages.fill(down)).label_as("value"),
                Column(total.attach_directly(down)),
                Column.constant("column 2", ""),
                Column(areas.attach_closest(down)),
                section,
                Column(lines.attach_directly(right)),
            )
        )
    return TidyData.from_tidy_list(found)


def schools_and_pupils(sheet):
    values = sheet.excel_ref("B4:J27").is_not_blank().label_as("value")
    groups = sheet.excel_ref("B2:J2").is_not_blank().label_as("column 1")
    sectors = sheet.excel_ref("B3:J3").label_as("column 2")
    years = sheet.excel_ref("A4:A27").label_as("row")
    return TidyData(
        values,
        Column(groups.attach_closest(right)),
        Column(sectors.attach_directly(down)),
        Column(years.attach_directly(right)),
    )


def pupils_by_ethnicity(sheet):
    values = sheet.excel_ref("B3:J21").label_as("value")
    identities = sheet.excel_ref("B2:J2").label_as("column")
    ethnicities = sheet.excel_ref("A3:A21").label_as("row")
    return TidyData(
        values, Column(identities.attach_directly(down)), Column(ethnicities.attach_directly(right))
    )


def support_by_sector(sheet):
    values = sheet.excel_ref("C4:H66").is_not_blank().label_as("value")
    banners = sheet.excel_ref("C2:H2").is_not_blank().label_as("column 1")
    times = sheet.excel_ref("C3:H3").label_as("column 2")
    sectors = sheet.excel_ref("A4:A66").is_not_blank().label_as("row 1")
    years = sheet.excel_ref("B4:B66").label_as("row 2")
    return TidyData(
        values,
        Column(banners.attach_closest(right)),
        Column(times.attach_directly(down)),
        Column(sectors.attach_closest(down)),
        Column(years.attach_directly(right)),
    )


def books_by_authority(sheet):
    values = sheet.excel_ref("B2:E149").is_not_blank().label_as("value")
    measures = sheet.excel_ref("B1:E1").label_as("column")
    authorities = sheet.excel_ref("A2:A149").label_as("row")
    return TidyData(
        values, Column(measures.attach_directly(down)), Column(authorities.attach_directly(right))
    )

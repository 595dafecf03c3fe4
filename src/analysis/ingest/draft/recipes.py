"""The recipes drafted for found tables, and what speaks for each line of them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from analysis.ingest.detection.found_tables import (
    FoundTable,
    WorkbookTables,
    clip,
    describe_columns,
    describe_rows,
    format_labels,
    list_labels,
)
from analysis.ingest.detection.question_kinds import OpenQuestion, clip_list, quote_yaml
from analysis.ingest.detection.table_structure import find_naming_words
from analysis.ingest.draft.axes import (
    DIMENSIONS,
    WHICH,
    ColumnGroup,
    advise_on_days,
    find_axis,
    find_open_periods,
    find_row_axis,
    group_columns,
    is_unsettled,
    list_derived,
)
from analysis.ingest.draft.response_draft import DraftRecipe, RecipeEntry, draft_facets
from analysis.ingest.files.sheet import Cell, Sheet, fold, format_ranges
from analysis.ingest.recipe.block import is_total
from analysis.ingest.records.record_list import find_month_first, is_dated
from analysis.ingest.words.absence import read_absence
from analysis.ingest.words.footnote_marks import is_raised, strip_notes
from analysis.ingest.words.label_kinds import find_label_kind, names_numbers
from analysis.ingest.words.legend import fold_glyph, read_legend
from analysis.ingest.words.periods import chain_periods, recognise_period
from analysis.ingest.words.spellings import gather_spellings
from analysis.ingest.words.stored_dates import guess_typed
from analysis.ingest.words.vocabulary import read_words
from analysis.ingest.words.whole_numbers import read_range
from analysis.model.count import FOOTNOTE
from analysis.model.force import bare_force, read_forces
from analysis.model.window import Window
from analysis.model.yaml_file import BLANK

MOST_RECIPES = 6  # drafted for one table; of more banners the first is an example
MOST_CATEGORIES = 0.8  # of the cells of a column; with more it names or describes each record
LONGEST_NOTE = 200  # letters of a legend that are quoted
# Words in the head of the date that a count of complaints goes by, the surest first.
FIRST_DATES = ("received", "recorded", "reported", "year", "date")
# Words that only say that something is counted, or name what the letter asks for.
PLAIN_MEASURE = re.compile(
    r"(?:(?:grand |overall )?totals? ?)?"
    r"(?:(?:numbers?|no\.?|counts?)(?: of complaints)?|complaints?)?"
)
SPLIT = "periods stand on several lines here: which days do they say together?"
SUBTOTAL = "these stand among shorter periods: are they totals of the lines beside them?"
LONGER = re.compile(r"(?i)q[1-4]|quarter \w+|\w+ quarter|h[12]|\d{4}\s*(?:to|-|–)\s*\d{4}")
TYPED = "dates among other labels: was {} typed? Else"
DAY = "a day, a month or a year ending then?"


def draft_recipes(
    workbook: WorkbookTables, sheets: Sequence[str], force: str = ""
) -> list[DraftRecipe]:
    """The recipes of all tables on these sheets, in their order.

    `force` is known where the workbook lies in its folder.
    """
    titles = _count_words(workbook)
    return [
        draft
        for table in workbook.tables
        if table.sheet in sheets
        for draft in draft_table(table, workbook, titles, force)
    ]


def _count_words(workbook: WorkbookTables) -> Counter[str]:
    """How often each folded text stands in the workbook: numbers are nobody's title."""
    return Counter(
        fold(value)
        for sheet in workbook.sheets.values()
        for row in sheet.rows
        for value in row
        if isinstance(value, str)
    )


def draft_table(
    table: FoundTable, workbook: WorkbookTables, titles: Mapping[str, int], force: str
) -> list[DraftRecipe]:
    """The recipes of one table, most often one; a table under several banners has one for each.

    `titles` counts how often each folded text stands in the workbook.
    """
    sheet = workbook.sheets[table.sheet]
    place = list(_draft_place(table, sheet, len(workbook.sheets), titles))
    if table.orientation == "records":
        records, asked = draft_records(table, sheet)
        dated = [text for row in table.sections if (text := sheet.cell(row, table.columns[0]).text)]
        why = "lines that hold no record, but perhaps the days of those beneath"
        lines = [RecipeEntry("ignore", list(dict.fromkeys(dated)), why)] if dated else []
        entries = (*place, records, *lines, *_draft_marks(table, sheet))
        return [DraftRecipe(table, table.columns, entries, (*table.questions, *asked))]
    rows = find_row_axis(table)
    groups = group_columns(table, rows)
    drafts, questions = [], (*table.questions, *_ask_about_labels(table))
    counted = list(groups)
    if len(groups) > MOST_RECIPES:
        questions = (*questions, _ask_about_others(groups[1:]))
        groups = groups[:1]
    for group in groups:
        entries = [
            *place,
            *_draft_axes(table, rows, group, force),
            *_draft_lines(table, sheet, group),
            *_draft_measure(table, group, counted),
        ]
        columns = {c: table.column_labels.get(c, ()) for c in group.columns}
        asked = find_open_periods(table, sheet, columns).ask()
        drafts.append(DraftRecipe(table, group.columns, tuple(entries), (*questions, *asked)))
        questions = ()
    return drafts


def _ask_about_others(groups: Sequence[ColumnGroup]) -> OpenQuestion:
    others = format_labels([" › ".join(group.under) for group in groups])
    number = len(groups) + 1
    text = f"the recipe reads one of {number} groups of columns: are others wanted? ({others})"
    under = ", ".join(map(quote_yaml, groups[0].under))
    remedy = f"in response.yaml a copy of the recipe reads each, with its heads, `under: [{under}]`"
    return OpenQuestion(text, remedy=remedy)


def _draft_place(
    table: FoundTable, sheet: Sheet, sheets: int, titles: Mapping[str, int]
) -> Iterator[RecipeEntry]:
    """The words to find the table by; the sheet only where they stand on another one too."""
    if not table.title:
        words = find_naming_words(sheet, table.extent[0].start, table.extent[1])
        why = "no title stands above; write the words nearest to its header"
        if not words:
            why = "no title stands above; write one in a copy of the file, and its words here"
        yield RecipeEntry("find", BLANK, why, f"find: {quote_yaml(words or table.range)}")
        yield RecipeEntry("sheet", table.sheet)
        return
    yield RecipeEntry("find", table.title)
    if titles.get(fold(table.title), 0) > 1 and sheets > 1:
        yield RecipeEntry("sheet", table.sheet)
    own = table.title_cell.rstrip("0123456789")
    stub = table.stubs[-1] if table.stubs else None
    if stub is not None and sheet.numbering.format_column(stub) != own:
        heads = [text for row in table.headers if (text := sheet.cell(row, stub).text)]
        why = f"heads the row labels, column {sheet.numbering.format_column(stub)}"
        yield RecipeEntry("labels", heads[-1] if heads else BLANK, why)


def _draft_axes(
    table: FoundTable, rows: str, group: ColumnGroup, force: str
) -> Iterator[RecipeEntry]:
    if group.under:
        yield RecipeEntry("under", list(group.under))
    yield RecipeEntry("rows", rows or BLANK, _describe_guess(describe_rows(table), rows, "rows"))
    if table.row_kind == "force":
        labels = list_labels(table.rows, table.row_labels)
        named = [label for label in labels if _is_force(label, force)]
        yield RecipeEntry("pick", named or BLANK, "the force whose row is meant, as printed")
    why = _describe_guess(describe_columns(table), group.axis, "columns")
    yield RecipeEntry("columns", group.axis or BLANK, why)


def _is_force(label: str, force: str) -> bool:
    return bool(force) and read_forces().get(bare_force(strip_notes(label))) == force


def _describe_guess(seen: str, axis: str, side: str) -> str:
    if axis:
        return seen
    one_line = {
        "rows": "for one row alone total, with its label as `pick`",
        "columns": "for one column alone count, with its head as `under`",
    }
    return f"{seen}. Write year, {', '.join(sorted(DIMENSIONS))}; or {one_line[side]}"


def _draft_lines(table: FoundTable, sheet: Sheet, group: ColumnGroup) -> Iterator[RecipeEntry]:
    """Totals, spaces, lines left out, marks, and periods that their labels do not settle."""
    columns = {c: table.column_labels.get(c, ()) for c in group.columns}
    sums = {"row": table.total_rows, "column": table.total_columns & columns.keys()}
    parts = {"row": table.of_which_rows, "column": table.of_which_columns & columns.keys()}
    if len(columns) == 1:
        sums["column"] = parts["column"] = frozenset()
    picked = table.row_kind == "force"  # one row is read, and every other one left alone
    if picked:
        sums["row"] = parts["row"] = frozenset()
    totals, left_out = [], list_labels(group.ignored, table.column_labels)
    for side, labels in (("row", table.row_labels), ("column", columns)):
        named = [line for line in sorted(sums[side]) if _is_total_label(labels.get(line, ()))][:1]
        totals += [side] if named else []
        left_out += list_labels(sorted((sums[side] | parts[side]) - set(named)), labels)
    gaps, headings = _find_gaps(table, sheet, group)
    left_out += [] if picked else headings
    left_out += list_derived(table, columns)
    left_out += _list_codes(table, sheet)
    if totals:
        yield RecipeEntry("totals", totals, "printed, checked, never counted twice")
    if left_out:
        why = "headings, shares, sums or parts of other lines: not to be counted"
        yield RecipeEntry("ignore", list(dict.fromkeys(left_out)), why)
    if gaps:
        yield RecipeEntry("gaps", gaps, "blank lines inside the table")
    periods = find_open_periods(table, sheet, columns)
    glued = {glyph: FOOTNOTE if said else "" for glyph, said in periods.marks.items()}
    yield from _draft_marks(replace(table, marks={**glued, **table.marks}), sheet)
    if periods.labels:
        why = "; ".join(dict.fromkeys((*periods.labels.values(), WHICH)))
        yield RecipeEntry("periods", dict.fromkeys(periods.labels, BLANK), why)


def _list_codes(table: FoundTable, sheet: Sheet) -> Iterator[str]:
    """The heads of codes and the like that stand beside the labels of the rows."""
    for column in table.stubs[:-1]:
        heads = [text for row in table.headers if (text := sheet.cell(row, column).text)]
        texts = [text for row in table.rows if (text := sheet.cell(row, column).text)]
        if all(any(map(str.isdigit, text)) for text in texts):
            yield from filter(names_numbers, heads[-1:])


def _is_total_label(labels: tuple[str, ...]) -> bool:
    return bool(labels) and is_total(Cell(0, 0, labels[-1]))


def _find_gaps(table: FoundTable, sheet: Sheet, group: ColumnGroup) -> tuple[list[str], list[str]]:
    """The sides that blank lines run through, and the words of rows with nothing beside them."""
    gaps, headings = set(), []
    known = {*table.rows, *table.headers, *table.repeated}
    for row in set(range(min(table.rows), max(table.rows))) - known:
        words = [text for column in table.stubs if (text := sheet.cell(row, column).text)]
        beside = any(sheet.cell(row, column).text for column in table.columns)
        headings += [] if beside else words
        gaps |= set() if words else {"row"}
    between = range(min(group.columns), max(group.columns))
    if set(between) - {*table.columns, *table.flags, *table.stubs}:
        gaps.add("column")
    return sorted(gaps, reverse=True), headings


def _draft_marks(table: FoundTable, sheet: Sheet) -> Iterator[RecipeEntry]:
    """What each glyph among the figures means, blank where the sheet does not say."""
    if table.marks:
        why = _quote_legend(table, sheet)
        drafted = {glyph: meaning or BLANK for glyph, meaning in table.marks.items()}
        examples = {g: _suggest_meaning(g, table, sheet) for g, m in drafted.items() if m == BLANK}
        yield RecipeEntry("marks", drafted, why, examples)


def _suggest_meaning(glyph: str, table: FoundTable, sheet: Sheet) -> str:
    """What a mark that nothing explains most often means: an example, never taken unasked.

    A mark in place of a figure hides it; one that only stands beside others is a footnote.
    """
    if found := read_range(glyph):
        return f"suppressed {found.count.low} to {found.count.high}"
    if re.search(r"[^\W\d_]{2}", glyph):
        return "withheld"
    alone = any(sheet.cell(row, c).text == glyph for row in table.rows for c in table.columns)
    return "suppressed 1 to 4" if alone and not is_raised(glyph) else FOOTNOTE


def _quote_legend(table: FoundTable, sheet: Sheet) -> str:
    """What the table's notes say of its marks, quoted with their cells."""
    legend = read_legend(
        sheet.cell(*table.numbering.find_place(address)) for address in table.notes
    )
    quoted = [
        f"{glyph} {clip(str(legend[key]), LONGEST_NOTE)}"
        if (key := fold_glyph(glyph)) in legend
        else mentions
        for glyph in table.marks
        if (mentions := _quote_mentions(glyph, table, sheet)) or fold_glyph(glyph) in legend
    ]
    if any(read_absence(glyph) for glyph in table.marks):
        quoted.append("words are taken as they stand: confirm what each means")
    return "; ".join(quoted) or "no legend was found on the sheet"


def _quote_mentions(glyph: str, table: FoundTable, sheet: Sheet) -> str:
    """The words elsewhere on the sheet that a glyph stands among, explained by them or not."""
    (down, across), sign = table.extent, glyph.strip()
    found = [
        f"“{cell.text}” ({cell.address})"
        for cell in sheet.filled()
        if sign in cell.text != sign
        and re.search(r"[^\W\d_]{3}", cell.text.replace(sign, "", 1))
        and not (cell.row in down and cell.column in across)
    ]
    return f"{glyph} stands in {clip(' / '.join(found), LONGEST_NOTE)}" if found else ""


def _draft_measure(
    table: FoundTable, group: ColumnGroup, groups: Sequence[ColumnGroup]
) -> Iterator[RecipeEntry]:
    """Blanks for what a column of counts counts, unless its head says no more than that it does."""
    if group.axis != "count":
        return
    measure = _find_measure(table, group)
    others = {fold(_find_measure(table, each)) for each in groups if each.axis == "count"}
    if len(others) > 1 or not PLAIN_MEASURE.fullmatch(fold(measure)):
        yield RecipeEntry("unit", BLANK, f"what does {measure!r} count?")
        yield RecipeEntry("definition", BLANK, f"which of them {measure!r} takes in")
        yield from draft_facets([[measure]])


def _find_measure(table: FoundTable, group: ColumnGroup) -> str:
    """The innermost words over a column that are no period."""
    path = table.column_labels.get(group.columns[0], ())
    return next((words for words in reversed(path) if not recognise_period(words)), "")


def draft_records(table: FoundTable, sheet: Sheet) -> tuple[RecipeEntry, list[OpenQuestion]]:
    """Which column of a list says what, judged by its cells; of several dates one is asked about.

    A column of dates or periods is the `year`, and no dimension besides.
    """
    dates: dict[int, str] = {}
    said: dict[str, str] = {}
    asked: list[OpenQuestion] = []
    for column in table.columns:
        head = table.column_labels.get(column, ())
        cells = [sheet.cell(row, column) for row in table.rows]
        if not head:
            continue
        if is_dated(cells):
            dates[column] = head[-1]
            asked += _ask_for_order(cells, sheet)
            continue
        axis = find_axis(find_label_kind([cell.text for cell in cells], read_words()).kind)
        if axis in DIMENSIONS:
            said.setdefault(axis, head[-1])
        asked += _ask_for_spellings(cells, sheet)
    first = min(dates.values(), key=_rank_date, default="")
    said = {"year": first, **said} if first else said
    heads = ", ".join(map(clip, list_labels(table.columns, table.column_labels)))
    entry = RecipeEntry("records", said or BLANK, f"one row a record; its columns: {heads}")
    return entry, [*([_ask_for_date(table, dates, first)] if len(dates) > 1 else []), *asked]


def _ask_for_order(cells: Sequence[Cell], sheet: Sheet) -> Iterator[OpenQuestion]:
    """Days of which the month may stand first, because in others of their column it must."""
    if doubtful := find_month_first(cells):
        shown = format_labels(list(dict.fromkeys(cell.text for cell in doubtful)))
        text = f"a month may stand first here ({shown}): which day is each?"
        places = [(cell.row, cell.column) for cell in doubtful]
        cells = format_ranges(places, sheet.numbering)
        remedy = f"write each day into {clip_list(cells)} in a copy of the file, as 2018-03-01"
        yield OpenQuestion(text, cells, remedy=remedy)


def _ask_for_spellings(cells: Sequence[Cell], sheet: Sheet) -> Iterator[OpenQuestion]:
    """Categories of one column that may be one, each with the first cell that says it."""
    firsts = {cell.text: cell for cell in reversed(cells) if cell.text}
    spelt = gather_spellings(text for cell in cells if (text := cell.text))
    several = [texts for texts in spelt if len(texts) > 1]
    if several and len(spelt) <= MOST_CATEGORIES * sum(bool(cell.text) for cell in cells):
        said = "; ".join(" / ".join(map(clip, texts)) for texts in several)
        text = f"is each of these one thing, spelt in several ways ({said})?"
        places = [(firsts[t].row, firsts[t].column) for texts in several for t in texts]
        remedy = "if so, give each spelling a row with one code in data/vocabulary/labels.csv"
        yield OpenQuestion(text, format_ranges(places, sheet.numbering), remedy=remedy)


def _rank_date(head: str) -> int:
    """The place of a head among those that may date a complaint, the likeliest first."""
    words = re.findall(r"\w+", fold(head))
    ranks = (rank for rank, word in enumerate(FIRST_DATES) if word in words)
    return next(ranks, len(FIRST_DATES))


def _ask_for_date(table: FoundTable, dates: dict[int, str], first: str) -> OpenQuestion:
    others = [repr(head) for head in dates.values() if head != first]
    text = f"`year` is drafted as {first!r}: is that the date meant, or {' or '.join(others)}?"
    heads = (table.numbering.format_place(table.headers[-1], column) for column in dates)
    other = next(head for head in dates.values() if head != first)
    remedy = f"if not, in response.yaml `records: {{year: {quote_yaml(other)}}}`"
    return OpenQuestion(text, tuple(heads), remedy=remedy)


def _ask_about_labels(table: FoundTable) -> Iterator[OpenQuestion]:
    """One question for each way in which the periods of a table may be misread."""
    top, first = min((*table.headers, *table.rows)), min((*table.stubs, *table.columns))
    number = table.numbering.format_place
    sides = (
        (table.row_labels, table.rows, table.total_rows, lambda row: number(row, first)),
        (table.column_labels, table.columns, table.total_columns, lambda c: number(top, c)),
    )
    for labels, lines, totals, format_cell in sides:
        paths = {line: labels[line] for line in lines if line not in totals and labels.get(line)}
        for text, doubtful in (
            (SPLIT, [n for n, path in paths.items() if _is_split(path)]),
            (_ask_about_days(paths), [n for n, path in paths.items() if _is_day(path[-1])]),
        ):
            if doubtful:
                days = advise_on_days(dict.fromkeys(paths[line][-1] for line in doubtful))
                yield OpenQuestion(text, tuple(map(format_cell, doubtful)), remedy=days)
        for whole, parts in _find_overlaps(paths):
            inside = format_labels([paths[part][-1] for part in parts])
            text = f"{paths[whole][-1]!r} takes in {inside}: is it their total?"
            label = quote_yaml(paths[whole][-1])
            remedy = f"if so, in response.yaml `ignore: [{label}]`"
            yield OpenQuestion(text, (format_cell(whole),), remedy=remedy)
        longer = [n for n, path in paths.items() if LONGER.fullmatch(path[-1].strip())]
        if 0 < len(longer) < len(paths):
            named = ", ".join(dict.fromkeys(quote_yaml(paths[line][-1]) for line in longer))
            remedy = f"if so, in response.yaml `ignore: [{named}]`, and none of them under periods"
            yield OpenQuestion(SUBTOTAL, tuple(map(format_cell, longer)), remedy=remedy)


def _ask_about_days(paths: Mapping[int, Sequence[str]]) -> str:
    """What to ask of single days: among other labels they may have been typed as bands."""
    days = [path[-1] for path in paths.values() if _is_day(path[-1])]
    stored = [day for label in days if (day := _read_stored_day(label))]
    if not stored or len(days) == len(paths):
        return DAY
    return f"{TYPED.format(format_labels([guess_typed(day)[0] for day in stored]))} {DAY}"


def _read_stored_day(label: str) -> date | None:
    """The day of a label that the spreadsheet stores as a date: its text is the ISO day."""
    period = recognise_period(label)
    return period.day if period and period.day and label == period.day.isoformat() else None


def _is_split(path: Sequence[str]) -> bool:
    return len(path) > 1 and not _is_day(path[-1]) and is_unsettled(path)


def _is_day(label: str) -> bool:
    period = recognise_period(label)
    return period is not None and period.day is not None


def _find_overlaps(paths: Mapping[int, Sequence[str]]) -> Iterator[tuple[int, list[int]]]:
    """The lines whose days take in those of others with the same words besides."""
    alike: dict[tuple[str, ...], dict[Window, list[int]]] = {}
    for line, path in paths.items():
        if not is_unsettled(path) and (window := chain_periods(path)):
            words = tuple(label for label in path if not recognise_period(label))
            alike.setdefault(words, {}).setdefault(window, []).append(line)
    for dated in alike.values():
        for days, lines in dated.items():
            others = (own for own in dated if own != days and days.covers(own))
            inside = [part for own in others for part in dated[own]]
            yield from ((whole, sorted(inside)) for whole in lines if inside)

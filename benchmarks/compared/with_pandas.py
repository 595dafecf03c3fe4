"""The benchmark's tables read with pandas alone: one function a table, as an analyst would do it.

Each takes the sheet as a frame without header and gives a series whose index holds the labels: the
levels of the rows named `row…`, those of the columns `column…`, from the outermost in.
"""

import pandas as pd

GLYPHS = r"[~*^\"]+$"  # what stands behind a number; stripped, and so lost


def open_sheet(path, sheet):
    if path.suffix == ".csv":
        return pd.read_csv(path, header=None, dtype=str, encoding="utf-8-sig")
    return pd.read_excel(path, sheet_name=sheet, header=None, engine="calamine", dtype=object)


def incidents_by_year(sheet):
    table = sheet.iloc[12:28, 1:3]
    table.columns = pd.Index(sheet.iloc[11, 1:3], name="column")
    table.index = pd.Index(sheet.iloc[12:28, 0], name="row")
    return table.stack()


def deaths_by_gender(sheet):
    table = sheet.iloc[50:53, 1:17]
    table.columns = pd.MultiIndex.from_arrays(
        [sheet.iloc[48, 1:17].ffill(), sheet.iloc[49, 1:17]], names=["column 1", "column 2"]
    )
    table.index = pd.Index(sheet.iloc[50:53, 0], name="row")
    return table.stack(["column 1", "column 2"])


def deaths_by_age(sheet):
    table = sheet.iloc[47:56, 1:17].replace(GLYPHS, "", regex=True)
    table.columns = pd.MultiIndex.from_arrays(
        [sheet.iloc[45, 1:17].ffill(), sheet.iloc[46, 1:17]], names=["column 1", "column 2"]
    )
    table.index = pd.Index(sheet.iloc[47:56, 0], name="row")
    return table.stack(["column 1", "column 2"])


def shootings_by_force(sheet):
    table = sheet.iloc[9:26, 1:17].replace(GLYPHS, "", regex=True)
    table.columns = pd.MultiIndex.from_arrays(
        [sheet.iloc[7, 1:17].ffill(), sheet.iloc[8, 1:17]], names=["column 1", "column 2"]
    )
    table.index = pd.Index(sheet.iloc[9:26, 0], name="row")
    return table.stack(["column 1", "column 2"])


def devices_by_type(sheet):
    table = sheet.iloc[3:14, 1:15]
    table.columns = pd.Index(sheet.iloc[2, 1:15], name="column")
    table.index = pd.Index(sheet.iloc[3:14, 0], name="row")
    return table.loc[:, table.columns.notna()].stack()


def devices_by_force(sheet):
    table = sheet.iloc[3:57, 1:24]
    table.columns = pd.Index(sheet.iloc[2, 1:24], name="column")
    table.index = pd.Index(sheet.iloc[3:57, 0], name="row")
    table = table.loc[:, table.columns.notna()]
    # One head stands over two columns, so that stacking by name would not do.
    return pd.concat([table.iloc[:, [at]].stack() for at in range(table.shape[1])])


def tactics_by_gender(sheet):
    rows = [5, *range(8, 42)]
    table = sheet.iloc[rows, [2, 3, 4, 5, 7]]
    table.columns = pd.MultiIndex.from_arrays(
        [[sheet.iloc[3, 2]] * 4 + [sheet.iloc[7, 7]], [*sheet.iloc[4, 2:6], ""]],
        names=["column 1", "column 2"],
    )
    table.index = pd.MultiIndex.from_frame(sheet.iloc[rows, 0:2], names=["row 1", "row 2"])
    return table.stack(["column 1", "column 2"]).dropna()


def devices_by_region(sheet):
    table = sheet.iloc[4:58, 2:13]
    table.columns = pd.Index(sheet.iloc[3, 2:13], name="column")
    table.index = pd.MultiIndex.from_frame(sheet.iloc[4:58, 0:2], names=["row 1", "row 2"])
    return table.stack()


def volunteers_by_force(sheet):
    table = sheet.iloc[6:62, 1:8]
    table.columns = pd.MultiIndex.from_arrays(
        [sheet.iloc[3, 1:8].ffill(), sheet.iloc[5, 1:8]], names=["column 1", "column 2"]
    )
    table.index = pd.Index(sheet.iloc[6:62, 0], name="row")
    return table.stack(["column 1", "column 2"])


def missing_people(sheet):
    table = sheet.iloc[5:50, 2:21]
    table.columns = pd.MultiIndex.from_arrays(
        [sheet.iloc[2, 2:21].ffill(), sheet.iloc[3, 2:21].ffill(), sheet.iloc[4, 2:21]],
        names=["column 1", "column 2", "column 3"],
    )
    table.index = pd.MultiIndex.from_frame(sheet.iloc[5:50, 0:2], names=["row 1", "row 2"])
    return table.stack(["column 1", "column 2", "column 3"]).dropna()


def disposals_by_area(sheet):
    names = sheet.iloc[2:352, 0].str.strip()
    is_head = names.isin(["Pre-court", "First-tier", "Community", "Custody"])
    is_sum = names.str.startswith("TOTAL", na=False)
    is_area = names.shift(-2).eq("Pre-court")
    areas, sections = names.where(is_area).ffill(), names.where(is_head).ffill()
    rows = names.index[names.notna() & ~is_head & ~is_area & ~names.str.startswith("*", na=False)]
    table = sheet.loc[rows, 1:16].drop(columns=[5, 9])
    table.columns = pd.MultiIndex.from_arrays(
        [[*sheet.iloc[0, 1:16].drop([5, 9]).ffill(), sheet.iloc[1, 16]],
         [*sheet.iloc[1, 1:16].drop([5, 9]), ""]],
        names=["column 1", "column 2"],
    )  # fmt: skip
    table.index = pd.MultiIndex.from_arrays(
        [areas[rows], sections[rows].mask(is_sum[rows]), names[rows]],
        names=["row 1", "row 2", "row 3"],
    )
    return table.stack(["column 1", "column 2"])


def schools_and_pupils(sheet):
    table = sheet.iloc[3:27, 1:10].drop(columns=5)
    table.columns = pd.MultiIndex.from_arrays(
        [sheet.iloc[1, 1:10].ffill().drop(5), sheet.iloc[2, 1:10].drop(5)],
        names=["column 1", "column 2"],
    )
    table.index = pd.Index(sheet.iloc[3:27, 0], name="row")
    return table.stack(["column 1", "column 2"])


def pupils_by_ethnicity(sheet):
    table = sheet.iloc[2:21, 1:10]
    table.columns = pd.Index(sheet.iloc[1, 1:10], name="column")
    table.index = pd.Index(sheet.iloc[2:21, 0], name="row")
    return table.stack()


def support_by_sector(sheet):
    table = sheet.iloc[3:66, 2:8].drop(columns=4).dropna(how="all")
    table.columns = pd.MultiIndex.from_arrays(
        [sheet.iloc[1, 2:8].ffill().drop(4), sheet.iloc[2, 2:8].drop(4)],
        names=["column 1", "column 2"],
    )
    sectors = sheet.iloc[3:66, 0].ffill()
    table.index = pd.MultiIndex.from_arrays(
        [sectors[table.index], sheet.loc[table.index, 1]], names=["row 1", "row 2"]
    )
    return table.stack(["column 1", "column 2"])


def books_by_authority(sheet):
    table = sheet.iloc[1:149, 1:5]
    table.columns = pd.Index(sheet.iloc[0, 1:5], name="column")
    table.index = pd.Index(sheet.iloc[1:149, 0], name="row")
    return table.stack().dropna()

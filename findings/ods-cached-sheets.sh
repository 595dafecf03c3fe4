#!/usr/bin/env bash
# pandas 3.0.1 and python-calamine 0.9.1: an .ods gives sheets that are those of another workbook.
#
# Where a formula reads another workbook, LibreOffice keeps a copy of the sheet it read inside the
# file, as a table with a table-source, never displayed and on no tab. Both engines of
# pandas.read_excel(sheet_name=None) return it among the file's own sheets; python-calamine lists
# it as a hidden one, which says that it is hidden and not that it is another file's.
#
# Why it matters: a reply can carry a sheet of a workbook that the force never meant to send, and a
# script that reads "all sheets" takes it for part of the answer. The name is the only sign.
#
# Fails once the copy is left out, or told apart.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet \
  'pandas==3.0.1' 'python-calamine==0.9.1' 'odfpy==1.4.1'
cat >"$folder/check.py" <<'PY'
import sys
import zipfile
from importlib.metadata import version

import pandas as pd
from python_calamine import CalamineWorkbook, SheetVisibleEnum

KIND = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
OTHER = "'file:///other.ods'#$Staff"
CONTENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {SPACES} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">
<office:automatic-styles><style:style style:name="ta_extref" style:family="table">
<style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Reply">
<table:table-row>{CELL.format("the answer")}</table:table-row></table:table>
<table:table table:name="{OTHER}" table:print="false" table:style-name="ta_extref">
<table:table-source xlink:type="simple" xlink:href="other.ods" table:table-name="Staff"
 table:mode="copy-results-only"/>
<table:table-row>{CELL.format("of another workbook")}</table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"""

path = sys.argv[1]
with zipfile.ZipFile(path, "w") as archive:
    archive.writestr("mimetype", KIND)
    archive.writestr("META-INF/manifest.xml", MANIFEST)
    archive.writestr("content.xml", CONTENT)
print("pandas", version("pandas"), "python-calamine", version("python-calamine"))
for engine in ("odf", "calamine"):
    sheets = pd.read_excel(path, engine=engine, sheet_name=None, header=None)
    told = {name: frame.iloc[0, 0] for name, frame in sheets.items()}
    print(f"read_excel, engine {engine}: {told}")
    assert told == {"Reply": "the answer", OTHER: "of another workbook"}
listed = {about.name: about.visible for about in CalamineWorkbook.from_path(path).sheets_metadata}
print(f"calamine lists {listed}")
assert listed == {"Reply": SheetVisibleEnum.Visible, OTHER: SheetVisibleEnum.Hidden}
PY
"$folder/venv/bin/python" "$folder/check.py" "$folder/reply.ods"
echo 'as found'

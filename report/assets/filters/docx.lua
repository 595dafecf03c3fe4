-- What only the Word file needs: named styles in place of classes, and column widths, because
-- LibreOffice makes all columns of a table equally wide when none is given.

local stringify = pandoc.utils.stringify

function Image(image)
  image.src = image.src .. ".png"
  return image
end

function Span(span)
  if span.classes:includes("provenance") then
    -- No-break spaces give the shaded word room on either side.
    span.content = { pandoc.Str("\u{a0}" .. stringify(span) .. "\u{a0}") }
    span.attributes["custom-style"] = "Provenance " .. span.classes[2]:gsub("^%l", string.upper)
  elseif span.classes:includes("label") then
    span.attributes["custom-style"] = "Caption Label"
  end
  return span
end

function Div(div)
  if div.classes:includes("note") then div.attributes["custom-style"] = "Note" end
  return div
end

local function each_row(tbl, visit)
  for _, row in ipairs(tbl.head.rows) do visit(row, "Table Heading") end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do visit(row, "Table Text") end
  end
end

-- A column asks for the room its longest cell needs, within reason, and never for less than its
-- longest word: labels and file names then wrap, numbers do not.
local function measure(tbl)
  local wants = {}
  for column in ipairs(tbl.colspecs) do wants[column] = 3 end
  each_row(tbl, function(row)
    for column, cell in ipairs(row.cells) do
      local text = stringify(cell.contents)
      local word = 0
      for part in text:gmatch("[^%s/-]+") do word = math.max(word, utf8.len(part) or #part) end
      local length = math.min(utf8.len(text) or #text, 32)
      wants[column] = math.max(wants[column], length, math.min(word, 24))
    end
  end)
  return wants
end

function Table(tbl)
  local wants, total = measure(tbl), 0
  for _, want in ipairs(wants) do total = total + want + 2 end
  -- About 108 characters of table text fit across the page; a small table stays small.
  local share = math.max(total, 108)
  for column, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[column] = { spec[1], (wants[column] + 2) / share }
  end
  each_row(tbl, function(row, style)
    for _, cell in ipairs(row.cells) do
      cell.contents = { pandoc.Div(cell.contents, { ["custom-style"] = style }) }
    end
  end)
  return tbl
end

function Pandoc(doc)
  local header = doc.meta["page-header"]
  if header then
    local banner = pandoc.Para({ pandoc.Str(stringify(header)) })
    doc.blocks:insert(1, pandoc.Div({ banner }, { ["custom-style"] = "Banner" }))
  end
  return doc
end

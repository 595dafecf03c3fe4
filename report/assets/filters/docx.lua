-- What only the Word file needs: named styles in place of classes, and column tables.

local stringify = pandoc.utils.stringify
local tables = dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), "tables.lua" }))

local WIDEST = 15.9 -- cm; LibreOffice sets a picture 3 mm from the margin

function Image(image)
  image.src = image.src .. ".png"
  local file = assert(io.open(image.src, "rb"))
  local size = pandoc.image.size(file:read("a"))
  file:close()
  if size.width / size.dpi_horz * 2.54 > WIDEST then image.attributes.width = WIDEST .. "cm" end
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

-- Word breaks a long name where it must.
function RawInline(raw)
  if raw.format == "joint" then return {} end
end

function Div(div)
  if div.classes:includes("note") then div.attributes["custom-style"] = "Note" end
  return div
end

-- Another document is no page of this file: its words name it.
function Link(link)
  if link.classes:includes("elsewhere") then return link.content end
end

function Table(tbl)
  local together = tables.take_layout(tbl)
  local rows = tbl.bodies[1] and tbl.bodies[1].body or {}
  local last = rows[#rows]
  tables.each_row(tbl, function(row, is_head)
    local style = is_head and "Table Heading" or together and row ~= last and "Table Text Kept" or "Table Text"
    for _, cell in ipairs(row.cells) do
      -- Only a paragraph takes the style: pandoc gives plain text its own, "Compact".
      local text = cell.contents:map(function(block) return pandoc.Para(block.content) end)
      cell.contents = { pandoc.Div(text, { ["custom-style"] = style }) }
    end
  end)
  return tbl
end

function Pandoc(doc)
  doc.meta.others = nil -- what stands in it would be listed among the file's properties
  local header = doc.meta["page-header"]
  if header then
    local banner = pandoc.Para({ pandoc.Str(stringify(header)) })
    doc.blocks:insert(1, pandoc.Div({ banner }, { ["custom-style"] = "Banner" }))
  end
  return doc
end

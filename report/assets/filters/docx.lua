-- What only the Word file needs: named styles in place of classes, and column tables.

local stringify = pandoc.utils.stringify
local folder = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local tables = dofile(pandoc.path.join({ folder, "tables.lua" }))
local page_parts = dofile(pandoc.path.join({ folder, "page_parts.lua" }))

local WIDEST = 15.9 -- cm; LibreOffice sets a picture 3 mm from the margin

local function set_image(image)
  image.src = image.src .. ".png"
  local file = assert(io.open(image.src, "rb"))
  local size = pandoc.image.size(file:read("a"))
  file:close()
  if size.width / size.dpi_horz * 2.54 > WIDEST then image.attributes.width = WIDEST .. "cm" end
  return image
end

local function set_span(span)
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
local function set_rawinline(raw)
  if raw.format == "joint" then return {} end
end

local function set_div(div)
  if div.classes:includes("note") then div.attributes["custom-style"] = "Note" end
  return div
end

-- What leads to another document, or to what only the page has, is words here.
local function set_link(link)
  if link.classes:includes("elsewhere") or page_parts.is_dropped(link.target) then return link.content end
end

local function set_table(tbl)
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

local function finish(doc)
  doc.meta.others = nil -- what stands in it would be listed among the file's properties
  local header = doc.meta["page-header"]
  if header then
    local banner = pandoc.Para({ pandoc.Str(stringify(header)) })
    doc.blocks:insert(1, pandoc.Div({ banner }, { ["custom-style"] = "Banner" }))
  end
  return doc
end

return {
  { Div = page_parts.drop_page_parts },
  { Image = set_image, Span = set_span, RawInline = set_rawinline, Div = set_div, Link = set_link,
    Table = set_table, Pandoc = finish },
}

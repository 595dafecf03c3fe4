-- What only the Word file needs: named styles in place of classes, and column tables.

local stringify = pandoc.utils.stringify
local folder = pandoc.path.directory(arg[0])
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

local function escape(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

-- pandoc's own contents are empty until Word fills them; these stand there for every other program.
-- Word still fills in the pages.
local open = '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
  .. '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
  .. '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
local close = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
local entry = '<w:p><w:pPr><w:pStyle w:val="TOC%d"/></w:pPr>%s<w:hyperlink w:anchor="%s">'
  .. '<w:r><w:t xml:space="preserve">%s</w:t></w:r></w:hyperlink></w:p>'

-- The bookmark that pandoc sets at a heading of this name.
local function bookmark(identifier)
  if identifier:match("^%a") and utf8.len(identifier) <= 40 then return identifier end
  return "X" .. pandoc.utils.sha1(identifier):sub(2)
end

local function list_contents(doc)
  local entries = {}
  doc:walk({
    traverse = "topdown",
    Table = function(tbl) return tbl, false end,
    Header = function(header)
      if header.level > 2 then return nil end
      local words = escape(stringify(header))
      local opening = #entries == 0 and open or ""
      entries[#entries + 1] = entry:format(header.level, opening, bookmark(header.identifier), words)
    end,
  })
  if #entries == 0 then return {} end
  local title = pandoc.Div({ pandoc.Para({ pandoc.Str("Contents") }) }, { ["custom-style"] = "TOC Heading" })
  return { title, pandoc.RawBlock("openxml", table.concat(entries) .. close) }
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
  local is_short = tables.take_layout(tbl)
  if is_short then tbl.attributes["custom-style"] = "TableKept" end
  return tbl
end

local function finish(doc)
  doc.meta.others = nil -- what stands in it would be listed among the file's properties
  doc.meta.date = doc.meta.edition
  local banner = pandoc.Para({ pandoc.Str(stringify(doc.meta["page-header"])) })
  local front = pandoc.Blocks({ pandoc.Div({ banner }, { ["custom-style"] = "Banner" }) })
  front:extend(list_contents(doc))
  doc.blocks = front .. doc.blocks
  return doc
end

return {
  page_parts.drop_page_parts,
  { Image = set_image, Span = set_span, RawInline = set_rawinline, Div = set_div, Link = set_link,
    Table = set_table, Pandoc = finish },
}

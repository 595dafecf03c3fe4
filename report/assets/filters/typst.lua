-- What only Typst needs: the alt text that pandoc drops, and calls to functions of template.typ.

local stringify = pandoc.utils.stringify
local folder = pandoc.path.directory(arg[0])
local tables = dofile(pandoc.path.join({ folder, "tables.lua" }))
local page_parts = dofile(pandoc.path.join({ folder, "page_parts.lua" }))

local function quote(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

local function set_image(image)
  local call = "#image(%s, alt: %s)"
  return pandoc.RawInline("typst", call:format(quote(image.src .. ".svg"), quote(stringify(image.caption))))
end

local function call(name, argument, content)
  local opening = argument and ("#%s(%s)["):format(name, quote(argument)) or ("#%s["):format(name)
  local out = pandoc.Inlines({ pandoc.RawInline("typst", opening) })
  out:extend(content)
  out:insert(pandoc.RawInline("typst", "]"))
  return out
end

local function set_span(span)
  if span.classes:includes("provenance") then return call("provenance", span.classes[2], span.content) end
  if span.classes:includes("label") then return call("caption-label", nil, span.content) end
end

local function set_div(div)
  if div.classes:includes("note") then
    div.content:insert(1, pandoc.RawBlock("typst", "#note["))
    div.content:insert(pandoc.RawBlock("typst", "]"))
    return div.content
  end
end

-- An empty box is a place to break at that leaves no character in the text of the PDF.
local joint = pandoc.RawInline("typst", "#box();")

local function set_raw(raw)
  if raw.format == "joint" then return joint end
end

-- What leads to another document, or to what only the page has, is words here.
local function set_link(link)
  if link.classes:includes("elsewhere") or page_parts.is_dropped(link.target) then return link.content end
end

local function set_table(tbl)
  local is_short, is_tall = tables.take_layout(tbl, true)
  if not (is_short or is_tall) then return tbl end
  local opening = is_short and "#together[" or "#tall["
  return { pandoc.RawBlock("typst", opening), tbl, pandoc.RawBlock("typst", "]") }
end

-- pandoc leaves "..." and "-1" as they are, and Typst would read an ellipsis and a minus sign.
local function has_sign(text) return text:find("...", 1, true) or text:find("-", 1, true) end

local function set_str(str)
  if has_sign(str.text) then return pandoc.RawInline("typst", "#" .. quote(str.text) .. ";") end
end

-- Few blocks hold such a word; to visit each word of all takes long.
local function set_signs(block)
  if has_sign(stringify(block)) then return block:walk({ Str = set_str }) end
end

-- Page one of a short report has room for what it found: no contents. Any other is told how many
-- lines they take.
local function count_headings(doc)
  local all, chapters = 0, 0
  doc:walk({
    traverse = "topdown",
    Table = function(tbl) return tbl, false end,
    Header = function(header)
      all, chapters = all + 1, chapters + (header.level == 1 and 1 or 0)
    end,
  })
  if all > 14 then doc.meta.chapters = tostring(chapters) end
  return doc
end

return {
  page_parts.drop_page_parts,
  { Image = set_image, Link = set_link, RawInline = set_raw, Span = set_span, Div = set_div, Table = set_table,
    Plain = set_signs, Para = set_signs, Header = set_signs, DefinitionList = set_signs, Pandoc = count_headings },
}

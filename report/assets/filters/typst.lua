-- What only Typst needs: the alt text that pandoc drops, and calls to functions of template.typ.

local stringify = pandoc.utils.stringify
local widths = dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), "widths.lua" }))

local function quote(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

function Image(image)
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

function Span(span)
  if span.classes:includes("provenance") then return call("provenance", span.classes[2], span.content) end
  if span.classes:includes("label") then return call("caption-label", nil, span.content) end
end

function Div(div)
  if div.classes:includes("note") then
    div.content:insert(1, pandoc.RawBlock("typst", "#note["))
    div.content:insert(pandoc.RawBlock("typst", "]"))
    return div.content
  end
end

-- A file name has no space to break at. A zero-width space after each joint, or every 20 letters
-- where there is none, lets it wrap inside its cell.
local function loosen(text)
  local run, out = 0, {}
  for _, code in utf8.codes(text) do
    local letter = utf8.char(code)
    out[#out + 1], run = letter, run + 1
    if letter:match("^[_./\\:-]$") or run == 20 then
      out[#out + 1], run = "\u{200b}", 0
    end
  end
  return table.concat(out)
end

function Table(tbl)
  local shares, natural, together = widths.plan_table(tbl)
  for column, spec in ipairs(tbl.colspecs) do
    if not natural then tbl.colspecs[column] = { spec[1], shares[column] } end
  end
  tbl = tbl:walk({
    Str = function(str)
      if utf8.len(str.text) > 14 then return pandoc.Str(loosen(str.text)) end
    end,
  })
  if not together then return tbl end
  return { pandoc.RawBlock("typst", "#together["), tbl, pandoc.RawBlock("typst", "]") }
end

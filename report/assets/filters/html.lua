-- What only the web page needs: each figure and table in a box of its own that scrolls, so that
-- the page never does.

local stringify = pandoc.utils.stringify
local tables = dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), "tables.lua" }))

-- A keyboard can scroll only what it can reach. The attributes stand in a list: the order of a Lua
-- table differs from run to run.
local function box(content, name)
  local attributes = { { "tabindex", "0" }, { "role", "region" }, { "aria-label", name } }
  return pandoc.Div(content, pandoc.Attr("", { "scroll" }, attributes))
end

function Image(image)
  image.src = image.src .. ".svg"
  return image
end

function Figure(figure)
  figure.content = { box(figure.content, stringify(figure.caption.long)) }
  return figure
end

function RawInline(raw)
  if raw.format == "joint" then return pandoc.RawInline("html", "<wbr>") end
end

function Table(tbl)
  tables.take_layout(tbl, true)
  local caption, attr = tbl.caption, pandoc.Attr(tbl.identifier, { "table" })
  tbl.caption = pandoc.Caption()
  tbl.identifier = ""
  for _, body in ipairs(tbl.bodies) do
    body.row_head_columns = 1
  end
  return pandoc.Figure({ box({ tbl }, stringify(caption.long)) }, caption, attr), false
end

-- What only the web page needs: images held in the page itself, headings of tables that say what they
-- head, and each wide thing in a box of its own that scrolls, so that the page never does.

local stringify = pandoc.utils.stringify
local tables = dofile(pandoc.path.join({ pandoc.path.directory(arg[0]), "tables.lua" }))

-- A keyboard can scroll only what it can reach. The attributes stand in a list: the order of a Lua
-- table differs from run to run.
local function box(content, identifier, classes, name)
  local attributes = { { "tabindex", "0" }, { "role", "region" }, { "aria-label", name } }
  return pandoc.Div(content, pandoc.Attr(identifier, classes, attributes))
end

local function exists(path)
  local file = io.open(path, "rb")
  return file ~= nil and file:close()
end

-- A figure may have been drawn a second time for narrow windows.
local function set_image(image)
  local narrow = image.src .. "-narrow.svg"
  image.src = image.src .. ".svg"
  if not exists(narrow) then return image end
  local opening = '<picture><source media="(max-width: 40rem)" srcset="%s">'
  return {
    pandoc.RawInline("html", opening:format(narrow)),
    image,
    pandoc.RawInline("html", "</picture>"),
  }
end

-- The pictures' files are put in last: pandoc would go through a million letters one by one. In the
-- words of the page a quotation mark is written as an entity.
local function hold_images(page)
  return (page:gsub('"(figures/[^"]+%.svg)"', function(path)
    local file = assert(io.open(path, "rb"))
    local content = file:read("a")
    file:close()
    return '"' .. pandoc.mediabag.make_data_uri("image/svg+xml", content) .. '"'
  end))
end

-- A box to tick needs no program to enlarge what it belongs to.
local enlarge = '<label class="enlarge"><input type="checkbox"> Enlarge %s</label>'

local function find_label(caption)
  local label = ""
  caption.long:walk({
    Span = function(span)
      if span.classes:includes("label") then label = stringify(span) end
    end,
  })
  return label
end

local function set_figure(figure)
  figure.content:insert(pandoc.RawBlock("html", enlarge:format(find_label(figure.caption))))
  return figure
end

-- The notes that numbers open stand at the end, folded: a link into them unfolds them.
local function fold_notes(div)
  if not div.classes:includes("only-page") then return nil end
  div.content:insert(2, pandoc.RawBlock("html", "<details><summary>Show all notes</summary>"))
  div.content:insert(pandoc.RawBlock("html", "</details>"))
  return div
end

local function set_raw(raw)
  if raw.format == "joint" then return pandoc.RawInline("html", "<wbr>") end
end

local function say_scope(row, scope, last)
  for column, cell in ipairs(row.cells) do
    if column <= last then cell.attributes.scope = scope end
  end
end

-- On a phone the cells of such a table stand one below the other, each with what heads it.
local function label_cells(tbl)
  local words = tbl.head.rows[1].cells:map(function(cell) return stringify(cell.contents) end)
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      for column, cell in ipairs(row.cells) do
        if words[column] ~= "" then cell.attributes["data-label"] = words[column] end
      end
    end
  end
end

local function set_table(tbl)
  local classes = { "table", "scroll" }
  if tbl.attributes.stacked and #tbl.head.rows == 1 then
    label_cells(tbl)
    classes[3] = "stacked"
  end
  tables.take_layout(tbl, true)
  local name, identifier = stringify(tbl.caption.long), tbl.identifier
  tbl.identifier = ""
  -- A row is headed by its first cell, unless there is nothing else in it.
  local heads = #tbl.colspecs > 1 and 1 or 0
  for _, row in ipairs(tbl.head.rows) do say_scope(row, "col", #row.cells) end
  for _, body in ipairs(tbl.bodies) do
    body.row_head_columns = heads
    for _, row in ipairs(body.body) do say_scope(row, "row", heads) end
  end
  tbl.caption.long = { pandoc.Plain({ pandoc.Span(pandoc.utils.blocks_to_inlines(tbl.caption.long)) }) }
  return box({ tbl }, identifier, classes, name), false
end

-- The page's own title is its heading of the first level.
local function set_header(header)
  header.level = header.level + 1
  return header
end

return {
  finish = hold_images,
  {
    Div = fold_notes, Image = set_image, Figure = set_figure, Header = set_header, RawInline = set_raw,
    Table = set_table,
  },
}

-- Number figures and tables, label their provenance and resolve every reference, once for all
-- three outputs. Faults are gathered and shown together, so that a writer mends them in one go.

local stringify = pandoc.utils.stringify
local faults, names, ids = {}, {}, {}
local numbered = { fig = 0, tbl = 0 }
local kinds = { fig = "Figure", tbl = "Table" }
local words = { illustrative = true, transcribed = true, disclosed = true }
local inherited = {}

local function report(remedy, problem, ...)
  faults[#faults + 1] = "FAULT\t" .. problem:format(...) .. "\t" .. remedy
end

local function exists(path)
  local file = io.open(path, "rb")
  return file ~= nil and file:close()
end

local function claim(id, what)
  if id == "" then return end
  if ids[id] then report("give each a name of its own", "%s: the name #%s is used twice", what, id) end
  ids[id] = true
end

-- "provenance=none" is for a table of words or of public reference data, which rests on no reply.
local function provenance_of(attributes, what)
  local stated = attributes.provenance
  attributes.provenance = nil
  if stated == nil then return inherited end
  if stated == "none" then return {} end
  local list = {}
  for word in stated:gmatch("%S+") do
    if not words[word] then
      report("write illustrative, transcribed, disclosed or none", "%s: unknown provenance %s", what, word)
    elseif not inherited[word] then
      report("declare it for the whole report, or mend the word",
        "%s: provenance %s, which the report does not declare", what, word)
    end
    list[#list + 1] = word
  end
  return list
end

local function badge(word)
  return pandoc.Span({ pandoc.Str(word:upper()) }, pandoc.Attr("", { "provenance", word }))
end

local function settle_span(span)
  claim(span.identifier, "the place marked #" .. span.identifier)
  if not span.classes:includes("provenance") then return nil end
  local word = stringify(span):lower()
  if not words[word] then
    report("write ILLUSTRATIVE, TRANSCRIBED or DISCLOSED", "unknown provenance %s", stringify(span))
  end
  span.classes = { "provenance", word }
  return span
end

local function introduce(kind, id, caption, provenance)
  numbered[kind] = numbered[kind] + 1
  local name = kinds[kind] .. "\u{a0}" .. numbered[kind]
  names[id] = name
  local lead = pandoc.Inlines({ pandoc.Span({ pandoc.Str(name) }, { class = "label" }), pandoc.Space() })
  for _, word in ipairs(provenance) do
    lead:extend({ badge(word), pandoc.Space() })
  end
  caption.long[1] = pandoc.Plain(lead .. caption.long[1].content)
end

local function settle_figure(figure)
  local image = figure.content[1].content[1]
  local name = pandoc.path.filename(pandoc.path.split_extension(image.src))
  local what = "figure " .. name
  claim(figure.identifier, what)
  if figure.identifier ~= "" and not figure.identifier:match("^fig:") then
    report("begin it with #fig:", "%s: the name #%s is no figure's", what, figure.identifier)
  end
  local alt, caption = stringify(image.caption), stringify(figure.caption.long)
  if alt:match("^%s*$") or alt == caption then
    report('add {alt="..."}, other than the caption', "%s: no words for readers who cannot see it", what)
  end
  for _, ending in ipairs({ ".svg", ".png" }) do
    if not exists("figures/" .. name .. ending) then
      report("draw it, or mend the name", "%s: the file figures/%s%s is missing", what, name, ending)
    end
  end
  image.src = "figures/" .. name
  image.classes:insert("settled")
  introduce("fig", figure.identifier, figure.caption, provenance_of(image.attributes, what))
  return figure, false
end

local function settle_table(tbl)
  local first = tbl.head.rows[1] and stringify(tbl.head.rows[1].cells[1].contents) or "?"
  local what = tbl.identifier ~= "" and "table " .. tbl.identifier
    or string.format('the table that begins with "%s"', first)
  claim(tbl.identifier, what)
  if tbl.identifier ~= "" and not tbl.identifier:match("^tbl:") then
    report("begin it with #tbl:", "%s: that name is no table's", what)
  end
  if #tbl.caption.long == 0 then
    report("add a line `: Caption {#tbl:name}` under it",
      "%s: no caption to say where its figures come from", what)
    return nil
  end
  introduce("tbl", tbl.identifier, tbl.caption, provenance_of(tbl.attributes, what))
  return tbl, false
end

local function resolve(cite)
  local out = pandoc.Inlines({})
  for position, citation in ipairs(cite.citations) do
    local name = names[citation.id]
    if not name then
      report("mend the name, or write \\\\@ for the sign itself",
        "@%s: no figure or table has that name", citation.id)
      name = "?"
    end
    if position > 1 then out:extend({ pandoc.Str(","), pandoc.Space() }) end
    if #citation.prefix > 0 then out:extend(citation.prefix .. { pandoc.Space() }) end
    out:insert(pandoc.Link({ pandoc.Str(name) }, "#" .. citation.id))
    out:extend(citation.suffix)
  end
  return out
end

-- The mark that leads from a figure to its line in the appendix stands small beside the figure.
local function settle_link(link)
  local place = link.target:match("^#(.*)$")
  if place then
    if not ids[place] then report("mend the link", "the link to #%s leads nowhere in this report", place) end
  elseif not (link.target:match("^https?://") or link.target:match("^mailto:")) then
    report("write a whole address", "the link to %s is neither http, https nor mailto", link.target)
  end
  if link.classes:includes("trace") then
    link.content = { pandoc.Superscript(link.content) }
    return link
  end
end

local function check_headings(doc)
  local level = 0
  doc:walk({
    Header = function(header)
      claim(header.identifier, "heading " .. stringify(header))
      if header.level > level + 1 then
        report("use the level between", 'heading "%s" skips a level: %d follows %d',
          stringify(header), header.level, level)
      end
      level = header.level
    end,
  })
end

function Pandoc(doc)
  for word in stringify(doc.meta.provenance or ""):gmatch("%S+") do
    inherited[#inherited + 1], inherited[word] = word, true
  end
  check_headings(doc)
  doc = doc:walk({ traverse = "topdown", Figure = settle_figure, Table = settle_table })
  doc = doc:walk({ Cite = resolve })
  doc = doc:walk({ Span = settle_span })
  doc = doc:walk({ Link = settle_link })
  doc:walk({
    Image = function(image)
      if not image.classes:includes("settled") then
        report("give it a paragraph of its own", "image %s stands inside a paragraph", image.src)
      end
    end,
  })
  if #faults > 0 then
    io.stderr:write(table.concat(faults, "\n") .. "\n")
    os.exit(65)
  end
  return doc
end

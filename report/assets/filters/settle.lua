-- Read the documents of a report, number their figures and tables, label their provenance and
-- resolve every reference, also from one document to another, once for all outputs. Faults are
-- gathered and shown together, so that a writer mends them in one go.
--
-- The first document counts Table 1, any further one by its first letter: the third table of the
-- annex is Table A3.

local stringify = pandoc.utils.stringify
local tables = dofile(pandoc.path.join({ pandoc.path.directory(arg[0]), "tables.lua" }))
local words = { illustrative = true, transcribed = true, disclosed = true }
local kinds = { fig = "Figure", tbl = "Table" }
local faults = {}
local cited = {} -- keys of the bibliography
local settled = {} -- names of figures and tables: what each is called, and in which document
local document, inherited -- the document at hand, and the provenance that it rests on

local function report(remedy, problem, ...)
  faults[#faults + 1] = table.concat({ "FAULT", document.source, problem:format(...), remedy }, "\t")
end

local function read_file(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function exists(path)
  local file = io.open(path, "rb")
  return file ~= nil and file:close()
end

local function claim(id, what)
  if id == "" then return end
  local is_settled = id:match("^fig:") or id:match("^tbl:")
  if document.places[id] or (is_settled and settled[id]) then
    local again = is_settled and "place it once, and refer to it as @" .. id
    report(again or "give each a name of its own", "%s: the name #%s is used twice", what, id)
  end
  document.places[id] = true
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

local function settle_div(div)
  claim(div.identifier, "the place marked #" .. div.identifier)
end

local function introduce(kind, id, caption, provenance)
  document.numbered[kind] = document.numbered[kind] + 1
  local name = kinds[kind] .. "\u{a0}" .. document.letter .. document.numbered[kind]
  settled[id] = { name = name, document = document }
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

-- What leads to `place`: in another document the words say in which, for where there is no link.
local function link_to(content, place, home)
  if home == document then return pandoc.Link(content, "#" .. place) end
  local target = home.name .. ".html#" .. place
  return pandoc.Link(content, target, "", { class = "elsewhere" })
end

-- How many letters must be changed, added or left out to make one word of another.
local function distance(first, second)
  local row = {}
  for column = 0, #second do row[column] = column end
  for line = 1, #first do
    local corner = row[0]
    row[0] = line
    for column = 1, #second do
      local changed = corner + (first:sub(line, line) == second:sub(column, column) and 0 or 1)
      corner = row[column]
      row[column] = math.min(changed, corner + 1, row[column - 1] + 1)
    end
  end
  return row[#second]
end

-- The name that comes nearest, if one is near at all, of the same kind (figure, table, work) rather.
local function find_nearest(word, lists)
  local best, least
  for _, known in ipairs(lists) do
    for name in pairs(known) do
      local far = distance(word, name)
      if name:match("^%a+:") ~= word:match("^%a+:") then far = far + 2 end
      if not least or far < least or far == least and name < best then best, least = name, far end
    end
  end
  return least and least <= #word / 2 and best
end

-- What is cited from the bibliography stays for citeproc; figures and tables become links.
local function resolve(cite)
  local works = cite.citations:filter(function(citation) return cited[citation.id] end)
  document.is_citing = document.is_citing or #works > 0
  if #works == #cite.citations then return nil end
  local out = pandoc.Inlines({})
  for position, citation in ipairs(cite.citations) do
    local found = settled[citation.id]
    if not found then
      local nearest = find_nearest(citation.id, { settled, cited })
      report((nearest and "mend the name, perhaps to @" .. nearest or "mend the name")
        .. ", or write \\@ for the sign itself",
        cited[citation.id] and "@%s: cite works apart from figures and tables"
          or "@%s: no figure or table, and no work in references.bib, has that name", citation.id)
    end
    if position > 1 then out:extend({ pandoc.Str(","), pandoc.Space() }) end
    if #citation.prefix > 0 then out:extend(citation.prefix .. { pandoc.Space() }) end
    if found then out:insert(link_to({ pandoc.Str(found.name) }, citation.id, found.document)) end
    local next = cite.citations[position + 1]
    local following = next and settled[next.id]
    local is_last = not (found and following and following.document == found.document)
    if found and found.document ~= document and is_last then
      out:insert(pandoc.Str("\u{a0}in\u{a0}the\u{a0}" .. found.document.name))
    end
    out:extend(citation.suffix)
  end
  return out
end

local function find_home(place, documents)
  if document.places[place] then return document end
  for _, other in ipairs(documents) do
    if other.places[place] then return other end
  end
end

-- A link of the class `trace` leads from a number to the note on where it comes from: the number
-- itself, or a mark such as [5], which stands small beside it. A note in the same document, a block
-- of the class `trace-note`, leads back.
local function settle_trace(link, place)
  link.classes = link.classes:filter(function(class) return class ~= "trace" end)
  link.classes:insert("trace")
  if stringify(link):match("^%[.*%]$") then link.content = { pandoc.Superscript(link.content) } end
  if link.classes:includes("elsewhere") or not place then return end
  local marks = document.marks[place] or pandoc.List()
  document.marks[place] = marks
  link.identifier = "from-" .. place .. (#marks > 0 and "-" .. #marks + 1 or "")
  marks:insert(link.identifier)
end

local function lead_back(div)
  local marks = div.classes:includes("trace-note") and document.marks[div.identifier] or {}
  if #marks == 0 then return nil end
  local words = pandoc.Inlines({ pandoc.Str("Back"), pandoc.Space(), pandoc.Str("to"), pandoc.Space() })
  for position, mark in ipairs(marks) do
    local name = position == 1 and "the number" or "its use " .. position
    if position > 1 then words:extend({ pandoc.Str(","), pandoc.Space() }) end
    words:insert(pandoc.Link({ pandoc.Str(name) }, "#" .. mark))
  end
  div.content:insert(pandoc.Div({ pandoc.Plain(words) }, { class = "back" }))
  return div
end

local function settle_link(link, documents)
  local place = link.target:match("^#(.*)$")
  local is_trace = link.classes:includes("trace")
  if place then
    local home = find_home(place, documents)
    if not home then
      local nearest = find_nearest(place, pandoc.List(documents):map(function(one) return one.places end))
      report(nearest and "write #" .. nearest or "mend the link", "the link to #%s leads nowhere in this report", place)
    elseif home ~= document then
      link = link_to(link.content, place, home)
    end
  elseif not (link.target:match("^https?://") or link.target:match("^mailto:"))
    and not link.classes:includes("elsewhere") then
    report("write a whole address", "the link to %s is neither http, https nor mailto", link.target)
  end
  if is_trace then settle_trace(link, place) end
  return link
end

-- Headings have no level left out. Returns what looks at one after the other.
local function check_headings()
  local level = 0
  return function(header)
    claim(header.identifier, "heading " .. stringify(header))
    if header.level > level + 1 then
      report("use the level between", 'heading "%s" skips a level: %d follows %d',
        stringify(header), header.level, level)
    end
    level = header.level
  end
end

local function check_image(image)
  if not image.classes:includes("settled") then
    report("give it a paragraph of its own", "image %s stands inside a paragraph", image.src)
  end
end

-- Give everything that can be referred to its name.
local function name_all(doc)
  doc = doc:walk({
    traverse = "topdown", Header = check_headings(), Figure = settle_figure, Table = settle_table,
  })
  return doc:walk({ Image = check_image, Span = settle_span, Div = settle_div })
end

local function resolve_all(doc, documents, bibliography)
  local others = pandoc.List(documents):filter(function(one) return one ~= document end)
  if #others > 0 then
    doc.meta.others = others:map(function(one) return { name = one.name, title = one.fields.title } end)
  end
  doc = doc:walk({ Cite = resolve, Link = function(link) return settle_link(link, documents) end })
  if document.is_citing then
    doc.meta["reference-section-title"], doc.meta["link-citations"] = "References", true
    doc.meta.bibliography = bibliography
    -- A writer that knows a bibliography of its own would look each citation up there.
    doc = pandoc.utils.citeproc(doc):walk({ Cite = function(cite) return cite.content end })
    for _, field in ipairs({ "reference-section-title", "link-citations", "bibliography" }) do
      doc.meta[field] = nil
    end
  end
  local paper = document.fields.landscape and "landscape" or "portrait"
  doc = doc:walk({ Table = function(tbl) return tables.lay_out(tbl, paper) end, Div = lead_back })
  return tables.loosen_words(doc, document.text, 60) -- a line of prose holds somewhat more; Typst breaks no word
end

-- Go through the documents one by one.
local function for_each(documents, visit)
  for _, one in ipairs(documents) do
    document, inherited = one, one.inherited
    one.doc = visit(one.doc)
  end
end

-- Settle `documents`, whose text is read as `format` and which cite works of the file `bibliography`:
-- each gets its `doc`. Returns the faults found, a line each.
local function settle(documents, format, bibliography)
  -- Longer lines fix column widths; ours follow the contents.
  local options = pandoc.ReaderOptions({ columns = 1000000 })
  for position, one in ipairs(documents) do
    one.text = tables.join_dashes(read_file(one.name .. ".md"))
    one.doc = pandoc.read(one.text, format, options)
    one.letter = position > 1 and one.name:sub(1, 1):upper() or ""
    one.places, one.marks, one.inherited = {}, {}, {}
    one.numbered = { fig = 0, tbl = 0 }
    for word in one.fields.provenance:gmatch("%S+") do
      one.inherited[#one.inherited + 1], one.inherited[word] = word, true
    end
    for field, value in pairs(one.fields) do one.doc.meta[field] = value end
  end
  for _, work in ipairs(pandoc.read(read_file(bibliography), "biblatex").meta.references or {}) do
    cited[stringify(work.id)] = true
  end
  for_each(documents, name_all)
  for_each(documents, function(doc) return resolve_all(doc, documents, bibliography) end)
  return faults
end

return { settle = settle, read_file = read_file }

-- How wide each column of a table shall be, from its words alone, and where words may break: found
-- once (`lay_out`) and carried to each writer in the table's attributes (`take_layout`). Left
-- to themselves, Typst shares room out evenly, LibreOffice makes columns equal, and a browser
-- starves a column of long text.

local stringify = pandoc.utils.stringify

local PAGES = { portrait = 100, landscape = 151 } -- widths of text, in mean letters of a table
local MARGIN = 2.2 -- what the padding of a cell takes
local LONGEST_WORD = 15.5 -- beyond this, a word may break
local POWER = 4 -- how much the tallest cells rule the widths of columns
-- A table of so few lines is not broken across pages: what it leaves blank is a quarter at most.
local TOGETHER = { portrait = 14, landscape = 7 }
local TALLEST = 40 -- a row of more lines is broken, lest no page hold it

-- The width of a letter in mean letters, by the proportions of DejaVu Sans, the widest font used.
local widths = {}
for letters, width in pairs({ ["mwMW%@"] = 0.5, ["ijlI.,:;'|! "] = -0.54, ["ftr()[]/\"-"] = -0.4, ["0123456789"] = 0.06 }) do
  for letter in letters:gmatch(".") do widths[letter] = (widths[letter] or 1.14) + width end
end
for letter in ("ABCDEFGHIJKLMNOPQRSTUVWXYZ"):gmatch(".") do
  widths[letter] = (widths[letter] or 1.14) + 0.18
end

local lengths = {} -- words come again and again

local function length(text)
  if not lengths[text] then
    local total = 0
    for letter in text:gmatch(utf8.charpattern) do total = total + (widths[letter] or 1.14) end
    lengths[text] = total
  end
  return lengths[text]
end

local function each_cell(tbl, visit)
  local place = 0
  local function visit_row(row)
    place = place + 1
    for column, cell in ipairs(row.cells) do visit(cell, place, column) end
  end
  for _, row in ipairs(tbl.head.rows) do visit_row(row) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do visit_row(row) end
  end
end

-- The words of a cell. A raised mark, such as [5], is cut to the width that its small letters take.
local function read_cell(cell)
  local text = stringify(cell)
  if not text:find("]", 1, true) then return text end
  return stringify(cell.contents:walk({
    Superscript = function(mark)
      local mark_text = stringify(mark)
      return pandoc.Str(mark_text:sub(1, math.ceil(#mark_text * 0.75)))
    end,
  }))
end

-- For each column: its longest word and its longest cell.
local function measure(texts, heads)
  local words, cells = {}, {}
  for column in ipairs(texts[1]) do words[column], cells[column] = 2, 2 end
  for place, row in ipairs(texts) do
    local is_head = place <= heads
    local scale = is_head and 1.12 or 1 -- headings are bold
    for column, text in ipairs(row) do
      for word in text:gmatch("[^%s_/\\:-]+") do
        words[column] = math.max(words[column], math.min(length(word) * scale, LONGEST_WORD))
      end
      -- a heading may wrap; only its words must not
      if not is_head then cells[column] = math.max(cells[column], length(text)) end
    end
  end
  for column, word in ipairs(words) do cells[column] = math.max(cells[column], word) end
  return words, cells
end

local function sum(list)
  local total = 0
  for _, value in ipairs(list) do total = total + value end
  return total
end

-- The room shared out so that the table is low: the sum over all cells of (length / width)^POWER,
-- which is ruled by the tallest cell of each row, is least where widths are as the (POWER + 1)th root of a
-- column's sum of length^POWER. No column is narrower than its longest word or wider than its longest cell.
local function share_out(texts, words, cells, room)
  local needs, widths = {}, {}
  for column in ipairs(words) do
    local total = 0
    for _, row in ipairs(texts) do total = total + length(row[column] or "") ^ POWER end
    needs[column] = total ^ (1 / (POWER + 1))
  end
  local low, high = 0, room
  for _ = 1, 40 do
    local scale = (low + high) / 2
    for column, need in ipairs(needs) do
      widths[column] = math.max(words[column], math.min(cells[column], scale * need))
    end
    if sum(widths) > room then high = scale else low = scale end
  end
  return widths
end

-- How many lines the table takes, and its tallest row.
local function count_lines(texts, room)
  local lines, tallest = 0, 0
  for _, row in ipairs(texts) do
    local highest = 1
    for column, text in ipairs(row) do
      highest = math.max(highest, math.ceil(length(text) / room[column]))
    end
    lines, tallest = lines + highest, math.max(tallest, highest)
  end
  return lines, tallest
end

-- No line of a cell may begin with a dash: said of the Markdown, before it is read.
local function join_dashes(markdown)
  return (markdown:gsub("\n|[^\n]*", function(row) return (row:gsub("([^|]) –", "%1\u{a0}–")) end))
end

-- A short figure of several words, such as "18.8 %" or "1 to 4", must not be torn apart. Returns the
-- words as they are then.
local join_all = { Space = function() return pandoc.Str("\u{a0}") end }

local function join_figure(cell, text)
  if length(text) > LONGEST_WORD or not text:find(" ", 1, true) then return text end
  cell.contents = cell.contents:walk(join_all)
  return (text:gsub(" ", "\u{a0}"))
end

-- A file name has no space to break at. A joint goes after each of its joints, and every 12
-- letters where there is none. Each writer says what it is; it must leave no trace in text that a
-- reader copies.
local joint = pandoc.RawInline("joint", "")

local function split_word(text)
  local pieces, piece, run = pandoc.Inlines({}), {}, 0
  for letter in text:gmatch(utf8.charpattern) do
    piece[#piece + 1], run = letter, run + 1
    if letter:match("^[_./\\:!-]$") or letter == "–" or run == 12 then
      pieces:extend({ pandoc.Str(table.concat(piece)), joint })
      piece, run = {}, 0
    end
  end
  pieces:insert(pandoc.Str(table.concat(piece)))
  return pieces
end

-- `text` is what the element says: most have no long word, and need not be walked.
local function loosen_words(element, text, longest)
  for word in text:gmatch("%S+") do
    if length(word) > longest then
      return element:walk({
        Str = function(str)
          local bare = str.text:gsub("\u{a0}–", "")
          if length(bare) > longest then return split_word(str.text) end
        end,
      })
    end
  end
  return element
end

-- Return the table with its words ready to wrap. Its attributes then say each column's share of the
-- page, whether it fits there at its natural width, whether it is short enough to stay on one page,
-- and whether it has a row that is too tall for one. In a table that does not fit, every column has room for its longest word and the rest goes
-- where the text is long.
local function lay_out(tbl, paper)
  local texts, heads = {}, #tbl.head.rows
  each_cell(tbl, function(cell, place, column)
    local is_figure = place > heads and tbl.colspecs[column][1] == "AlignRight"
    local text = read_cell(cell)
    if is_figure then text = join_figure(cell, text) end
    cell.contents = loosen_words(cell.contents, text, LONGEST_WORD)
    texts[place] = texts[place] or {}
    texts[place][column] = text
  end)
  local words, cells = measure(texts, heads)
  local room = PAGES[paper] - MARGIN * #cells
  local shares, least = {}, sum(words)
  local natural = sum(cells) <= room
  if not natural and least < room then cells = share_out(texts, words, cells, room) end
  for column, word in ipairs(words) do
    if not natural and least >= room then cells[column] = room * word / least end
    shares[column] = ("%.6f"):format((cells[column] + MARGIN) / PAGES[paper])
  end
  tbl.attributes.shares = table.concat(shares, " ")
  tbl.attributes.natural = natural and "yes" or nil
  -- Too wide for a phone; the tables of an annex are wide by nature, and scroll.
  tbl.attributes.stacked = paper == "portrait" and (not natural or #cells > 3) and "yes" or nil
  local lines, tallest = count_lines(texts, cells)
  tbl.attributes.together = lines <= TOGETHER[paper] and "yes" or nil
  tbl.attributes.tall = tallest > TALLEST and "yes" or nil
  return tbl
end

-- Take the layout off a table: its columns then have their shares of the page, unless it may keep
-- its natural width. Returns whether it is short enough to stay on one page, and whether it holds a
-- row too tall for any.
local function take_layout(tbl, is_natural_kept)
  local is_short, is_tall = tbl.attributes.together == "yes", tbl.attributes.tall == "yes"
  local shares = tbl.attributes.shares:gmatch("%S+")
  for column, spec in ipairs(tbl.colspecs) do
    local share = tonumber(shares())
    if not (is_natural_kept and tbl.attributes.natural) then tbl.colspecs[column] = { spec[1], share } end
  end
  tbl.attributes = {}
  return is_short, is_tall
end

return { join_dashes = join_dashes, lay_out = lay_out, loosen_words = loosen_words, take_layout = take_layout }

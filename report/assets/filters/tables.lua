-- How wide each column of a table shall be, from its words alone, and where words may break: found
-- once (`lay_out`) and carried to each writer in the table's attributes (`take_layout`). Left
-- to themselves, Typst shares room out evenly, LibreOffice makes columns equal, and a browser
-- starves a column of long text.

local stringify = pandoc.utils.stringify

local PAGES = { portrait = 100, landscape = 151 } -- widths of text, in mean letters of a table
local MARGIN = 2.2 -- what the padding of a cell takes
local LONGEST_WORD = 15.5 -- beyond this, a word may break
local STEPS, SAMPLE = 40, 80 -- how finely room is shared out, by how many of the rows
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

local function each_row(tbl, visit)
  for _, row in ipairs(tbl.head.rows) do visit(row, true) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do visit(row, false) end
  end
end

-- The words of all cells, row by row, and how many of the rows are headings. A raised mark is cut
-- to the width that its small letters take.
local function read_cells(tbl)
  local texts = {}
  local flat = tbl:walk({
    Superscript = function(mark)
      local text = stringify(mark)
      return pandoc.Str(text:sub(1, math.ceil(#text * 0.75)))
    end,
  })
  each_row(flat, function(row)
    texts[#texts + 1] = row.cells:map(function(cell) return stringify(cell.contents) end)
  end)
  return texts, #tbl.head.rows
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

-- What each column adds to the height of the rows in which it is the tallest.
local function weigh_columns(rows, widths)
  local costs = {}
  for column in ipairs(widths) do costs[column] = 0 end
  for _, row in ipairs(rows) do
    local tallest, height, next = 1, 1, 1
    for column, long in ipairs(row) do
      local lines = long / widths[column]
      if lines > height then
        tallest, height, next = column, lines, height
      elseif lines > next then
        next = lines
      end
    end
    costs[tallest] = costs[tallest] + height - next
  end
  return costs
end

-- The room beyond what the longest words need, shared out step by step: each goes to the column that
-- makes the table highest.
local function share_out(texts, words, room)
  local rows, widths = {}, { table.unpack(words) }
  for place = 1, #texts, math.ceil(#texts / SAMPLE) do
    rows[#rows + 1] = pandoc.List(texts[place]):map(length)
  end
  local step = (room - sum(words)) / STEPS
  for _ = 1, STEPS do
    local costs, most = weigh_columns(rows, widths), 1
    for column, cost in ipairs(costs) do
      if cost > costs[most] then most = column end
    end
    if costs[most] == 0 then break end
    widths[most] = widths[most] + step
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

-- A short figure of several words, such as "18.8 %" or "1 to 4", must not be torn apart, and no
-- line may begin with a dash.
local function join_words(tbl, texts, heads)
  local joined, place = pandoc.Str("\u{a0}"), 0
  each_row(tbl, function(row)
    place = place + 1
    for column, cell in ipairs(row.cells) do
      local text = texts[place][column]
      local is_figure = place > heads and tbl.colspecs[column][1] == "AlignRight"
      local is_short = is_figure and length(text) <= LONGEST_WORD
      local torn = is_short and " " or " –"
      if text:find(torn, 1, true) then
        texts[place][column] = text:gsub(torn, (torn:gsub(" ", "\u{a0}")))
        cell.contents = cell.contents:walk({
          Inlines = function(inlines)
            for at, inline in ipairs(inlines) do
              local next = inlines[at + 1]
              local is_dashed = next and next.t == "Str" and next.text == "–"
              if inline.t == "Space" and (is_short or is_dashed) then inlines[at] = joined end
            end
            return inlines
          end,
        })
      end
    end
  end)
end

-- A file name has no space to break at. A joint goes after each of its joints, and every 12
-- letters where there is none. Each writer says what it is; it must leave no trace in text that a
-- reader copies.
local joint = pandoc.RawInline("joint", "")

local function split_word(text)
  local pieces, piece, run = pandoc.Inlines({}), {}, 0
  for letter in text:gmatch(utf8.charpattern) do
    piece[#piece + 1], run = letter, run + 1
    if letter:match("^[_./\\:-]$") or run == 12 then
      pieces:extend({ pandoc.Str(table.concat(piece)), joint })
      piece, run = {}, 0
    end
  end
  pieces:insert(pandoc.Str(table.concat(piece)))
  return pieces
end

local function loosen_words(element, longest)
  return element:walk({
    Str = function(str)
      if length(str.text) > longest then return split_word(str.text) end
    end,
  })
end

-- Return the table with its words ready to wrap. Its attributes then say each column's share of the
-- page, whether it fits there at its natural width, whether it is short enough to stay on one page,
-- and whether it has a row that is too tall for one. In a table that does not fit, every column has room for its longest word and the rest goes
-- where the text is long.
local function lay_out(tbl, paper)
  local texts, heads = read_cells(tbl)
  join_words(tbl, texts, heads)
  local words, cells = measure(texts, heads)
  local room = PAGES[paper] - MARGIN * #cells
  local shares, least = {}, sum(words)
  local natural = sum(cells) <= room
  if not natural and least < room then cells = share_out(texts, words, room) end
  for column, word in ipairs(words) do
    if not natural and least >= room then cells[column] = room * word / least end
    shares[column] = ("%.6f"):format((cells[column] + MARGIN) / PAGES[paper])
  end
  tbl = loosen_words(tbl, LONGEST_WORD)
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

return { lay_out = lay_out, take_layout = take_layout, loosen_words = loosen_words }

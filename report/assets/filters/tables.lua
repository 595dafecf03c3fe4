-- How wide each column of a table shall be, from its words alone, and where words may break. Left
-- to themselves, Typst shares room out evenly, LibreOffice makes columns equal, and a browser
-- starves a column of long text.

local stringify = pandoc.utils.stringify

local PAGE = 118 -- the width of the page, in mean letters of table text
local MARGIN = 2.2 -- what the padding of a cell takes
local LONGEST_WORD, LONGEST_CELL = 15.5, 200 -- beyond these, text wraps
local TOGETHER = 25 -- a table of so few lines is not broken across pages

-- The width of a text in mean letters, by the proportions of DejaVu Sans, the widest font used.
local function length(text)
  local count = function(letters) return select(2, text:gsub("[" .. letters .. "]", "")) end
  local widths = 1.14 * (utf8.len(text) or #text)
  widths = widths + 0.18 * count("%u") + 0.06 * count("%d") + 0.5 * count("mwMW%%@")
  return widths - 0.54 * count("ijlI.,:;'|! ") - 0.4 * count("ftr()%[%]/\"-")
end

-- The words of a cell, a raised mark cut to the width that its small letters take.
local function read_cell(cell)
  return stringify(cell.contents:walk({
    Superscript = function(mark)
      local text = stringify(mark)
      return pandoc.Str(text:sub(1, math.ceil(#text * 0.75)))
    end,
  }))
end

local function each_row(tbl, visit)
  for _, row in ipairs(tbl.head.rows) do visit(row, true) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do visit(row, false) end
  end
end

-- For each column: its longest word, its longest cell, and the weight of its text. The weight is
-- the root mean square of the lengths, so that one long label does not starve the other columns.
local function measure(tbl)
  local words, cells, weights, rows = {}, {}, {}, 0
  for column in ipairs(tbl.colspecs) do words[column], cells[column], weights[column] = 2, 2, 0 end
  each_row(tbl, function(row, is_head)
    if not is_head then rows = rows + 1 end
    for column, cell in ipairs(row.cells) do
      local text = read_cell(cell)
      local scale = is_head and 1.12 or 1 -- headings are bold
      for word in text:gmatch("[^%s_/\\:-]+") do
        words[column] = math.max(words[column], math.min(length(word) * scale, LONGEST_WORD))
      end
      if not is_head then -- a heading may wrap; only its words must not
        local long = math.min(length(text), LONGEST_CELL)
        cells[column] = math.max(cells[column], long)
        weights[column] = weights[column] + long ^ 2
      end
    end
  end)
  for column, word in ipairs(words) do
    cells[column] = math.max(cells[column], word)
    weights[column] = math.max((weights[column] / math.max(rows, 1)) ^ 0.5, word)
  end
  return words, cells, weights
end

local function sum(list)
  local total = 0
  for _, value in ipairs(list) do total = total + value end
  return total
end

local function count_lines(tbl, room)
  local lines = 0
  each_row(tbl, function(row)
    local highest = 1
    for column, cell in ipairs(row.cells) do
      highest = math.max(highest, math.ceil(length(read_cell(cell)) / room[column]))
    end
    lines = lines + highest
  end)
  return lines
end

-- A short figure of several words, such as "18.8 %" or "1 to 4", must not be torn apart, and no
-- line may begin with a dash.
local function join_words(tbl)
  local joined = pandoc.Str("\u{a0}")
  each_row(tbl, function(row, is_head)
    for column, cell in ipairs(row.cells) do
      local is_figure = not is_head and tbl.colspecs[column][1] == "AlignRight"
      local is_short = is_figure and length(read_cell(cell)) <= LONGEST_WORD
      cell.contents = cell.contents:walk({
        Inlines = function(inlines)
          for place, inline in ipairs(inlines) do
            local next = inlines[place + 1]
            local is_dashed = next and next.t == "Str" and next.text == "–"
            if inline.t == "Space" and (is_short or is_dashed) then inlines[place] = joined end
          end
          return inlines
        end,
      })
    end
  end)
end

-- A file name has no space to break at. `joint` goes after each of its joints, and every 12
-- letters where there is none. It must leave no trace in text that a reader copies.
local function split_word(text, joint)
  local pieces, piece, run = pandoc.Inlines({}), {}, 0
  for _, code in utf8.codes(text) do
    local letter = utf8.char(code)
    piece[#piece + 1], run = letter, run + 1
    if letter:match("^[_./\\:-]$") or run == 12 then
      pieces:extend({ pandoc.Str(table.concat(piece)), joint })
      piece, run = {}, 0
    end
  end
  pieces:insert(pandoc.Str(table.concat(piece)))
  return pieces
end

local function loosen_words(tbl, joint)
  return tbl:walk({
    Str = function(str)
      if length(str.text) > LONGEST_WORD then return split_word(str.text, joint) end
    end,
  })
end

-- Return the table with its words ready to wrap, each column's share of the page, whether the
-- table fits at its natural width, and whether it is short enough to stay on one page. In a table
-- that does not fit, every column has room for its longest word and the rest goes where the text
-- is long.
local function lay_out(tbl, joint)
  join_words(tbl)
  local words, cells, weights = measure(tbl)
  local room = PAGE - MARGIN * #cells
  local shares, least, most = {}, sum(words), sum(weights)
  local natural = sum(cells) <= room
  for column, word in ipairs(words) do
    if not natural and least < room and most > least then
      cells[column] = word + (room - least) * (weights[column] - word) / (most - least)
    elseif not natural then
      cells[column] = room * word / least
    end
    shares[column] = (cells[column] + MARGIN) / PAGE
  end
  local together = count_lines(tbl, cells) <= TOGETHER
  return joint and loosen_words(tbl, joint) or tbl, shares, natural, together
end

return { lay_out = lay_out, each_row = each_row }

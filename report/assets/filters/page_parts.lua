-- What stands on the web page alone: blocks of the class `only-page`, and the ways back from notes,
-- for which a printed page has its own. The other writers drop them, and the links that lead there.

local dropped = {}

local function note_identifier(element)
  if element.identifier ~= "" then dropped["#" .. element.identifier] = true end
end

local function drop(div)
  if div.classes:includes("back") then return {} end
  if not div.classes:includes("only-page") then return nil end
  note_identifier(div)
  div:walk({ Div = note_identifier, Span = note_identifier, Header = note_identifier })
  return {}
end

-- No cell of a table holds such a block: none is looked at.
local drop_page_parts = { traverse = "topdown", Div = drop, Table = function(tbl) return tbl, false end }

local function is_dropped(target) return dropped[target] end

return { drop_page_parts = drop_page_parts, is_dropped = is_dropped }

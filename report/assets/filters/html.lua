-- What only the web page needs: each table in a box of its own that scrolls, so the page never does.

function Image(image)
  image.src = image.src .. ".svg"
  return image
end

function Table(tbl)
  local caption, attr = tbl.caption, pandoc.Attr(tbl.identifier, { "table" })
  local name = pandoc.utils.stringify(caption.long)
  tbl.caption = pandoc.Caption()
  tbl.identifier = ""
  for _, body in ipairs(tbl.bodies) do
    body.row_head_columns = 1
  end
  -- A keyboard can scroll only what it can reach.
  local box = pandoc.Div({ tbl }, { class = "scroll", tabindex = "0", role = "region", ["aria-label"] = name })
  return pandoc.Figure({ box }, caption, attr)
end

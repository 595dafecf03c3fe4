-- Read, settle and write the documents of a report, all in one process: what is settled once is
-- handed to no other program but the reader's.
--
-- `pandoc lua write.lua FORMAT BIBLIOGRAPHY` reads documents.json, and NAME.md of each document that
-- it lists with its `outputs`, each a format and the options of its writer. It writes NAME.<format>
-- and says so at once. What only one format needs stands in <format>.lua.

local folder = pandoc.path.directory(arg[0])
local settling = dofile(pandoc.path.join({ folder, "settle.lua" }))

local function find_filter(format)
  return format ~= "gfm" and dofile(pandoc.path.join({ folder, format .. ".lua" })) or {}
end

local function write(document, format, options)
  local doc, filters = document.doc, find_filter(format)
  for _, filter in ipairs(filters) do doc = doc:walk(filter) end
  if options.template then options.template = pandoc.template.compile(options.template) end
  local content = pandoc.write(doc, format, options)
  local file = assert(io.open(document.name .. "." .. format, "wb"))
  file:write(filters.finish and filters.finish(content) or content)
  file:close()
  print(table.concat({ "WRITTEN", document.name, format }, "\t"))
  io.stdout:flush()
end

local documents = pandoc.json.decode(settling.read_file("documents.json"), false)
local faults = settling.settle(documents, arg[1], arg[2])
if #faults > 0 then
  print(table.concat(faults, "\n"))
  os.exit(65)
end
for position = 1, #documents[1].outputs do
  for _, document in ipairs(documents) do write(document, table.unpack(document.outputs[position])) end
end

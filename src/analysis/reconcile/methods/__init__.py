"""The statistics, free of frames and files: numbers in, numbers out.

A small library that imports nothing of the project but windows and the words of counts;
docs/engine.md has six worked cases.

- `bounds`: what cells over any windows, of any categories, some of them hidden, imply for a window:
  sharp bounds with a witness at each end, and the bounds of a share;
- `running_totals`: the same of days alone, as shortest ways;
- `contradictions`: an irreducible set of figures that cannot all be true, told from both sides;
- `distinct_people`: bounds on different people, who may be counted in several cells;
- `shares`: a category's share where some events could be of it or not, differences and their test;
- `apportion`: the events of a cell on either side of an edge, under an assumption that is named;
- `rates`: rates, ratios and funnels, with exact and with widened intervals;
- `many_rates`: the ranks that each of many rates may hold, and each shrunk to what all share;
- `window_choice`: the days over which several calendars are best compared.

Of margins alone the bounds are those of Fréchet and of Duncan and Davis (methods.md 2).
"""

"""What became of each figure between two editions: numbers and marks apart."""

from collections import Counter, defaultdict
from collections.abc import Callable

from analysis.ingest.files.workbook import fold
from analysis.ingest.recipe.unfold import Unfolded
from analysis.model.window import Window

COUNTED = ("table", "dimension", "category", "start", "end")
LABEL_CHANGED, MOVED = "label changed", "moved"


def gather_figures(table: Unfolded) -> list[dict]:
    """Every figure of a table, printed totals too; a total that is also counted stands once."""
    printed = [*table.observations, *(total.printed for total in table.totals)]
    return list({tuple(f[n] for n in (*COUNTED, "sheet", "cell")): f for f in printed}.values())


def compare_figures(earlier: list[dict], later: list[dict]) -> list[dict]:
    """What became of each figure: first matched with its label, then, where one is left, without.

    A label printed in other words that means the same is a changed label, not another figure.
    """
    pairs, gone, new = _match(earlier, later, lambda f: (_count_key(f), fold(f["label"])))
    alone = Counter(map(_count_key, gone)), Counter(map(_count_key, new))
    single = {key for key in alone[0] if alone[0][key] == alone[1][key] == 1}
    found = {_count_key(f): f for f in new if _count_key(f) in single}
    pairs += [(f, found[_count_key(f)]) for f in gone if _count_key(f) in single]
    gone, new = ([f for f in each if _count_key(f) not in single] for each in (gone, new))
    rows = [_tell("disappeared", figure, None) for figure in gone]
    rows += [_tell("appeared", None, figure) for figure in new]
    labels: dict[tuple[str, str], list] = defaultdict(list)
    moved = []
    for before, after in pairs:
        if change := _name_change(before, after):
            rows.append(_tell(change, before, after))
        elif _place(before) != _place(after):
            moved.append((before, after))
        if before["label"] != after["label"]:
            labels[before["label"], after["label"]].append((before, after))
    for (old, now), same in labels.items():
        rows.append(_tell_together(LABEL_CHANGED, same) | {"earlier": old, "later": now})
    return rows + ([_tell_together(MOVED, moved)] if moved else [])


def _match(
    earlier: list[dict], later: list[dict], key: Callable
) -> tuple[list[tuple[dict, dict]], list[dict], list[dict]]:
    """Figures with the same key, in order; then those left over on either side."""
    waiting: dict = defaultdict(list)
    for figure in later:
        waiting[key(figure)].append(figure)
    pairs, gone = [], []
    for figure in earlier:
        if found := waiting.get(key(figure)):
            pairs.append((figure, found.pop(0)))
        else:
            gone.append(figure)
    return pairs, gone, [figure for left in waiting.values() for figure in left]


def _count_key(figure: dict) -> tuple:
    return tuple(figure[name] for name in COUNTED)


def _place(figure: dict) -> tuple[str, str]:
    return figure["sheet"], figure["cell"]


def _name_change(before: dict, after: dict) -> str:
    """What happened to one figure; nothing where it says the same in the same words."""
    kinds = ["number" if _is_number(figure) else "mark" for figure in (before, after)]
    if kinds[0] != kinds[1]:
        return f"{kinds[0]} became {kinds[1]}"
    if any(before[name] != after[name] for name in ("low", "high", "status")):
        return f"{kinds[0]} changed"
    return "printed otherwise" if before["text"] != after["text"] else ""


def _is_number(figure: dict) -> bool:
    """Whether digits were printed for it: a glyph that means zero is a mark all the same."""
    return figure["status"] == "exact" and any(sign.isdigit() for sign in figure["text"])


def _tell(change: str, before: dict | None, after: dict | None) -> dict:
    known = after or before
    window = Window(known["start"], known["end"])
    words = [known["label"], str(window)] if known["dimension"] != "total" else [str(window)]
    return {
        "change": change,
        "table": known["table"],
        "what": ", ".join(words),
        **_show("earlier", before),
        **_show("later", after),
    }


def _show(name: str, figure: dict | None) -> dict:
    if figure is None:
        return {name: "", f"{name}_cell": None}
    return {name: figure["text"], f"{name}_cell": _place(figure)}


def _tell_together(change: str, pairs: list[tuple[dict, dict]]) -> dict:
    """One row for many figures, at the address of the first: an inserted row moves them all."""
    first = _tell(change, *pairs[0])
    count = f"{len(pairs)} figures, the first of them here" if len(pairs) > 1 else first["what"]
    return first | {"what": count}

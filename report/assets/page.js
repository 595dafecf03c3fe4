// What the page can do beyond showing itself: tables sort, the contents mark where one is, a note
// opens at its number. Without it every word, number and link of the page is there all the same.
"use strict";

// "1,750", "−3.5", "18 [x]" and "1 to 4" sort by their first number; what has none comes last.
function readNumber(text) {
  const found = text.replaceAll(",", "").replaceAll("\u2212", "-").match(/-?\d+(\.\d+)?/);
  return found ? Number(found[0]) : NaN;
}

function compareCells(first, second, areNumbers) {
  if (!areNumbers) return first.localeCompare(second, document.documentElement.lang, { numeric: true });
  const [a, b] = [readNumber(first), readNumber(second)];
  return Number.isNaN(a) || Number.isNaN(b) ? Number.isNaN(a) - Number.isNaN(b) : a - b;
}

function sortRows(table, heading) {
  const column = heading.cellIndex;
  const isAscending = heading.getAttribute("aria-sort") !== "ascending";
  const areNumbers = heading.style.textAlign === "right";
  const words = (row) => row.cells[column].innerText.trim();
  const rows = [...table.tBodies[0].rows];
  rows.sort((first, second) => compareCells(words(first), words(second), areNumbers));
  table.tBodies[0].append(...(isAscending ? rows : rows.reverse()));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", isAscending ? "ascending" : "descending");
}

function makeSortable(table) {
  const hasSpans = table.querySelector("[colspan], [rowspan]");
  if (hasSpans || !table.tHead || table.tBodies.length !== 1 || table.tBodies[0].rows.length < 3) return;
  for (const heading of table.tHead.rows[0].cells) {
    if (!heading.innerText.trim()) continue;
    const button = document.createElement("button");
    button.setAttribute("aria-label", `Sort by ${heading.innerText.trim()}`);
    button.addEventListener("click", () => sortRows(table, heading));
    heading.append(button);
  }
}

// The entry of the last heading in the upper quarter of the window, or above it.
function markContents() {
  const links = new Map();
  for (const link of document.querySelectorAll("nav ul a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  let marked = null;
  const mark = () => {
    let here = null;
    for (const [heading, link] of links) {
      if (heading.getBoundingClientRect().top > innerHeight / 4) break;
      here = link;
    }
    if (here === marked) return;
    marked?.removeAttribute("aria-current");
    here?.setAttribute("aria-current", "true");
    marked = here;
  };
  addEventListener("scroll", mark, { passive: true });
  addEventListener("resize", mark);
  mark();
}

// The note that a number's mark leads to opens at the number. Escape, a click elsewhere or the same
// mark again closes it; the browser does that for whatever has the attribute popover.
function openNotes() {
  const shown = document.createElement("aside");
  if (!("popover" in shown)) return;
  shown.popover = "auto";
  shown.className = "note-at-number";
  shown.setAttribute("aria-label", "Where this number comes from");
  document.querySelector("main").append(shown);
  let mark = null;
  let wasOpen = null; // a press on the open mark closes the note before the click is told
  document.addEventListener("pointerdown", (event) => {
    wasOpen = shown.matches(":popover-open") && mark?.contains(event.target) ? mark : null;
  }, { capture: true });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.trace");
    const note = link && !link.classList.contains("elsewhere") && findNote(link);
    if (!note || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (wasOpen === link) return;
    mark = link;
    const whole = document.createElement("a");
    whole.href = link.hash;
    whole.textContent = "All notes";
    const copy = note.cloneNode(true);
    for (const element of [copy, ...copy.querySelectorAll("[id]")]) element.removeAttribute("id");
    for (const back of copy.querySelectorAll(".back")) back.remove();
    shown.replaceChildren(...copy.childNodes, whole);
    shown.showPopover();
    place(shown, link);
    shown.tabIndex = -1;
    shown.focus({ preventScroll: true });
  });
  shown.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && shown.contains(document.activeElement)) mark?.focus();
  });
}

function findNote(link) {
  return document.getElementById(decodeURIComponent(link.hash.slice(1)))?.closest(".trace-note");
}

function place(shown, link) {
  const at = link.getBoundingClientRect();
  const room = document.documentElement.clientWidth - shown.offsetWidth - 12;
  const isBelow = at.bottom + shown.offsetHeight + 12 < innerHeight || at.top < innerHeight / 2;
  const top = isBelow ? at.bottom + 6 : at.top - shown.offsetHeight - 6;
  shown.style.left = `${scrollX + Math.max(12, Math.min(at.left, room))}px`;
  shown.style.top = `${scrollY + Math.max(12, top)}px`;
}

// An enlarged figure closes by Escape too.
function closeFigures() {
  addEventListener("keydown", (event) => {
    const box = event.key === "Escape" && document.querySelector(".enlarge input:checked");
    if (box) box.checked = false;
  });
}

for (const table of document.querySelectorAll("main table")) makeSortable(table);
markContents();
openNotes();
closeFigures();

// Sorts and filters the table of students. What is chosen stands in the address after the #, so that it can be sent.
"use strict";
(() => {
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const field = (name) => form.elements.namedItem(name);
  const NAMES = ["q", "status", "check", "verdict", "diagnosis", "group"].filter(field);
  const WORST_FIRST = ["failed", "failed timeout", "broken", "skipped", "passed"];
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const sorted = { by: "", down: false };

  // Without accents and in small letters, so that "zoe" finds "Zoë".
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) => new Set(text.split(" "));

  const rows = [...body.rows].map((element) => ({
    element,
    text: plain(`${element.cells[0].textContent} ${element.dataset.find}`),
    status: words(element.dataset.states),
    diagnosis: words(element.dataset.causes),
    group: words(element.dataset.groups),
    kinds: [...element.cells].map((cell) => cell.className),
  }));

  // What a row is sorted by: a number, a text, or null where there is nothing, which comes last in either direction.
  function key(row, column, by) {
    const text = row.element.cells[column].textContent.trim();
    if (by.startsWith("check-")) return row.kinds[column] === "none" ? null : WORST_FIRST.indexOf(row.kinds[column]);
    if (by === "mark") return text === "–" ? null : Number(text);
    if (by === "late") return text === "" ? null : Number(text) || 0;
    return text === "" ? null : text;
  }

  function compare(one, other) {
    return typeof one === "number" ? one - other : order.compare(one, other);
  }

  function sort() {
    const column = heads.findIndex((head) => head.dataset.sort === sorted.by);
    for (const [index, head] of heads.entries()) {
      if (index === column) head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    const keyed = rows.map((row) => [column < 0 ? 0 : key(row, column, sorted.by), row.element]);
    const known = keyed.filter(([value]) => value !== null);
    const unknown = keyed.filter(([value]) => value === null);
    known.sort(([one], [other]) => (sorted.down ? -1 : 1) * compare(one, other));
    body.append(...[...known, ...unknown].map(([, element]) => element));
  }

  function verdictFits(row, column, verdict) {
    const fits = (kind) => kind.split(" ").includes(verdict);
    return column < 0 ? row.kinds.some(fits) : fits(row.kinds[column]);
  }

  function filter() {
    const chosen = Object.fromEntries(NAMES.map((name) => [name, field(name).value]));
    const sought = plain(chosen.q).split(/\s+/).filter(Boolean);
    const column = chosen.check ? heads.findIndex((head) => head.dataset.check === chosen.check) : -1;
    let count = 0;
    for (const row of rows) {
      const fits =
        sought.every((word) => row.text.includes(word)) &&
        ["status", "diagnosis", "group"].every((name) => !chosen[name] || row[name].has(chosen[name])) &&
        (!chosen.verdict || verdictFits(row, column, chosen.verdict));
      if (row.element.hidden === fits) row.element.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")} students`;
  }

  function keep() {
    const state = new URLSearchParams(NAMES.map((name) => [name, field(name).value]).filter(([, value]) => value));
    if (sorted.by) state.set("sort", (sorted.down ? "-" : "") + sorted.by);
    history.replaceState(null, "", `#${state}`);
  }

  // The address is the state; a link such as #status=late leads to the table.
  function read() {
    const state = new URLSearchParams(location.hash.slice(1));
    const by = state.get("sort") ?? "";
    if (![...NAMES, "sort"].some((name) => state.has(name)) && location.hash.length > 1) return; // a place on the page
    for (const name of NAMES) {
      const wanted = state.get(name) ?? "";
      field(name).value = wanted;
      if (field(name).value !== wanted) field(name).value = "";
    }
    if (by !== (sorted.down ? "-" : "") + sorted.by) {
      sorted.down = by.startsWith("-");
      sorted.by = by.replace("-", "");
      sort();
    }
    filter();
    if (location.hash.length > 1) document.getElementById("students").scrollIntoView();
  }

  for (const head of heads.filter((each) => each.dataset.sort)) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      sorted.down = sorted.by === head.dataset.sort && !sorted.down;
      sorted.by = head.dataset.sort;
      sort();
      keep();
    });
    head.append(button);
  }
  form.addEventListener("input", (event) => {
    if (event.target.name === "check") field("verdict").value ||= "failed";
    filter();
    keep();
  });
  form.addEventListener("reset", () => setTimeout(() => (filter(), keep())));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", read);
  form.hidden = false;
  filter();
  read();
})();

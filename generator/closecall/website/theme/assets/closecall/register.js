/* Filters for a register: a list of records by the thousand that stays readable without this script.

   The page holds the newest rows as plain HTML:

     <div data-cc-register>
       <p class="meta" data-cc-count>The newest 50 of 1,204.</p>
       <div class="scroll" tabindex="0" role="region" aria-label="…"><table class="stack"> … <tbody> … </tbody></table></div>
     </div>
     <script src="rows.js"></script>
     <script src="../assets/closecall/register.js"></script>

   and rows.js beside it holds all of them, newest first:

     window.closecallRows = {
       "columns": [["Day", "day"], ["Near miss", "link"], …],           title and kind of each cell
       "facets":  [["service", "Service", [["rosewood-house", "Rosewood House"], …]], …],
                                                                        key in the address, label, values: key in the address and label
       "rows":    [[cell, cell, …, [0, [1, 2], -1]], …]                 cells as the columns, then for each facet the place of its
     };                                                                 value in that list, several places, or -1 for none

   Kinds of cells: "text" and "day" are words; "id" is an id; "number" is a number or null; "link" is [words, page] or plain words;
   "tags" is a list of [tone, words] with tone good, bad, wait, warn, mute, sig or plain.
   "q" is the text filter's own key in the address. A page with ?service=rosewood-house opens with that filter set.

   All words are set as text, never as markup, and what stands in the address is only looked up in the lists above. */
(function () {
  "use strict";
  const STEP = 50;
  const TONES = ["good", "bad", "wait", "warn", "mute", "sig", "plain"];
  const PAGE = /^(?:\.\.\/)*[a-z0-9][a-z0-9/.-]*\.html(?:#[a-z0-9-]+)?$/;

  const place = document.querySelector("[data-cc-register]");
  const data = window.closecallRows;
  if (!place || !data) return;
  const body = place.querySelector("tbody");
  const count = place.querySelector("[data-cc-count]");
  const after = place.querySelector(".scroll") || place.querySelector("table");
  if (!body || !count || !after) return;

  const columns = data.columns, facets = data.facets, rows = data.rows, width = columns.length;
  let shown = body.rows.length;   // how many of the matching rows are drawn
  let found = rows;               // the matching rows
  let texts = null;               // the words of each row in lower case, made when first asked for

  function element(name, className, words) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (words !== undefined) made.textContent = words;
    return made;
  }

  function quoted(words) {
    const made = element("bdi", "", words);
    made.dir = "auto";
    return made;
  }

  function number(value) { return value.toLocaleString("en-GB"); }

  /* One cell of each kind: what it looks like, and what the text filter finds in it. */
  const KINDS = {
    text: { draw: (value, cell) => cell.append(quoted(value)), words: (value) => value },
    day: { draw: (value, cell) => cell.append(value), words: (value) => value },
    id: { draw: (value, cell) => cell.append(element("span", "id", value)), words: (value) => value },
    number: {
      draw: (value, cell) => { if (value !== null) cell.append(number(value)); },
      words: () => ""
    },
    link: {
      draw: (value, cell) => {
        if (typeof value === "string" || !PAGE.test(value[1])) {
          cell.append(quoted(typeof value === "string" ? value : value[0]));
          return;
        }
        const link = element("a");
        link.href = value[1];
        link.append(quoted(value[0]));
        cell.append(link);
      },
      words: (value) => (typeof value === "string" ? value : value[0])
    },
    tags: {
      draw: (value, cell) => value.forEach((tag, n) => {
        if (n) cell.append(" ");
        cell.append(element("span", "tag t-" + (TONES.includes(tag[0]) ? tag[0] : "plain"), tag[1]));
      }),
      words: (value) => value.map((tag) => tag[1]).join(" ")
    }
  };

  function kind(n) { return KINDS[columns[n][1]] || KINDS.text; }

  function line(row) {
    const tr = element("tr");
    for (let n = 0; n < width; n += 1) {
      const cell = element(n ? "td" : "th", columns[n][1] === "number" ? "num" : "");
      if (n) cell.setAttribute("data-l", columns[n][0]);
      else cell.scope = "row";
      kind(n).draw(row[n], cell);
      tr.append(cell);
    }
    return tr;
  }

  function draw(from) {
    if (!from) body.replaceChildren();
    const rest = found.slice(from, from + STEP);
    rest.forEach((row) => body.append(line(row)));
    shown = from + rest.length;
    if (!found.length) {
      const tr = element("tr"), cell = element("td", "", "Nothing here matches all of these filters.");
      cell.colSpan = width;
      tr.append(cell);
      body.append(tr);
    }
    tell();
  }

  function tell() {
    const all = number(rows.length), some = number(found.length);
    if (found.length === rows.length) {
      count.textContent = "Showing " + (shown < found.length ? number(shown) + " of " : "all ") + all + ".";
    } else if (found.length < 2) {
      count.textContent = (found.length ? "Showing the one that matches" : "None matches") + ", of " + all + " in all.";
    } else {
      count.textContent = "Showing " + (shown < found.length ? number(shown) + " of " : "all ") + some + " that match, of " + all + " in all.";
    }
    more.hidden = shown >= found.length;
    more.textContent = "Show " + number(Math.min(STEP, found.length - shown)) + " more";
    clear.hidden = !input.value && selects.every((select) => !select.selectedIndex);
  }

  function holds(value, wanted) { return Array.isArray(value) ? value.includes(wanted) : value === wanted; }

  function words(row) {
    let all = "";
    for (let n = 0; n < width; n += 1) all += kind(n).words(row[n]) + "\n";
    return all.toLowerCase();
  }

  function filter() {
    const asked = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.map((select) => select.selectedIndex - 1);   // -1: any
    if (asked.length && !texts) texts = rows.map(words);
    found = rows.filter((row, n) =>
      wanted.every((value, facet) => value < 0 || holds(row[width][facet], value)) &&
      asked.every((word) => texts[n].includes(word)));
    draw(0);
  }

  /* The address keeps the filters, so that a list can be bookmarked and sent on. */
  function keep() {
    const kept = new URLSearchParams();
    if (input.value.trim()) kept.set("q", input.value.trim());
    selects.forEach((select, n) => {
      if (select.selectedIndex > 0) kept.set(facets[n][0], facets[n][2][select.selectedIndex - 1][0]);
    });
    const query = kept.toString();
    try {
      history.replaceState(null, "", location.pathname + (query ? "?" + query : "") + location.hash);
    } catch (refused) { /* some browsers keep the address of a page in a folder as it is */ }
  }

  function changed() { filter(); keep(); }

  function labelled(key, words, control) {
    const box = element("div"), label = element("label", "", words);
    control.id = label.htmlFor = "cc-filter-" + key;
    box.append(label, control);
    filters.append(box);
    return control;
  }

  /* On a phone the filters wait behind their heading, so that the list is seen first. */
  const panel = element("details", "filter");
  panel.append(element("summary", "", "Filter this list"));
  const filters = element("div", "filters");
  filters.setAttribute("role", "search");
  filters.setAttribute("aria-label", "Filter this list");
  panel.append(filters);

  const input = element("input");
  input.type = "search";
  input.autocomplete = "off";
  labelled("q", "Words", input);

  const selects = facets.map((facet, f) => {
    const totals = facet[2].map(() => 0);
    rows.forEach((row) => [].concat(row[width][f]).forEach((value) => { if (value >= 0) totals[value] += 1; }));
    const select = element("select");
    select.append(element("option", "", "Any"));
    facet[2].forEach((value, n) => select.append(element("option", "", value[1] + " (" + number(totals[n]) + ")")));
    return labelled(facet[0], facet[1], select);
  });

  const clear = element("button", "btn", "Clear the filters");
  clear.type = "button";
  filters.append(clear);
  const more = element("button", "btn");
  more.type = "button";

  input.addEventListener("input", changed);
  selects.forEach((select) => select.addEventListener("change", changed));
  clear.addEventListener("click", () => {
    input.value = "";
    selects.forEach((select) => { select.selectedIndex = 0; });
    input.focus();
    changed();
  });
  more.addEventListener("click", () => draw(shown));

  count.setAttribute("role", "status");
  place.insertBefore(panel, place.firstChild);
  after.after(more);

  const asked = new URLSearchParams(location.search);
  input.value = asked.get("q") || "";
  selects.forEach((select, n) => {
    select.selectedIndex = 1 + facets[n][2].findIndex((value) => value[0] === asked.get(facets[n][0]));
  });
  const filtered = Boolean(input.value) || selects.some((select) => select.selectedIndex);
  panel.open = filtered || !window.matchMedia("(max-width: 46em)").matches;
  if (filtered) filter();
  else tell();
})();

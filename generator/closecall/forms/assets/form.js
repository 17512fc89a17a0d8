/* closecall forms: the page itself. It asks for nothing over a network and keeps nothing: no
   storage, no cookie, nothing in the address. */
(function (closecall) {
  "use strict";

  const { data, record: make, privacy } = closecall;
  const byId = (id) => document.getElementById(id);
  const form = byId("cc-form");
  const problems = byId("cc-problems");
  const check = byId("cc-check");
  const title = document.title;
  let report = null;
  let id = "";

  const same = (one, other) => one.length === other.length && starts(one, other);
  const starts = (whole, head) => head.every((step, place) => String(step) === String(whole[place]));

  // --- What was answered ------------------------------------------------------------------------

  const checked = (name) =>
    Array.from(form.querySelectorAll("input:checked")).filter((input) => input.name === name);

  function typed(part) {
    if (part.way === "when") {
      const boxes = {};
      for (const box of ["day", "month", "year", "time"]) {
        boxes[box] = byId(part.id + "-" + box).value.trim();
      }
      return boxes;
    }
    if (part.way === "one" || part.way === "many") {
      return checked(part.id).map((input) => input.value);
    }
    if (part.way === "select") return byId(part.id).value;
    return make.tidy(byId(part.id).value, part.way === "line");
  }

  /* Where the focus goes for a part. */
  function fieldOf(part, box = "day") {
    if (part.way === "when") return part.id + "-" + box;
    return part.way === "one" || part.way === "many" ? part.id + "-1" : part.id;
  }

  function isEmpty(part, value) {
    return part.way === "when" ? !Object.values(value).some(Boolean) : !value.length;
  }

  const nameOf = (question, part) => part.label || question.title;

  /* Answers and what is wrong with them, question by question. */
  function read(now) {
    const answers = [];
    const wrong = [];
    for (const question of data.questions) {
      const { instead } = question;
      const isInstead = instead && byId(instead.id).checked;
      const values = question.parts.map((part) => [part, typed(part)]);
      const filled = values.filter(([part, value]) => !isEmpty(part, value));
      if (isInstead && filled.length) {
        wrong.push({
          question,
          field: instead.id,
          words: "Write the answer or tick “" + instead.label + "”, not both.",
        });
      }
      if (isInstead) {
        answers.push({ question, steps: instead.steps, value: instead.value });
        continue;
      }
      for (const [part, value] of values) {
        if (part.way === "when") {
          const found = make.readMoment(value, now);
          if (found.error) {
            wrong.push({ question, field: fieldOf(part, found.box), words: found.error });
          } else {
            answers.push({ question, part, steps: part.steps, value: found.value });
          }
        } else if (isEmpty(part, value)) {
          if (part.required) {
            const also = instead ? " Or tick “" + instead.label + "”." : "";
            wrong.push({ question, field: fieldOf(part), words: part.error + also });
          }
        } else {
          const said = part.way === "one" ? value[0] : value;
          answers.push({ question, part, steps: part.steps, value: said });
        }
      }
    }
    return { answers, wrong };
  }

  /* What the schema refuses of the answers that are there. */
  function refused(answers, whole) {
    const found = [];
    for (const steps of make.refused(whole)) {
      const answer = answers.find((one) => starts(steps, one.steps) && one.part);
      if (answer && !found.some(({ part }) => part === answer.part)) {
        found.push({
          question: answer.question,
          part: answer.part,
          field: fieldOf(answer.part),
          words: answer.part.wrong,
        });
      }
    }
    return found;
  }

  function personal(answers, whole) {
    const found = [];
    for (const { kind, steps } of make.personal(whole)) {
      const answer = answers.find((one) => same(one.steps, steps)) ||
        answers.find((one) => starts(steps, one.steps));
      const { question, part } = answer || { question: data.questions[0] };
      const [name, remedy] = privacy.wording(kind);
      const of = part ? nameOf(question, part) : question.title;
      const words = "“" + of + "” has what looks like " + name + ". " + remedy;
      const field = part ? fieldOf(part) : question.id;
      if (!found.some((one) => one.words === words)) found.push({ question, field, words });
    }
    return found;
  }

  // --- Problems ---------------------------------------------------------------------------------

  function show(wrong) {
    const list = problems.querySelector("ul");
    list.replaceChildren();
    for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    for (const question of data.questions) {
      const place = byId(question.id + "-errors");
      place.replaceChildren();
      const own = wrong.filter((one) => one.question === question);
      byId(question.id).classList.toggle("wrong", own.length > 0);
      for (const { field, words } of own) {
        const said = document.createElement("span");
        said.textContent = words;
        place.append(said);
        const target = byId(field);
        if (target.matches("input[type=text], textarea, select")) {
          target.setAttribute("aria-invalid", "true");
        }
        const link = document.createElement("a");
        link.href = "#" + field;
        link.textContent = words;
        link.addEventListener("click", (event) => {
          event.preventDefault();
          target.focus();
          byId(question.id).scrollIntoView();
        });
        const item = document.createElement("li");
        item.append(link);
        list.append(item);
      }
    }
    document.title = (wrong.length ? "Error: " : "") + title;
    problems.hidden = !wrong.length;
    if (wrong.length) {
      problems.focus();
      problems.scrollIntoView();
    }
  }

  // --- Check your answers -----------------------------------------------------------------------

  function said(answer) {
    const { part, question, value } = answer;
    if (!part) return question.instead.label;
    if (part.way === "when") return inWords(value);
    const labels = new Map(part.choices.map((choice) => [choice.value, choice.label]));
    return [value].flat().map((one) => labels.get(one) || one).join(", ");
  }

  function inWords(moment) {
    const [year, month, day] = moment.slice(0, 10).split("-").map(Number);
    const date = new Date(year, month - 1, day);
    const style = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
    return date.toLocaleDateString("en-GB", style) + ", " + moment.slice(11);
  }

  function row(list, term, words, target) {
    const box = document.createElement("div");
    for (const [tag, text] of [["dt", term], ["dd", words]]) {
      const element = document.createElement(tag);
      element.textContent = text;
      box.append(element);
    }
    const last = document.createElement("dd");
    if (target) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Change";
      button.setAttribute("aria-label", "Change: " + term);
      button.addEventListener("click", () => {
        back();
        byId(target).focus();
      });
      last.append(button);
    }
    box.append(last);
    list.append(box);
  }

  function showAnswers(answers, recorded) {
    const list = byId("cc-answers");
    list.replaceChildren();
    for (const question of data.questions) {
      const own = answers.filter((answer) => answer.question === question);
      const words = own.map((answer) => {
        const label = own.length > 1 && answer.part && answer.part.label;
        return label ? label + (label.endsWith("?") ? " " : ": ") + said(answer) : said(answer);
      });
      const number = question.number ? question.number + ". " : "";
      const first = own[0] && own[0].part;
      const target = first ? fieldOf(first) : question.instead.id;
      row(list, number + question.title, words.join("\n"), target);
    }
    row(list, "Written down", inWords(recorded) + ", by the clock of this device", "");
  }

  function back() {
    check.hidden = true;
    form.hidden = false;
    byId("cc-intro").hidden = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const now = new Date();
    const recorded = make.moment(now);
    const { answers, wrong } = read(now);
    const whole = make.build(answers, recorded);
    const both = [...wrong, ...refused(answers, whole), ...personal(answers, whole)];
    const order = (one) => data.questions.indexOf(one.question);
    both.sort((one, other) => order(one) - order(other));
    show(both);
    if (both.length) return;
    id = id || make.newId(now);
    report = { path: make.pathOf(id), text: make.toText(whole) };
    showAnswers(answers, recorded);
    byId("cc-saved").textContent = "";
    byId("cc-path").textContent = report.path;
    byId("cc-text").textContent = report.text;
    if (data.send && data.send.links) {
      const address = make.link(report.path, report.text);
      byId("cc-send").href = address || "#cc-check";
      byId("cc-send-row").hidden = byId("cc-send-where").hidden = !address;
      byId("cc-too-long").hidden = Boolean(address);
    }
    form.hidden = true;
    byId("cc-intro").hidden = true;
    check.hidden = false;
    check.focus();
    scrollTo(0, 0);
  });

  byId("cc-save").addEventListener("click", () => {
    const link = document.createElement("a");
    const name = report.path.split("/").pop();
    link.href = URL.createObjectURL(new Blob([report.text], { type: "text/yaml" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    byId("cc-saved").textContent = "Saved. " + name + " is in the downloads of this device.";
  });

  function clear() {
    form.reset();
    id = "";
    report = null;
    for (const place of ["cc-answers", "cc-path", "cc-text", "cc-saved"]) byId(place).replaceChildren();
    if (data.send && data.send.links) byId("cc-send").href = "#cc-check";
    offerUnits();
    show([]);
    back();
  }

  byId("cc-back").addEventListener("click", () => {
    back();
    form.querySelector("select, input").focus();
  });
  byId("cc-clear").addEventListener("click", () => {
    clear();
    form.querySelector("select, input").focus();
    scrollTo(0, 0);
  });
  byId("cc-print").addEventListener("click", () => print());

  // --- Help with answers ------------------------------------------------------------------------

  for (const button of form.querySelectorAll("button[data-day]")) {
    button.addEventListener("click", () => {
      const date = new Date();
      date.setDate(date.getDate() - Number(button.dataset.day));
      const boxes = { day: date.getDate(), month: date.getMonth() + 1, year: date.getFullYear() };
      for (const [box, value] of Object.entries(boxes)) {
        byId(button.dataset.for + "-" + box).value = String(value);
      }
      byId(button.dataset.for + "-time").focus();
    });
  }

  const units = form.querySelector("select[data-units]");
  const groups = units ? Array.from(units.querySelectorAll("optgroup")) : [];

  /* Only the units of the service that was chosen; all, until one is. */
  function offerUnits() {
    if (!units) return;
    const service = checked("cc-service").map((input) => input.value)[0] ||
      (byId("cc-service") ? byId("cc-service").value : "");
    const before = units.selectedOptions[0];
    for (const group of groups) group.remove();
    const shown = groups.filter((group) => !service || group.dataset.service === service);
    units.append(...shown);
    const stays = before && before.isConnected;
    if (stays) before.selected = true;
    else units.value = "";
  }
  form.addEventListener("change", (event) => {
    if (event.target.name === "cc-service") offerUnits();
  });

  // A browser may bring back what was typed when somebody goes back to the page: it is emptied.
  addEventListener("pageshow", (event) => {
    if (event.persisted) clear();
  });

  form.reset();
  byId("cc-start").hidden = true;
  form.hidden = false;
})(globalThis.closecall);

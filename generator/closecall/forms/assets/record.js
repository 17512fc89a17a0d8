/* closecall forms: from answers to a record, its text and its place; no page is touched here. */
(function (closecall) {
  "use strict";

  const { data } = closecall;
  const { Validator } = closecallJsonSchema;
  const two = (number) => String(number).padStart(2, "0");

  // --- Text that the reader takes ---------------------------------------------------------------

  // What hides something or that programs disagree about; the reader refuses the same characters.
  const SUSPECT =
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e00ff}\p{Cs}]/u;
  const LETTER = /^[\p{L}\p{M}\p{S}]$/u;
  const MARK = /^[\p{Mn}\p{Me}]$/u;

  /* Whether a joiner stands where writing uses it: between letters that are not ours, or in a
     picture made of several. */
  function joins(before, after) {
    return [before, after].every((sign) => sign && sign > "\x7f" && LETTER.test(sign));
  }

  /* What was typed, without what cannot be seen: a person would not know why it is refused. */
  function tidy(typed, onOneLine) {
    const text = typed
      .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
      .replace(/\t/g, " ");
    const kept = [];
    let marks = 0;
    const signs = Array.from(text);
    signs.forEach((sign, place) => {
      const code = sign.codePointAt(0);
      const isJoiner = code === 0x200c || code === 0x200d;
      const isOdd = SUSPECT.test(sign) || ((code & 0xfffe) === 0xfffe && code > 0xffff);
      if (isOdd && !(isJoiner && joins(kept[kept.length - 1], signs[place + 1]))) return;
      marks = MARK.test(sign) ? marks + 1 : 0;
      if (marks <= data.marks) kept.push(sign);
    });
    // Again: a joiner may by now stand beside something else.
    const lines = kept
      .filter((sign, place) =>
        sign === "\u200c" || sign === "\u200d" ? joins(kept[place - 1], kept[place + 1]) : true
      )
      .join("")
      .split("\n")
      .map((line) => line.replace(/\s+/g, " ").trim());
    const all = lines.join("\n").replace(/\n{3,}/g, "\n\n").trim();
    return onOneLine ? all.replace(/\n+/g, " ") : all;
  }

  // --- Days and times ---------------------------------------------------------------------------

  /* The clock on the wall of whoever holds the device: 2026-05-06 07:40. */
  function moment(date) {
    const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
    return day + " " + two(date.getHours()) + ":" + two(date.getMinutes());
  }

  /* What was typed of a moment: the moment, or what is wrong and which box has it. */
  function readMoment({ day, month, year, time }, now) {
    const what = "the day it was noticed";
    if (!day && !month && !year) return { error: "Enter " + what + ".", box: "day" };
    for (const [box, value] of Object.entries({ day, month, year })) {
      if (!value) return { error: "The day it was noticed must have a " + box + ".", box };
    }
    if (!/^[0-9]{4}$/.test(year)) return { error: "The year must have 4 digits.", box: "year" };
    const isDay = /^[0-9]{1,2}$/.test(day) && /^[0-9]{1,2}$/.test(month);
    const date = new Date(Number(year), Number(month) - 1, Number(day));
    const isReal =
      isDay && date.getMonth() === Number(month) - 1 && date.getDate() === Number(day);
    if (!isReal || Number(year) < 1900) {
      return { error: "The day it was noticed must be a real date.", box: "day" };
    }
    if (!time) return { error: "Enter the time it was noticed.", box: "time" };
    const clock = /^([0-9]{1,2})[:. ]?([0-9]{2})$/.exec(time);
    if (!clock || Number(clock[1]) > 23 || Number(clock[2]) > 59) {
      return { error: "Enter the time like 07:40.", box: "time" };
    }
    date.setHours(Number(clock[1]), Number(clock[2]));
    if (date > now) {
      return { error: "The time it was noticed cannot be in the future.", box: "day" };
    }
    const said = [year, two(Number(month)), two(Number(day))].join("-");
    return { value: said + " " + two(Number(clock[1])) + ":" + clock[2] };
  }

  // --- The record -------------------------------------------------------------------------------

  function put(record, steps, value) {
    let place = record;
    steps.forEach((step, depth) => {
      if (depth === steps.length - 1) {
        place[step] = value;
      } else {
        if (place[step] === undefined) place[step] = typeof steps[depth + 1] === "number" ? [] : {};
        place = place[step];
      }
    });
  }

  /* The record of some answers: each with its way into it and its value. */
  function build(answers, recorded) {
    const loose = { kind: data.kind, recorded };
    for (const { steps, value } of answers) put(loose, steps, value);
    const record = {};
    for (const name of data.order) if (name in loose) record[name] = loose[name];
    return record;
  }

  const validator = new Validator(data.schema, "2020-12", false);
  validator.addSchema(data.common);

  /* Where the schema refuses a record: ways into it, each as a list of steps. */
  function refused(record) {
    return validator
      .validate(record)
      .errors.map((error) =>
        error.instanceLocation
          .split("/")
          .slice(1)
          .map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"))
      );
  }

  // --- Its text and its place -------------------------------------------------------------------

  const LONG = 60;
  const WIDTH = 98;

  function toText(record) {
    const document = new closecallYaml.Document(record, { version: "1.2", schema: "core" });
    const set = (node) => {
      if (node.items) {
        const isWords = node.items.every((item) => typeof item.value === "string" && !item.key);
        if (Array.isArray(record) || isWords) node.flow = isWords;
        for (const item of node.items) set(item.value && item.key ? item.value : item);
      } else if (typeof node.value === "string" && node.value.length > LONG) {
        node.type = closecallYaml.Scalar.BLOCK_FOLDED;
      }
    };
    set(document.contents);
    const options = { lineWidth: WIDTH, flowCollectionPadding: false };
    const text = data.modeline + "\n" + document.toString(options);
    // Read it back before anybody saves it: what comes out must be what went in.
    const read = closecallYaml.parseDocument(text);
    if (read.errors.length || JSON.stringify(read.toJS()) !== JSON.stringify(record)) {
      throw new Error("The record does not come back as it was written.");
    }
    return text;
  }

  function newId(now) {
    const day = moment(now).slice(0, 10).replaceAll("-", "");
    const { letters } = data;
    // Only numbers below a multiple of the letters' count, so that each letter is as likely.
    const most = 256 - (256 % letters.length);
    const end = [];
    while (end.length < 4) {
      const [byte] = crypto.getRandomValues(new Uint8Array(1));
      if (byte < most) end.push(letters[byte % letters.length]);
    }
    const id = data.path.prefix + "-" + day + "-" + end.join("");
    return closecall.privacy.inPath(pathOf(id)).length ? newId(now) : id;
  }

  function pathOf(id) {
    const day = id.slice(data.path.prefix.length + 1);
    const month = day.slice(0, 4) + "-" + day.slice(4, 6);
    return data.path.folder + month + "/" + id + data.path.ending;
  }

  /* Everything in a record that looks like somebody's data: its kind, and the steps to the value
     in which it stands. The whole text is looked through, as the gate does it. */
  function personal(record) {
    const text = toText(record);
    const read = closecallYaml.parseDocument(text);
    const places = [];
    const walk = (node, steps) => {
      if (!node.items) {
        places.push({ steps, start: node.range[0], end: node.range[1] });
        return;
      }
      node.items.forEach((item, place) => {
        if (item.key) walk(item.value, [...steps, item.key.value]);
        else walk(item, [...steps, place]);
      });
    };
    walk(read.contents, []);
    return closecall.privacy.inText(text).map((hit) => {
      const inside = places.find(({ start, end }) => hit.start < end && hit.end > start);
      return { kind: hit.kind, steps: (inside || places[0]).steps };
    });
  }

  // --- Sending ----------------------------------------------------------------------------------

  /* The link that opens the host with the file filled in; empty where it would be cut off. */
  function link(path, text) {
    const { send } = data;
    if (!send || !send.links) return "";
    const branch = send.branch.split("/").map(encodeURIComponent).join("/");
    const cut = path.lastIndexOf("/");
    const isGithub = send.host === "github";
    const folder = path.slice(0, cut).split("/").map(encodeURIComponent).join("/");
    const place = isGithub ? "/new/" + branch : "/_new/" + branch + "/" + folder;
    const name = isGithub ? path : path.slice(cut + 1);
    const query = "?filename=" + encodeURIComponent(name) + "&value=" + encodeURIComponent(text);
    const address = send.repository + place + query;
    return address.length > send.most ? "" : address;
  }

  closecall.record = {
    ...{ build, link, moment, newId, pathOf, personal, readMoment, refused, tidy, toText },
  };
})((globalThis.closecall = globalThis.closecall || {}));

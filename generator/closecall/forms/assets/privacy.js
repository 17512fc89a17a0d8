/* closecall forms: looks for personal data in what was typed, before it leaves the device.

   Patterns and words are those of the gate (closecall.privacy), put into the page's data when it
   was made; what stands here is how a match is judged, line by line as the gate does. A help, not
   the gate: rule G36 decides, and it also knows the provider's own list. tests/browser/test_forms.py
   tries one set of spellings and decoys on both. */
(function (closecall) {
  "use strict";

  const data = closecall.data.privacy;
  const words = {};
  for (const [part, sets] of Object.entries(data.words)) {
    words[part] = {};
    for (const [name, list] of Object.entries(sets)) words[part][name] = new Set(list);
  }

  // --- Patterns ---------------------------------------------------------------------------------

  class Match {
    constructor(found) {
      this.indices = found.indices;
    }
    start(group = 0) {
      return this.indices[group] ? this.indices[group][0] : -1;
    }
    end(group = 0) {
      return this.indices[group] ? this.indices[group][1] : -1;
    }
    of(text, group = 0) {
      return this.indices[group] ? text.slice(this.start(group), this.end(group)) : "";
    }
  }

  class Pattern {
    constructor(source) {
      this.source = source;
    }
    _exec(flags, text, from) {
      const key = "_" + flags;
      if (!this[key]) this[key] = new RegExp(this.source, "d" + flags);
      this[key].lastIndex = from;
      const found = this[key].exec(text);
      return found ? new Match(found) : null;
    }
    first(text, start = 0, end = text.length) {
      return this._exec("g", end < text.length ? text.slice(0, end) : text, start);
    }
    at(text, start) {
      return this._exec("y", text, start);
    }
    isBefore(text, end, within) {
      return this.first(text.slice(Math.max(0, end - within), end)) !== null;
    }
    fits(text) {
      if (!this._whole) this._whole = new RegExp("^(?:" + this.source + ")$");
      return this._whole.test(text);
    }
    *all(text) {
      let found;
      let start = 0;
      while ((found = this.first(text, start)) !== null) {
        yield found;
        start = Math.max(found.end(), start + 1);
      }
    }
    /* Also matches that overlap: the search goes on after the first `step` of one. */
    *overlapping(text, step) {
      let found;
      let start = 0;
      while ((found = this.first(text, start)) !== null) {
        yield found;
        const over = step.first(text, found.start(), found.end());
        start = Math.max(over ? over.end() : found.end(), found.start() + 1);
      }
    }
  }

  const patterns = {};
  for (const [part, sources] of Object.entries(data.patterns)) {
    patterns[part] = {};
    for (const [name, source] of Object.entries(sources)) {
      patterns[part][name] = new Pattern(source);
    }
  }

  // --- Plain text -------------------------------------------------------------------------------

  const shown = new Map(Object.entries(data.shown));
  const unseen = /^[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Mn}\p{Me}]$/u;
  const categories = Object.entries(data.categories).map(([category, plain]) => [
    new RegExp("^\\p{" + category + "}$", "u"),
    plain,
  ]);
  const folds = new Map();

  function numeral(code) {
    let low = 0;
    let high = data.numerals.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const [first, digit, length] = data.numerals[middle];
      if (code < first) high = middle - 1;
      else if (code >= first + length) low = middle + 1;
      else return String(digit + code - first);
    }
    return null;
  }

  function foldOne(character) {
    const code = character.codePointAt(0);
    if (code < 0x80) {
      if (character === "_") return "-";
      if ((code >= 0x20 && code < 0x7f) || code === 10) return character;
      return (code >= 9 && code <= 13) || (code >= 28 && code <= 31) ? " " : "";
    }
    if (shown.has(character)) return shown.get(character);
    if (unseen.test(character)) return "";
    const digit = numeral(code);
    if (digit !== null) return digit;
    const apart = character.normalize("NFKD");
    if (apart !== character) return Array.from(apart, fold).join("");
    const found = categories.find(([category]) => category.test(character));
    return found ? found[1] : "*";
  }

  function fold(character) {
    let plain = folds.get(character);
    if (plain === undefined) folds.set(character, (plain = foldOne(character)));
    return plain;
  }

  function folded(text) {
    return Array.from(text, fold).join("");
  }

  /* A text to look through, and for each of its signs where in the source it begins and ends. */
  function viewOf(text) {
    const plain = [];
    const begins = [];
    const ends = [];
    let offset = 0;
    for (const character of text) {
      for (const sign of fold(character)) {
        plain.push(sign);
        begins.push(offset);
        ends.push(offset + character.length);
      }
      offset += character.length;
    }
    return { text: plain.join(""), begins, ends };
  }

  // --- Other spellings --------------------------------------------------------------------------

  const spelling = patterns.spelling;
  const { VALUES, TIMES, ROUND, TENS } = data.numbers;
  const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

  function rewritten(view, pieces) {
    const plain = [];
    const begins = [];
    const ends = [];
    let last = 0;
    const keep = (start, end) => {
      plain.push(view.text.slice(start, end));
      for (let place = start; place < end; place++) {
        begins.push(view.begins[place]);
        ends.push(view.ends[place]);
      }
    };
    for (const [start, end, write] of pieces) {
      keep(last, start);
      const said = folded(write(view.text.slice(start, end)));
      plain.push(said);
      for (let place = 0; place < said.length; place++) {
        begins.push(view.begins[start]);
        ends.push(view.ends[end - 1]);
      }
      last = end;
    }
    if (!last) return null;
    keep(last, view.text.length);
    return { text: plain.join(""), begins, ends };
  }

  function entity(code) {
    // Only a code such as &amp; comes here; the document is never shown.
    return new DOMParser().parseFromString(code, "text/html").documentElement.textContent;
  }

  function percent(code) {
    const bytes = code.split("%").slice(1).map((pair) => parseInt(pair, 16));
    return new TextDecoder().decode(new Uint8Array(bytes));
  }

  function meant(code) {
    if (code[0] === "&") return entity(code);
    if (code[0] === "%") return percent(code);
    if (code[0] === "<") return "";
    if (code[1] === "x" || code[1] === "u" || code[1] === "U") {
      const point = parseInt(code.slice(2), 16);
      const real = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
      return real ? String.fromCodePoint(point) : "\ufffd";
    }
    return code[1] === "\n" ? "" : " ";
  }

  function spans(pattern, text, write) {
    return Array.from(pattern.all(text), (found) => [found.start(), found.end(), write]);
  }

  const unescaped = (view) => rewritten(view, spans(spelling.CODES, view.text, meant));
  const withoutDays = (view) => rewritten(view, spans(spelling.DAYS, view.text, () => "="));

  /* Numbers in words, three or more in a row. One pattern for the whole row would try every way of
     cutting it: so it is followed word by word. */
  function* rowsOfWords(text) {
    const letter = (place) => /[A-Za-z0-9_]/.test(text[place] || "");
    let from = 0;
    let head;
    while ((head = spelling.GATE_IN_ROW.first(text, from)) !== null) {
      const first = spelling.FIRST_WORD.at(text, head.start());
      const ends = [first.end()];
      let next;
      while (ends.length <= 60 && (next = spelling.NEXT_WORD.at(text, ends[ends.length - 1]))) {
        ends.push(next.end());
      }
      while (ends.length > 2 && letter(ends[ends.length - 1])) ends.pop();
      if (ends.length > 2) {
        yield [head.start(), ends[ends.length - 1]];
        from = ends[ends.length - 1];
      } else {
        from = head.start() + 1;
      }
    }
  }

  function inDigits(view) {
    const rows = Array.from(rowsOfWords(view.text), ([start, end]) => [start, end, number]);
    return rewritten(view, rows);
  }

  function number(row) {
    const text = row.toLowerCase();
    const out = [];
    let times = 1;
    let ten = "";
    for (const found of spelling.EACH.all(text)) {
      const word = found.of(text);
      if (has(TIMES, word)) {
        out.push(ten);
        times = TIMES[word];
        ten = "";
        continue;
      }
      const value = has(VALUES, word) ? VALUES[word] : has(ROUND, word) ? ROUND[word] : word;
      if (ten && value.length === 1 && value !== "0") {
        out.push(ten[0] + value);
        ten = "";
        continue;
      }
      if (ten) {
        out.push(ten);
        ten = "";
      }
      if (has(TENS, word) && times === 1) ten = value;
      else out.push(value.repeat(times));
      times = 1;
    }
    out.push(ten);
    return out.join("");
  }

  function* fromBase64(view) {
    for (const found of spelling.BASE_64.all(view.text)) {
      let start = found.start();
      const end = found.end();
      if (!/[A-Za-z0-9+/]/.test(view.text[start])) start += 1;
      let raw;
      try {
        raw = atob(view.text.slice(start, end).replace(/=+$/, ""));
      } catch {
        continue;
      }
      if (/[^\x00-\x7f]/.test(raw)) continue;
      const text = folded(raw);
      if (!text) continue;
      const begins = new Array(text.length).fill(view.begins[start]);
      yield { text, begins, ends: new Array(text.length).fill(view.ends[end - 1]) };
    }
  }

  const DEEPEST = 8;
  const BOXES = 2;

  function* views(view, depth = 0) {
    yield view;
    let last = view;
    if (spelling.GATE_CODED.first(view.text)) {
      for (let times = 0; times < DEEPEST; times++) {
        const read = unescaped(last);
        if (read === null) break;
        last = read;
        yield read;
      }
    }
    yield* spelt(last, depth);
    if (last !== view) yield* spelt(view, depth);
  }

  function* spelt(view, depth) {
    if (spelling.GATE_AFTER_DAY.first(view.text)) {
      const other = withoutDays(view);
      if (other) yield other;
    }
    if (spelling.GATE_IN_ROW.first(view.text)) {
      const other = inDigits(view);
      if (other) {
        yield other;
        const bare = withoutDays(other);
        if (bare) yield bare;
      }
    }
    if (depth < BOXES && spelling.GATE_BASED.first(view.text)) {
      for (const word of fromBase64(view)) yield* views(word, depth + 1);
    }
  }

  // --- What stands between the parts of a number ------------------------------------------------

  const ALIKE = { O: "0", o: "0", I: "1", l: "1", S: "5", B: "8", Z: "2" };
  const alike = (text) => text.replace(/[OoIlSBZ]/g, (letter) => ALIKE[letter]);
  const real = (text) => text.replace(/[^0-9]/g, "").length;
  const isUpper = (text) => text !== text.toLowerCase() && text === text.toUpperCase();
  const stripped = (text, left, right) => {
    // Like Python's: `left` and `right` are sets of signs, as in a regular expression.
    return text.replace(new RegExp("^[" + left + "]+|[" + right + "]+$", "g"), "");
  };
  const GROUP = patterns.between.GROUP;

  function digitsOf(text) {
    return text.includes(":") ? parts(text)[0].join("") : alike(text).replace(/[^A-Za-z0-9]/g, "");
  }

  function parts(text) {
    const groups = [];
    const between = [];
    let last = 0;
    for (const found of patterns.between.PARTS.all(text)) {
      if (text[found.end() - 1] === ":") continue;
      if (groups.length) between.push(text.slice(last, found.start()));
      groups.push(alike(found.of(text)));
      last = found.end();
    }
    return [groups, between];
  }

  const joins = (sign) => words.between.JOINED.has(sign);
  const isDigit = (sign) => sign !== undefined && sign >= "0" && sign <= "9";

  function afterANumber(text, start) {
    return start >= 2 && joins(text[start - 1]) && isDigit(text[start - 2]) ? text[start - 1] : "";
  }
  function beforeANumber(text, end) {
    return end + 1 < text.length && joins(text[end]) && isDigit(text[end + 1]) ? text[end] : "";
  }

  const isUpTo = (group, most) => group.length <= 2 && Number(group) <= most;
  const isYear = (group) => /^(?:18|19|20)[0-9]{2}$/.test(group);
  const isClock = (group) =>
    group.length === 4 && Number(group.slice(0, 2)) <= 23 && Number(group.slice(2)) <= 59;

  function isDay(group) {
    if (group.length !== 8) return false;
    const ways = [
      [group.slice(0, 4), group.slice(4, 6), group.slice(6)],
      [group.slice(4), group.slice(2, 4), group.slice(0, 2)],
    ];
    return ways.some(
      ([year, month, day]) =>
        isYear(year) && month >= "01" && month <= "12" && day >= "01" && day <= "31"
    );
  }

  function hasDay(groups) {
    return groups.some((group, place) => {
      if (isDay(group)) return true;
      const after = groups.slice(place + 1, place + 3);
      if (after.length < 2) return false;
      const first = isUpTo(group, 31) && after[1];
      const last = isUpTo(after[1], 31) && group;
      return isUpTo(after[0], 31) && [first, last].some((year) => year && isYear(year));
    });
  }

  function hasDateOrTime(groups, between) {
    return (
      hasDay(groups) ||
      between.some((sign, place) => {
        const one = groups[place];
        const other = groups[place + 1];
        return (
          (isYear(one) && (isYear(other) || isUpTo(other, 12))) ||
          (isUpTo(one, 23) && isUpTo(other, 59) && sign.trim() === ":") ||
          (isClock(one) && (isClock(other) || isYear(other)))
        );
      })
    );
  }

  function isInAList(text, start, end) {
    if (!text.slice(start, end).includes(",")) return false;
    const blanks = " \\n,\"'";
    const before = stripped(text.slice(Math.max(0, start - 24), start), "]", blanks);
    const after = stripped(text.slice(end, end + 24), blanks, "]");
    return isDigit(before[before.length - 1]) || isDigit(after[0]);
  }

  function isSeries(groups, between) {
    const apart = between.some((sign) => stripped(sign, " ./-", " ./-") || sign.includes("\n"));
    return apart && groups.filter((group) => group >= "5").length < 3;
  }

  // --- NHS numbers ------------------------------------------------------------------------------

  function isValidNhs(digits) {
    let sum = 0;
    for (let place = 0; place < digits.length; place++) sum += (10 - place) * Number(digits[place]);
    return sum % 11 === 0 && new Set(digits).size > 1 && !words.nhs.PLACEHOLDERS.has(digits);
  }

  const LETTER = /[A-Za-z]/;
  const isOverFields = (between) => between.filter((sign) => LETTER.test(sign)).length > 1;

  function isBeforeAYear(groups, between) {
    const isLoose = between.some((sign) => stripped(sign, " ./-", " ./-"));
    const last = groups[groups.length - 1].slice(0, 2);
    return isLoose && (words.nhs.CENTURIES.has(last) || isOverFields(between));
  }

  function mayBeNhs(written) {
    const [groups, between] = parts(written);
    if (isOverFields(between) || hasDateOrTime(groups, between)) return false;
    const { PROVIDER, RELEASE, THOUSANDS, NEAR } = patterns.nhs;
    if ([PROVIDER, RELEASE, THOUSANDS].some((pattern) => pattern.fits(written))) return false;
    if (groups.some((g) => g.length === 4 && words.nhs.CENTURIES.has(g.slice(0, 2)))) return false;
    if (groups.length === 10) {
      const signs = new Set(between.map((sign) => sign.trim()).filter(Boolean));
      return signs.size < 2 && !isSeries(groups, between);
    }
    const apart = between.filter((sign) => !NEAR.fits(sign)).length;
    return apart <= 2 && (between.length <= 2 || new Set(between).size === 1);
  }

  function* nhsNumbers(text) {
    const own = patterns.nhs;
    for (const pattern of [own.TEN, own.LAST_APART, own.FIRST_APART]) {
      for (const found of pattern.overlapping(text, GROUP)) {
        const written = found.of(text, 1);
        if (!isValidNhs(digitsOf(written)) || real(written) < 7) continue;
        const isDate =
          isBeforeAYear(...parts(written)) ||
          (words.nhs.HANGING.has(beforeANumber(text, found.end(1))) &&
            !own.OF_A_SHEET.at(text, found.end(1)));
        if (!isDate && !own.KNOWN.isBefore(text, found.start(1), 40)) {
          yield [found.start(1), found.end(1)];
        }
      }
    }
    for (const found of own.RUN.overlapping(text, GROUP)) {
      const [start, end, written] = [found.start(1), found.end(1), found.of(text, 1)];
      if (written.split(": ").length > 2 && LETTER.test(written)) continue;
      const isOne =
        isValidNhs(digitsOf(written)) && mayBeNhs(written) && !isInAList(text, start, end);
      if (isOne && !own.KNOWN.isBefore(text, start, 40)) yield [start, end];
    }
  }

  // --- Postcodes --------------------------------------------------------------------------------

  function isPostcode(text, found) {
    const plain = (group) => found.of(text, group).replace(/[ .,/|_-]/g, "");
    const [area, district, sector, unit] = [1, 2, 4, 5].map(plain);
    const own = words.postcode;
    if (!own.AREAS.has(area.toUpperCase())) return false;
    if (Array.from(unit.toUpperCase()).some((letter) => own.NEVER_LAST.has(letter))) return false;
    const written = found.of(text);
    if ((district[0] === "0" && district.length > 1) || !real(written)) return false;
    if (own.ORDINALS.has(unit.toUpperCase()) && !isUpper(unit)) return false;
    if (found.start(3) < found.end(3) && own.MEASURES.has(unit)) return false;
    if (own.CAPITALS.has(sector + unit)) return false;
    const { HEX, OWN_FIELD, REVISION } = patterns.postcode;
    const isHex = HEX.fits(written);
    if (isHex && text[found.start() - 1] === "#") return false;
    if (/^[A-Za-z0-9]+$/.test(written) && OWN_FIELD.isBefore(text, found.start(), 24)) return false;
    return !(isHex && REVISION.isBefore(text, found.start(), 24));
  }

  function* postcodes(text) {
    const own = patterns.postcode;
    for (const pattern of [own.AS_USUAL, own.ALIKE, own.APART, own.LOOSE]) {
      for (const found of pattern.overlapping(text, own.LETTER)) {
        if (isPostcode(text, found)) yield [found.start(), found.end()];
      }
    }
    for (const found of own.BANK_PATTERN.all(text)) yield [found.start(), found.end()];
  }

  // --- Telephone numbers ------------------------------------------------------------------------

  const lengths = (groups) => groups.map((group) => group.length);

  function isHome(groups, between, before, after) {
    const sizes = lengths(groups);
    if (words.telephone.HANGING.has(after) || (before && sizes[0] < 3)) return false;
    if (groups.join("").length === 10) {
      return words.telephone.OF_TEN.has(sizes.join(",")) && new Set(between).size === 1;
    }
    if (sizes.every((size) => size === 1)) return !isSeries(groups, between);
    return sizes[0] > 2 || !/[\n,.]/.test(between[0]);
  }

  function isDialled(groups, between, before, after) {
    return !before && !after && Math.max(...lengths(groups)) > 2;
  }

  function isBare(groups, between, before, after) {
    if (before || after) return false;
    return groups.length === 1 || (groups[0].length === 2 && Math.max(...lengths(groups)) > 2);
  }

  function isSaid(groups, between, before, after) {
    const sizes = lengths(groups);
    return !before && after !== ":" && Math.min(...sizes) > 1 && Math.max(...sizes) > 2;
  }

  function* telephones(text) {
    const own = patterns.telephone;
    const table = [
      [own.HOME, 7, isHome, (digits) => words.telephone.AREAS.has(digits[1])],
      [own.ABROAD, 7, () => true, Boolean],
      [own.BARE, 9, isBare, Boolean],
      [own.ELSEWHERE, 9, () => true, Boolean],
      [own.ELSEWHERE_DIALLED, 11, isDialled, Boolean],
      [own.SAID, 6, isSaid, Boolean],
    ];
    for (const [pattern, least, isOne, mayBe] of table) {
      for (const found of pattern.overlapping(text, GROUP)) {
        const [start, end, written] = [found.start(1), found.end(1), found.of(text, 1)];
        if (real(written) < least || !mayBe(digitsOf(written))) continue;
        const [groups, between] = parts(written);
        if (hasDay(groups)) continue;
        const before = afterANumber(text, start);
        const after = beforeANumber(text, end);
        if (!words.telephone.HANGING.has(before) && isOne(groups, between, before, after)) {
          yield [start, end];
        }
      }
    }
  }

  // --- National Insurance numbers ---------------------------------------------------------------

  function isInsurance(text, found) {
    const [written, gap, six, lastGap, last] = [1, 2, 3, 4, 5].map((g) => found.of(text, g));
    const own = words.national_insurance;
    const pair = (written[0] + written[written.length - 1]).toUpperCase();
    const never =
      own.NEVER_FIRST.has(pair[0]) || own.NEVER_SECOND.has(pair[1]) || own.NEVER.has(pair);
    if ((pair !== "QQ" && never) || real(six) < 4) return false;
    const isWord = written.length === 2 && own.WORDS.has(pair.toLowerCase()) && !isUpper(written);
    if (gap && isWord) return false;
    const sameCase = isUpper(last) === isUpper(written[written.length - 1]);
    if (lastGap && (lastGap.includes(". ") || !sameCase)) return false;
    const isMonth = parts(six)[0].length === 1 && patterns.national_insurance.MONTH.fits(six);
    return !(isMonth && gap.trim() && lastGap.trim());
  }

  function* insuranceNumbers(text) {
    const own = patterns.national_insurance;
    for (const found of own.WHOLE_PATTERN.overlapping(text, own.LETTER)) {
      if (isInsurance(text, found)) yield [found.start(), found.end()];
    }
    for (const found of own.SAID_PATTERN.all(text)) yield [found.start(1), found.end(1)];
  }

  // --- E-mail addresses, dates of birth ---------------------------------------------------------

  function* mailAddresses(text) {
    const own = patterns.mail;
    for (const pattern of [own.SIGN, own.BRACKETS, own.LONE_A, own.IN_WORDS, own.GLUED]) {
      for (const found of pattern.all(text)) {
        const written = found.of(text, 1);
        const at = written.indexOf("@");
        if (at < 0 || !own.NO_DOMAIN.fits(written.slice(at))) yield [found.start(1), found.end(1)];
      }
    }
    for (const found of own.AT_A_DOMAIN_PATTERN.all(text)) {
      const [name, domain] = [1, 2].map((group) => found.of(text, group).toLowerCase());
      if (!words.mail.NO_NAMES.has(name) && !domain.startsWith("www.")) {
        yield [found.start(1), found.end(2)];
      }
    }
  }

  function* birthDates(text) {
    const own = patterns.birth;
    for (const pattern of [own.TIGHT, own.AFTER, own.BEFORE, own.B]) {
      for (const found of pattern.all(text)) yield [found.start(1), found.end(1)];
    }
  }

  // --- Names after a title ----------------------------------------------------------------------

  function isName(text, found, how) {
    const own = patterns.titled;
    const sets = words.titled;
    const name = found.of(text, 1);
    const word = name.toLowerCase().replace(/['-]+$/, "").replace(/'s$/, "");
    const gap = text.slice(found.start(), found.start(1));
    if (how === own.ALWAYS && isUpper(name[0])) return !sets.NO_MISTER.has(word);
    if (how === own.SURNAME_FIRST && sets.NO_MISTER.has(word)) return false;
    if (sets.MONTHS.has(word) && own.NUMBER.at(text, found.end())) return false;
    if (sets.NO_NAMES.has(word) || sets.NO_NAMES.has(word.split("-")[0])) {
      return how === own.ABBREVIATED && sets.NAMES_TOO.has(word);
    }
    const onTwoLines = gap.includes("\n") && !gap.includes(":");
    if (how === own.IN_FULL && onTwoLines && own.KEY.at(text, found.end())) return false;
    const isRole = () => own.ARTICLE.isBefore(text, found.start(), 8);
    if (how === own.ABBREVIATED && gap.includes(".") && isRole()) return false;
    if (own.NEAR.isBefore(text, found.start(), 8)) return false;
    return how !== own.ALWAYS || word.length > 1;
  }

  function* titledNames(text) {
    const own = patterns.titled;
    const several = [
      ...[own.ALWAYS, own.ABBREVIATED, own.IN_FULL, own.TOGETHER, own.IN_A_FILE_NAME],
      own.SURNAME_FIRST,
    ];
    for (const pattern of several) {
      for (const found of pattern.overlapping(text, own.LETTER)) {
        if (isName(text, found, pattern)) yield [found.start(), found.end()];
      }
    }
    for (const found of own.ONE_LETTER_PATTERN.all(text)) {
      if (!own.NEAR.isBefore(text, found.start(), 8)) yield [found.start(1), found.end(1)];
    }
  }

  // --- Rooms and doors --------------------------------------------------------------------------

  const isShared = (text, start) => patterns.room.SHARED.isBefore(text, start, 20);

  function isPlace(text, found) {
    const own = patterns.room;
    const [start, end] = [found.start(3), found.end(3)];
    if (own.YEAR.fits(text.slice(start, end))) return false;
    if (own.GOES_ON.at(text, end) || own.MEASURE.at(text, end)) return false;
    const isMany = found.start(1) < found.end(1);
    if (isMany && (text.slice(found.end(1), start).includes(":") || own.OF.at(text, end))) {
      return false;
    }
    return !isShared(text, found.start());
  }

  function isInWords(text, found) {
    const own = patterns.room;
    if (!(found.start(2) < found.end(2)) && !own.ENDS.at(text, found.end())) return false;
    return !own.MEASURE.at(text, found.end()) && !isShared(text, found.start());
  }

  function isAddress(text, found) {
    const street = found.of(text, 2).toLowerCase().trim().split(/\s+/);
    if (words.room.MONTHS.has(street[0])) return false;
    if (street.some((word) => words.room.IN_A_SENTENCE.has(word))) return false;
    return !patterns.room.NO_HOUSE.isBefore(text, found.start(), 16);
  }

  function isSmallAddress(text, found) {
    const before = text.slice(Math.max(0, found.start() - 1), found.start());
    return !before.replace(/[ \n"'(#,:]/g, "") && isAddress(text, found);
  }

  function* rooms(text) {
    const own = patterns.room;
    const table = [
      ...[own.NUMBERED, own.LETTERED, own.BED, own.HOUSE, own.LIVES, own.LIVES_AT].map(
        (pattern) => [pattern, isPlace]
      ),
      [own.GLUED, (all, found) => !own.YEAR.fits(found.of(all, 1))],
      [own.IN_WORDS, isInWords],
      ...[own.ADDRESS, own.ADDRESS_ANY_CASE].map((pattern) => [pattern, isAddress]),
      [own.ADDRESS_SMALL, isSmallAddress],
    ];
    for (const [pattern, isOne] of table) {
      for (const found of pattern.overlapping(text, own.LETTER)) {
        if (isOne(text, found)) yield [found.start(), found.end()];
      }
    }
  }

  // --- Secrets ----------------------------------------------------------------------------------

  function mayOpen(value) {
    const word = value.replace(/[.:]+$/, "").toLowerCase();
    return !words.secret.SAYS_NOTHING.has(word) && !patterns.secret.REFERENCE.fits(value);
  }

  function* secrets(text) {
    const own = patterns.secret;
    for (const found of own.TOKEN_PATTERN.all(text)) yield [found.start(), found.end()];
    for (const found of own.SET_PATTERN.all(text)) {
      const value = found.of(text, 1);
      const isKey = value.endsWith(":");
      if (isKey && text.slice(found.start(), found.start(1)).includes("\n")) continue;
      const isAll = isKey || own.LINE_END.at(text, found.end(1)) !== null;
      if (mayOpen(value) && (isAll || !own.PLAIN_WORD.fits(value))) {
        yield [found.start(1), found.end(1)];
      }
    }
    for (const found of own.PLAINLY_PATTERN.all(text)) {
      const value = found.of(text, 1);
      if (/[a-z]/.test(value) && /[0-9]/.test(value) && mayOpen(value)) {
        yield [found.start(1), found.end(1)];
      }
    }
    for (const pattern of [own.IS_PATTERN, own.SHORT_PATTERN]) {
      for (const found of pattern.all(text)) {
        const value = found.of(text, 1);
        if (mayOpen(value) && !own.PLAIN_WORD.fits(value)) yield [found.start(1), found.end(1)];
      }
    }
    for (const found of own.DOOR_PATTERN.all(text)) {
      if (!own.YEAR.fits(found.of(text, 1))) yield [found.start(1), found.end(1)];
    }
  }

  // --- The scan ---------------------------------------------------------------------------------

  const FINDERS = {
    "nhs-number": nhsNumbers,
    postcode: postcodes,
    telephone: telephones,
    "national-insurance": insuranceNumbers,
    "e-mail": mailAddresses,
    "birth-date": birthDates,
    "titled-name": titledNames,
    room: rooms,
    secret: secrets,
  };

  const order = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

  /* Finds in order, those of one kind that overlap made one. */
  function joined(found) {
    found.sort((a, b) => order(a.kind, b.kind) || a.start - b.start || a.end - b.end);
    const out = [];
    for (const each of found) {
      const last = out[out.length - 1];
      if (last && last.kind === each.kind && each.start < last.end) {
        last.end = Math.max(last.end, each.end);
      } else {
        out.push({ ...each });
      }
    }
    return out.sort((a, b) => a.start - b.start || a.end - b.end);
  }

  function seen(text) {
    const found = [];
    for (const view of views(viewOf(text))) {
      for (const [kind, find] of Object.entries(FINDERS)) {
        for (const [start, end] of find(view.text)) {
          found.push({ kind, start: view.begins[start], end: view.ends[end - 1] });
        }
      }
    }
    return found;
  }

  const APART = "\n" + "=".repeat(80) + "\n";

  closecall.privacy = {
    /* What looks like somebody's data in a text: kind, start, end (offsets), in order. */
    inText: (text) => joined(seen(text)),
    /* The same for the path of a file. */
    inPath(path) {
      const name = path.replace(/\.ya?ml$/, "");
      const second = name.length + APART.length;
      const found = seen(name + APART + name.replaceAll("/", "\n"))
        .filter((hit) => Math.floor(hit.start / second) === Math.floor(hit.end / second))
        .map((hit) => ({ ...hit, start: hit.start % second, end: hit.end % second }));
      return joined(found);
    },
    /* How a find of a kind is said: what it looks like, what to write instead. */
    wording: (kind) => data.wordings[kind],
  };
})((globalThis.closecall = globalThis.closecall || {}));

/* Fills in what the site says of itself: version, as-at day, commit, edition.
   These are in one file, version.js, and in no page, so that a page changes only when what it says changes.
   Any element with data-cc="version|as-at|commit|edition" is filled; without this script it keeps its own words. */
(function () {
  "use strict";
  var known = window.closecallVersion;
  if (!known) return;
  var words = {
    "version": known.version,
    "as-at": known.asAtInWords,
    "commit": known.commit,
    "edition": known.edition + " edition"
  };
  document.querySelectorAll("[data-cc]").forEach(function (place) {
    var name = place.getAttribute("data-cc");
    if (Object.prototype.hasOwnProperty.call(words, name)) place.textContent = words[name];
  });
  document.querySelectorAll("[data-cc-stamp]").forEach(function (line) { line.hidden = false; });
})();

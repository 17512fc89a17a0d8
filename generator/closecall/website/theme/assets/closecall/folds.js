/* A page with folds: opens all that is folded with one click, and what a link leads to.

     <p data-cc-folds>On this page: …</p>          the button is put behind these words
     <details>…</details>                          on a trail stays folded on paper, but for class "paper"

   With all open, the page has the class "all", and paper shows all of a trail too. Without this script each fold opens by itself. */
(function () {
  "use strict";
  const main = document.querySelector("article.cc");
  const place = main && main.querySelector("[data-cc-folds]");
  const folds = main ? main.querySelectorAll("details") : [];
  if (!place || !folds.length) return;

  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";

  function tell(open) {
    button.textContent = open ? "Fold all details" : "Open all details";
    button.setAttribute("aria-pressed", String(open));
  }

  button.addEventListener("click", () => {
    const open = main.classList.toggle("all");
    folds.forEach((fold) => { fold.open = open; });
    tell(open);
  });

  /* A link to a place in a fold, or to the fold itself, opens it. */
  function reveal() {
    const name = location.hash.slice(1);
    const target = name && document.getElementById(name);
    for (let at = target; at && at !== main; at = at.parentElement) {
      if (at.tagName === "DETAILS") at.open = true;
    }
  }

  tell(false);
  place.append(" ", button);
  window.addEventListener("hashchange", reveal);
  reveal();
})();

// What a page can do without: / leads to the search, all folds at once, a citation to the clipboard, folds that a link
// leads into are opened.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = document.querySelector("[data-search]");
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  }
});

function unfoldTo(id) {
  const target = id && document.getElementById(decodeURIComponent(id));
  for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    fold.open = true;
  }
  if (target && target.closest("details")) target.scrollIntoView();
}

window.addEventListener("hashchange", () => unfoldTo(location.hash.slice(1)));
unfoldTo(location.hash.slice(1));

for (const button of document.querySelectorAll("[data-unfold]")) {
  button.addEventListener("click", () => {
    const folds = [...document.querySelectorAll("details.fold, details.removed")];
    const open = folds.some((fold) => !fold.open);
    for (const fold of folds) fold.open = open;
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const cited = button.parentElement.querySelector("pre");
    try {
      await navigator.clipboard.writeText(cited.textContent);
    } catch {
      // without https a browser gives no clipboard: the text is selected, to be copied by hand
      const range = document.createRange();
      range.selectNodeContents(cited);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return;
    }
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 1500);
  });
}

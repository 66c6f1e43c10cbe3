"use strict";
const sections = [...document.querySelectorAll("section[data-item]")];
const by = document.getElementById("by");
const text = document.getElementById("text");
let here = 0;

function verdictOf(section) {
  const chosen = section.querySelector("input:checked");
  return chosen ? chosen.value : "";
}

function quoted(value) {
  return /[",\r\n]/.test(value) ? '"' + value.replaceAll('"', '""') + '"' : value;
}

function csv() {
  const rows = sections.filter(verdictOf).map((s) => [s.dataset.item, verdictOf(s), by.value.trim()]);
  return [["item", "verdict", "by"], ...rows].map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
}

// A reload keeps what was marked, where the browser lets a page from a file remember anything
function remember() {
  try {
    for (const s of sections) {
      const key = "audit " + s.dataset.item;
      if (verdictOf(s)) localStorage.setItem(key, verdictOf(s));
      else localStorage.removeItem(key);
    }
  } catch (error) { /* nothing is lost but a reload's comfort */ }
}

function recall() {
  try {
    for (const s of sections) {
      const value = localStorage.getItem("audit " + s.dataset.item);
      const box = [...s.querySelectorAll("input")].find((one) => one.value === value);
      if (box) box.checked = true;
    }
  } catch (error) { /* the same */ }
}

function show() {
  for (const s of sections) s.classList.toggle("judged", Boolean(verdictOf(s)));
  const judged = sections.filter(verdictOf).length;
  document.getElementById("count").textContent = judged + " / " + sections.length + " 已判 judged";
  if (!text.hidden) text.value = csv();
}

function go(to, scroll) {
  here = Math.max(0, Math.min(sections.length - 1, to));
  sections.forEach((s, at) => s.classList.toggle("here", at === here));
  if (scroll && sections[here]) sections[here].scrollIntoView({ block: "nearest" });
}

sections.forEach((s, at) => {
  s.addEventListener("click", () => go(at, false));
  s.addEventListener("change", () => { remember(); show(); });
  s.querySelector(".clear").addEventListener("click", () => {
    s.querySelectorAll("input").forEach((box) => { box.checked = false; });
    remember();
    show();
  });
});

document.addEventListener("keydown", (event) => {
  if (event.target === by || event.target === text || event.ctrlKey || event.metaKey || event.altKey) return;
  const value = { r: "right", w: "wrong", u: "unsure" }[event.key];
  if (value && sections[here]) {
    [...sections[here].querySelectorAll("input")].find((box) => box.value === value).checked = true;
    remember();
    show();
    go(here + 1, true);
    event.preventDefault();
  } else if (event.key === "j" || event.key === "k") {
    go(here + (event.key === "j" ? 1 : -1), true);
  }
});

document.getElementById("download").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
  link.download = "verdicts.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});

document.getElementById("copy").addEventListener("click", async () => {
  text.hidden = false;
  text.value = csv();
  text.select();
  try { await navigator.clipboard.writeText(text.value); } catch (error) { document.execCommand("copy"); }
});

recall();
show();
go(0, false);

// Keys for who has no hand on the mouse. Every page works without this file.
"use strict";

const typing = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (found === null) return;
  event.preventDefault();
  found.focus();
  found.click();
});

// A run that goes out is followed by events. Where there are none, htmx asks every few seconds.
// Puts each part in its place, unless it is there already; who stands on a link of it stays there.
const put = (html) => {
  const parts = document.createElement("template");
  parts.innerHTML = html;
  for (const part of [...parts.content.children]) {
    const there = document.getElementById(part.id);
    if (there === null || there.outerHTML === part.outerHTML) continue;
    const link = there.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    there.replaceWith(part);
    if (link !== null) part.querySelector(`[href="${CSS.escape(link)}"]`)?.focus();
  }
};

const followed = document.querySelector("[data-events]");
if (followed !== null && "EventSource" in window) {
  const source = new EventSource(followed.dataset.events);
  source.addEventListener("progress", (event) => {
    if (event.data === "") location.reload();
    else put(event.data);
  });
  source.addEventListener("done", () => source.close());
  source.addEventListener("full", () => source.close());
}

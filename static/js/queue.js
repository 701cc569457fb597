/* A queue made smoother: select a page at once, move cards by dragging. Everything works without this file. */
(() => {
  "use strict";
  const on = (type, handler, options) => document.addEventListener(type, handler, options);
  const boxes = () => [...document.querySelectorAll("#rows [name=requests]")];

  on("change", ({ target }) => {
    if (target.matches("[data-select-page]")) boxes().forEach((box) => { box.checked = target.checked; });
    const all = document.querySelector("[data-select-page]");
    if (!all || !(target.matches("[name=requests]") || target === all)) return;
    const chosen = boxes().filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
    document.querySelectorAll("[data-selected]").forEach((words) => { words.textContent = chosen || ""; });
  });

  /* A card dragged to another lane does what its menu offers for that lane; a form that has more to ask opens. */
  let dragged = null;
  const way = (lane) => dragged && lane && dragged.querySelector(`[data-into="${lane.dataset.lane}"]`);
  on("dragstart", (event) => {
    dragged = event.target.closest?.(".board-card");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    dragged.classList.add("dragged");
    document.querySelectorAll("[data-lane]").forEach((lane) => lane.classList.toggle("drop-here", Boolean(way(lane))));
  });
  on("dragover", (event) => { if (way(event.target.closest?.("[data-lane]"))) event.preventDefault(); });
  on("drop", (event) => {
    const found = way(event.target.closest?.("[data-lane]"));
    if (!found) return;
    event.preventDefault();
    if (found.matches("form")) found.requestSubmit();
    else location.assign(found.href);
  });
  on("dragend", () => {
    document.querySelectorAll(".drop-here").forEach((lane) => lane.classList.remove("drop-here"));
    dragged?.classList.remove("dragged");
    dragged = null;
  });
})();

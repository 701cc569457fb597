/* Questions are dragged to another place. Up and down are buttons that work without this file. */
(() => {
  "use strict";
  const on = (type, handler) => document.addEventListener(type, handler);
  let dragged = null;

  on("dragstart", (event) => {
    const row = event.target.closest?.("[data-drag]")?.closest("[data-row]");
    if (!row) return;
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setDragImage(row, 12, 12);
    row.classList.add("dragged");
  });
  on("dragover", (event) => {
    const over = dragged && event.target.closest?.("[data-row]");
    if (!over || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
  });
  on("drop", (event) => { if (dragged) event.preventDefault(); });
  on("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    dragged.closest("[data-reorder]").querySelectorAll("[data-order]").forEach((field, at) => { field.value = at; });
    dragged = null;
    document.getElementById("arrange").click();  // what may depend on what is another question now
  });

  /* What is unfolded stays so when the list comes anew. */
  document.addEventListener("toggle", (event) => {
    const kept = event.target.querySelector?.(":scope > [data-unfolded]");
    if (kept) kept.value = event.target.open ? "1" : "";
  }, true);

  /* A link from the summary opens the question it leads to. */
  on("click", (event) => {
    const link = event.target.closest?.('#questions a[href^="#q-"]');
    const row = link && document.getElementById(link.hash.slice(1));
    const body = row?.querySelector("details");
    if (body) body.open = true;
  });
})();

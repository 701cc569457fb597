/* Ctrl+K: go anywhere, find anything, and do what this page offers, all from one field. Without this file the key does
   nothing, and the menu's link leads to the search. What the page offers is read from the page, so the words are its own. */
(() => {
  "use strict";
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const $ = (selector, root = dialog) => root.querySelector(selector);
  const field = $("input[type=search]"), found = $("#palette-found"), here = $("[data-here]");
  const OFFERS = ".toolbar :is(a.btn, button, .menu-panel a)", BULK = ".bulk button";
  const seen = (el) => el.getClientRects().length > 0;
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const entries = () => [...dialog.querySelectorAll("[data-entry]")].filter(seen);
  let row = null;  // the row of a queue one was on

  /* What a click in the page would do: an entry each, with the words and the icon of what it clicks. */
  function entry(source, prepare) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.entry = "";
    const icon = $("svg", source)?.cloneNode(true);
    if (icon) button.append(icon);
    const words = document.createElement("span");
    words.textContent = source.textContent.trim();
    button.append(words);
    button.addEventListener("click", () => { dialog.close(); prepare?.(); source.click(); });
    return button;
  }
  function offered() {
    const main = document.getElementById("main");
    const page = [...main.querySelectorAll(OFFERS)].filter((el) => seen(el) || el.closest("details[data-menu]"));
    const box = row?.querySelector("input[type=checkbox][name=requests]");
    const chosen = main.querySelector("[name=requests]:checked");
    const bulk = chosen || box ? [...main.querySelectorAll(BULK)] : [];
    const tick = () => { if (!main.querySelector("[name=requests]:checked")) box?.click(); };
    return [...page.map((el) => entry(el)), ...bulk.map((el) => entry(el, tick))];
  }
  function narrow() {
    const wanted = folded(field.value.trim());
    let shown = 0;
    here.querySelectorAll("[data-entry]").forEach((one) => {
      one.hidden = !folded(one.textContent).includes(wanted);
      if (!one.hidden) shown += 1;
    });
    here.hidden = !shown;
  }
  function open() {
    row = document.activeElement?.closest("[data-row]") || row;
    if (!row?.isConnected) row = null;
    $("[data-list]", here).replaceChildren(...offered());
    field.value = "";
    narrow();
    if (!dialog.open) dialog.showModal();
    field.focus();
    field.dispatchEvent(new Event("palette"));  // htmx brings where one can go
  }

  document.addEventListener("focusin", ({ target }) => { row = target.closest?.("[data-row]") || row; });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    if (document.querySelector("dialog[open]:not(#palette)")) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-palette]")) return;
    event.preventDefault();
    open();
  });

  /* What one went to lately comes first while nothing is typed; kept in this browser, for this person. */
  const LATELY = `lately:${document.body.dataset.person}`, KEPT = 6;
  const lately = () => { try { return JSON.parse(localStorage.getItem(LATELY)) || []; } catch { return []; } };
  function remember(href) {
    try { localStorage.setItem(LATELY, JSON.stringify([href, ...lately().filter((one) => one !== href)].slice(0, KEPT))); } catch { /* private mode, or full */ }
  }
  function latelyFirst() {
    const links = [...found.querySelectorAll("a[data-entry]")];
    for (const href of lately().reverse()) {
      const link = links.find((one) => one.getAttribute("href") === href);
      if (link) link.closest("[role=group]")?.querySelector("h3")?.after(link);
    }
  }
  found.addEventListener("click", ({ target }) => {
    const link = target.closest("a[data-entry]");
    if (link) remember(link.getAttribute("href"));
  });
  found.addEventListener("htmx:afterSwap", () => {
    if (!field.value.trim()) latelyFirst();
    $("[role=status][data-said]").textContent = $("[data-said]", found)?.dataset.said || "";
  });

  field.addEventListener("input", narrow);
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const all = entries(), at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      (next < 0 ? field : all[Math.min(next, all.length - 1)] || field).focus();
    } else if (event.key === "Enter" && event.target === field && field.value.trim() && !stale()) {
      event.preventDefault();
      all[0]?.click();
    } else if (at >= 0 && (event.key.length === 1 && event.key !== " " || event.key === "Backspace") && !event.ctrlKey && !event.metaKey) {
      field.focus();  // whoever goes on typing goes on typing there
    }
  });
  /* The answer to something typed before: Enter then searches instead of choosing what nobody looked at. */
  const stale = () => ($("[data-asked]", found)?.dataset.asked ?? "") !== field.value.trim();
})();

/* Single keys, as the help on "?" lists them: never inside fields, never while Chinese is composed, and not where the
   person has switched them off. What a key does, data-key on a link or button says. Every page works without this file. */
(() => {
  "use strict";
  const on = (type, handler) => document.addEventListener(type, handler);
  const $ = (selector) => document.querySelector(selector);
  const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
  const seen = (el) => el.getClientRects().length > 0;
  const rows = () => [...document.querySelectorAll("main [data-row]")].filter(seen);
  let last = null;
  const current = () => document.activeElement?.closest("[data-row]") || (last?.isConnected ? last : null);

  function walk(step) {
    const all = rows();
    const here = all.indexOf(current());
    last = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1)];
    const link = last?.querySelector("[data-open]");
    link?.focus({ focusVisible: true });
    last?.scrollIntoView({ block: "nearest" });
    return Boolean(link);
  }
  function select() {
    const box = current()?.querySelector("input[type=checkbox]");
    box?.click();
    return Boolean(box);
  }
  const keyed = (key) => [...document.querySelectorAll("[data-key]")].find((el) => el.dataset.key === key && (seen(el) || el.hasAttribute("data-always")));
  function press(key) {
    const box = current()?.querySelector("input[type=checkbox]");
    if (!keyed(key) && box && !box.checked) box.click();  // what the bar of a selection offers goes for the row one is on
    const found = keyed(key);
    if (found) found.click();
    return Boolean(found);
  }
  function help() {
    const dialog = document.getElementById("keys");
    dialog?.showModal();
    return Boolean(dialog);
  }

  on("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off") return;
    if (event.target.matches?.(FIELDS) || $("dialog[open], details[data-menu][open]")) return;
    const { key } = event;
    const did = key === "j" ? walk(1) : key === "k" ? walk(-1) : key === "x" ? select() : key === "?" ? help() : key.length === 1 && press(key);
    if (did) event.preventDefault();
  });
})();

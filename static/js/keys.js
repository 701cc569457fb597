/* Single keys, as the help on "?" lists them: never inside fields, never while Chinese is composed, and not where the
   person has switched them off. This file hears every key and says its name once ("key", an event other files answer by
   preventDefault); what is left, data-key on a link or button says. Every page works without it. */
(() => {
  "use strict";
  const on = (type, handler) => document.addEventListener(type, handler);
  const $ = (selector) => document.querySelector(selector);
  const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
  const seen = (el) => el.getClientRects().length > 0;

  /* The key as a keyboard with Latin letters would name it: whoever writes Russian or Chinese presses the same places.
     Signs that such a layout puts elsewhere are taken by what they are, wherever they lie. */
  const PLACES = { BracketLeft: "[", BracketRight: "]", Semicolon: ";", Slash: "/" };
  function nameOf({ key, code, shiftKey }) {
    if (key.length !== 1) return key;
    const plain = key.normalize("NFKC");  // Chinese signs are wide ones
    if (code === "Slash" && (plain === "." || plain === ",")) return shiftKey ? "?" : "/";  // Russian has its dot there
    if (plain <= "~") return plain;
    const place = PLACES[code] || (code.startsWith("Key") && code.slice(3).toLowerCase()) || key;
    return shiftKey && place === "/" ? "?" : place;
  }

  /* Rows: j and k walk, x selects, Enter follows the link one stands on. */
  const rows = () => [...document.querySelectorAll("main [data-row]")].filter((row) => seen(row) && row.querySelector("[data-open]"));
  let last = null;
  const current = () => document.activeElement?.closest("[data-row]:has([data-open])") || (last?.isConnected ? last : null);
  function walk(step) {
    const all = rows();
    const here = all.indexOf(current());
    last = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1)];
    const link = last?.querySelector("[data-open]");
    link?.focus({ focusVisible: true });
    last?.scrollIntoView({ block: "nearest" });
    return Boolean(link);
  }
  const box = () => current()?.querySelector("input[type=checkbox]");
  function select() {
    const found = box();
    found?.click();
    return Boolean(found);
  }

  const keyed = (key) => [...document.querySelectorAll("[data-key]")].find((el) => el.dataset.key === key && (seen(el) || el.hasAttribute("data-always")));
  function press(key) {
    const chosen = box();
    if (!keyed(key) && chosen && !chosen.checked && ofSelection(key)) chosen.click();  // what the bar of a selection offers goes for the row one is on
    const found = keyed(key);
    if (found) found.click();
    return Boolean(found);
  }
  const ofSelection = (key) => $(`.bulk [data-key="${CSS.escape(key)}"]`);
  /* Somebody else's key? `asks` only wants to know. */
  const others = (key, asks) => !document.dispatchEvent(new CustomEvent("key", { detail: { key, asks }, cancelable: true }));

  function help() {
    const dialog = document.getElementById("keys");
    if (!dialog) return false;
    dialog.querySelectorAll("[data-keys]").forEach((line) => { line.hidden = !line.dataset.keys.split("|").some(works); });
    dialog.showModal();
    return true;
  }
  const ALWAYS = ["?", "Ctrl K"];
  function works(key) {
    if (ALWAYS.includes(key)) return true;
    if (key === "Ctrl Enter") return Boolean($("main form textarea"));
    if (key === "j" || key === "k" || key === "Enter") return rows().length > 0;
    if (key === "x") return rows().some((row) => row.querySelector("input[type=checkbox]"));
    return others(key, true) || Boolean(keyed(key)) || (rows().length > 0 && Boolean(ofSelection(key)));
  }

  /* "g q": the second key counts while the first is fresh. */
  const FRESH = 1500;
  let before = { key: "", at: 0 };
  function act(key) {
    const sequence = before.key && Date.now() - before.at < FRESH ? `${before.key} ${key}` : "";
    before = { key: "", at: 0 };
    if (sequence) return press(sequence);
    if (key === "j" || key === "k") return walk(key === "j" ? 1 : -1);
    if (key === "x") return select();
    if (key === "?") return help();
    if (others(key, false)) return true;
    if (key.length !== 1) return false;
    if (press(key)) return true;
    if ($(`[data-key^="${CSS.escape(key)} "]`)) before = { key, at: Date.now() };
    return false;
  }

  on("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || !event.key) return;
    const typesSign = event.getModifierState?.("AltGraph");  // "[" of a German keyboard comes with Ctrl and Alt held
    if ((event.ctrlKey || event.metaKey || event.altKey) && !typesSign) return;
    if (document.body.dataset.keys === "off") return;
    if (event.target.closest?.(FIELDS) || $("dialog[open], details[data-menu][open]")) return;
    const key = nameOf(event);
    if (event.repeat && key !== "j" && key !== "k") return;
    if (act(key)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {  // the menu's way to the help says the same as the key's
    if (!event.target.closest?.("[data-opens=keys]") || !document.getElementById("keys")) return;
    event.preventDefault();
    event.stopPropagation();
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => { menu.open = false; });
    help();
  }, true);
})();

/* Back and forward are instant: the browser keeps the page as it was left. So it is left tidy, and it is shown to nobody
   but the person it was made for: who signed out, or signed in as somebody else, gets it anew from the portal. */
(() => {
  "use strict";
  const WHO = "shown-to";
  const person = document.body.dataset.person || "";
  const last = () => { try { return localStorage.getItem(WHO); } catch { return null; } };
  const shown = (to) => { try { localStorage.setItem(WHO, to); } catch { /* private mode */ } };
  // From the browser's disk: this script runs anew then, unlike in a page that was kept alive.
  const fromDisk = performance.getEntriesByType("navigation")[0]?.type === "back_forward";

  addEventListener("pageshow", (event) => {
    if (!event.persisted && !fromDisk) {
      shown(person);
    } else if ((last() ?? person) !== person) {
      document.documentElement.hidden = true;
      location.reload();
    }
  });
  // At once: a quick step back must not come before the next page's script.
  addEventListener("submit", (event) => { if (event.target.matches("[data-sign-out]")) shown(""); });
  addEventListener("pagehide", () => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => { menu.open = false; });
    document.querySelectorAll(":popover-open").forEach((panel) => panel.hidePopover());
    for (const id of ["palette", "keys"]) document.getElementById(id)?.close();
  });
})();

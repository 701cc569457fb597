/* The portal on a home screen: its service worker, and the phone's own bar in the colour of the theme. */
(() => {
  "use strict";
  if ("serviceWorker" in navigator && document.querySelector("link[rel=manifest]")) {
    // After everything the page itself needs; without a safe connection there is none, and nothing is lost.
    addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
  }
  const paint = () => {
    const colour = getComputedStyle(document.body).backgroundColor;
    document.querySelectorAll("meta[name=theme-color]").forEach((meta) => { meta.content = colour; });
  };
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  paint();
})();

/* The step is heard first, although its page was opened at an element further down. */
addEventListener("load", () => document.getElementById("tour-title")?.focus({ preventScroll: true }));

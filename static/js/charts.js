// What a mark of a chart says, shown at once on hovering and by keyboard: the picture is one stop, arrows walk its
// marks, Enter follows where one leads. Without this the browser's own tips and the table under the chart say the same.
(() => {
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  // The browser's tip would cover ours: its words move into an attribute, where screen readers find them as well.
  function marksOf(plot) {
    for (const title of plot.querySelectorAll("title")) {
      const mark = title.parentElement;
      mark.dataset.tip = title.textContent;
      mark.setAttribute("aria-label", title.textContent);
      title.remove();
    }
    return [...plot.querySelectorAll("[data-tip]")];
  }

  function tipOf(figure) {
    let tip = figure.querySelector(":scope > .plot-tip");
    if (!tip) {
      tip = document.createElement("div");
      tip.className = "plot-tip";
      tip.setAttribute("role", "status");
      figure.append(tip);
    }
    return tip;
  }

  function show(plot, mark) {
    const figure = plot.closest(".plot"), tip = tipOf(figure);
    hide(plot);
    tip.hidden = false;
    tip.textContent = mark.dataset.tip;
    mark.classList.add("plot-here");
    const around = figure.getBoundingClientRect(), at = mark.getBoundingClientRect();
    const left = at.left + at.width / 2 - around.left - tip.offsetWidth / 2;
    tip.style.left = `${Math.max(0, Math.min(left, around.width - tip.offsetWidth))}px`;
    tip.style.top = `${at.top - around.top - tip.offsetHeight - 6}px`;
  }

  function hide(plot) {
    const tip = plot.closest(".plot").querySelector(":scope > .plot-tip");
    if (tip) tip.hidden = true;
    plot.querySelector(".plot-here")?.classList.remove("plot-here");
  }

  function prepare(root) {
    for (const plot of root.querySelectorAll(".plot svg.plot-area")) if (plot.querySelector("title")) plot.tabIndex = 0;
  }

  document.addEventListener("pointerover", event => {
    const plot = event.target.closest?.("svg.plot-area");
    if (!plot) return;
    marksOf(plot);
    const mark = event.target.closest("[data-tip]");
    mark ? show(plot, mark) : hide(plot);
  });
  document.addEventListener("pointerout", event => {
    const plot = event.target.closest?.("svg.plot-area");
    if (plot && !plot.contains(event.relatedTarget)) hide(plot);
  });
  document.addEventListener("focusout", event => {
    if (event.target.matches?.("svg.plot-area")) hide(event.target);
  });
  document.addEventListener("keydown", event => {
    const plot = event.target;
    if (!plot.matches?.("svg.plot-area") || event.ctrlKey || event.metaKey || event.altKey) return;
    const marks = marksOf(plot), here = marks.findIndex(mark => mark.classList.contains("plot-here"));
    if (event.key === "Escape") return hide(plot);
    if (event.key === "Enter") return void marks[here]?.closest("a")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    if (!(event.key in steps) || !marks.length) return;
    event.preventDefault();
    show(plot, marks[Math.max(0, Math.min(marks.length - 1, here < 0 ? 0 : here + steps[event.key]))]);
  });
  document.addEventListener("htmx:load", event => prepare(event.target));
  prepare(document);
})();

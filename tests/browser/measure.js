// What a person would see as broken in the main part of a page: words over words, controls over controls, words cut off.
// Returns sentences; floating parts (sticky, fixed) may lie over others, that is what they are for.
() => {
  const MOST = 5, wrong = [];
  const views = new Map();

  // The part of the window in which what stands in this element can be seen; null: it floats, and is not judged.
  const viewOf = (element) => {
    if (!element || element === document.documentElement) return { left: -1e5, top: -1e5, right: 1e5, bottom: 1e5 };
    if (views.has(element)) return views.get(element);
    const style = getComputedStyle(element), outer = viewOf(element.parentElement);
    let view = outer;
    if (!outer || ["fixed", "sticky"].includes(style.position)) view = null;
    else if (style.overflowX !== "visible" || style.overflowY !== "visible") {
      const box = element.getBoundingClientRect();
      view = { left: Math.max(outer.left, box.left), top: Math.max(outer.top, box.top), right: Math.min(outer.right, box.right), bottom: Math.min(outer.bottom, box.bottom) };
    }
    views.set(element, view);
    return view;
  };
  const within = (box, view) => ({ left: Math.max(box.left, view.left), top: Math.max(box.top, view.top), right: Math.min(box.right, view.right), bottom: Math.min(box.bottom, view.bottom) });
  const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest("svg, .sr, [aria-hidden='true'], dialog");
  const called = (element) => `<${element.localName} class="${element.getAttribute("class") || ""}"> “${(element.textContent || element.getAttribute("name") || "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;

  const pieces = (element, boxes) => {
    const view = viewOf(element);
    if (!view) return [];
    return [...boxes].map((box) => ({ element, ...within(box, view) })).filter((box) => box.right - box.left > 2 && box.bottom - box.top > 2);
  };
  const shared = (a, b, side, end) => Math.min(a[end], b[end]) - Math.max(a[side], b[side]);

  // Every two boxes that lie on one another by more than `share` of the lower one's height.
  const overlaps = (boxes, share, what) => {
    boxes.sort((a, b) => a.top - b.top);
    const told = new Set();
    boxes.forEach((a, at) => {
      for (let next = at + 1; next < boxes.length && boxes[next].top < a.bottom; next++) {
        const b = boxes[next];
        if (a.element === b.element || a.element.contains(b.element) || b.element.contains(a.element) || told.has(a.element)) continue;
        const height = Math.min(a.bottom - a.top, b.bottom - b.top);
        if (shared(a, b, "left", "right") > 3 && shared(a, b, "top", "bottom") > share * height) {
          told.add(a.element);
          if (told.size <= MOST) wrong.push(`${what}: ${called(a.element)} and ${called(b.element)}`);
        }
      }
    });
  };

  const main = document.querySelector("main") || document.body;
  const texts = [], walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), cut = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || ["script", "style", "template", "option", "textarea"].includes(parent.localName) || !isSeen(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    texts.push(...pieces(parent, range.getClientRects()));
    const style = getComputedStyle(parent), hides = style.overflowX === "hidden" || style.overflowX === "clip";
    const isShortened = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
    if (hides && !isShortened && parent.clientWidth > 2 && parent.scrollWidth > parent.clientWidth + 1) cut.add(parent);
  }
  [...cut].slice(0, MOST).forEach((element) => wrong.push(`cut off: ${called(element)}`));
  overlaps(texts, 0.4, "words over words");

  const controls = [...main.querySelectorAll("a[href], button, input:not([type='hidden']), select, textarea, summary")].filter(isSeen);
  // A link of several lines has a box for each; the box around them all would lie over its neighbours.
  overlaps(controls.flatMap((element) => pieces(element, element.getClientRects())), 0.25, "controls over controls");
  return wrong;
}

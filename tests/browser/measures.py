"""What axe does not look for, measured in the browser: overlaps, cut words, focus, room for text, what scrolls."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

# Words over words, controls over controls, words cut off.
BROKEN = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")

# What is wrong with the element that has the focus: nothing shows it, or a bar that sticks lies over all of it.
# Boxes that are drawn by their label (a star, a file) are shown by that.
WRONG_FOCUS = """() => {
  const el = document.activeElement;
  if (!el || el === document.body || el.matches("main, dialog")) return "";
  const box = el.getBoundingClientRect();
  const name = `<${el.localName} ${el.className}> ${el.textContent.trim().slice(0, 40)}`;
  const shown = el.labels?.[0] && (box.width < 4 || getComputedStyle(el).opacity === "0") ? el.labels[0] : el;
  if (!shown.getClientRects().length) return `${name} has the focus and cannot be seen`;
  if (shown === el && getComputedStyle(el).outlineStyle === "none") return `nothing shows that ${name} has the focus`;
  const { left, top, right, bottom } = shown.getBoundingClientRect();
  // Of what is taller than the window, the part that is in it.
  const at = (low, high, most, share) => Math.max(low, 1) + share * (Math.min(high, most - 1) - Math.max(low, 1));
  const points = [[.5, .5], [.1, .1], [.9, .9], [.1, .9], [.9, .1]].map(([x, y]) =>
    document.elementFromPoint(at(left, right, innerWidth, x), at(top, bottom, innerHeight, y)));
  const bars = points.map((point) => point?.closest(".top, .tabs-bottom, .form-actions.sticks, .reach"));
  return bars.every((bar) => bar && !bar.contains(el)) ? `${name} lies under ${bars[0].className}` : "";
}"""

EVERY_FOCUS = f"""() => {{
  const wrong = {WRONG_FOCUS};
  const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const all = [...document.querySelectorAll(stops)].filter((el) => el.tabIndex >= 0 && el.getClientRects().length);
  const found = new Set();
  for (const el of all.filter((one) => !one.disabled && !one.closest("dialog:not([open])"))) {{
    el.focus({{ focusVisible: true }});
    if (document.activeElement === el && wrong()) found.add(wrong());
  }}
  document.activeElement?.blur();
  scrollTo(0, 0);
  return [...found].slice(0, 5);
}}"""

# How far it gets too wide if text is spaced as WCAG 1.4.12 says. A sheet of the browser's: a policy forbids others.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  document.adoptedStyleSheets = [];
  return over;
}"""

# Regions that scroll sideways and that no key reaches.
STUCK = """() => [...document.querySelectorAll("main *")].filter((el) => {
  const reached = el.tabIndex >= 0 || el.querySelector("a[href], button, input, select, textarea, [tabindex='0']");
  return el.clientWidth && el.scrollWidth > el.clientWidth + 1 && !reached
    && /auto|scroll/.test(getComputedStyle(el).overflowX);
}).map((el) => `<${el.localName} class="${el.className}">`)"""


def overflow(page: Page) -> int:
    """How many pixels the page scrolls sideways."""
    over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return over


def broken(page: Page) -> list[str]:
    """What lies over something else or is cut off, in words; a page that is right has nothing of it."""
    found: list[str] = page.evaluate(BROKEN)
    return found


def wrong_focus(page: Page) -> str:
    """What is wrong with what has the focus now; empty if nothing is."""
    found: str = page.evaluate(WRONG_FOCUS)
    return found


def out_of_reach(page: Page) -> list[str]:
    """What somebody who tabs through the page, or spaces its text, would miss at this width."""
    wrong = list(page.evaluate(EVERY_FOCUS))
    wrong += [f"no key scrolls {what}" for what in page.evaluate(STUCK)]
    if (over := page.evaluate(SPACED)) > 0:
        wrong.append(f"with spaced text it is {over} px too wide")
    return wrong

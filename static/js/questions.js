/* Questions that are asked only if another is answered so: shown and hidden while one answers. The server decides again.
   The tests are those of requests_app/fields/conditions.py. */
(() => {
  "use strict";
  const folded = (text) => text.normalize("NFKC").trim().toLowerCase();
  const number = (text) => text.trim() === "" ? NaN : Number(text.replace(/\s/g, "").replace(",", "."));
  const same = (kind, answer, value) => kind === "number" ? number(answer) === number(value) : folded(answer) === folded(value);
  const is = (kind, answers, values) => answers.some((answer) => values.some((value) => same(kind, answer, value)));
  const TESTS = {
    is,
    is_not: (kind, answers, values) => !is(kind, answers, values),
    contains: (kind, answers, values) => kind === "several" ? is(kind, answers, values) : answers.some((answer) => values.some((value) => folded(answer).includes(folded(value)))),
    over: (kind, answers, values) => number(answers[0]) > number(values[0]),
    under: (kind, answers, values) => number(answers[0]) < number(values[0]),
    answered: () => true,
  };

  /* What is answered now; nothing for a question that is not asked. */
  function answersTo(question) {
    if (!question || question.closest("[data-out]")) return [];
    const fields = [...question.querySelectorAll(question.dataset.kind === "file" ? "[data-upload-list] input" : "input:not([type=hidden]), select, textarea")];
    const given = fields.filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked).map((field) => field.value);
    return question.dataset.kind === "range" && given.some((value) => !value) ? [] : given.filter((value) => value.trim());
  }

  /* In the order of the form: what a question depends on stands before it. */
  function update(root) {
    root.querySelectorAll("[data-when]").forEach((asked) => {
      const source = root.querySelector(`[data-question="${CSS.escape(asked.dataset.when)}"]`);
      const answers = answersTo(source);
      const counts = answers.length > 0 && TESTS[asked.dataset.test](source.dataset.kind, answers, JSON.parse(asked.dataset.values));
      asked.toggleAttribute("data-out", !counts);
    });
  }
  const look = (event) => {
    const root = event.target.closest?.("[data-questions]");
    if (root) update(root);
  };
  const all = () => document.querySelectorAll("[data-questions]").forEach(update);
  document.addEventListener("input", look);
  document.addEventListener("change", look);
  document.addEventListener("htmx:afterSettle", all);
  addEventListener("pageshow", all);
  all();
})();

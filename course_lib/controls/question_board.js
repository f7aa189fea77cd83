// A question: native radio buttons, check boxes, a field, or a list with buttons to move its steps.

const WORDS = { right: "Right", wrong: "Not quite", error: "" };
const BUTTON = { check: "Check", guess: "This is my guess" };

/** Text with `code` in it, as nodes; a number keeps its % beside it. */
function marked(text) {
  return text.replace(/(\d) %/g, "$1\u00a0%").split("`").map((part, i) => (i % 2 ? h("code", {}, part) : part));
}

/** Radio buttons or check boxes; `value` is a number, or a list of them. */
function options(shown, name, changed) {
  const several = shown.kind === "several";
  const root = h("div", { class: "lwl-question-options" });
  const inputs = shown.options.map((option) => {
    const input = h("input", { type: several ? "checkbox" : "radio", name, onchange: changed });
    input.dataset.value = option.value;
    root.append(h("label", { class: "lwl-question-option" }, input, h("span", {}, ...marked(option.text))));
    return input;
  });
  const chosen = () => inputs.filter((i) => i.checked).map((i) => Number(i.dataset.value));
  return {
    root,
    get: () => (several ? chosen() : (chosen()[0] ?? null)),
    set: (value) => {
      const all = Array.isArray(value) ? value : [value];
      for (const input of inputs) input.checked = all.includes(Number(input.dataset.value));
    },
    lock: (on) => inputs.forEach((input) => (input.disabled = on)),
  };
}

function field(shown, name, changed, label) {
  const input = h("input", {
    type: "text",
    inputmode: "text",
    autocomplete: "off",
    spellcheck: "false",
    class: "lwl-text-input lwl-question-number",
    "aria-labelledby": label,
    oninput: changed,
  });
  return {
    root: h("div", { class: "lwl-question-field" }, input, shown.unit ? h("span", {}, shown.unit) : null),
    get: () => input.value,
    set: (value) => (input.value = value ?? ""),
    lock: (on) => (input.disabled = on),
  };
}

/** Steps that two buttons each move up and down; the keyboard's focus goes along. */
function steps(shown, name, changed) {
  const root = h("ol", { class: "lwl-question-steps" });
  const told = h("p", { class: "lwl-visually-hidden", "aria-live": "polite" });
  let order = shown.options.map((option) => option.value);
  let locked = false;
  const text = (value) => shown.options.find((option) => option.value === value).text;
  const draw = (focus, way) => {
    const rows = order.map((value, place) => {
      const move = (by) => () => {
        const to = place + by;
        [order[place], order[to]] = [order[to], order[place]];
        draw(value, by);
        told.textContent = `${text(value).replaceAll("`", "")}: now step ${to + 1} of ${order.length}`;
        changed();
      };
      const button = (by, sign, word) =>
        h(
          "button",
          {
            type: "button",
            class: "lwl-button",
            "data-way": by,
            "aria-label": `${word}: ${text(value).replaceAll("`", "")}`,
            disabled: locked || place + by < 0 || place + by >= order.length,
            onclick: move(by),
          },
          sign,
        );
      const row = h("li", {}, h("span", {}, ...marked(text(value))), button(-1, "↑", "Up"), button(1, "↓", "Down"));
      row.dataset.value = value;
      return row;
    });
    root.replaceChildren(...rows);
    const row = rows.find((one) => Number(one.dataset.value) === focus);
    const same = row?.querySelector(`[data-way="${way}"]`);
    if (row) (same.disabled ? row.querySelector("button:not(:disabled)") : same)?.focus();
  };
  draw();
  return {
    root: h("div", {}, root, told),
    get: () => [...order],
    set: (value) => {
      const fits = Array.isArray(value) && [...value].sort().join() === [...order].sort().join();
      if (fits && value.join() !== order.join()) {
        order = [...value];
        draw();
      }
    },
    lock: (on) => {
      if (locked !== on) {
        locked = on;
        draw();
      }
    },
  };
}

const INPUTS = { one: options, several: options, number: field, order: steps };

function render({ model, el }) {
  const gone = new AbortController();
  const shown = model.get("shown");
  const name = freshName("question");
  const label = `${name}-asks`;
  const said = h("div", { class: "lwl-question-said", role: "status" });
  // What was said belongs to the answer it was said to.
  const changed = () => said.classList.add("lwl-question-old");
  const input = INPUTS[shown.kind](shown, name, changed, label);
  const button = h("button", { type: "submit", class: "lwl-button lwl-primary" });
  const kind = shown.predicts ? "Predict, then see" : { several: "Question · choose all that hold", order: "Question · put in order" }[shown.kind] ?? "Question";
  const form = h(
    "form",
    {
      class: "lwl lwl-question",
      "data-kind": shown.kind,
      onsubmit: (event) => {
        event.preventDefault();
        const press = (model.get("given").press ?? 0) + 1;
        model.set("given", { answer: input.get(), press });
        model.save_changes();
      },
    },
    h("p", { class: "lwl-eyebrow" }, kind),
    h(
      "fieldset",
      { class: "lwl-question-set" },
      h("legend", { id: label, class: "lwl-question-asks" }, ...marked(shown.asks)),
      input.root,
    ),
    button,
    said,
  );
  keepKeys(form);
  el.classList.add("lwl-host");
  el.append(form);

  const fill = () => input.set(model.get("answer"));
  const settle = () => {
    const settled = model.get("settled");
    input.lock(settled);
    button.hidden = settled;
    button.textContent = shown.predicts ? BUTTON.guess : BUTTON.check;
  };
  const tell = () => {
    const { state = "", sentences = [] } = model.get("verdict");
    said.classList.remove("lwl-question-old");
    form.dataset.state = state;
    const look = { right: "lwl-success", wrong: "lwl-note", error: "lwl-error" }[state];
    const word = shown.predicts && state === "wrong" ? "It is otherwise" : WORDS[state];
    said.replaceChildren(
      ...sentences.map((sentence, i) => {
        const first = i === 0 && word ? [h("strong", {}, `${word}. `)] : [];
        return h("p", { class: look }, h("span", {}, ...first, ...marked(sentence)));
      }),
    );
  };
  watch(model, ["answer"], fill, gone.signal);
  watch(model, ["settled"], settle, gone.signal);
  watch(model, ["verdict"], tell, gone.signal);
  if (model.get("answer") !== null) fill();
  settle();
  tell();
  return () => gone.abort();
}

export default { render };

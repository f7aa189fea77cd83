// A sentence as radio buttons: one word is chosen, arrow keys move along the reading direction.
const SAID = { context: "context word", target: "target word", blank: "the blank", dropped: "dropped" };

function render({ model, el }) {
  const gone = new AbortController();
  const row = h("div", { class: "lwl lwl-sentence-row", role: "radiogroup", dir: "auto" });
  const note = h("p", { class: "lwl-hint lwl-sentence-empty" });
  keepKeys(row);
  el.classList.add("lwl-host");
  el.append(row, note);
  let buttons = [];

  const choose = (position) => {
    if (position < 0 || position >= buttons.length) return;
    buttons[position].focus();
    if (position === model.get("chosen")) return;
    model.set("chosen", position);
    model.save_changes();
  };
  row.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(document.activeElement);
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const forward = getComputedStyle(row).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const to = {
      [forward]: here + 1,
      ArrowDown: here + 1,
      [back]: here - 1,
      ArrowUp: here - 1,
      Home: 0,
      End: buttons.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  });

  const mark = () => {
    const chosen = model.get("chosen");
    const marks = model.get("marks");
    const noted = marks.some((one) => one.note); // a second line for all, or for none
    buttons.forEach((button, position) => {
      const { kind = "", tag = "", note = "" } = marks[position] ?? {};
      const here = position === chosen;
      button.dataset.mark = kind;
      button.setAttribute("aria-checked", String(here));
      button.tabIndex = here || (chosen < 0 && position === 0) ? 0 : -1;
      const [, below, last] = button.children;
      below.textContent = tag;
      last.textContent = note;
      last.hidden = !noted;
      const said = [SAID[kind], tag, note].filter(Boolean).join(", ");
      button.setAttribute("aria-label", said ? `${button.dataset.word}: ${said}` : button.dataset.word);
    });
  };
  const draw = () => {
    const focused = row.contains(document.activeElement);
    buttons = model.get("words").map((word, position) =>
      h(
        "button",
        {
          type: "button",
          class: "lwl-word",
          role: "radio",
          "data-word": word,
          onclick: () => choose(position),
        },
        h("span", { class: "lwl-word-text" }, word),
        h("span", { class: "lwl-word-tag", dir: "ltr" }),
        h("span", { class: "lwl-word-tag lwl-word-note", dir: "ltr" }),
      ),
    );
    row.replaceChildren(...buttons);
    row.setAttribute("aria-label", model.get("label"));
    note.textContent = buttons.length ? "" : model.get("empty");
    note.hidden = buttons.length > 0;
    mark();
    if (focused) buttons[model.get("chosen")]?.focus();
  };
  watch(model, ["words", "label", "empty"], draw, gone.signal);
  watch(model, ["marks", "chosen"], mark, gone.signal);
  draw();
  return () => gone.abort();
}

export default { render };

// Native radio buttons: arrow keys, focus and screen readers work without a line for them.

function optionLabel(name, option, choose) {
  const label = h(
    "label",
    {
      class: `lwl-choice-option${option.picture ? " lwl-choice-thumb" : ""}`,
      title: option.hint,
      "data-value": option.value,
    },
    h("input", { type: "radio", name, value: option.value, onchange: () => choose(option.value) }),
    option.picture ? h("img", { src: option.picture, alt: "" }) : null,
  );
  if (option.symbol) {
    const symbol = h("span", { class: "lwl-picture-symbol", "aria-hidden": "true" }, option.symbol);
    symbol.style.setProperty("--lwl-method", option.colour);
    label.append(symbol);
  }
  label.append(h("span", { class: "lwl-choice-text" }, option.label));
  return label;
}

function render({ model, el }) {
  const name = freshName("choice");
  const gone = new AbortController();
  const group = h("fieldset", { class: "lwl lwl-choice" });
  keepKeys(group);
  el.append(group);

  const choose = (value) => {
    model.set("value", value);
    model.save_changes();
  };
  const press = () => {
    const times = (model.get("committed").press ?? 0) + 1;
    model.set("committed", { value: model.get("value"), press: times });
    model.save_changes();
  };
  const button = h("button", { type: "button", class: "lwl-button lwl-choice-commit", onclick: press });
  const settle = () => {
    button.textContent = model.get("commit");
    button.hidden = !model.get("commit");
    button.disabled = model.get("settled");
    button.classList.toggle("lwl-primary", !model.get("settled"));
  };
  const mark = () => {
    for (const input of group.querySelectorAll("input")) {
      input.checked = input.value === model.get("value");
      input.disabled = input.parentElement.hidden = model.get("folded").includes(input.value);
    }
  };
  const draw = () => {
    const options = model.get("options").map((option) => optionLabel(name, option, choose));
    group.replaceChildren(
      h("legend", { class: "lwl-hint" }, model.get("label")),
      h("div", { class: "lwl-choice-row" }, ...options),
      button,
    );
    mark();
    settle();
  };
  watch(model, ["options", "label"], draw, gone.signal);
  watch(model, ["value", "folded"], mark, gone.signal);
  watch(model, ["commit", "settled"], settle, gone.signal);
  draw();
  return () => gone.abort();
}

export default { render };

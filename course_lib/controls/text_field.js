// A text field that tells Python what is typed, a moment after the last key.

function render({ model, el }) {
  const gone = new AbortController();
  const id = freshName("text-field");
  const label = h("label", { class: "lwl-hint", for: id });
  const input = h("input", {
    id,
    class: "lwl-text-input",
    type: "text",
    dir: "auto",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "aria-describedby": `${id}-said`,
  });
  const said = h("p", { id: `${id}-said`, class: "lwl-text-said", "aria-live": "polite" });
  const examples = h("div", { class: "lwl-text-examples" });
  const root = h("div", { class: "lwl lwl-text-field" }, label, input, examples, said);
  keepKeys(root);
  el.classList.add("lwl-host");
  el.append(root);
  let waiting = 0;

  const tell = () => {
    clearTimeout(waiting);
    const longest = model.get("longest");
    model.set("cut", input.value.length > longest);
    // Never half of a character that takes two units of UTF-16.
    model.set("value", input.value.slice(0, longest).replace(/[\uD800-\uDBFF]$/, ""));
    model.save_changes();
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, model.get("patience"));
  });
  input.addEventListener("change", tell);

  const fill = () => {
    const value = model.get("value");
    // While a key is on its way, what Python says is older than what is in the field.
    if (document.activeElement !== input && !model.get("cut")) input.value = value;
  };
  const draw = () => {
    label.textContent = model.get("label");
    input.placeholder = model.get("placeholder");
    const error = model.get("error");
    said.className = `lwl-text-said ${error ? "lwl-error" : "lwl-hint"}`;
    said.textContent = error || model.get("hint");
    input.setAttribute("aria-invalid", String(Boolean(error)));
  };
  const offer = () => {
    const buttons = model.get("examples").map((example) =>
      h(
        "button",
        {
          type: "button",
          class: "lwl-button",
          dir: "auto",
          onclick: () => {
            input.value = example;
            tell();
          },
        },
        example,
      ),
    );
    examples.replaceChildren(...buttons);
    examples.hidden = !buttons.length;
  };
  watch(model, ["value"], fill, gone.signal);
  watch(model, ["label", "placeholder", "error", "hint"], draw, gone.signal);
  watch(model, ["examples"], offer, gone.signal);
  gone.signal.addEventListener("abort", () => clearTimeout(waiting));
  input.value = model.get("value");
  draw();
  offer();
  return () => gone.abort();
}

export default { render };

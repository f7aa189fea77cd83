// One native range input over numbered stops, with its label before and its value after it.
function render({ model, el }) {
  const gone = new AbortController();
  const name = h("span", { class: "lwl-stops-name" });
  const input = h("input", { class: "lwl-slider", type: "range", min: 0, step: 1 });
  const output = h("output");
  const root = h("label", { class: "lwl lwl-field lwl-stops" }, name, input, output);
  keepKeys(root);
  el.classList.add("lwl-host");
  el.append(root);

  const draw = () => {
    const shown = model.get("shown");
    name.textContent = model.get("label");
    root.title = model.get("hint");
    input.max = shown.length - 1;
    input.value = model.get("index");
    const text = shown[model.get("index")] ?? "";
    output.textContent = text;
    output.style.minWidth = `${Math.max(...shown.map((one) => one.length))}ch`; // nothing jumps
    input.setAttribute("aria-valuetext", text);
  };
  input.addEventListener("input", () => {
    model.set("index", Number(input.value));
    model.save_changes();
    draw();
  });
  watch(model, ["label", "hint", "shown", "index"], draw, gone.signal);
  draw();
  return () => gone.abort();
}

export default { render };

// A button that asks Python for a file and gives it to the browser to keep.

function render({ model, el }) {
  const gone = new AbortController();
  const button = h("button", { type: "button", class: "lwl-button", onclick: ask });
  const said = h("p", { class: "lwl-error", role: "alert" });
  const root = h("div", { class: "lwl lwl-download" }, button, said);
  keepKeys(root);
  el.append(root);

  function ask() {
    button.disabled = true;
    button.classList.add("lwl-busy");
    model.send({ type: "make" });
  }
  const answer = (content, buffers) => {
    button.disabled = false;
    button.classList.remove("lwl-busy");
    if (content.type !== "file") return;
    const address = URL.createObjectURL(new Blob([bytesOf(buffers[0])]));
    h("a", { href: address, download: model.get("name") }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
  const draw = () => {
    button.textContent = model.get("label") || `Download ${model.get("name")}`;
    button.title = model.get("hint");
    said.textContent = model.get("error");
  };
  model.on("msg:custom", answer);
  gone.signal.addEventListener("abort", () => model.off("msg:custom", answer));
  watch(model, ["name", "label", "hint", "error"], draw, gone.signal);
  draw();
  return () => gone.abort();
}

export default { render };

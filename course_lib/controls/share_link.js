// This page's address with a code behind it, to be copied; and the code that came with it.

function render({ model, el }) {
  const gone = new AbortController();
  const id = freshName("share");
  const label = h("label", { class: "lwl-hint", for: id });
  const link = h("input", { id, class: "lwl-text-input", type: "text", readonly: true });
  const copy = h("button", { type: "button", class: "lwl-button", onclick: take }, "Copy the link");
  const code = h("code", {});
  const said = h("p", { class: "lwl-hint" }, "Or the code, to be typed under Change: ", code);
  const root = h("div", { class: "lwl lwl-share" }, label, link, copy, said);
  keepKeys(root);
  el.classList.add("lwl-host");
  el.append(root);
  let back = 0;

  async function take() {
    link.select();
    let done = true;
    try {
      await navigator.clipboard.writeText(link.value);
    } catch {
      done = document.execCommand("copy"); // pages that are not served from this computer
    }
    copy.textContent = done ? "Copied ✓" : "Press Ctrl+C";
    clearTimeout(back);
    back = setTimeout(() => (copy.textContent = "Copy the link"), 3000);
  }
  function draw() {
    root.hidden = !model.get("code");
    label.textContent = model.get("label");
    code.textContent = model.get("code");
    link.value = `${location.origin}${location.pathname}#ten=${model.get("code")}`;
  }
  function look() {
    const found = /[#&]ten=([\w.-]+)/.exec(location.hash);
    if (!found || found[1] === model.get("given")) return;
    model.set("given", found[1]);
    model.save_changes();
  }
  addEventListener("hashchange", look, { signal: gone.signal });
  gone.signal.addEventListener("abort", () => clearTimeout(back));
  watch(model, ["code", "label"], draw, gone.signal);
  draw();
  look();
  return () => gone.abort();
}

export default { render };

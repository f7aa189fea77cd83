// A table in a frame of its own. Lit rows carry a mark beside their colour.
function render({ model, el }) {
  const gone = new AbortController();
  const caption = h("p", { class: "lwl-hint" });
  const frame = h("div", { class: "lwl-lit-frame", role: "region", tabindex: 0 });
  const root = h("div", { class: "lwl lwl-lit-table" }, caption, frame);
  keepKeys(root);
  el.classList.add("lwl-host");
  el.append(root);
  let rows = [];

  const light = () => {
    const lit = new Set(model.get("lit"));
    rows.forEach((row, number) => {
      row.classList.toggle("lwl-lit", lit.has(number));
      row.firstChild.textContent = lit.has(number) ? "▸" : "";
    });
    const first = rows[Math.min(...lit)];
    if (first && frame.clientHeight) frame.scrollTop = first.offsetTop - frame.clientHeight / 4;
  };
  const draw = () => {
    caption.textContent = model.get("caption");
    frame.setAttribute("aria-label", model.get("caption"));
    const columns = model.get("columns");
    rows = model.get("rows").map((row) =>
      h("tr", {}, h("td", { "aria-hidden": "true" }), ...row.map((text) => h("td", { dir: "auto" }, text))),
    );
    const head = h("tr", {}, h("td"), ...columns.map((name) => h("th", { scope: "col" }, name)));
    frame.replaceChildren(
      rows.length
        ? h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows))
        : h("p", { class: "lwl-hint" }, model.get("empty")),
    );
    light();
  };
  watch(model, ["columns", "rows", "caption", "empty"], draw, gone.signal);
  watch(model, ["lit"], light, gone.signal);
  draw();
  // A frame that is not laid out yet cannot be scrolled: wait for its first size.
  const sized = new ResizeObserver(() => {
    if (!frame.clientHeight) return;
    light();
    sized.disconnect();
  });
  sized.observe(frame);
  gone.signal.addEventListener("abort", () => sized.disconnect());
  return () => gone.abort();
}

export default { render };

// Words with their probabilities as bars, likeliest first; each is a button that says "take me".

function render({ model, el }) {
  const gone = new AbortController();
  const list = h("ol", { class: "lwl-likelies-list" });
  const root = h("div", { class: "lwl lwl-likelies" }, list);
  keepKeys(root);
  el.classList.add("lwl-host");
  el.append(root);

  const draw = () => {
    const held = [...list.children].findIndex((row) => row.contains(document.activeElement));
    const hint = model.get("hint");
    const rows = model.get("items").map(([word, share, shown], number) => {
      const bar = h("i", { style: `--lwl-share:${(100 * share).toFixed(2)}%` });
      const button = h(
        "button",
        {
          type: "button",
          class: "lwl-likely",
          title: hint,
          onclick: () => model.send({ type: "picked", number }),
        },
        h("span", { dir: "auto" }, word),
        h("span", { class: "lwl-likely-track", "aria-hidden": "true" }, bar),
        h("b", {}, shown),
      );
      return h("li", {}, button);
    });
    list.replaceChildren(...rows);
    list.setAttribute("aria-label", model.get("label"));
    root.dataset.revision = model.get("revision");
    // Whoever picks by keyboard goes on picking: the focus stays at its place in the list.
    if (held >= 0) rows[Math.min(held, rows.length - 1)]?.firstElementChild.focus();
  };
  watch(model, ["revision", "label", "hint"], draw, gone.signal);
  draw();
  return () => gone.abort();
}

export default { render };

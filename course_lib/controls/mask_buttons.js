// Three families, a pair of buttons each: the mask itself, and another sample of it.
const ICONS = {
  central_region: "M8 8h8v8H8z M3 3h18v18H3z",
  random_block: "M3 3h18v18H3z M5.5 6.5h6v6h-6z M9.5 10h5v5h-5z M15 14h3.5v3.5H15z",
  random_region: "M3 3h18v18H3z M7 10c1-4 6-4 7-2s4 1 4 4-3 2-3 4-4 3-6 1-1-2-2-3-1-2 0-4z",
};
const RENEW = "M19 12a7 7 0 1 1-2.2-5.1 M19 4v4h-4";

function render({ model, el }) {
  const gone = new AbortController();
  const seeds = {};
  const buttons = {};
  const root = h("div", {
    class: "lwl lwl-mask-buttons",
    role: "group",
    "aria-label": "The masks of the paper",
  });
  keepKeys(root);

  const pick = (family) => {
    const click = (model.get("picked").click ?? 0) + 1;
    model.set("picked", { family, seed: seeds[family], click });
    model.save_changes();
  };
  const renew = (family) => {
    seeds[family] += 1;
    pick(family);
  };
  for (const { family, label, hint } of model.get("families")) {
    seeds[family] = 1;
    buttons[family] = h(
      "button",
      {
        type: "button",
        class: "lwl-button lwl-mask-family",
        "data-family": family,
        title: hint,
        onclick: () => pick(family),
      },
      icon(ICONS[family]),
      label,
    );
    const fresh = h(
      "button",
      {
        type: "button",
        class: "lwl-button lwl-mask-fresh",
        "data-family": family,
        "aria-label": `New sample: ${label}`,
        title:
          family === "central_region"
            ? "There is no chance in the central region: every sample of it is the same."
            : `Draw another sample of the ${label.toLowerCase()} mask.`,
        onclick: () => renew(family),
      },
      icon(RENEW),
      "New sample",
    );
    root.append(h("div", { class: "lwl-mask-pair" }, buttons[family], fresh));
  }

  const mark = () => {
    const { family, seed } = model.get("picked");
    if (family in seeds) seeds[family] = seed;
    for (const [name, button] of Object.entries(buttons)) {
      button.setAttribute("aria-pressed", String(name === family));
    }
  };
  watch(model, ["picked"], mark, gone.signal);
  mark();
  el.append(root);
  return () => gone.abort();
}

export default { render };

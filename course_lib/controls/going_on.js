// What the controls of this page hold is kept in the tab; where the page was loaded anew because its
// Python had ended, they get it back.

const KEPT = `course:kept:${location.pathname}:`;

/** JSON that holds bytes, too. */
const pack = (value) => JSON.stringify(value, (_, part) => {
  if (!ArrayBuffer.isView(part)) return part;
  const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return { base64: btoa(text) };
});
const unpack = (text) => JSON.parse(text, (_, part) =>
  typeof part?.base64 === "string" ? new DataView(Uint8Array.from(atob(part.base64), (c) => c.charCodeAt(0)).buffer) : part);

/** By name: when it was set, and to what. Nothing where the learner opened the page himself: what
 *  was kept is then forgotten. */
function taken() {
  const wentOn = document.documentElement.dataset.wentOn !== undefined; // page.js knows
  const goesOn = wentOn || document.wasDiscarded === true; // the browser put it to sleep
  const found = {};
  for (const key of Object.keys(sessionStorage).filter((each) => each.startsWith(KEPT))) {
    if (goesOn) found[key.slice(KEPT.length)] = unpack(sessionStorage.getItem(key));
    else sessionStorage.removeItem(key);
  }
  return found;
}

export default {
  initialize({ model }) {
    let back;
    try { back = taken(); } catch { return; } // a browser that keeps nothing
    let last = Math.max(0, ...Object.values(back).map(({ at }) => at));

    function keep(name, control, traits) {
      const values = Object.fromEntries(traits.map((trait) => [trait, control.get(trait)]));
      try {
        sessionStorage.setItem(KEPT + name, pack({ at: ++last, values }));
      } catch {
        sessionStorage.removeItem(KEPT + name); // no room: this one would come back as it began
      }
    }
    model.on("msg:custom", async ({ controls }) => {
      const again = [];
      for (const [name, id, traits] of controls) {
        if (!model.widget_manager.has_model(id)) continue; // it was closed meanwhile
        const control = await model.widget_manager.get_model(id);
        control.on("change", () => traits.some((trait) => control.hasChanged(trait)) && keep(name, control, traits));
        if (name in back) again.push([control, back[name]]);
        delete back[name];
      }
      // In the learner's order: what was set last stands.
      for (const [control, { values }] of again.sort(([, a], [, b]) => a.at - b.at)) {
        control.set(values);
        control.save_changes();
      }
    });
    model.send({ do: "tell" });
  },
  render() {},
};

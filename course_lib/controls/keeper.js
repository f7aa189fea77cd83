// In JupyterLab: saves the notebook when Python says that an exercise passed.
const WAIT_MS = 400; // the check's answer has to be in the notebook first

async function save() {
  const app = globalThis.jupyterapp;
  if (!app) return "away";
  await new Promise((go) => setTimeout(go, WAIT_MS));
  const notebook = app.shell.currentWidget;
  await app.commands.execute("docmanager:save");
  return notebook?.context?.model?.dirty ? "dirty" : "saved";
}

function tell(message) {
  globalThis.jupyterapp?.commands.execute("apputils:notify", {
    message, type: "warning", options: { autoClose: false },
  });
}

export default {
  initialize({ model }) {
    model.on("msg:custom", async (message) => {
      if (message.do !== "save") return;
      try {
        if ((await save()) === "dirty") throw new Error();
      } catch {
        tell("Your exercise passed, but the notebook could not be saved: press Ctrl+S, and look " +
          "whether the disk is full.");
      }
    });
  },
  render() {},
};

// The webcam: off until it is asked for, and off again when the photo is taken or the page goes.

const REFUSED = {
  NotAllowedError: "The webcam was refused. Allow it beside the page's address, or choose a photo.",
  NotFoundError: "There is no webcam here: choose a photo instead.",
  NotReadableError: "Another programme is using the webcam: close it, or choose a photo.",
};
const NO_CAMERA = "This browser gives no webcam to this page: choose a photo instead.";

function render({ model, el, signal }) {
  const video = h("video", { autoplay: true, playsinline: true, hidden: true, "aria-label": "What the webcam sees" });
  video.muted = true;
  const start = h("button", { type: "button", class: "lwl-button", onclick: open, title: "It stays off until you press this" }, "Use the webcam");
  const take = h("button", { type: "button", class: "lwl-button", hidden: true, onclick: shoot }, "Take the photo");
  const stop = h("button", { type: "button", class: "lwl-button", hidden: true, onclick: close }, "Switch it off");
  const error = h("p", { class: "lwl-error", role: "alert" });
  const root = h("div", { class: "lwl lwl-webcam" }, video, h("div", { class: "lwl-webcam-row" }, start, take, stop), error);
  el.classList.add("lwl-host");
  el.append(root);
  keepKeys(root);
  let stream = null;

  function seen(on) {
    video.hidden = take.hidden = stop.hidden = !on;
    start.hidden = on;
  }

  async function open() {
    say("");
    start.disabled = true;
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw new Error(NO_CAMERA);
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: { ideal: 640 } }, audio: false });
      if (signal?.aborted) return close();
      video.srcObject = stream;
      await video.play();
      seen(true);
      take.focus();
    } catch (problem) {
      close();
      say(REFUSED[problem.name] ?? NO_CAMERA);
    } finally {
      start.disabled = false;
    }
  }

  function close() {
    const had = root.contains(document.activeElement);
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = video.srcObject = null;
    seen(false);
    if (had) start.focus();
  }

  async function shoot() {
    const canvas = h("canvas", { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d").drawImage(video, 0, 0);
    const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    close();
    if (!png) return say(NO_CAMERA);
    model.set({ photo_png: new DataView(await png.arrayBuffer()), name: "Webcam", given: model.get("given") + 1, error: "" });
    model.save_changes();
  }

  function say(sentence) {
    model.set("error", sentence);
    model.save_changes();
  }
  const refresh = () => (error.textContent = model.get("error"));
  watch(model, ["error"], refresh, signal);
  signal?.addEventListener("abort", close);
  refresh();
}

export default { render };

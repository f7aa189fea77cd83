// What a page of the course does besides its notebook: large type, the starting card, the state
// in the header, and one plain sentence when Python or the server stops.
(() => {
  const LARGE = "lwl-large-type";
  const POLL_MS = 4000;
  const AGAIN_MS = 1000; // while something is wrong
  const PATIENCE_MS = 10000; // a connection that hangs, as after a sleep, is no answer
  const REFUSALS = 4;
  const SAID_MS = 20000; // how long a page says that it went on
  const root = document.documentElement;

  // To anywidget a widget that is not ready after two seconds has failed; a slow or busy computer
  // that opens a page of thirty needs longer.
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => timeout(ms === 2000 ? 60000 : ms);

  function remembered() {
    try { return localStorage.getItem(LARGE) === "1"; } catch { return false; }
  }
  function setLarge(on) {
    root.classList.toggle("lwl-large", on);
    document.getElementById("lwl-large")?.setAttribute("aria-pressed", String(on));
    try { localStorage.setItem(LARGE, on ? "1" : "0"); } catch { /* private window: not kept */ }
    window.dispatchEvent(new Event("resize")); // figures measure themselves again
  }
  root.classList.toggle("lwl-large", remembered()); // before the first paint

  // JupyterLab's own styles and the widgets ask the body; the body follows the reader's setting.
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  function setTheme() {
    if (!document.body) return;
    document.body.dataset.jpThemeLight = String(!dark.matches);
    document.body.dataset.jpThemeName = dark.matches ? "JupyterLab Dark" : "JupyterLab Light";
  }
  dark.addEventListener("change", setTheme);

  function setState(state, text) {
    const pill = document.getElementById("lwl-state");
    if (!pill) return;
    if (pill.dataset.state !== state) pill.dataset.state = state;
    if (pill.textContent !== text) pill.textContent = text;
  }

  // What is wrong now, worst first. Every trouble ends as it came: by a look at how things are.
  const TROUBLES = {
    cookies: "This browser keeps no cookies, and the course knows by one that this page’s Python is " +
      "yours: allow them for this address, then reload.",
    unstarted: "Python could not be started for this page. Reload the page to try again.",
    gone: "The Python behind this page has stopped, so nothing here answers any more. " +
      "Reload the page to start afresh.",
    away: "The connection to the course’s server is lost. The page goes on by itself when it is " +
      "back; if the server has stopped, start it again with “make run”.",
    cut: "The connection was lost while this page was being made, so a part of it is missing. " +
      "Reload the page to get it whole.",
    refused: "What lies between this page and its server lets no websockets through, so nothing " +
      "here answers: whoever set up the proxy must allow them.",
  };
  const ENDINGS = {
    left: "This page was asleep or without a network for some minutes, so its Python was ended to " +
      "make room for others. Reload the page to start afresh.",
    memory: "This page needed more memory than one page may take, so its Python was ended. " +
      "Reload the page to start afresh, with less at once.",
  };
  const wrong = {};
  let update = () => {}; // the state in the header

  function trouble(name, is) {
    if (Boolean(wrong[name]) === is) return;
    wrong[name] = is;
    const box = document.getElementById("lwl-trouble");
    if (!box) return;
    const worst = Object.keys(TROUBLES).find((each) => wrong[each]);
    box.hidden = !worst;
    if (worst) {
      const again = document.createElement("button");
      again.type = "button";
      again.textContent = "Reload the page";
      again.addEventListener("click", () => location.reload());
      const text = Object.assign(document.createElement("p"), { textContent: TROUBLES[worst] });
      box.replaceChildren(text, again);
      document.getElementById("loading")?.remove();
      setState("stopped", worst === "away" ? "Not connected" : "Stopped");
    } else {
      box.replaceChildren();
      update();
    }
  }

  function config() {
    const element = document.getElementById("jupyter-config-data");
    return element ? JSON.parse(element.textContent) : null;
  }

  // Where a setting blocks them, navigator.cookieEnabled may still be true: so one is tried.
  function keepsCookies() {
    const name = "course-try";
    document.cookie = `${name}=1; SameSite=Strict`;
    const kept = document.cookie.includes(`${name}=`);
    document.cookie = `${name}=; Max-Age=0; SameSite=Strict`;
    return kept;
  }

  // Is the kernel "well" or "gone", or the server "away"? A proxy answers for a server that is not
  // there, but not in the kernel's own way.
  async function lookAt(address) {
    try {
      const reply = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
      const kernel = await reply.json();
      if (reply.ok && kernel.execution_state) return kernel.execution_state === "dead" ? "gone" : "well";
      return reply.status === 404 ? "gone" : "away";
    } catch {
      return "away";
    }
  }

  // Why the server ended this page's kernel, if it did.
  async function ending(baseUrl, kernelId) {
    try {
      const reply = await fetch(`${baseUrl}course/ending/${kernelId}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
      return (await reply.json()).why;
    } catch { return ""; /* the plain sentence stays */ }
  }

  // A page whose Python has ended loads itself anew and goes on where it was (going_on.js): once
  // somebody looks at it, and not where that would end in the same way.
  const GO_ON = `lwl-go-on:${location.pathname}`;
  const TWICE_MS = 60000;
  let wentOn = false;
  function goesOn(why) {
    const again = wentOn && performance.now() < TWICE_MS;
    if (document.hidden || again || why === "memory") return false;
    try { sessionStorage.setItem(GO_ON, "1"); } catch { return false; }
    location.reload();
    return true;
  }
  function tellWentOn() {
    try {
      wentOn = sessionStorage.getItem(GO_ON) !== null;
      sessionStorage.removeItem(GO_ON);
    } catch { return; }
    if (!wentOn) return;
    root.dataset.wentOn = "";
    const said = Object.assign(document.createElement("div"), { className: "lwl-trouble lwl-went-on" });
    const text = Object.assign(document.createElement("p"), { textContent: "Python was started anew " +
      "for this page. What you had set is back; what it had computed or trained is not." });
    const again = Object.assign(document.createElement("button"), { type: "button", textContent: "Start afresh" });
    again.addEventListener("click", () => location.reload());
    said.setAttribute("role", "status");
    said.append(text, again);
    document.getElementById("lwl-trouble")?.after(said);
    setTimeout(() => said.remove(), SAID_MS);
  }

  // Two looks in a row must find it, so that one slow answer is not taken for a death.
  function watchKernel(baseUrl, kernelId) {
    let before = "well", why = "", timer, left = false;
    async function look() {
      clearTimeout(timer);
      const now = await lookAt(`${baseUrl}api/kernels/${kernelId}`);
      if (left) return;
      if (now === "gone" && before === "gone" && goesOn(why)) return;
      if (now === "gone" && before !== "gone") {
        why = await ending(baseUrl, kernelId);
        TROUBLES.gone = ENDINGS[why] ?? TROUBLES.gone;
      }
      for (const name of ["gone", "away"]) {
        if (now !== name || before === name) trouble(name, now === name);
      }
      before = now;
      if (now !== "away") answered.splice(0).forEach((go) => go());
      clearTimeout(timer);
      timer = setTimeout(look, now === "well" ? POLL_MS : AGAIN_MS);
    }
    timer = setTimeout(look, POLL_MS);
    lookNow = look;
    window.addEventListener("online", look);
    document.addEventListener("visibilitychange", () => document.hidden || look());
    window.addEventListener("pagehide", () => { left = true; clearTimeout(timer); });
    window.addEventListener("pageshow", () => { if (left) { left = false; look(); } });
  }

  // JupyterLab's kernel connection gives up after seven attempts, a minute of silence. Here a
  // socket that could not be opened says so only when the server answers again: that attempt works.
  let lookNow = () => {};
  const answered = []; // who waits for the server
  let failed = 0; // sockets in a row that the server's side refused
  window.WebSocket = class extends window.WebSocket {
    #opened = false;
    #told = false;

    constructor(...given) {
      super(...given);
      this.addEventListener("open", () => {
        this.#opened = true;
        failed = 0;
        trouble("refused", false);
      });
      if (this.url.includes("/voila/execution/")) {
        this.addEventListener("close", () => setTimeout(() => trouble("cut", waitingCells() > 0), POLL_MS));
      }
    }

    #patient(handler) {
      if (typeof handler !== "function") return handler;
      return (event) => {
        if (this.#opened || !config()?.kernelId) {
          handler.call(this, event);
        } else if (!this.#told) {
          this.#told = true;
          answered.push(() => {
            failed += 1;
            trouble("refused", failed >= REFUSALS);
            handler.call(this, event);
          });
        }
        lookNow();
      };
    }

    set onclose(handler) { super.onclose = this.#patient(handler); }
    get onclose() { return super.onclose; }
    set onerror(handler) { super.onerror = this.#patient(handler); }
    get onerror() { return super.onerror; }
  };

  // Voila puts a placeholder into every cell that has not run yet and takes it away afterwards.
  const waitingCells = () => document.querySelectorAll(
    "#rendered_cells .lwl-cell-code .voila-skeleton-container").length;

  function watchCells() {
    const cells = document.getElementById("rendered_cells");
    if (!cells) return;
    let begun = config()?.progressiveRendering !== true;
    update = () => {
      const waiting = waitingCells();
      begun ||= waiting > 0;
      if (wrong.cut && !waiting) trouble("cut", false);
      if (Object.values(wrong).some(Boolean)) return;
      if (waiting) setState("busy", waiting === 1 ? "Working" : `Working: ${waiting} steps left`);
      else if (begun) setState("ready", "Ready");
    };
    new MutationObserver(() => update()).observe(cells, { childList: true, subtree: true });
    update();
  }

  // Voila puts its shell, with the cells in it, at the end of the body. The way on and the footer
  // follow them: in what is read out and in the order of the Tab key, not in the picture alone.
  function footBehindCells() {
    const shells = new MutationObserver(() => {
      if (document.querySelector("body > #main")) {
        shells.disconnect();
        document.body.append(...document.querySelectorAll("body > :is(.lwl-ways, .lwl-foot)"));
      }
    });
    shells.observe(document.body, { childList: true });
  }

  function show() {
    document.getElementById("loading")?.remove();
    footBehindCells();
    const cells = document.getElementById("rendered_cells");
    if (cells) cells.style.display = "";
    watchCells();
    const page = config();
    if (page?.kernelId) {
      tellWentOn();
      watchKernel(page.baseUrl, page.kernelId);
    }
  }

  // What this browser did in each studio: seconds in view, and acts (presses and keys). A studio
  // counts as done once it was really played with.
  const PLAYED = "lwl-played", DONE_SECONDS = 60, DONE_ACTS = 5;
  function played() {
    try { return JSON.parse(localStorage.getItem(PLAYED)) ?? {}; } catch { return {}; }
  }
  function standingOf(name) {
    const { seconds = 0, acts = 0 } = played()[name] ?? {};
    if (seconds >= DONE_SECONDS && acts >= DONE_ACTS) return "done";
    return acts > 0 ? "begun" : "";
  }
  function watchPlay(name) {
    let acts = 0;
    const act = () => { acts += 1; };
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, act, true);
    const keep = (seconds) => {
      const all = played(), own = all[name] ?? { seconds: 0, acts: 0 };
      all[name] = { seconds: own.seconds + seconds, acts: own.acts + acts, last: Date.now() };
      acts = 0;
      try { localStorage.setItem(PLAYED, JSON.stringify(all)); } catch { /* not kept */ }
    };
    setInterval(() => { if (document.visibilityState === "visible") keep(2); }, 2000);
    window.addEventListener("pagehide", () => keep(0));
  }

  // The home page: the state of each card, and one button that leads on.
  const WORDS = { done: "played", begun: "begun" };
  function stand() {
    const cards = [...document.querySelectorAll(".lwl-card[data-name]")], all = played();
    for (const card of cards) {
      if (card.dataset.kind === "studio") {
        card.dataset.state = standingOf(card.dataset.name);
        card.querySelector(".lwl-standing").textContent = WORDS[card.dataset.state] ?? "";
      }
      card.dataset.last = all[card.dataset.name]?.last ?? "";
    }
    const touched = cards.filter((card) => card.dataset.state);
    const button = document.getElementById("lwl-go-on");
    if (!touched.length || !button) return;
    // Behind what was touched last; where only exercises tell, behind the last one of them.
    const last = touched.reduce((a, b) => (+b.dataset.last >= +a.dataset.last ? b : a));
    const open = (card) => card.dataset.state !== "done";
    const next = (open(last) && last) || cards.slice(cards.indexOf(last)).find(open) || cards.find(open);
    if (!next) {
      button.parentElement.textContent = "You have been everywhere. Go wherever you like.";
      return;
    }
    next.dataset.next = "1";
    button.href = next.querySelector("a").href;
    button.querySelector("span").textContent = "Go on";
    button.querySelector("strong").textContent = next.querySelector("h3").textContent;
  }

  // Below each page: the one before, the one after, and from a studio its chapter.
  async function showWays() {
    const bar = document.getElementById("lwl-ways");
    if (!bar) return;
    const name = decodeURIComponent(location.pathname).split("/").pop().replace(/\.ipynb$/, "");
    let pages;
    try {
      pages = (await (await fetch(`${document.body.dataset.home}course/map.json`)).json()).pages;
    } catch { return; /* the server's trouble is told by watchKernel */ }
    const here = pages.findIndex((page) => page.name === name);
    if (here < 0) return;
    if (pages[here].kind === "studio") watchPlay(name);
    showWhatToTry(pages, name);
    // From a studio to the first section that it belongs to, not to the top of a long chapter.
    const place = (page) => {
      const number = pages[here].sections[page.name]?.[0];
      return number in page.headings ? `${page.href}#${page.headings[number]}` : page.href;
    };
    const link = (page, does, to) => {
      const a = Object.assign(document.createElement("a"), { href: place(page), className: to });
      a.append(Object.assign(document.createElement("span"), { textContent: does }), page.title);
      bar.append(a);
    };
    // A chapter and its studios share the tens of their order; else the next chapter of the part.
    const chapters = pages.filter((p) => p.kind === "chapter" && p.part === pages[here].part);
    const tens = (page) => Math.floor(page.order / 10);
    const explained = pages[here].kind === "studio" && (
      chapters.find((p) => tens(p) === tens(pages[here])) ??
      chapters.find((p) => p.order > pages[here].order) ?? chapters.at(-1));
    const [before, next] = [pages[here - 1], pages[here + 1]];
    if (before) link(before, before === explained ? "← Before: explained in" : "← Before", "lwl-ways-before");
    if (explained && explained !== next && explained !== before) link(explained, "Explained in", "lwl-ways-chapter");
    if (next) link(next, next === explained ? "Next: explained in →" : "Next →", "lwl-ways-next");
    bar.hidden = false;
  }

  // Below a section's heading: the studios in which it can be tried.
  function showWhatToTry(pages, chapter) {
    const headings = pages.find((page) => page.name === chapter).headings;
    for (const [number, id] of Object.entries(headings)) {
      const heading = document.getElementById(id);
      const studios = pages.filter((page) => page.sections[chapter]?.includes(+number));
      if (!heading || !studios.length) continue;
      const line = Object.assign(document.createElement("p"), { className: "lwl-try" });
      line.append("Try it in ");
      studios.forEach((studio, i) => {
        if (i) line.append(" · ");
        line.append(Object.assign(document.createElement("a"), { href: studio.href, textContent: studio.title }));
      });
      heading.after(line);
    }
  }

  // A section that the address names stays in view while the panels above it grow, until the reader
  // moves by himself.
  function stayAtSection() {
    const section = document.getElementById(location.hash.slice(1));
    if (!section) return;
    const grown = new ResizeObserver(() => section.scrollIntoView());
    const stop = () => grown.disconnect();
    grown.observe(document.getElementById("rendered_cells") ?? document.body);
    for (const hand of ["wheel", "touchstart", "pointerdown", "keydown"])
      window.addEventListener(hand, stop, { once: true, passive: true });
    setTimeout(stop, 20000);
  }

  // Chapters are long: a list of their sections, closed until it is wanted.
  function showContents() {
    if (!document.body.classList.contains("lwl-chapter")) return;
    const first = document.querySelector(".jp-MarkdownOutput h1");
    const headings = [...document.querySelectorAll(".jp-MarkdownOutput h2[id]")];
    if (!first || headings.length < 3) return;
    const list = document.createElement("ol");
    for (const heading of headings) {
      const link = Object.assign(document.createElement("a"), { href: `#${encodeURIComponent(heading.id)}` });
      link.textContent = heading.firstChild.textContent;
      list.append(document.createElement("li"));
      list.lastChild.append(link);
    }
    const box = Object.assign(document.createElement("details"), { className: "lwl-contents" });
    box.append(Object.assign(document.createElement("summary"), { textContent: "What is in this chapter" }), list);
    const nav = document.createElement("nav");
    nav.setAttribute("aria-label", "Sections of this chapter");
    nav.append(box);
    first.after(nav);
  }

  const SCROLLS = ".jp-RenderedHTMLCommon, .jp-InputArea-editor, .lwl-table-scroll, " +
    "mjx-container[display='true']";
  // What a screen reader and the keyboard need of parts that are not the course's own: sliders say
  // their label, and what scrolls sideways can be reached.
  function nameAndReach() {
    for (const handle of document.querySelectorAll(".noUi-handle:not([aria-label])")) {
      const label = handle.closest(".jupyter-widgets")?.querySelector(".widget-label")?.textContent;
      if (label) handle.setAttribute("aria-label", label);
    }
    for (const box of document.querySelectorAll(SCROLLS)) {
      const scrolls = box.scrollWidth > box.clientWidth;
      if (scrolls !== (box.tabIndex === 0)) scrolls ? (box.tabIndex = 0) : box.removeAttribute("tabindex");
    }
  }

  let slow;
  window.lwlPage = {
    stand,
    watchStart() {
      slow = setTimeout(() => {
        const text = document.getElementById("loading_text");
        if (text) text.textContent = "Still starting: this computer is busy. The page opens by itself.";
      }, 12000);
    },
  };

  // The names that Voila calls while the page arrives.
  let shown = false;
  window.voila_heartbeat = () => {};
  window.voila_process = () => {};
  window.voila_finish = () => {
    if (shown) return;
    shown = true;
    clearTimeout(slow);
    show();
    showContents();
    stayAtSection();
  };

  document.addEventListener("DOMContentLoaded", () => {
    setTheme();
    trouble("cookies", !keepsCookies());
    showWays();
    let due;
    const soon = () => { clearTimeout(due); due = setTimeout(nameAndReach, 300); };
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
    window.addEventListener("resize", soon);
    const button = document.getElementById("lwl-large");
    button?.setAttribute("aria-pressed", String(remembered()));
    button?.addEventListener("click", () => setLarge(!root.classList.contains("lwl-large")));
    // The page ended before its kernel came: Voila could not start one.
    if (document.getElementById("loading") && !shown) {
      trouble("unstarted", true);
    }
  });
})();

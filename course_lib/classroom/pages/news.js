// What both pages do alike: hear what there is to show, send a press, draw the question or the round.
const at = (id) => document.getElementById(id);

function trouble(sentence) {
  at("trouble").textContent = sentence;
  at("trouble").hidden = !sentence;
}

// The browser comes back by itself after a broken connection, except from an answer that is an error.
function listen(who, show) {
  const news = new EventSource(`/news/${who}`);
  news.onmessage = (event) => {
    trouble("");
    show(JSON.parse(event.data));
  };
  news.onerror = () => {
    trouble("The connection to the teacher’s computer is broken; this page goes on when it is back.");
    if (news.readyState === EventSource.CLOSED) setTimeout(listen, 2000, who, show);
  };
  return news;
}

async function send(where, what) {
  try {
    const answer = await fetch(where, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(what),
    });
    const told = await answer.json();
    trouble(told.error ?? "");
    return answer.ok ? told : null;
  } catch {
    trouble("This did not arrive: the teacher’s computer cannot be reached. Press again.");
    return null;
  }
}

function element(name, text, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

const figure = ({ src, label }) => {
  const made = element("figure");
  const image = element("img", undefined, "class-drawing");
  image.src = src;
  image.alt = label;
  made.append(image);
  return made;
};

// What people call an answer: its words, or the number of a picture.
const answerName = (seen, row) => {
  const { src, label } = seen.question.answers[row];
  return src ? `${row + 1}` : label;
};

// The question; `onPress(row)` makes buttons of the answers.
function drawQuestion(seen, onPress) {
  at("question").hidden = !seen.question;
  if (!seen.question) return;
  const { asks, pictures, answers, columns, middle } = seen.question;
  const key = `${seen.number} ${pictures[0].src}`;
  if (at("question").dataset.shown === key) return;
  at("question").dataset.shown = key;
  at("asks").textContent = asks;
  at("pictures").replaceChildren(...pictures.map(figure));
  at("choices").style.setProperty("--columns", columns);
  at("choices").dataset.many = answers.length > 10;
  at("choices").dataset.words = !answers[0].src;
  at("choices").replaceChildren(
    ...answers.map(({ src, label, at: place }, row) => {
      const box = element(onPress ? "button" : "div", undefined, "class-choice");
      if (src) box.append(figure({ src, label }).firstChild);
      box.append(element("span", answerName(seen, row), "class-under"));
      if (place) box.style.gridArea = place;
      if (onPress) {
        box.type = "button";
        box.addEventListener("click", () => onPress(row));
      }
      return box;
    }),
  );
  if (middle) {
    const still = figure(middle);
    still.style.gridArea = middle.at;
    at("choices").append(still);
  }
}

function mark(seen, under) {
  if (!seen.question) return;
  at("choices").querySelectorAll(".class-choice").forEach((box, row) => {
    box.dataset.mark = row === seen.truth ? "truth" : row === seen.chosen ? "chosen" : "";
    box.querySelector(".class-under").textContent = under(row);
  });
  const after = seen.after ?? [];
  at("after").hidden = !after.length;
  const key = after.map(({ src }) => src).join();
  if (at("after").dataset.shown === key) return;
  at("after").dataset.shown = key;
  at("after").replaceChildren(
    ...after.map((one) => {
      const made = figure(one);
      made.append(element("figcaption", one.label));
      return made;
    }),
  );
}

function machinesSay(seen) {
  const [first] = seen.machines;
  if (seen.machines.length > 1) {
    const right = seen.machines.filter(({ choice }) => choice === seen.truth).length;
    const thinking = seen.machines.filter(({ choice }) => choice === null).length;
    return `${right} of ${seen.machines.length} machines are right${thinking ? `, ${thinking} still think` : ""}.`;
  }
  if (first.choice === null) return `${first.name} is still looking.`;
  if (typeof first.choice === "string") return first.choice;
  return `${first.name} is ${first.choice === seen.truth ? "right" : "wrong"}.`;
}

// Rounds in which learners give something, by kind: for each page `build(box)` once, then `draw`.
const rounds = {};
const TITLE = at("title").textContent; // of the rounds against the machines

function drawGiven(seen, page) {
  const box = at("given");
  at("title").textContent = seen.phase === "giving" ? rounds[seen.kind].title : TITLE;
  box.hidden = seen.phase !== "giving";
  if (box.hidden) {
    box.dataset.kind = "";
    box.replaceChildren();
    return;
  }
  const round = rounds[seen.kind][page];
  if (box.dataset.kind !== seen.kind) {
    box.dataset.kind = seen.kind;
    box.replaceChildren();
    round.build(box);
  }
  round.draw(seen.given, box);
}

// Large type is for the back row: all sizes are multiples of the root's.
function setLarge(on) {
  document.documentElement.classList.toggle("lwl-large", on);
  at("large").setAttribute("aria-pressed", on);
  try {
    localStorage.setItem("lwl-large-type", on);
  } catch {
    // A browser that keeps nothing has it until the page is left.
  }
}
function wasLarge() {
  try {
    return localStorage.getItem("lwl-large-type") === "true";
  } catch {
    return false;
  }
}
setLarge(wasLarge());
at("large").addEventListener("click", () => setLarge(at("large").getAttribute("aria-pressed") !== "true"));

// Goes on with a run over many cases, a few at a time, and shows how far it has come. What a lost network or a closed
// page interrupts goes on from there when the page is here again. Without this script one answer does everything.
(() => {
  const LONGEST_WAIT = 30, MOST_TRIES = 40;
  const scripted = document.getElementById("scripted");
  if (scripted) scripted.value = "yes";
  const form = document.querySelector("form.run");
  if (!form) return;
  const bar = form.querySelector("progress"), line = form.querySelector(".progress");
  const body = document.querySelector("#outcomes tbody"), words = form.dataset;
  const rest = (seconds) => new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });

  const show = ({ code, done, reason }) => {
    const row = body.insertRow(0), head = document.createElement("th"), cell = document.createElement("td");
    const inner = document.createElement("div"), tag = document.createElement("span");
    head.scope = "row";
    head.textContent = code;
    head.className = "code";
    tag.textContent = done ? words.good : words.bad;
    tag.className = `tag ${done ? "good" : "bad"}`;
    inner.append(tag, ` ${reason}`);
    cell.className = "wide";
    cell.append(inner);
    row.append(head, cell);
  };

  // Resolves to our answer; null when it was none because of the network or a server that restarts.
  const ask = async () => {
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "manual",
      });
      if (answer.status >= 500) return null;
      return answer.ok ? await answer.json() : { refused: true };
    } catch {
      return null;
    }
  };

  const run = async () => {
    let tries = 0;
    form.querySelector(".buttons").hidden = true;
    while (tries < MOST_TRIES) {
      const answer = await ask();
      if (answer === null) {
        tries += 1;
        line.textContent = words.waiting;
        await rest(Math.min(LONGEST_WAIT, 2 ** tries));
        continue;
      }
      if (answer.refused) break;
      tries = 0;
      answer.outcomes.forEach(show);
      bar.value = answer.count;
      line.textContent = `${words.doing}: ${answer.count} / ${answer.all}`;
      if (answer.count >= answer.all) {
        location.replace(location.href);
        return;
      }
    }
    form.querySelector(".buttons").hidden = false;
    line.textContent = words.stopped;
  };
  run();
})();

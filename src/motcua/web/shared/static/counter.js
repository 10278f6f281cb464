// The counter by keyboard alone: procedures appear while one types, arrows walk through the numbers of papers, and what
// would be too large to send is told before it is sent. Without it the page does the same, a step at a time.
(() => {
  const form = document.getElementById("counter");
  const input = document.getElementById("procedure");
  if (!form || !input) return;

  // What is left of a wrong scan is replaced by the next one, not mixed with it.
  const card = document.getElementById("card");
  card.addEventListener("focus", () => card.select());
  if (document.activeElement === card) card.select();

  const list = document.createElement("ul");
  Object.assign(list, { id: "hits", className: "hits", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label[for=procedure]").textContent);
  input.after(list);
  const set = (attributes) => Object.entries(attributes).forEach(([name, value]) => input.setAttribute(name, value));
  set({ role: "combobox", "aria-expanded": "false", "aria-controls": "hits", "aria-autocomplete": "list" });

  let at = -1, asked = 0, timer;
  const close = () => {
    list.hidden = true; at = -1;
    set({ "aria-expanded": "false" });
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (next) => {
    const all = [...list.children];
    at = (next + all.length) % all.length;
    all.forEach((one, n) => one.setAttribute("aria-selected", n === at));
    set({ "aria-activedescendant": all[at].id });
    all[at].scrollIntoView({ block: "nearest" });
  };
  const choose = (option) => {
    input.value = option.dataset.code;
    close();
    form.requestSubmit(form.querySelector("button[value=look]"));
  };
  const show = (hits) => {
    list.replaceChildren(...hits.map((hit, n) => {
      const one = document.createElement("li");
      one.id = "hit-" + n;
      one.dataset.code = hit.code;
      one.textContent = hit.code + " – " + hit.name;
      one.setAttribute("role", "option");
      one.setAttribute("aria-selected", "false");
      one.addEventListener("mousedown", (event) => { event.preventDefault(); choose(one); });
      return one;
    }));
    list.hidden = !hits.length; at = -1;
    set({ "aria-expanded": String(hits.length > 0) });
  };
  const ask = async () => {
    const words = input.value.trim(), number = ++asked;
    if (words.length < 2) return close();
    try {
      const answer = await fetch(form.dataset.hits + "?q=" + encodeURIComponent(words));
      if (answer.ok && number === asked && document.activeElement === input) show((await answer.json()).hits);
    } catch { close(); }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? -1 : at - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at >= 0) choose(list.children[at]);
    else return;
    event.preventDefault();
  });

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest(".sheets tr");
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!row || !step || !row[step]) return;
    const inputs = (of) => [...of.querySelectorAll("input")].filter((one) => !one.closest(".again"));
    inputs(row[step])[Math.max(0, inputs(row).indexOf(event.target))].focus();
    event.preventDefault();
  });

  form.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((one) => [...one.files]);
    const much = files.reduce((sum, file) => sum + file.size, 0) > Number(form.dataset.most);
    event.target.setCustomValidity(much ? form.dataset.tooBig : "");
    if (much) event.target.reportValidity();
    if (much) event.target.value = "";
  });
})();

// At a kiosk: nobody there for a while, and the session ends; a page out of the browser's memory is asked for anew.
(() => {
  const { home, stay, idle, words } = document.currentScript.dataset;
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.querySelectorAll("form, input, textarea").forEach((one) => one.setAttribute("autocomplete", "off"));
  const patience = Number(idle) * 1000;
  if (!patience) return;
  const warning = document.createElement("p");
  warning.className = "still-there";
  warning.setAttribute("role", "alert");
  warning.hidden = true;
  document.body.append(warning);
  let touched = Date.now();
  let told = Date.now();
  const leave = () => location.replace(home);
  const touch = () => {
    touched = Date.now();
    warning.hidden = true;
    if (touched - told < 60000) return;
    told = touched;
    fetch(stay, { cache: "no-store" }).catch(() => {});
  };
  for (const kind of ["pointerdown", "keydown", "wheel", "input"]) addEventListener(kind, touch, { passive: true });
  setInterval(() => {
    const left = patience - (Date.now() - touched);
    if (left <= 0) leave();
    else if (left < 30000 && warning.hidden) {
      warning.textContent = words;
      warning.hidden = false;
    }
  }, 500);
})();

// Shows how far an import has come, until it has ended. Without it the page says: load me again.
(() => {
  const place = document.querySelector("[data-watch]");
  if (!place) return;
  const bar = place.querySelector("progress"), line = place.querySelector(".progress"), words = place.dataset;
  const look = async () => {
    try {
      const answer = await fetch(words.watch, {
        cache: "no-store", redirect: "manual", headers: { Accept: "application/json" },
      });
      const told = answer.ok ? await answer.json() : null;
      if (!told || told.ended) { location.reload(); return; }
      if (told.rows) {
        bar.max = told.rows;
        bar.value = told.done;
        line.textContent = `${words.doing}: ${told.done} / ${told.rows}`;
      }
    } catch { line.textContent = words.waiting; }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1500);
})();

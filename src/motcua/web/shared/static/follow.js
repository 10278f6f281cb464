// Shows the steps of a guided filing as they happen. Without it the page says: load me again.
(() => {
  const place = document.querySelector("[data-follow]");
  if (!place) return;
  document.querySelectorAll(".no-script").forEach((one) => { one.hidden = true; });
  const while_at = [[".scan", ["waiting", "scanned"]], [".cancel", ["waiting", "scanned", "signed_in"]]];
  const shown = () => place.querySelector("#progress").dataset;
  const look = async () => {
    if (shown().ended) return;
    if (!document.hidden) {
      try {
        const answer = await fetch(place.dataset.follow, { cache: "no-store", redirect: "manual" });
        if (answer.type === "opaqueredirect" || answer.status === 404) { location.reload(); return; }
        const said = answer.ok ? await answer.text() : "";
        if (said && said !== place.innerHTML) {
          place.innerHTML = said;
          if (shown().ended) { location.reload(); return; }
          for (const [name, stages] of while_at) {
            const part = document.querySelector(name);
            if (part) part.hidden = !stages.includes(shown().stage);
          }
        }
      } catch { /* the network is away; the next look may find it */ }
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();

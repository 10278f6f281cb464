// Shows the steps of a guided filing as they happen. Without it the page says: load me again.
(() => {
  const place = document.querySelector("[data-follow]");
  if (!place) return;
  document.querySelectorAll(".no-script").forEach((one) => { one.hidden = true; });
  const scan = document.querySelector(".scan");
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
          if (scan) scan.hidden = !["waiting", "scanned"].includes(shown().stage);
        }
      } catch { /* the network is away; the next look may find it */ }
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();

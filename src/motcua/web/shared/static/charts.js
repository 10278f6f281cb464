// Draws each <table data-chart="line|bar"> above itself: labels from the first column, a series from every column whose
// head says data-series ("solid", "thin" or "limit"), numbers from data-value of its cells; a cell without one is a gap.
// A canvas and plain tooltips only, because our pages allow no inline styles. Without this file the table is there.
(() => {
  const tables = document.querySelectorAll("table[data-chart]");
  if (!tables.length || !window.echarts) return;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const [ink, soft, line, main] = ["--ink", "--ink-soft", "--line", "--indigo"].map(colour);
  const looks = {
    solid: { color: main, width: 3, type: "solid", symbol: "circle" },
    thin: { color: "#a8780f", width: 2, type: [7, 5], symbol: "rect" },
    limit: { color: "#b0231b", width: 1.5, type: [3, 3], symbol: "none" },
  };
  const font = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 14, color: ink };
  const decimal = document.documentElement.lang === "en" ? "." : ",";
  const said = (value) => (value === null || value === undefined ? "–" : `${String(value).replace(".", decimal)} %`);

  const read = (table) => {
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells];
    const number = (cell) => (cell.dataset.value === undefined ? null : Number(cell.dataset.value));
    const series = heads.flatMap((head, index) => (head.dataset.series === undefined ? [] : [{
      name: head.textContent.trim(), look: looks[head.dataset.series] || looks.solid,
      values: rows.map((row) => number(row.cells[index])),
    }])).filter((one) => one.values.some((value) => value !== null));
    return { labels: rows.map((row) => row.cells[0].textContent.trim()), series };
  };

  const axes = (labels, across, narrow) => {
    const names = {
      type: "category", data: labels, inverse: across, axisTick: { show: false }, axisLine: { lineStyle: { color: soft } },
      axisLabel: { ...font, interval: across ? 0 : "auto", width: narrow ? 120 : 200, overflow: "truncate" },
    };
    const shares = {
      type: "value", min: 0, max: 100, axisLabel: { ...font, formatter: (value) => `${value} %` },
      splitLine: { lineStyle: { color: line } },
    };
    return across ? { xAxis: shares, yAxis: names } : { xAxis: names, yAxis: shares };
  };

  const drawn = (kind, one) => (kind === "bar"
    ? { name: one.name, type: "bar", data: one.values, barMaxWidth: 18, itemStyle: { color: one.look.color } }
    : {
      name: one.name, type: "line", data: one.values, symbol: one.look.symbol, symbolSize: 8, connectNulls: false,
      itemStyle: { color: one.look.color }, lineStyle: { width: one.look.width, type: one.look.type, color: one.look.color },
    });

  for (const table of tables) {
    const { labels, series } = read(table);
    if (!series.length) continue;
    const across = table.dataset.chart === "bar";
    const place = document.createElement("div");
    place.className = "chart";
    place.setAttribute("aria-hidden", "true"); // the table beneath says the same
    (table.closest("details") || table).before(place);
    if (across) place.style.height = `${labels.length * 26 + 70}px`;
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption({
      animation: false, textStyle: font, ...axes(labels, across, place.clientWidth < 500),
      grid: { left: 8, right: 16, top: series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
      legend: { show: series.length > 1, top: 0, left: 0, textStyle: font },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, textStyle: font, valueFormatter: said },
      series: series.map((one) => drawn(table.dataset.chart, one)),
    });
    new ResizeObserver(() => chart.resize()).observe(place);
  }
})();

// The drawing of a report and the print button. The drawing takes its numbers from the table on the page and from
// nowhere else, so the two cannot differ.
(() => {
  const MOST_BARS = 120;
  const BAR = 20;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function read(table) {
    const heads = [...table.tHead.rows[0].cells];
    const series = heads.flatMap((head, place) => (head.dataset.series ? [{ place, label: head.dataset.series }] : []));
    const rows = [...table.tBodies[0].rows].filter((row) => "bar" in row.dataset);
    const names = rows.map((row) => labels(row).join(" · "));
    return { series: series.length > 1 ? series.slice(0, -1) : series, rows, names };
  }

  function labels(row) {
    return [...row.cells].filter((cell) => cell.tagName === "TH" || cell.className === "label").map((cell) => cell.textContent.trim());
  }

  function draw(figure) {
    const { series, rows, names } = read(document.getElementById(figure.dataset.chart));
    const bars = rows.length * series.length;
    if (!bars || bars > MOST_BARS || typeof Chart === "undefined") {
      figure.hidden = true;
      return;
    }
    const ink = colour("--ink");
    const line = colour("--line");
    figure.style.height = `${60 + (series.length > 1 ? 30 : 0) + rows.length * ((series.length > 1 ? 9 * series.length : BAR) + 10)}px`;
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 14;
    Chart.defaults.color = ink;
    new Chart(figure.querySelector("canvas"), {
      type: "bar",
      data: {
        labels: names,
        datasets: series.map(({ place, label }, number) => ({
          label,
          data: rows.map((row) => Number(row.cells[place].dataset.value || 0)),
          backgroundColor: colour(`--series-${(number % 6) + 1}`),
          maxBarThickness: BAR,
        })),
      },
      options: {
        animation: false,
        indexAxis: "y",
        locale: "vi-VN",
        maintainAspectRatio: false,
        plugins: {
          legend: { display: series.length > 1, position: "bottom" },
          tooltip: { callbacks: { afterLabel: ({ dataIndex, datasetIndex }) => share(rows[dataIndex].cells[series[datasetIndex].place]) } },
        },
        scales: {
          x: { beginAtZero: true, ticks: { precision: 0 }, grid: { color: line }, title: { display: true, text: "Số người" } },
          y: { grid: { display: false }, ticks: { autoSkip: false } },
        },
      },
    });
  }

  function share(cell) {
    const below = cell.querySelector("small");
    const next = cell.nextElementSibling;
    return (below || next || cell).textContent;
  }

  for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
})();

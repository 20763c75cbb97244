// Applies the chosen colours and letter size before the first paint; loaded in the head, without `defer`.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("hocso.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    const size = localStorage.getItem("hocso.size");
    if (size === "2" || size === "3") root.dataset.size = size;
  } catch {
    // No storage (private mode): the page looks as it comes.
  }
})();

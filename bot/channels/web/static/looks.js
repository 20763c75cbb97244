// The buttons for letter size and colours. look.js applies the choice when the page opens.
"use strict";
(() => {
  const THEMES = [["auto", "◐", "tự động"], ["light", "☀", "sáng"], ["dark", "☾", "tối"]];
  const root = document.documentElement, theme = document.getElementById("theme");
  const chosen = { size: root.dataset.size ?? "1", theme: root.dataset.theme ?? "auto" };

  const dress = () => {
    if (chosen.size === "1") delete root.dataset.size; else root.dataset.size = chosen.size;
    if (chosen.theme === "auto") delete root.dataset.theme; else root.dataset.theme = chosen.theme;
    document.querySelectorAll(".looks [data-size]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.size === chosen.size));
    });
    const [, sign, name] = THEMES.find(([id]) => id === chosen.theme) ?? THEMES[0];
    theme.firstElementChild.textContent = sign;
    theme.setAttribute("aria-label", `Màu: ${name}`);
  };

  /** Keep a choice; what stood at the top of the screen still stands there when the letters have grown. */
  const choose = (what, value) => {
    const bar = document.querySelector(".top").getBoundingClientRect().bottom;
    const read = [...document.querySelectorAll(".line")].find((line) => line.getBoundingClientRect().bottom > bar + 24);
    chosen[what] = value;
    try { localStorage.setItem(`hocso.${what}`, value); } catch { /* It lasts as long as the page. */ }
    dress();
    if (scrollY > 0) read?.scrollIntoView({ block: "start" });
  };

  document.querySelector(".looks").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.size) choose("size", button.dataset.size);
    if (button === theme) {
      const place = THEMES.findIndex(([id]) => id === chosen.theme);
      choose("theme", THEMES[(place + 1) % THEMES.length][0]);
    }
  });
  addEventListener("storage", (event) => {
    const what = event.key?.slice("hocso.".length);
    if (event.key?.startsWith("hocso.") && what in chosen && event.newValue) { chosen[what] = event.newValue; dress(); }
  });
  dress();
})();

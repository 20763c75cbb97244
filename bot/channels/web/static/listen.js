// "Nghe": plays the recording of a bubble, else lets the browser's Vietnamese voice read it, slowly.
"use strict";
(() => {
  const speech = window.speechSynthesis;
  const voice = () => speech?.getVoices().find((one) => /^vi\b/i.test(one.lang.replace("_", "-")));
  const recording = (button) => {
    const player = document.createElement("audio");
    return (button.dataset.sounds || "").split("|").map((sound) => sound.split(" "))
      .find(([type, url]) => url && player.canPlayType(type))?.[1];
  };
  const showListening = () => {
    const canSpeak = Boolean(voice());
    document.querySelectorAll(".listen").forEach((button) => { button.hidden = !canSpeak && !recording(button); });
  };
  speech?.addEventListener?.("voiceschanged", showListening);

  let playing = null;
  const hush = () => {
    speech?.cancel();
    playing?.audio?.pause();
    if (playing) playing.button.textContent = "🔊 Nghe";
    playing = null;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".listen");
    if (!button) return;
    const isStop = playing?.button === button;
    hush();
    if (isStop) return;
    button.textContent = "⏹ Dừng";
    const url = recording(button);
    playing = { button, audio: url ? new Audio(url) : null };
    if (url) {
      playing.audio.addEventListener("ended", hush);
      playing.audio.play().catch(hush);
    } else speak(button);
  });

  /** Read a bubble and its choices aloud, slowly; sentence by sentence, as some voices stop after a quarter minute. */
  const speak = (button) => {
    const line = button.closest(".line"), mine = playing;
    const labels = [...line.querySelectorAll(".choices button")].map((choice) => choice.textContent.trim());
    const whole = [line.querySelector(".text").innerText, ...labels].join(".\n");
    const parts = whole.match(/[^.!?…\n]+[.!?…]*/g)?.filter((part) => /[\p{L}\p{N}]/u.test(part)) ?? [];
    parts.forEach((part, place) => {
      const words = new SpeechSynthesisUtterance(part.trim());
      Object.assign(words, { voice: voice(), lang: "vi-VN", rate: 0.85 });
      if (place === parts.length - 1) words.onend = () => { if (playing === mine) hush(); };
      speech.speak(words);
    });
  };
  addEventListener("pagehide", hush);
  document.addEventListener("hocso:lines", showListening);
  showListening();
})();

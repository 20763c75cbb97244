// The chat in a browser: keeps what is typed until the server has it, and shows each line once.
//
// A message is one entry of localStorage from the moment it is typed until its answer is on the page. Tabs share these
// entries; whoever sends, sends them in order, and the key in each makes a message sent twice the same as sent once.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const log = $("log"), pending = $("pending"), typing = $("typing"), notice = $("notice");
  const compose = $("compose"), field = $("o-nhap"), root = document.documentElement;
  const now = () => Date.now();

  // --- Storage: this browser's, or this page's where there is none ------------------------------------------------

  const memory = new Map();
  const store = {
    get(name) {
      try { return localStorage.getItem(name) ?? memory.get(name) ?? null; } catch { return memory.get(name) ?? null; }
    },
    set(name, value) {
      try { localStorage.setItem(name, value); memory.delete(name); } catch { memory.set(name, value); }
    },
    remove(name) {
      memory.delete(name);
      try { localStorage.removeItem(name); } catch { /* There is no storage. */ }
    },
    names() {
      try { return [...Object.keys(localStorage), ...memory.keys()]; } catch { return [...memory.keys()]; }
    },
  };

  // --- Lines: placed by their number, each once -------------------------------------------------------------------

  const cursor = () => Number(log.querySelector(".line:not(.preview):last-child")?.dataset.seq ?? 0);

  const looks = (line) =>
    [...line.querySelectorAll(".text, .choices button")].map((part) => part.textContent.trim()).join("\n");

  /** Let a greeting that is already shown be the line that says the same, so that nobody hears it twice. */
  const adopt = (line) => {
    const shown = log.querySelector(".preview");
    if (!shown || line.matches(".me") || looks(shown) !== looks(line)) return false;
    shown.id = line.id;
    shown.dataset.seq = line.dataset.seq;
    shown.classList.remove("preview");
    return true;
  };

  const place = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html;
    let first = null;
    for (const line of box.content.querySelectorAll(".line")) {
      if ($(line.id) || adopt(line)) continue;
      log.querySelectorAll(".preview").forEach((shown) => shown.remove());
      let before = log.lastElementChild;
      while (before && Number(before.dataset.seq) > Number(line.dataset.seq)) before = before.previousElementSibling;
      if (before) before.after(line); else log.prepend(line);
      first ??= line;
      if (line.matches(".bot")) awaitReply(false);
      else if (queue().length) later(SOON); // It may be the one whose answer was lost: ask at once.
    }
    if (log.querySelector("[data-seq]")) settle();
    tidy();
    if (first) show(first);
  };

  /** Once there is a conversation, no form carries the code of the page any more, and the stream may start. */
  const settle = () => {
    if (!isKnown()) {
      log.dataset.known = "1";
      document.querySelectorAll("form:not(.offer) :is([name=u], [name=c])").forEach((input) => input.remove());
      document.querySelectorAll("form.start").forEach((form) => form.remove());
      if (location.search) history.replaceState(null, "", "/");
    }
    connect();
  };

  /** The newest choices are open; older ones stay, look inactive and are passed over by the Tab key. */
  const tidy = () => {
    const all = [...log.querySelectorAll(".choices")];
    all.forEach((form, place) => {
      const isOld = place < all.length - 1;
      form.classList.toggle("old", isOld);
      form.querySelectorAll("button").forEach((button) => { button.tabIndex = isOld ? -1 : 0; });
    });
    log.querySelectorAll("[data-press]").forEach((line) => {
      log.querySelectorAll(".choices button").forEach((button) => {
        if (button.value === line.dataset.press) button.classList.add("chosen");
      });
    });
    document.dispatchEvent(new Event("hocso:lines"));
  };

  /** Scroll to the newest, but not past the beginning of what has just come. */
  const show = (line) => {
    const top = document.querySelector(".top").getBoundingClientRect().bottom;
    const far = root.scrollHeight - root.clientHeight - root.scrollTop;
    const until = line.getBoundingClientRect().top - Math.max(top, 0) - 12;
    scrollBy({ top: Math.min(far, until), behavior: calm.matches ? "auto" : "smooth" });
  };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const showNewest = () => scrollTo({ top: root.scrollHeight, behavior: "instant" });

  // A way down for whoever does not see that there is more below.
  const down = $("down");
  down.addEventListener("click", showNewest);
  if (window.IntersectionObserver) {
    const NEARLY = 40;
    const dock = document.querySelector(".dock");
    new IntersectionObserver(
      ([end]) => { down.hidden = end.isIntersecting; },
      { rootMargin: `0px 0px ${NEARLY - dock.offsetHeight}px 0px` },
    ).observe($("cuoi"));
  }

  let typingTimer;
  const awaitReply = (isAwaited) => {
    clearTimeout(typingTimer);
    typing.hidden = !isAwaited;
    if (isAwaited) typingTimer = setTimeout(() => { typing.hidden = true; }, 20000);
  };

  const say = (sentence) => { if (notice.textContent !== sentence) notice.textContent = sentence; };

  // --- The queue --------------------------------------------------------------------------------------------------

  const QUEUE = "hocso.tin.", DRAFT = "hocso.draft", LOCK = "hocso.lock";
  const FIRST_WAIT = 2000, LONGEST_WAIT = 30000, SEND_LIMIT = 15000, LEASE = 20000, TRIES = 5;
  const DOUBLE_TAP = 700, SOON = 300;

  const queue = () => store.names().filter((name) => name.startsWith(QUEUE)).sort();
  const read = (name) => { try { return JSON.parse(store.get(name)); } catch { return null; } };

  const newKey = () => {
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  const tab = newKey();

  let last = { what: "", at: 0 };
  const enqueue = (fields, label) => {
    const what = JSON.stringify(fields);
    const isTwice = what === last.what && now() - last.at < DOUBLE_TAP;
    last = { what, at: now() };
    const waiting = queue();
    if (isTwice || (fields.press && waiting.some((name) => read(name)?.fields.press === fields.press))) return;
    const newest = Number(waiting.slice(-1)[0]?.slice(QUEUE.length).split(".")[0] ?? 0);
    const stamp = String(Math.max(now(), newest + 1)).padStart(15, "0");
    const key = newKey();
    store.set(`${QUEUE}${stamp}.${key}`, JSON.stringify({ key, fields, label, tries: 0 }));
    draw();
    showNewest();
    flush();
  };

  // Only one tab sends at a time. A tab that was closed or put to sleep loses its turn after a while.
  const lock = () => {
    const [owner, until] = (store.get(LOCK) ?? "").split("|");
    if (owner && owner !== tab && Number(until) > now()) return false;
    store.set(LOCK, `${tab}|${now() + LEASE}`);
    return store.get(LOCK).startsWith(tab);
  };
  const unlock = () => { if ((store.get(LOCK) ?? "").startsWith(tab)) store.remove(LOCK); };

  let isSending = false, wait = 0, timer;
  const later = (milliseconds) => { clearTimeout(timer); timer = setTimeout(flush, milliseconds); };

  const flush = async () => {
    if (isSending || !queue().length) return;
    if (!lock()) return later(FIRST_WAIT);
    isSending = true;
    clearTimeout(timer);
    draw();
    for (let name; (name = queue()[0]) && lock();) {
      awaitReply(true);
      const delay = await send(name);
      if (delay) { awaitReply(false); later(delay); break; }
    }
    isSending = false;
    unlock();
    draw();
  };

  /** Send one message; return 0 if it is settled, else after how many milliseconds to try again. */
  const send = async (name) => {
    const item = read(name);
    if (!item) { store.remove(name); return 0; }
    const body = new FormData();
    Object.entries(item.fields).forEach(([field, value]) => body.set(field, value));
    body.set("key", item.key);
    body.set("after", cursor());
    body.set("page", log.dataset.page);
    const abort = new AbortController();
    const limit = setTimeout(() => abort.abort(), SEND_LIMIT);
    try {
      const answer = await fetch("/gui", { method: "POST", body, headers: { "HX-Request": "true" }, signal: abort.signal });
      const text = await answer.text();
      if (answer.ok && isOurs(answer)) {
        store.remove(name);
        draw();
        place(text);
        say("");
        wait = 0;
        return 0;
      }
      if (isOurs(answer) && isFinal(answer.status, item, name)) return giveBack(name, item, text);
      say(isOurs(answer) ? text : "");
      return backOff(Number(answer.headers.get("Retry-After")) * 1000);
    } catch {
      say("Mạng đang chập chờn. Tin của cô bác được giữ lại và sẽ tự gửi.");
      return backOff(0);
    } finally {
      clearTimeout(limit);
    }
  };

  /** Our answers carry this header; a sign-in page of a public Wi-Fi does not, and must not swallow a message. */
  const isOurs = (answer) => answer.headers.get("hocso") === "1";

  const isFinal = (status, item, name) => {
    if (status < 500) return status !== 408 && status !== 429;
    if (status === 503) return false;
    item.tries += 1;
    store.set(name, JSON.stringify(item));
    return item.tries >= TRIES;
  };

  /** Take a message out of the queue that will never be accepted, and hand the words back. */
  const giveBack = (name, item, sentence) => {
    store.remove(name);
    draw();
    awaitReply(false);
    if (item.fields.text && !field.value) write(item.fields.text);
    say(sentence);
    return 0;
  };

  const backOff = (asked) => {
    wait = Math.min(LONGEST_WAIT, wait ? wait * 2 : FIRST_WAIT);
    return Math.max(asked || 0, wait * (0.75 + Math.random() / 2));
  };

  /** Show what is not sent yet, behind the lines of the conversation. */
  const draw = () => {
    const waiting = queue();
    pending.replaceChildren(...waiting.map((name) => {
      const state = isSending && !wait ? "đang gửi…" : "chưa gửi được, sẽ tự gửi lại";
      return bubble(read(name)?.label ?? "", state);
    }));
    if (!waiting.length && !isSending) { wait = 0; }
  };

  const bubble = (label, state) => {
    const make = (tag, name, text) => Object.assign(document.createElement(tag), { className: name, textContent: text });
    const line = make("div", "line me pending", ""), said = make("div", "said", "");
    const body = make("div", "bubble", ""), text = make("p", "text", label);
    body.append(text);
    said.append(body, make("span", "state", state));
    line.append(said);
    return line;
  };

  // --- What people do ---------------------------------------------------------------------------------------------

  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (form.getAttribute("action") !== "/gui") return;
    event.preventDefault();
    const fields = {};
    for (const [name, value] of new FormData(form)) if (name !== "key") fields[name] = value;
    if (button?.name) fields[button.name] = button.value;
    if (form === compose) {
      fields.text = field.value.trim();
      field.focus();
      if (!fields.text) return;
      write("");
    }
    if (form.matches(".offer")) { form.remove(); history.replaceState(null, "", "/"); }
    enqueue(fields, fields.press || fields.open ? button.textContent.trim() : fields.text);
  });

  const write = (text) => { field.value = text; keep(); };
  const keep = () => {
    if (field.value) store.set(DRAFT, field.value); else store.remove(DRAFT);
    field.style.height = "auto";
    if (field.value) field.style.height = `${field.scrollHeight + 2}px`;
  };
  field.addEventListener("input", keep);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    compose.requestSubmit ? compose.requestSubmit() : compose.querySelector("button").click();
  });
  field.addEventListener("paste", (event) => {
    if (![...(event.clipboardData?.files ?? [])].some((file) => file.type.startsWith("image/"))) return;
    event.preventDefault();
    enqueue({ photo: "1" }, "📷 Ảnh");
  });

  // --- Hearing from the server: a stream, and asking now and then where it does not get through ---------------------

  const SILENCE = 40000, LOOK_EVERY = 15000, AT_ONCE = 5000, TAKEN_IN = 500;
  let alive = now();
  // htmx follows the stream of somebody known as soon as the page is there; this is for who has just become known,
  // and for a stream that could not be opened.
  const isKnown = () => log.dataset.known === "1";
  let asked = 0, isHeard = false;
  const connect = () => {
    if (!isKnown() || now() - asked < AT_ONCE) return;
    asked = now();
    log.dispatchEvent(new CustomEvent("noi"));
    setTimeout(lookAgain, TAKEN_IN);
  };
  // htmx takes the page in by itself, at times before its extension for streams has arrived, and then hears nothing.
  const lookAgain = () => {
    if (isHeard || !isKnown()) return;
    window.htmx?.process(log);
    asked = 0;
    connect();
  };
  // The stream goes on after the last line on the page, however that came here: nobody pays for the same words twice.
  log.addEventListener("htmx:config:request", (event) => {
    isHeard = true;
    event.detail.ctx.request.action = `/su-kien?after=${cursor()}&page=${log.dataset.page}`;
  });
  log.addEventListener("htmx:sse:before:connection", (event) => {
    event.detail.connection.lastEventId = String(cursor());
  });
  log.addEventListener("nhip", () => { alive = now(); });
  log.addEventListener("htmx:sse:before:message", (event) => {
    alive = now();
    if (event.detail.message.event) return;
    event.preventDefault();
    place(event.detail.message.data);
  });

  const catchUp = async () => {
    try {
      const answer = await fetch(`/tin?after=${cursor()}&page=${log.dataset.page}`, { headers: { "HX-Request": "true" } });
      if (answer.status === 200 && isOurs(answer)) place(await answer.text());
    } catch { /* The next try comes by itself. */ }
  };
  const wake = () => {
    if (document.hidden) return;
    wait = 0;
    flush();
    catchUp();
    connect();
  };
  setInterval(() => {
    if (document.hidden || now() - alive < SILENCE) return;
    catchUp();
    connect();
  }, LOOK_EVERY);
  addEventListener("online", () => { say(""); wake(); });
  addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  document.addEventListener("visibilitychange", wake);
  addEventListener("offline", () => say("Đang mất mạng. Cô bác cứ viết, tin được giữ lại và tự gửi khi có mạng."));
  addEventListener("storage", (event) => {
    if (!event.key?.startsWith(QUEUE)) return;
    draw();
    if (event.newValue === null) catchUp(); else flush();
  });
  addEventListener("pagehide", unlock);

  // --- Begin ------------------------------------------------------------------------------------------------------

  setTimeout(lookAgain, TAKEN_IN);
  if (!field.value) field.value = store.get(DRAFT) ?? "";
  keep();
  tidy();
  draw();
  if (isKnown()) showNewest();
  flush();
})();

// Jiannuo: the only script of our own. No framework; every page works without it.
(function () {
  "use strict";
  const $ = (s, r) => (r || document).querySelector(s);
  document.documentElement.classList.add("jn-script");
  // The error summary takes the focus when a form comes back.
  const sum = $(".jn-errsum");
  if (sum) sum.focus();
  // On a narrow screen the filters start folded, and what a wide screen shows beside the text unfolds.
  if (matchMedia("(max-width:767.98px)").matches) {
    document.querySelectorAll("[data-fold]").forEach((d) => { d.open = false; });
    document.querySelectorAll("[data-unfold]").forEach((d) => { d.open = true; });
  }
  function toggleRow(button) {
    const row = document.getElementById(button.getAttribute("aria-controls"));
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (button.dataset.show) button.textContent = open ? button.dataset.show : button.dataset.hide;
    row.hidden = open;
    button.closest("tr").classList.toggle("is-open", !open);
  }
  function copy(button) {
    if (!navigator.clipboard) return;
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.classList.add("is-done");
      button.setAttribute("aria-label", button.dataset.done || "");
    });
  }
  document.addEventListener("click", (e) => {
    // A verb that cannot be performed yet stays reachable by keyboard but does nothing.
    if (e.target.closest("[aria-disabled=true]")) { e.preventDefault(); return; }
    const opener = e.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog && dialog.showModal) { e.preventDefault(); dialog.showModal(); }
    const close = e.target.closest("[data-close]");
    if (close) close.closest("dialog").close();
    const copied = e.target.closest("[data-copy]");
    if (copied) copy(copied);
    const toggle = e.target.closest("[data-toggle-row]");
    if (toggle) toggleRow(toggle);
    if (e.target.closest("[data-print]")) window.print();
  });
  // A page made for paper offers itself to the printer at once.
  if ($("[data-print-now]")) addEventListener("load", () => window.print());
  // What lies over the page closes when the focus leaves it, so that it never hides what has the focus.
  document.querySelectorAll(".jn-menu, .jn-account").forEach((menu) => {
    document.addEventListener("focusin", (e) => { if (menu.open && !menu.contains(e.target)) menu.open = false; });
    document.addEventListener("click", (e) => { if (menu.open && !menu.contains(e.target)) menu.open = false; });
    menu.addEventListener("keydown", (e) => { if (e.key === "Escape" && menu.open) { menu.open = false; $("summary", menu).focus(); } });
  });
  // Radio cards: the chosen one is framed, and asks for its own fields.
  document.addEventListener("change", (e) => {
    if (!e.target.matches(".jn-pick input")) return;
    document.querySelectorAll(".jn-pick input[type=radio]").forEach((i) => { i.closest(".jn-pick").classList.toggle("is-on", i.checked); });
    document.querySelectorAll("[data-when]").forEach((b) => { b.hidden = b.dataset.when !== e.target.value; });
  });
  // A form is sent once: the second click of an impatient hand does nothing.
  document.addEventListener("submit", (e) => {
    if (e.defaultPrevented || e.target.method !== "post") return;
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    e.target.dataset.sent = "1";
  });
  addEventListener("pageshow", () => { document.querySelectorAll("form[data-sent]").forEach((f) => { delete f.dataset.sent; }); });
  // A long form is kept while it is typed, for its writer alone: some seconds after the last key, and when the page is left.
  document.querySelectorAll("form[data-autosave]").forEach((form) => {
    const note = $("[data-autosaved]");
    let timer = 0, changed = false, flight = null;
    const content = () => { const data = new URLSearchParams(); new FormData(form).forEach((v, k) => { if (typeof v === "string") data.append(k, v); }); return data; };
    const keep = () => {
      if (form.dataset.sent || !changed) return;
      changed = false;
      flight = new AbortController();
      fetch(form.dataset.autosave, { method: "POST", body: content(), credentials: "same-origin", signal: flight.signal })
        .then((r) => { if (r.redirected) throw new Error(); return r.text(); })
        .then((words) => { if (note) note.textContent = words; })
        .catch((e) => { if (e.name !== "AbortError") { changed = true; if (note) note.textContent = note.dataset.failed; } });
    };
    form.addEventListener("input", () => { changed = true; clearTimeout(timer); timer = setTimeout(keep, 2500); });
    form.addEventListener("submit", () => { clearTimeout(timer); if (flight) flight.abort(); });
    addEventListener("pagehide", () => { if (changed && !form.dataset.sent) navigator.sendBeacon(form.dataset.autosave, content()); });
  });
  // Keys: / search, j k rows, Enter open, ? help. Never while typing.
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input,textarea,select") || $("dialog[open]")) return;
    const rows = [...document.querySelectorAll("[data-rows] a.jn-t1")];
    const at = rows.indexOf(document.activeElement);
    if (e.key === "/") { const q = $("[data-search]"); if (q) { e.preventDefault(); const f = q.closest("details"); if (f) f.open = true; q.focus(); } }
    if (e.key === "?") { const d = $("#keys"); if (d && !d.open) d.showModal(); }
    if (e.key === "j" && rows.length) rows[Math.min(at + 1, rows.length - 1)].focus();
    if (e.key === "k" && at > 0) rows[at - 1].focus();
  });
  // A part of a page that comes back as a whole page is a sign-in or an error: show it as one.
  document.addEventListener("htmx:beforeSwap", (e) => {
    const xhr = e.detail.xhr;
    if (xhr.status < 400 && !/^\s*<!doctype/i.test(xhr.responseText)) return;
    e.detail.shouldSwap = false;
    location.assign(xhr.responseURL || location.href);
  });
})();

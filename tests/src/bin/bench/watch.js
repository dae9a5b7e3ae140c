// Notes when what happened, in milliseconds since 1970. Runs in every page of the bench before Kith does.
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const find = (id) => document.querySelector(`[data-testid=${id}]`);
  const at = {};
  const statuses = [];
  const awaited = new Map();
  const seen = (name, when = now()) => { at[name] ??= when; };
  // A picture is on the screen after the frame in which it was drawn.
  const shown = (name) => {
    if (name in at || shown[name]) return;
    shown[name] = true;
    requestAnimationFrame(() => setTimeout(() => seen(name)));
  };
  window.kithBench = {
    at,
    statuses,
    long: [],
    frames: [],
    await: (address) => new Promise((done) => { awaited.set(address, done); look(); }),
  };
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.kithBench.long.push([performance.timeOrigin + task.startTime, task.duration]);
  }).observe({ type: "longtask", buffered: true });
  // What the frames of 50 ms and more did: by script, and for styles, layout and painting.
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries()) {
      const end = frame.startTime + frame.duration;
      const style = frame.styleAndLayoutStart ? end - frame.styleAndLayoutStart : 0;
      const scripts = frame.scripts.map((it) => [it.invoker, it.duration, it.forcedStyleAndLayoutDuration]);
      window.kithBench.frames.push([performance.timeOrigin + frame.startTime, frame.duration, style, scripts]);
    }
  }).observe({ type: "long-animation-frame", buffered: true });
  addEventListener("click", (event) => {
    if (event.target.closest?.("[data-testid=connect], [data-testid=connect-plain]")) at.click = now();
  }, true);

  const status = () => {
    const account = find("account-status")?.dataset.status;
    if (account) return account;
    const bar = find("account-bar")?.dataset.kind;
    return bar === "ended" ? "up-to-date" : bar;
  };
  const wanted = sessionStorage.getItem("kith-bench-filter");
  const look = () => {
    const is = status();
    if (is && statuses.at(-1)?.[1] !== is) statuses.push([now(), is]);
    // The form gives way to the accounts once the login is accepted; the person goes to see who comes.
    if (at.click && !at.accepted && location.pathname === "/settings/email") {
      seen("accepted");
      if (!window.kithBench.stay) setTimeout(() => find("nav-people")?.click());
    }
    const count = find("people-count")?.dataset;
    const rows = document.querySelectorAll("[data-testid=person-row]");
    if (rows.length >= 8 || (rows.length && rows.length === Number(count?.all))) {
      if (Number(count?.all) >= 100) shown("hundred");
      shown("rows");
      if (wanted && !at.typed) {
        const filter = document.querySelector("[name=filter]");
        seen("typed");
        setTimeout(() => {
          filter.value = wanted;
          filter.dispatchEvent(new Event("input", { bubbles: true }));
        });
      }
    }
    if (wanted && at.typed && rows.length && Number(count?.matching) < Number(count?.all) && rows[0].dataset.address === wanted) {
      shown("answered");
    }
    if (awaited.size) {
      for (const row of rows) {
        awaited.get(row.dataset.address)?.(now());
        awaited.delete(row.dataset.address);
      }
    }
  };
  const attributeFilter = ["data-status", "data-kind", "data-all", "data-matching", "data-address", "data-testid"];
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter });
})();

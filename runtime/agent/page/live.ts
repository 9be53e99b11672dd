/*
 * The page's script. Bundled by itself for the browser, when the image is built. It takes over what the stream sends,
 * says loudly when nothing comes, and connects or asks again then: after a move of the virtual IP the stream's
 * connection is dead, without an error.
 */

import "./dialog";

const times = { lookMs: 250, againMs: 1_500, staleMs: 5_000, pollMs: 2_000, streamAgainMs: 30_000 } as const;
const lost = document.getElementById("lost")!;
const beat = document.getElementById("beat")!;

let heardAt = performance.now();
let openedAt = 0;
let stream: EventSource | undefined;
/** Since when there are as many streams as this node gives: then the page asks. 0: there are not. */
let pollsSince = 0;
let asking = false;
/** As it came, without what is done to it here. */
let shown = document.querySelector("main")!.outerHTML;

function heard(): void {
  heardAt = performance.now();
  lost.hidden = true;
  beat.hidden = false;
}

function tellLost(): void {
  if (!lost.hidden) return;
  const since = new Date(Date.now() - (performance.now() - heardAt)).toLocaleTimeString();
  lost.textContent = `No news since ${since}. What you see is old.`;
  lost.hidden = false;
  beat.hidden = true;
}

function take(text: string): void {
  heard();
  const next = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  const now = document.querySelector("main");
  if (!next || !now || next.outerHTML === shown) return;
  shown = next.outerHTML;
  if (next.dataset.build !== now.dataset.build && !document.querySelector("dialog[open]"))
    return location.reload();
  const verdict = next.querySelector("h1")?.textContent ?? "";
  // Said once to who listens to the page, and not with each of its changes.
  if (verdict !== now.querySelector("h1")?.textContent)
    document.getElementById("said")!.textContent = verdict;
  const { activeElement } = document;
  const focused = activeElement instanceof HTMLAnchorElement ? activeElement.getAttribute("href") : null;
  const unfolds = activeElement?.localName === "summary";
  next.querySelector("details")?.toggleAttribute("open", now.querySelector("details")?.open ?? false);
  now.replaceWith(next);
  document.title = next.dataset.title ?? document.title;
  document.querySelector<HTMLLinkElement>("link[rel=icon]")!.href = `/ha-dns/icon-${next.dataset.level}.svg`;
  localTimes();
  if (focused) next.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
  if (unfolds) next.querySelector("summary")?.focus();
}

/** The moment itself, by the clock of who looks. */
function localTimes(): void {
  for (const time of document.querySelectorAll("time")) time.title = new Date(time.dateTime).toLocaleString();
}

function open(): void {
  stream?.close();
  openedAt = performance.now();
  pollsSince = 0;
  stream = new EventSource("/ha-dns/events");
  stream.addEventListener("main", ({ data }: MessageEvent<string>) => take(data));
  stream.addEventListener("beat", heard);
  stream.onerror = () => {
    if (stream?.readyState === EventSource.CLOSED) pollsSince = performance.now();
  };
}

async function ask(): Promise<void> {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch("/ha-dns/now", {
      signal: AbortSignal.timeout(times.pollMs),
      cache: "no-store",
    });
    if (answer.ok) take(await answer.text());
  } catch {
    // The next look asks again, and the page says that it is old.
  }
  asking = false;
}

function look(): void {
  const now = performance.now();
  if (document.hidden) return;
  if (now - heardAt >= times.staleMs) tellLost();
  if (now - Math.max(heardAt, openedAt) < times.againMs) return;
  openedAt = now;
  if (now - pollsSince < times.streamAgainMs && pollsSince > 0) void ask();
  else open();
}

// A page that nobody sees needs no stream; one that is seen again is old until it has been told.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stream?.close();
  else open();
});
localTimes();
// The page is painted first.
requestAnimationFrame(() => setTimeout(open));
setInterval(look, times.lookMs);

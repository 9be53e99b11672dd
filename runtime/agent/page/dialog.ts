/*
 * Part of the page's script: what is behind an action's link opens in a dialog above the page, and stays there until it
 * is done. Without the script, or if a log-in comes first, it is a page of its own.
 */

const actPath = "/ha-dns/act";
const dialog = document.createElement("dialog");
dialog.setAttribute("aria-live", "polite");
document.body.append(dialog);

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>("a[href]");
  if (!link || !new URL(link.href).pathname.startsWith(`${actPath}/`)) return;
  event.preventDefault();
  void show(() => fetch(link.href, { cache: "no-store" }), link.href);
});

dialog.addEventListener("submit", (event) => {
  const form = event.target;
  // Not `form.action`: that is the field of this name.
  if (!(form instanceof HTMLFormElement) || form.getAttribute("action") !== actPath) return;
  event.preventDefault();
  const body = new URLSearchParams();
  for (const { name, value } of form.querySelectorAll("input")) body.append(name, value);
  for (const button of dialog.querySelectorAll("button")) button.disabled = true;
  void show(() => fetch(actPath, { method: "POST", body }), location.href);
});

/** `page` is gone to if what comes is no part of this one. */
async function show(ask: () => Promise<Response>, page: string): Promise<void> {
  try {
    const answer = await ask();
    const text = new DOMParser().parseFromString(await answer.text(), "text/html");
    const asked = text.querySelector(".ask");
    if (!asked || !new URL(answer.url).pathname.startsWith(actPath)) return location.assign(page);
    dialog.replaceChildren(asked);
    dialog.append(closing());
  } catch {
    const words = document.createElement("p");
    words.textContent =
      "This node did not answer. If the virtual IP has moved, the page shows it in a moment.";
    dialog.replaceChildren(words);
    dialog.append(closing());
  }
  if (!dialog.open) dialog.showModal();
}

function closing(): HTMLElement {
  const button = document.createElement("button");
  button.textContent = dialog.querySelector("form") ? "Cancel" : "Close";
  button.className = "button";
  button.addEventListener("click", () => dialog.close());
  return button;
}

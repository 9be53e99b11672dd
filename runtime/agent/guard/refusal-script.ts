/** The path at which the guard serves its own script for Pi-hole's pages. */
export const scriptPath = "/ha-dns/page.js";

/** A page of a node that follows, with the script that shows why a change was refused. */
export function withScript(page: string): string {
  const end = page.lastIndexOf("</body>");
  const tag = `<script src="${scriptPath}"></script>\n`;
  return end < 0 ? page : page.slice(0, end) + tag + page.slice(end);
}

/**
 * Pi-hole's pages show some refusals, and leave others to silence or to an indicator that turns forever: this shows
 * each that is not shown already, and stops what turns. It sees every request of a page, by jQuery or by fetch.
 */
export const refusalScript = `"use strict";
(() => {
  const shown = message => document.body.innerText.includes(message);
  const show = ({ message, hint }) => {
    if (shown(message)) return;
    if (typeof utils !== "undefined" && utils.showAlert) utils.showAlert("error", "", message, hint);
    else alert(message);
  };
  const stop = () => {
    for (const id of ["flip-status-enable", "flip-status-disable"]) {
      const indicator = document.getElementById(id);
      if (indicator) indicator.innerHTML = "";
    }
    const gravity = document.getElementById("gravityBtn");
    if (gravity) gravity.removeAttribute("disabled");
    const running = document.getElementById("alertInfo");
    if (running) running.style.display = "none";
  };
  const refused = answer => {
    const error = answer && answer.error;
    if (!error || !["FOLLOWER_READONLY", "LEADER_AWAY"].includes(error.key)) return;
    stop();
    setTimeout(() => show(error), 300);
  };
  if (typeof jQuery !== "undefined") jQuery(document).on("ajaxError", (_, request) => refused(request.responseJSON));
  const fetched = globalThis.fetch;
  globalThis.fetch = async (...args) => {
    const response = await fetched(...args);
    if ([409, 503].includes(response.status)) response.clone().json().then(refused, () => undefined);
    return response;
  };
})();
`;

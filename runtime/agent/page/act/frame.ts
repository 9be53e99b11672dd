import type { GuardAnswer } from "../../guard/guard-answers";
import { pagePath } from "../action";
import { head, linkedStyle, policyOf } from "../page-head";
import { html, type Content, type Html } from "../html";

/** Of every page that is for one person: nothing of another origin, in no frame, and kept by nobody. */
export const privateHeaders = {
  "Content-Security-Policy": policyOf(false),
  // With `no-referrer` a browser would not say of which origin a form is.
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
} as const;

/** A page of a heading and what is below. */
export function pageAnswer(
  status: number,
  title: string,
  body: Content,
  more: Readonly<Record<string, string>> = {},
): GuardAnswer {
  return {
    status,
    type: "text/html; charset=utf-8",
    body: `<!doctype html>\n${frame(title, body).text}`,
    headers: { ...privateHeaders, ...more },
  };
}

/** Sends the person on to another page, with a GET. */
export const goTo = (
  location: string,
  sentence: string,
  more: Readonly<Record<string, string>> = {},
): GuardAnswer => ({
  ...pageAnswer(303, "Go on", html`<p>${sentence} <a href="${location}">Go on</a></p>`),
  headers: { ...privateHeaders, Location: location, ...more },
});

const frame = (title: string, body: Content): Html =>
  html`<html lang="en">
    ${head(title, "rest", linkedStyle("page.css"))}
    <body>
      <header class="top">
        <a class="brand" href="${pagePath}">ha-dns</a>
        <a class="quiet" href="${pagePath}">Back to the overview</a>
      </header>
      <main>
        <section class="ask">
          <h1>${title}</h1>
          ${body}
        </section>
      </main>
    </body>
  </html>`;

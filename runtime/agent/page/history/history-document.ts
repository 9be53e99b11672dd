import type { GuardAnswer } from "../../guard/guard-answers";
import { wishText, type Wish } from "../../history/search";
import type { Found } from "../../history/server";
import type { Counted, Summary } from "../../history/summary";
import { blockedStatuses } from "../../history/query";
import { privateHeaders } from "../act/frame";
import { pagePath } from "../action";
import { head, linkedStyle } from "../page-head";
import { html, type Content, type Html } from "../html";
import { chartOf } from "../sums/chart";
import { ago, count, figure } from "../page-words";

export interface HistoryView {
  readonly wish: Wish;
  /** As the form has it. */
  readonly hours: string;
  readonly nodes: readonly string[];
  readonly found: Found;
  /** Absent on further pages. */
  readonly counts: Summary | undefined;
  /** In ms since 1970. */
  readonly now: number;
}

const path = `${pagePath}history`;
const spans = {
  "1": "the last hour",
  "24": "the last 24 hours",
  "168": "the last 7 days",
  "744": "the last 31 days",
};

/** The history's page: a form, counts, and a list of queries, without a script. */
export function historyDocument(view: HistoryView, headers: Readonly<Record<string, string>>): GuardAnswer {
  const page = html`<html lang="en">
    ${head("History", "rest", linkedStyle("page.css"))}
    <body>
      <header class="top">
        <a class="brand" href="${pagePath}">ha-dns</a>
        <a class="quiet" href="${pagePath}">Back to the overview</a>
      </header>
      <main class="history">
        <h1>Queries of all nodes</h1>
        ${form(view)} ${view.counts && counts(view.counts)} ${list(view)}
      </main>
    </body>
  </html>`;
  return {
    status: 200,
    type: "text/html; charset=utf-8",
    body: `<!doctype html>\n${page.text}`,
    headers: { ...privateHeaders, ...headers },
  };
}

const option = (value: string, text: string, chosen: string | undefined): Html =>
  value === (chosen ?? "")
    ? html`<option value="${value}" selected>${text}</option>`
    : html`<option value="${value}">${text}</option>`;

const form = ({ wish, hours, nodes }: HistoryView): Html =>
  html`<form action="${path}" role="search">
    <label>Domain <input name="domain" value="${wish.domain ?? ""}" /></label>
    <label>Client <input name="client" value="${wish.client ?? ""}" /></label>
    <label
      >Node
      <select name="node">
        ${option("", "all", wish.node)} ${nodes.map((name) => option(name, name, wish.node))}
      </select></label
    >
    <label
      >Answer
      <select name="only">
        ${option("", "all", wish.only)} ${option("blocked", "blocked", wish.only)}
        ${option("answered", "not blocked", wish.only)}
      </select></label
    >
    <label
      >Time
      <select name="hours">
        ${Object.entries(spans).map(([value, text]) => option(value, text, hours))}
      </select></label
    >
    <button>Search</button>
  </form>`;

const counts = (summary: Summary): Html =>
  html`<section class="sums" aria-label="Counts">
    <p>
      ${count(summary.queries, "query", "queries")}, ${figure(summary.blocked)} of them blocked, since
      ${shownTime(summary.from)} UTC
    </p>
    ${chart(summary)}
    <div class="tops">
      ${topList("Domains", summary.domains)} ${topList("Blocked domains", summary.blockedDomains)}
      ${topList("Clients", summary.clients)}
    </div>
  </section>`;

function chart(summary: Summary): Html {
  const { answered, blocked } = chartOf(summary);
  const day = (at: number): string => shownTime(at).slice(0, 16);
  return html`<figure>
    <svg
      class="chart"
      viewBox="0 0 480 100"
      preserveAspectRatio="none"
      role="img"
      aria-label="Queries from ${day(summary.from)} to ${day(summary.until)}"
    >
      <path class="answered" d="${answered}" />
      <path class="blocked" d="${blocked}" />
    </svg>
    <figcaption>
      <span>${day(summary.from)}</span>
      <span class="key"><i class="answered"></i>answered <i class="blocked"></i>blocked</span>
      <span>${day(summary.until)} UTC</span>
    </figcaption>
  </figure>`;
}

const topList = (title: string, all: readonly Counted[]): Content =>
  all.length > 0 &&
  html`<section>
    <h2>${title}</h2>
    <ol>
      ${all.map(({ text, queries }) => html`<li>${text} <small>${figure(queries)}</small></li>`)}
    </ol>
  </section>`;

/** UTC, because the nodes and the person may each have a zone of their own. */
const shownTime = (at: number): string => new Date(at / 1000).toISOString().replace("T", " ").slice(0, 19);

const isBlocked = (status: string): boolean => blockedStatuses.some((blocked) => blocked === status);

function list({ wish, hours, found, now }: HistoryView): Html {
  const { queries, before } = found;
  if (queries.length === 0)
    return html`<p class="none">No query matches. The last half minute is not here yet.</p>`;
  const more = (name: string, over: Partial<Wish>): string =>
    `${path}${name}?${wishText({ ...wish, from: undefined, most: undefined, before: undefined, hours, ...over })}`;
  return html`<div class="wide">
      <table>
        <caption>
          The newest was ${ago(Math.max(0, now - queries[0]!.at / 1000))}; times are UTC
        </caption>
        <thead>
          <tr>
            ${["Time", "Client", "Domain", "Type", "Answer", "ms", "Node"].map((title) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${queries.map(
            (query) =>
              html`<tr class="${isBlocked(query.status) && "bad"}">
                <td>
                  <time datetime="${new Date(query.at / 1000).toISOString()}">${shownTime(query.at)}</time>
                </td>
                <td>${query.clientName || query.client}</td>
                <td>${query.domain}</td>
                <td>${query.type}</td>
                <td>
                  ${isBlocked(query.status) ? `blocked (${query.status})` : `${query.reply} (${query.status})`}
                </td>
                <td>${(query.took / 1000).toFixed(1)}</td>
                <td>${query.node}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <ul class="actions">
      ${before !== undefined && html`<li><a class="button" href="${more("", { before })}">Older</a></li>`}
      <li><a class="button" href="${more("/history.csv", {})}">All as CSV</a></li>
      <li><a class="button" href="${more("/history.jsonl", {})}">All as JSON lines</a></li>
    </ul>`;
}

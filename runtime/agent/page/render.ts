import { pagePath } from "./action";
import type { Assets } from "./assets";
import { head, inlineStyle } from "./page-head";
import { html, type Html } from "./html";
import type { Level, NodeCard } from "./node-card";
import type { Decision, EventLine, Link, SumsView, PageView } from "./page-view";

/** A page without a script asks again by itself. */
const refreshSeconds = 10;

const marks: Readonly<Record<Level, string>> = {
  good: "M5 10.5l3.2 3.2L15 7",
  rest: "M7.5 6v8M12.5 6v8",
  warn: "M10 5v6M10 14v.5",
  bad: "M6 6l8 8M14 6l-8 8",
};
const words: Readonly<Record<Level, string>> = { good: "good", rest: "note", warn: "warning", bad: "bad" };

/** A sign whose form says the same as its colour, and whose name says it to who cannot see it. */
const sign = (level: Level): Html =>
  html`<svg class="sign ${level}" viewBox="0 0 20 20" role="img" aria-label="${words[level]}">
    <circle cx="10" cy="10" r="9.5" />
    <path d="${marks[level]}" />
  </svg>`;

export interface PageShell {
  readonly title: string;
  readonly level: Level;
  /** Under the name of the page: the virtual IP. */
  readonly vip: string;
  readonly body: Html;
  /** It takes what changes from the stream. */
  readonly live: boolean;
}

/** A whole document with the page's head, style and top. */
export function shell({ title, level, vip, body, live }: PageShell, { style, script }: Assets): string {
  const itsScript = html`<script src="${pagePath}${script.name}" defer></script>
    <noscript><meta http-equiv="refresh" content="${refreshSeconds}" /></noscript>`;
  const page = html`<html lang="en">
    ${head(title, level, inlineStyle(style), live && itsScript)}
    <body>
      <a class="skip" href="#live">Skip to the state</a>
      <header class="top">
        <a class="brand" href="${pagePath}"
          ><svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M16 2l12 4.5v8.2c0 7.3-5 12.3-12 15.3C9 27 4 22 4 14.7V6.500z" />
            <path d="M10.500 16l4 4 7-8" /></svg
          ><span>ha-dns <small>${vip}</small></span></a
        >
        <span class="where"
          ><span id="beat" hidden><i></i>Live</span> <a class="quiet" href="${pagePath}log-in">Log-in</a>
          <a class="quiet" href="/admin/">Pi-hole</a></span
        >
      </header>
      <p id="lost" role="alert" hidden></p>
      <p id="said" role="status"></p>
      ${body}
      ${live && html`<noscript><p class="none">This page asks again every ${refreshSeconds} seconds.</p></noscript>`}
    </body>
  </html>`;
  return `<!DOCTYPE html>\n${page.text}`;
}

/** The page of a node. */
export function renderPage(view: PageView | undefined, assets: Assets): string {
  const { short, level } = view?.verdict ?? lost;
  const body = renderMain(view, assets);
  return shell({ title: short, level, vip: view?.vip ?? "", body, live: true }, assets);
}

const lost = {
  short: "No news",
  level: "bad",
  sentence: "This node's agent has not told its state lately.",
  detail: "DNS may work all the same. Open this page at another node.",
} as const;

/** All that changes. `data-build` tells a page that is open when a node's program changes. */
export function renderMain(view: PageView | undefined, { script, style }: Assets): Html {
  const { short, level, sentence, detail } = view ? { ...view.verdict, detail: seenBy(view) } : lost;
  return html`<main
    id="live"
    tabindex="-1"
    data-build="${style.name} ${script.name}"
    data-level="${level}"
    data-title="${short}"
  >
    <section class="verdict ${level}">
      ${sign(level)}
      <div>
        <h1>${sentence}</h1>
        <p>${detail}</p>
      </div>
    </section>
    ${view && renderState(view)}
  </main>`;
}

const seenBy = ({ verdict, node }: PageView): string => `${verdict.detail} This is what ${node} sees.`;

const renderState = ({ decisions, nodes, events, update, actions, sums, hasHistory }: PageView): Html => html`
  ${
    decisions.length > 0 &&
    html`<section aria-labelledby="todo">
      <h2 id="todo">For you to decide</h2>
      <ul class="decisions">
        ${decisions.map(renderDecision)}
      </ul>
    </section>`
  }
  <section aria-labelledby="nodes">
    <h2 id="nodes">Nodes</h2>
    <div class="cards">${nodes.map(renderNode)}</div>
    ${update && html`<p class="update">${sign(update.level)} ${update.text}</p>`}
  </section>
  ${links(actions)}
  ${hasHistory && html`<p class="update"><a href="${pagePath}history">Search the queries of all nodes</a></p>`}
  <div class="lower">
    ${sums && renderSums(sums)}
    <section aria-labelledby="log">
      <h2 id="log">What happened</h2>
      ${renderLog(events)}
    </section>
  </div>
`;

/** So many are seen at once; the others unfold. */
const mostOpen = 7;

function renderLog(events: readonly EventLine[]): Html {
  if (events.length === 0) return html`<p class="none">Nothing that is worth a line.</p>`;
  const list = (some: readonly EventLine[]): Html =>
    html`<ol class="log">
      ${some.map(renderEvent)}
    </ol>`;
  const earlier = events.slice(mostOpen);
  return html`${list(events.slice(0, mostOpen))}
  ${
    earlier.length > 0 &&
    html`<details>
      <summary>${earlier.length} more</summary>
      ${list(earlier)}
    </details>`
  }`;
}

const links = (all: readonly Link[]): Html | false =>
  all.length > 0 &&
  html`<ul class="actions">
    ${all.map(
      ({ label, says, path, refused }) =>
        html`<li>
          ${
            refused
              ? html`<span class="button refused" aria-disabled="true">${label}</span
                  ><small>${refused}</small>`
              : html`<a class="button" href="${path}" title="${says}">${label}</a>`
          }
        </li>`,
    )}
  </ul>`;

const renderDecision = ({ level, text, fix, since, actions }: Decision): Html =>
  html`<li class="${level}">
    ${sign(level)}
    <div>
      <p class="what">${text}</p>
      ${fix && html`<p class="fix">${fix}</p>`}
      <p class="since">for ${since}</p>
      ${links(actions)}
    </div>
  </li>`;

const renderNode = (node: PageView["nodes"][number]): Html =>
  html`<article class="${node.level}${node.leads && " leads"}" aria-label="${node.name}">
    <header>
      <h3>${node.name}</h3>
      <span class="badge ${node.level}">${sign(node.level)} ${node.badge}</span>
    </header>
    <p class="says">${node.says}</p>
    <dl>
      ${node.rows.map(
        ({ term, text, level }) =>
          html`<dt>${term}</dt>
            <dd class="${level}">${text}</dd>`,
      )}
    </dl>
    ${renderServices(node)} ${links(node.actions)}
  </article>`;

const renderServices = ({ services }: Pick<NodeCard, "services">): Html | false =>
  services.length > 0 &&
  html`<ul class="services" aria-label="Services">
    ${services.map(({ name, text, level }) => html`<li class="${level}">${name} <small>${text}</small></li>`)}
  </ul>`;

const renderSums = ({ queries, blocked, share, clients, nodes, chart, says }: SumsView): Html =>
  html`<section aria-labelledby="sums">
    <h2 id="sums">Last 24 hours, all nodes</h2>
    <div class="sums">
      <dl class="tiles">
        <div>
          <dt>Queries</dt>
          <dd>${queries}</dd>
        </div>
        <div>
          <dt>Blocked</dt>
          <dd>${blocked} <small>${share}</small></dd>
        </div>
        <div>
          <dt>Clients</dt>
          <dd>${clients}</dd>
        </div>
      </dl>
      <figure>
        <svg class="chart" viewBox="0 0 480 100" preserveAspectRatio="none" role="img" aria-label="${says}">
          <path class="answered" d="${chart.answered}" />
          <path class="blocked" d="${chart.blocked}" />
        </svg>
        <figcaption>
          <span>24 hours ago</span>
          <span class="key"><i class="answered"></i>answered <i class="blocked"></i>blocked</span>
          <span>now</span>
        </figcaption>
      </figure>
      ${nodes && html`<p class="shares">${nodes}</p>`}
    </div>
  </section>`;

const renderEvent = ({ level, at, ago, node, text, by }: EventLine): Html =>
  html`<li class="${level}">
    <time datetime="${new Date(at).toISOString()}">${ago}</time>
    <p>${text} <small>${node}${by && `, ${by}`}</small></p>
  </li>`;

import { pagePath } from "./action";
import { html, type Content, type Html } from "./html";
import type { Level } from "./node-card";

/**
 * What a browser may do with a page: nothing from elsewhere, nothing written into the page, and the page in no frame.
 * `scripts`: it runs the page's own script, which asks this node.
 */
export const policyOf = (scripts: boolean): string =>
  [
    "default-src 'none'",
    ...(scripts ? ["script-src 'self'"] : []),
    "style-src 'self'",
    "img-src 'self'",
    ...(scripts ? ["connect-src 'self'"] : []),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** The head of each page; `level` is that of its sign in the browser's tab. */
export const head = (title: string, level: Level, style: string, more: Content = false): Html =>
  html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width,initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="${pagePath}icon-${level}.svg" />
    <link rel="stylesheet" href="${pagePath}${style}" />
    ${more}
  </head>`;

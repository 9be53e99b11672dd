import { pagePath } from "./action";
import { html, Html, type Content } from "./html";
import type { Asset } from "./assets";
import type { Level } from "./node-card";

/**
 * What a browser may do with a page: nothing from elsewhere, nothing written into the page, and the page in no frame.
 * `scripts`: it runs the page's own script, which asks this node. `style`: it has this style in its head.
 */
export const policyOf = (scripts: boolean, style?: Pick<Asset, "hash">): string =>
  [
    "default-src 'none'",
    ...(scripts ? ["script-src 'self'"] : []),
    `style-src ${style ? `'${style.hash}'` : "'self'"}`,
    "img-src 'self'",
    ...(scripts ? ["connect-src 'self'"] : []),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** A style in the page itself: a browser paints without having to ask for it first. */
export const inlineStyle = ({ text }: Asset): Html => new Html(`<style>${text}</style>`);

/** A style that has an address of its own. */
export const linkedStyle = (name: string): Html => html`<link rel="stylesheet" href="${pagePath}${name}" />`;

/** The head of each page; `level` is that of its sign in the browser's tab. */
export const head = (title: string, level: Level, style: Html, more: Content = false): Html =>
  html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width,initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="${pagePath}icon-${level}.svg" />
    ${style} ${more}
  </head>`;

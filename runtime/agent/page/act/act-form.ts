import { actionPath, pagePath } from "../action";
import { html, type Html } from "../html";
import type { Choice } from "./action-kind";
import type { Deed } from "./permit";

/** A button that does exactly what it says, once. */
export const actForm = ({ action, node, arg }: Deed, permit: string, label: string): Html =>
  html`<form method="post" action="${pagePath}act">
    <input type="hidden" name="action" value="${action}" />
    <input type="hidden" name="node" value="${node}" />
    <input type="hidden" name="arg" value="${arg}" />
    <input type="hidden" name="permit" value="${permit}" />
    <button>${label}</button>
  </form>`;

/** Choices that are looked at before there is a button. */
export const choiceLinks = (id: string, node: string, choices: readonly Choice[]): Html =>
  html`<ul>
    ${choices.map(({ arg, label }) => {
      const path = `${actionPath({ id, node, condition: "" })}&${new URLSearchParams({ arg }).toString()}`;
      return html`<li><a href="${path}">${label}</a></li>`;
    })}
  </ul>`;

/** What a node says, line by line; a line that is indented there is one here. */
export const wordLines = (words: readonly string[]): Html | false =>
  words.length > 0 && html`<pre>${words.join("\n")}</pre>`;

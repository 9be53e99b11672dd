import type { GuardAnswer } from "../guard/guard-answers";
import type { OwnPages, OwnRequest } from "../guard/own-pages";
import type { ActPages } from "./act/act-pages";
import { pageAnswer } from "./act/frame";
import { pagePath } from "./action";
import { historyPath, type HistoryPages } from "./history/history-pages";
import { html } from "./html";
import { toTls, type LogInPages } from "./log-in/log-in-pages";
import { isOwnHost, isOwnOrigin } from "./log-in/own-host";

export interface SteeringParts {
  /** Names and addresses of this cluster. */
  readonly hosts: readonly string[];
  readonly logIn: LogInPages;
  readonly act: ActPages;
  readonly history: Pick<HistoryPages, "show">;
}

const logInPath = `${pagePath}log-in`;
const logOutPath = `${pagePath}log-out`;
const actPath = `${pagePath}act`;

const pathOf = (target: string): string => target.split("?")[0]!;

/** The pages for people who log in: who may ask for what, in one place. */
export function steeringPages({ hosts, logIn, act, history }: SteeringParts): OwnPages {
  const handles = (target: string): boolean => {
    const path = pathOf(target);
    const below = [actPath, historyPath].some((folder) => path.startsWith(`${folder}/`));
    return below || [logInPath, logOutPath, actPath, historyPath].includes(path);
  };

  async function answer(request: OwnRequest): Promise<GuardAnswer> {
    const { method, headers, secure, tlsThere, isCertified } = request;
    const path = pathOf(request.target);
    const posts = method === "POST";
    if (!posts && method !== "GET") return refusal(405, "This page is only looked at, or sent back.");
    if (!isOwnHost(headers.host, hosts, isCertified))
      return refusal(
        421,
        "Open this page by the virtual IP, a node's address, or a name of its certificate.",
      );
    if (!secure && tlsThere)
      return posts ? refusal(403, "Open this page on https: nothing is sent over http.") : toTls(request);
    if (posts && !isOwnOrigin(headers, secure))
      return refusal(403, "This form was not sent from this page. Open it from the overview.");
    if (posts && path === logInPath) return logIn.take(request);
    if (posts && path === logOutPath) return logIn.leave(request);
    if (posts && path === actPath) return act.act(request);
    if (!posts && path === logInPath) return logIn.show(request);
    if (!posts && path.startsWith(`${actPath}/`)) return act.confirm(request);
    if (!posts && (path === historyPath || path.startsWith(`${historyPath}/`))) return history.show(request);
    return refusal(405, "Open this from the overview.");
  }

  return { handles, answer };
}

const refusal = (status: number, words: string): GuardAnswer =>
  pageAnswer(status, "Not possible", html`<p role="alert">${words}</p>`);

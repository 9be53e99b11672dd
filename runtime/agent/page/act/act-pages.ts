import { errorText } from "../../../contract/error-text";
import type { GuardAnswer } from "../../guard/guard-answers";
import type { OwnRequest } from "../../guard/own-pages";
import type { EndedSessions } from "../../guard/session/ended";
import { pagePath } from "../action";
import { html } from "../html";
import { toLogIn } from "../log-in/log-in-pages";
import type { LogIn, Person } from "../log-in/log-in";
import type { ActionKind, AskNode, Look } from "./action-kind";
import { nodeNamed, type ClusterNow, type NodeNow } from "./cluster-now";
import { actForm, choiceLinks, wordLines } from "./act-form";
import { pageAnswer } from "./frame";
import { kindOf } from "./kinds";
import type { ActionAnswer, ActionRequest } from "./act-message";
import { openedPermit, permitFor, type Deed } from "./permit";

export interface ActPagesParts {
  readonly logIn: LogIn;
  readonly key: () => Buffer;
  /** Permits that were taken are kept beside sessions that were ended: each holds once, on all nodes. */
  readonly taken: Pick<EndedSessions, "has" | "end">;
  readonly nowSeconds: () => number;
  /** Undefined while nothing is known. */
  readonly cluster: () => ClusterNow | undefined;
  readonly perform: (wanted: ActionRequest) => Promise<ActionAnswer>;
}

const titles: Readonly<Record<ActionAnswer["kind"], string>> = {
  done: "Done",
  begun: "It has begun",
  refused: "Not done",
  failed: "It did not succeed",
};

/** What a person is asked to confirm. */
interface Wish {
  readonly person: Person;
  readonly kind: ActionKind;
  readonly node: NodeNow;
  /** Empty as long as nobody has chosen. */
  readonly arg: string;
  /** The condition that it answers, by its key. */
  readonly condition: string;
}

/** Asks a person to confirm an action, at /ha-dns/act/KIND, and has it done once. */
export class ActPages {
  constructor(private readonly parts: ActPagesParts) {}

  async confirm({ target, headers, secure, address }: OwnRequest): Promise<GuardAnswer> {
    const person = this.parts.logIn.personOf(headers.cookie);
    if (!person) return toLogIn(target);
    const cluster = this.parts.cluster();
    if (!cluster) return pageAnswer(503, "Try again", html`<p>The agent has not said anything lately.</p>`);
    const [path = "", text] = target.split("?");
    const query = new URLSearchParams(text);
    const kind = kindOf(path.slice(`${pagePath}act/`.length));
    const node = kind && placeOf(kind, cluster, query.get("node") ?? "");
    if (!kind || !node) return pageAnswer(404, "Nothing is here", html`<p>There is no such action.</p>`);
    const arg = query.get("arg") ?? "";
    const refused = kind.refused(node, cluster, arg === "" ? undefined : arg);
    const more = this.stillIn(person, secure);
    const label = kind.label(node.name);
    if (refused) return pageAnswer(409, label, html`<p role="alert">Not now: ${refused}</p>`, more);
    const wish = { person, kind, node, arg, condition: query.get("condition") ?? "" };
    try {
      const look = (await kind.look?.(this.asker(wish, address), arg)) ?? plainly(wish);
      return pageAnswer(200, label, this.question(wish, look, kind.says(node, cluster)), more);
    } catch (error) {
      return pageAnswer(502, label, html`<p role="alert">${errorText(error)}</p>`, more);
    }
  }

  private question({ person, kind, node, arg }: Wish, { choices, words }: Look, says: string) {
    const { key, nowSeconds } = this.parts;
    const isFirst = kind.look !== undefined && arg === "";
    const buttons = choices.map((choice) => {
      const deed: Deed = { person: person.id, action: kind.id, node: node.name, arg: choice.arg };
      return actForm(deed, permitFor(key(), deed, nowSeconds()), choice.label);
    });
    return html`<p>${says}</p>
      ${wordLines(words)} ${isFirst ? choiceLinks(kind.id, node.name, choices) : buttons}`;
  }

  /** Has the node of a wish asked, in a person's name. */
  private asker({ node }: Wish, by: string): AskNode {
    return async (question, arg) => {
      const { kind, words } = await this.parts.perform({ action: question, node: node.name, arg, by });
      if (kind === "done") return words;
      throw new Error(words.join("; "));
    };
  }

  async act(request: OwnRequest): Promise<GuardAnswer> {
    const { headers, address, secure } = request;
    const person = this.parts.logIn.personOf(headers.cookie);
    if (!person) return toLogIn(pagePath);
    const form = await request.form();
    if (!(form instanceof URLSearchParams)) return form;
    const [action = "", node = "", arg = "", permit = ""] = ["action", "node", "arg", "permit"].map(
      (name) => form.get(name) ?? "",
    );
    const trouble = this.take({ person: person.id, action, node, arg }, permit);
    if (trouble) return pageAnswer(409, titles.refused, html`<p role="alert">${trouble}</p>`);
    const { kind, words } = await this.parts.perform({ action, node, arg, by: address });
    return pageAnswer(kind === "refused" ? 409 : 200, titles[kind], wordLines(words), {
      ...this.stillIn(person, secure),
      // What was asked for may move this very address to another node.
      Connection: "close",
    });
  }

  private stillIn(person: Person, secure: boolean): Readonly<Record<string, string>> {
    const { logIn } = this.parts;
    return { "Set-Cookie": logIn.cookieOf(logIn.renewed(person), secure) };
  }

  /** Takes the permit, once; empty if it holds. */
  private take(deed: Deed, permit: string): string {
    const { key, nowSeconds, taken } = this.parts;
    const token = openedPermit(key(), deed, permit, nowSeconds());
    if (!token) return "This form is too old, or not yours. Open it again from the overview.";
    if (taken.has(token.id)) return "This was done already: each form does it once.";
    taken.end(token.id, token.until);
    return "";
  }
}

/** The node that does it. */
const placeOf = (kind: ActionKind, cluster: ClusterNow, name: string): NodeNow | undefined =>
  kind.at === "leader" ? cluster.nodes.find(({ leads }) => leads) : nodeNamed(cluster, name);

const plainly = ({ kind, node, condition }: Wish): Look => ({
  choices: kind.choices?.(node, condition) ?? [{ arg: "", label: kind.label(node.name) }],
  words: [],
});

/**
 * Something that a person can do from the page. The page shows it as a link with its words; what is behind the link
 * (`actionPath`) asks for the log-in, says again what will happen, and has the button.
 */
export interface PageAction {
  /** A kind of action, such as `drain`; part of an address: a-z, 0-9 and `-`. */
  readonly id: string;
  /** On whose card it stands, and where it is done; empty: it concerns the whole cluster. */
  readonly node: string;
  /** The condition that it answers, by its key: it stands beside that one. Empty: it answers none. */
  readonly condition: string;
  /** On the link, such as "Drain pi2". */
  readonly label: string;
  /** What will happen, in plain words. */
  readonly says: string;
  /** Why it cannot be done now; empty if it can. */
  readonly refused: string;
}

/** The folder of all the addresses of the page. */
export const pagePath = "/ha-dns/";

/** Where a person confirms an action. */
export function actionPath({ id, node, condition }: Pick<PageAction, "id" | "node" | "condition">): string {
  const query = new URLSearchParams({ ...(node && { node }), ...(condition && { condition }) }).toString();
  return `${pagePath}act/${id}${query && `?${query}`}`;
}

import { createHmac, randomBytes } from "node:crypto";
import { opened, sealed } from "../../guard/session/token";

/** Exactly what a person was asked to confirm. */
export interface Deed {
  /** Of the person's log-in. */
  readonly person: string;
  readonly action: string;
  readonly node: string;
  readonly arg: string;
}

/** A form that lies open for longer has to be looked at again. */
const permitSeconds = 900;

/**
 * What a form holds so that its button does once, and for one person, exactly what the form says. Nobody else's page can
 * know it, since it is made again for each form.
 */
export const permitFor = (pageKey: Buffer, deed: Deed, nowSeconds: number): string =>
  sealed(keyOf(pageKey, deed), {
    id: randomBytes(16).toString("base64url"),
    until: nowSeconds + permitSeconds,
  });

/** The permit's id, by which it is taken once; undefined if it permits something else, or has run out. */
export const openedPermit = (pageKey: Buffer, deed: Deed, permit: string, nowSeconds: number) =>
  opened(keyOf(pageKey, deed), permit, nowSeconds);

const keyOf = (pageKey: Buffer, { person, action, node, arg }: Deed): Buffer =>
  createHmac("sha256", pageKey)
    .update(`permit ${JSON.stringify([person, action, node, arg])}`)
    .digest();

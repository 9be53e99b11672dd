import type { NodePlan } from "../config/plan";
import { runtimeContext, unboundContext, type BuildContext } from "./contexts";

/** An image by its reference, and what it is built from where it is not pulled. */
export interface ImageSource {
  readonly reference: string;
  readonly context?: BuildContext;
  /** The day whose packages it is built with; "" for those of its first build. */
  readonly basedOn?: string;
}

export type ImageSources = Readonly<Record<"pod" | "pihole" | "unbound" | "runtime", ImageSource>>;
export type ImageNames = Readonly<Record<keyof ImageSources, string>>;

/**
 * Where a node's images come from. One that is built is named by a digest of its context, and the day whose base and
 * packages it has: another day is another image.
 */
export function imageSources({ cluster }: NodePlan, root: string): ImageSources {
  const either = (what: string, reference: string, context: (root: string) => BuildContext): ImageSource => {
    if (reference !== "build") return { reference };
    const built = context(root);
    const { basedOn } = cluster;
    const tag = basedOn === "" ? built.digest : `${built.digest}-${basedOn}`;
    return { reference: `ha-dns/${what}:${tag}`, context: built, basedOn };
  };
  return {
    pod: { reference: cluster.podImage },
    pihole: { reference: cluster.piholeImage },
    unbound: either("unbound", cluster.unboundImage, unboundContext),
    runtime: either("runtime", cluster.runtimeImage, runtimeContext),
  };
}

export const imageNames = (sources: ImageSources): ImageNames => ({
  pod: sources.pod.reference,
  pihole: sources.pihole.reference,
  unbound: sources.unbound.reference,
  runtime: sources.runtime.reference,
});

/** An image by the parts of its reference, `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]`. */
export interface ImageReference {
  /** The host at which its registry answers, with a port if it has one. */
  readonly registry: string;
  readonly repository: string;
  /** Undefined if it is named by its digest alone. */
  readonly tag: string | undefined;
}

/** Docker Hub's registry answers at another name than images have in their references. */
const hub = "registry-1.docker.io";

/** As Docker reads it: a first part with a dot or a colon is a registry, and one word is a library of Docker Hub's. */
export function readReference(text: string): ImageReference {
  const [named = ""] = text.split("@");
  const [, path = "", tag] = /^(.*?)(?::([\w.-]+))?$/.exec(named)!;
  const [first = "", ...rest] = path.split("/");
  if (rest.length > 0 && /[.:]|^localhost$/.test(first))
    return { registry: first === "docker.io" ? hub : first, repository: rest.join("/"), tag };
  return { registry: hub, repository: rest.length > 0 ? path : `library/${path}`, tag };
}

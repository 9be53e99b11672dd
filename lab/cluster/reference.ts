/** An image's name, in its parts. */
export interface Reference {
  /** The registry; "" for Docker Hub. */
  readonly registry: string;
  /** The repository as its registry knows it: Docker Hub's own images lie in `library/`. */
  readonly repository: string;
  /** "latest" if the name has neither tag nor digest; "" if it has only a digest. */
  readonly tag: string;
  /** `sha256:…`; "" if there is none. */
  readonly digest: string;
}

/** Reads an image's name as Docker does. Throws if it is none. */
export function parseReference(text: string): Reference {
  const parts =
    /^(?:((?:[A-Za-z0-9.-]+)(?::\d+)?)\/)?([a-z0-9._/-]+?)(?::([\w][\w.-]*))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(
      text,
    );
  if (!parts) throw new Error(`${text} is no image's name; expected one such as pihole/pihole:2026.07.2`);
  const [, first = "", rest = "", tag = "", digest = ""] = parts;
  // Docker's own rule: a first part is a registry if it looks like a host.
  const isHost = /[.:]/.test(first) || first === "localhost";
  const registry = isHost && first !== "docker.io" ? first : "";
  const path = isHost || first === "" ? rest : `${first}/${rest}`;
  const repository = registry === "" && !path.includes("/") ? `library/${path}` : path;
  return { registry, repository, tag: tag === "" && digest === "" ? "latest" : tag, digest };
}

/**
 * Where the lab's registry keeps an image, and the name by which nodes pull it. Nodes ask it for what lies on Docker Hub
 * under the same name; anything else by its own address. By tag, never by digest: what is pushed anew has another one.
 */
export function labReference(
  text: string,
  labRegistry: string,
): { readonly stored: string; readonly pulled: string } {
  const { registry, repository, tag, digest } = parseReference(text);
  const version = tag === "" ? digest.slice("sha256:".length, "sha256:".length + 12) : tag;
  if (registry === "")
    return {
      stored: `${repository}:${version}`,
      pulled: `${repository.replace(/^library\//, "")}:${version}`,
    };
  const stored = `${registry.toLowerCase().replace(":", "-")}/${repository}:${version}`;
  return { stored, pulled: `${labRegistry}/${stored}` };
}

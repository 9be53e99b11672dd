/** What stands at `a.b.c` in parsed JSON, or undefined. */
export const lookUp = (tree: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (node, name) =>
        typeof node === "object" && node !== null && Object.hasOwn(node, name)
          ? (node as Record<string, unknown>)[name]
          : undefined,
      tree,
    );

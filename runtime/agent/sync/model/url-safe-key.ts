/** Headers and path share 16 KiB in Pi-hole's web server. */
const longestPath = 8 * 1024;

/**
 * Whether Pi-hole can find a row by its name in a path, as PUT needs. Its web server decodes the path and resolves dot
 * segments before it looks who is asked for, so no encoding protects `a/../b`. Bodies have no such limits.
 */
export const reachableByPath = (item: string): boolean =>
  item !== "" &&
  !item.split("/").some((segment) => segment === "." || segment === "..") &&
  encodeURIComponent(item).length <= longestPath;

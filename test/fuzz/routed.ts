/** As a web server finds what a target means: decoded as often as it can be, without dots, doubles and a host. */
export function routed(target: string): string {
  let path = target.replace(/^https?:\/\/[^/]*/i, "").split("?")[0]!;
  for (let layer = 0; layer < 3; layer++)
    path = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  const kept: string[] = [];
  for (const segment of path.split("\0")[0]!.replaceAll("\\", "/").split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  return `/${kept.join("/")}`.toLowerCase();
}

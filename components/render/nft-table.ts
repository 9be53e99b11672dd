/** A table of nftables that takes the place of the one that is there, so that loading it again is safe. */
export const nftTable = (name: string, body: readonly string[]): string[] => [
  "",
  `table ${name}`,
  `delete table ${name}`,
  `table ${name} {`,
  ...body.map((line) => `    ${line}`),
  "}",
];

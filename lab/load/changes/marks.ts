/** By these all that a drill makes can be told from what people made, also after a drill that was killed. */
const mark = "sync-drill";

/** TEST-NET-1 (RFC 5737): nobody has such an address. */
const network = "192.0.2.";

export const groupName = (n: number): string => `${mark} ${n}`;
export const listAddress = (n: number): string => `https://lists.${mark}.example/${n}.txt`;
export const domainName = (n: number): string => `d${n}.${mark}.example`;
export const domainPattern = (n: number): string => `^(www[.])?r${n}[.]${mark}[.]example$`;
export const clientAddress = (n: number): string => `${network}${n}`;
export const hostLine = (n: number): string => `${network}${(n % 254) + 1} h${n}.${mark}.example`;
export const aliasLine = (n: number): string => `a${n}.${mark}.example,h${n}.${mark}.example`;

/** Whether a drill made it, by its name; for a list by its address. */
export const isOfDrill = (name: string): boolean => name.includes(mark) || name.startsWith(network);

import { z } from "zod";
import { address, listOf } from "../../components/config/key";
import { keys, type KeyName } from "../../components/config/keys";
import type { Option } from "../frame/command-type";

/** One thing that `init` has to know. Its answer is text, as it is typed; a list has commas. */
export interface InitQuestion {
  readonly help: string;
  readonly expected: string;
  /** Reads the text; what it refuses is asked again, or ends a run without a terminal. */
  readonly schema: z.ZodType;
  /** What stands for the answer in the help. */
  readonly value: string;
}

/** The question for a config key, in the key's own words. */
const ofKey = (name: KeyName, value: string, help: string): InitQuestion => ({
  help,
  expected: keys[name].expected,
  schema: keys[name].schema,
  value,
});

const addresses = listOf(address);

/** All questions, in the order in which they are asked. Each has a flag of that name, with hyphens. */
export const questions = {
  hosts: {
    help: "the hosts' own addresses, with commas; the first one is to lead",
    expected: "IPv4 addresses, with commas between them",
    schema: addresses.pipe(z.array(address).min(1)),
    value: "ADDRESS,ADDRESS",
  },
  names: ofKey(
    "nodes",
    "NAME,NAME",
    "the nodes' names, in the order of the hosts; default: the hosts' own, or pi1, pi2, …",
  ),
  sshKey: ofKey("sshKey", "FILE", "the private ssh key for the hosts; it is made if it is missing"),
  sshPort: ofKey("sshPort", "PORT", "the TCP port of the hosts' sshd; default: 22"),
  fingerprints: {
    help: "the hosts' key fingerprints that you have compared (SHA256:…), in the order of the hosts",
    expected: "for each host the fingerprint of its key, SHA256:…, or nothing if known_hosts has the key",
    schema: listOf(z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/)),
    value: "SHA256:…,SHA256:…",
  },
  loginUser: {
    help: "the user with sudo who lets the key in as root, if root does not accept it yet",
    expected: "a user's name",
    schema: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/),
    value: "USER",
  },
  subnet: ofKey("subnet", "CIDR", "the LAN's subnet; default: that of the first host"),
  gateway: ofKey("gateway", "ADDRESS", "the router; default: the first host's"),
  dhcpPool: ofKey("dhcpPool", "FROM-TO", "the range that the router hands out; empty if there is none"),
  vip: ofKey("vip", "ADDRESS", "the address that clients will ask; default: a free one"),
  podAddresses: {
    help: "the addresses of the nodes' Pi-holes; default: free ones",
    expected: "a free IPv4 address for each node",
    schema: addresses,
    value: "ADDRESS,ADDRESS",
  },
  unboundAddresses: {
    help: "the addresses of the nodes' Unbounds; default: free ones",
    expected: "a free IPv4 address for each node",
    schema: addresses,
    value: "ADDRESS,ADDRESS",
  },
  vrid: ofKey("vrid", "NUMBER", "the VRRP id; default: 51, or the next one that nobody uses"),
  timezone: ofKey("timezone", "ZONE", "the time zone of Pi-hole's page; default: this machine's"),
} as const satisfies Readonly<Record<string, InitQuestion>>;

export type QuestionName = keyof typeof questions;
/** What was answered so far. */
export type InitAnswers = Readonly<Partial<Record<QuestionName, string>>>;

export const questionNames = Object.keys(questions) as QuestionName[];

/** `dhcpPool` → `dhcp-pool`. */
export const flagOf = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A flag for each question. */
export const questionOptions: Readonly<Record<string, Option & { readonly type: "string" }>> =
  Object.fromEntries(
    questionNames.map((name) => {
      const { help, value } = questions[name];
      return [flagOf(name), { type: "string", help, value }] as const;
    }),
  );

/** Why the text is no answer; undefined if it is one. */
export function complaintOf(name: QuestionName, text: string): string | undefined {
  // An empty pool is a pool: there is none.
  const given = text === "" && name !== "dhcpPool" && name !== "fingerprints" ? undefined : text;
  if (name === "fingerprints" && text === "") return undefined;
  return questions[name].schema.safeParse(given).success ? undefined : `expected ${questions[name].expected}`;
}

/** A list's elements. */
export const elements = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

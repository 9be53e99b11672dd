import type { DhcpOffer } from "../../components/preflight/facts/lan";

/** A host's public key, as it shows it itself. */
export interface HostKey {
  /** As it stands in a known_hosts file. */
  readonly line: string;
  readonly type: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
}

/** How hosts are reached. */
export interface Access {
  readonly keyFile: string;
  readonly port: number;
}

/** What a host says of itself. */
export interface HostFound {
  readonly hostname: string;
  readonly system: string;
  /** The interface that has the host's address. */
  readonly interface: string;
  readonly prefix: number;
  readonly gateway: string | undefined;
  readonly wireless: boolean;
}

/** What a host hears on its LAN. */
export interface LanFound {
  readonly offers: readonly DhcpOffer[];
  readonly vrids: readonly number[];
}

/** All that `init` finds out; nothing but `letIn`, `makeKey` and `trust` changes anything. */
export interface Explorer {
  /** Addresses near this machine that answer on the port of ssh. */
  scan(): Promise<readonly string[]>;
  /** Whether the key is there, and whether it has no passphrase. */
  keyState(keyFile: string): "usable" | "missing" | "has a passphrase";
  makeKey(keyFile: string): void;
  /** Whether the known_hosts file has a key of the host. */
  isKnown(host: string, port: number): boolean;
  hostKeys(host: string, port: number): Promise<readonly HostKey[]>;
  trust(keys: readonly HostKey[]): void;
  /** Why root cannot log in; undefined if it can. */
  refusal(host: string, access: Access): Promise<string | undefined>;
  /** Lets the key in as root, by way of a user with sudo. Throws if that fails. */
  letIn(host: string, user: string, access: Access): Promise<void>;
  host(host: string, access: Access): Promise<HostFound>;
  lan(host: string, networkInterface: string, access: Access): Promise<LanFound>;
  /** Which of some addresses somebody on the LAN answers for. */
  taken(
    host: string,
    networkInterface: string,
    addresses: readonly string[],
    access: Access,
  ): Promise<readonly string[]>;
}

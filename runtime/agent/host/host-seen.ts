/** A DNS server that a router of the LAN announces. */
export interface AnnouncedResolver {
  readonly router: string;
  readonly resolver: string;
}

/** What the agent sees of its node's hardware and disk. Undefined is what this host does not tell. */
export interface HostSeen {
  /** Share of the disk that is used, 0 to 1: the one with the agent's and Pi-hole's files. */
  readonly diskUsed?: number | undefined;
  /** That disk has become read-only. */
  readonly diskReadOnly?: boolean | undefined;
  /** So many errors its file system has noted on it since the last check. */
  readonly diskErrors?: number | undefined;
  /** Of the processor. */
  readonly celsius?: number | undefined;
  /** The board slows its processor down now: it is too hot, or has too little power. */
  readonly slowedDown?: boolean | undefined;
  /** The power supply gives too little voltage now, or has since the boot. */
  readonly underVoltage?: boolean | undefined;
  /** keepalived has real-time priority: its adverts are due while the processors are busy too. */
  readonly realTime?: boolean | undefined;
  /** The DNS servers that routers announce over IPv6. */
  readonly announcedResolvers?: readonly AnnouncedResolver[] | undefined;
  /** When the page's certificate ends, in ms since 1970. */
  readonly certificateEndsAt?: number | undefined;
}

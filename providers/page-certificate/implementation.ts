import { isDeepStrictEqual } from "node:util";
import type { Implementation } from "../implementation";
import { issueServer, makeAuthority, type Issued, type CertificateValidity } from "./x509";

interface Inputs {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly network: string;
}

interface Outputs extends Inputs {
  readonly pem: string;
  readonly authority: string;
  readonly authorityKey: string;
  /** ISO 8601. */
  readonly validUntil: string;
}

const day = 24 * 60 * 60_000;
/** Apple's systems refuse a server's certificate that is valid for more than 825 days, whoever has signed it. */
export const serverDays = 800;
/** Any `up` of the last year renews it. */
export const renewalDays = 365;
const authorityDays = 20 * 365;
const authorityName = "ha-dns";

/** The certificate of Pi-hole's page, one for all nodes. It lies in the state alone; nothing is done on a host. */
export function pageCertificateAt(now: () => number): Implementation<Inputs, Outputs> {
  const validity = (days: number): CertificateValidity => ({
    // A client's clock may be late.
    from: new Date(now() - day),
    until: new Date(now() + days * day),
  });

  const newAuthority = ({ names, network }: Inputs): Issued =>
    makeAuthority(authorityName, { names, addresses: [network] }, validity(authorityDays));

  function issued({ names, addresses, network }: Inputs, authority: Issued): Outputs {
    const period = validity(serverDays);
    const server = issueServer(authority, names[0]!, { names, addresses }, period);
    return {
      names,
      addresses,
      network,
      pem: server.key + server.certificate + authority.certificate,
      authority: authority.certificate,
      authorityKey: authority.key,
      validUntil: period.until.toISOString(),
    };
  }

  return {
    async diff(_id, olds, news) {
      const isDue = Date.parse(olds.validUntil) - now() < renewalDays * day;
      return { changes: isDue || !isDeepStrictEqual(inputsOf(olds), inputsOf(news)), replaces: [] };
    },

    async create(inputs) {
      return { id: "page-certificate", outs: issued(inputs, newAuthority(inputs)) };
    },

    async read(id, props) {
      return { id, props };
    },

    // Clients that trust the authority go on trusting it, as long as it may issue what is asked for.
    async update(_id, olds, news) {
      const covers = olds.network === news.network && isDeepStrictEqual(olds.names, news.names);
      const known = { certificate: olds.authority, key: olds.authorityKey };
      return { outs: issued(news, covers ? known : newAuthority(news)) };
    },

    async delete() {
      // Nothing is left anywhere.
    },
  };
}

export const pageCertificate = pageCertificateAt(() => Date.now());

const inputsOf = ({ names, addresses, network }: Inputs): Inputs => ({ names, addresses, network });

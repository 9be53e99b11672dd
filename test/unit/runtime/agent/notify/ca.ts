import { issueServer, makeAuthority } from "../../../../../providers/page-certificate/x509";

/** An authority for a test, and a server's key and certificate by it. */
export function serverCertificate(name: string): {
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
} {
  const day = 24 * 60 * 60_000;
  const validity = { from: new Date(Date.now() - day), until: new Date(Date.now() + 10 * day) };
  const names = { names: [name], addresses: [] };
  const authority = makeAuthority("a test's", names, validity);
  const { key, certificate } = issueServer(authority, name, names, validity);
  return { ca: authority.certificate, key, cert: certificate };
}

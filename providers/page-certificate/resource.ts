import * as pulumi from "@pulumi/pulumi";
import { dynamicProvider } from "../dynamic-provider";

export interface PageCertificateArgs {
  /** DNS names that the page has; the first is the certificate's own. */
  readonly names: readonly string[];
  /** IPv4 addresses at which the page is reached: on all nodes. */
  readonly addresses: readonly string[];
  /** ADDRESS/LENGTH that holds them; another one makes another authority. */
  readonly network: string;
}

/**
 * A certificate for the page of all nodes, and the authority that has signed it and can sign for nothing else. A
 * deployment in the last year of the certificate renews it; the authority stays.
 */
export class PageCertificate extends pulumi.dynamic.Resource {
  /** Key, certificate and authority in PEM; a secret. */
  declare readonly pem: pulumi.Output<string>;
  /** The authority's certificate in PEM, for clients that shall trust it. */
  declare readonly authority: pulumi.Output<string>;

  constructor(name: string, args: PageCertificateArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { pem: undefined, authority: undefined, authorityKey: undefined, validUntil: undefined };
    super(
      dynamicProvider("page-certificate"),
      name,
      { ...args, ...outputs },
      { ...opts, additionalSecretOutputs: ["pem", "authorityKey"] },
      "hadns",
      "PageCertificate",
    );
  }
}

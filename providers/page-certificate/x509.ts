import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from "node:crypto";
import type { KeyObject } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";

/** A certificate and its private key, both in PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateValidity {
  readonly from: Date;
  readonly until: Date;
}

/** What a certificate is for, or what an authority may issue certificates for. */
export interface Subjects {
  /** DNS names; for an authority also all names below them. */
  readonly names: readonly string[];
  /** IPv4 addresses; for an authority networks, ADDRESS/LENGTH. */
  readonly addresses: readonly string[];
}

const ecdsaWithSha256 = new x509.AlgorithmIdentifier({ algorithm: "1.2.840.10045.4.3.2" });
const commonName = "2.5.4.3";

/**
 * An authority that can issue certificates for `within` alone: a browser that trusts it refuses all else from it
 * (name constraints). So its key is of no use for other sites.
 */
export function makeAuthority(name: string, within: Subjects, validity: CertificateValidity): Issued {
  const key = newKey();
  return issue({
    key,
    subject: name,
    validity,
    signer: { name, key },
    extensions: [
      extension(
        x509.id_ce_basicConstraints,
        new x509.BasicConstraints({ cA: true, pathLenConstraint: 0 }),
        true,
      ),
      usage(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign),
      extension(
        x509.id_ce_nameConstraints,
        new x509.NameConstraints({
          permittedSubtrees: new x509.GeneralSubtrees(
            generalNames(within).map((base) => new x509.GeneralSubtree({ base })),
          ),
        }),
        true,
      ),
      keyIdentifier(key),
    ],
  });
}

/** A web server's certificate for all of these, signed by an authority. */
export function issueServer(
  authority: Issued,
  name: string,
  subjects: Subjects,
  validity: CertificateValidity,
): Issued {
  const key = newKey();
  const signer = { name: subjectOf(authority), key: createPrivateKey(authority.key) };
  return issue({
    key,
    subject: name,
    validity,
    signer,
    extensions: [
      extension(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: false }), true),
      usage(x509.KeyUsageFlags.digitalSignature),
      extension(x509.id_ce_extKeyUsage, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])),
      extension(x509.id_ce_subjectAltName, new x509.SubjectAlternativeName(generalNames(subjects))),
      keyIdentifier(key),
      extension(
        x509.id_ce_authorityKeyIdentifier,
        new x509.AuthorityKeyIdentifier({ keyIdentifier: new x509.KeyIdentifier(digestOf(signer.key)) }),
      ),
    ],
  });
}

interface Request {
  readonly key: KeyObject;
  readonly subject: string;
  readonly validity: CertificateValidity;
  readonly signer: { readonly name: string; readonly key: KeyObject };
  readonly extensions: readonly x509.Extension[];
}

function issue({ key, subject, validity, signer, extensions }: Request): Issued {
  // A serial number is positive: the first bit is 0, and the first byte is not.
  const serial = Buffer.concat([Buffer.from([0x40]), randomBytes(15)]);
  const body = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: bytes(serial),
    signature: ecdsaWithSha256,
    issuer: nameOf(signer.name),
    validity: new x509.Validity({ notBefore: validity.from, notAfter: validity.until }),
    subject: nameOf(subject),
    subjectPublicKeyInfo: AsnConvert.parse(publicPart(key), x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions([...extensions]),
  });
  const signature = sign("sha256", Buffer.from(AsnConvert.serialize(body)), signer.key);
  const certificate = new x509.Certificate({
    tbsCertificate: body,
    signatureAlgorithm: ecdsaWithSha256,
    signatureValue: bytes(signature),
  });
  const base64 = Buffer.from(AsnConvert.serialize(certificate)).toString("base64");
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
    key: key.export({ format: "pem", type: "pkcs8" }) as string,
  };
}

/** P-256: every browser knows it, and a Pi signs with it in a millisecond. */
const newKey = (): KeyObject => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

const bytes = (buffer: Buffer): ArrayBuffer => new Uint8Array(buffer).buffer;

const publicPart = (key: KeyObject): Buffer => createPublicKey(key).export({ format: "der", type: "spki" });

const digestOf = (key: KeyObject): ArrayBuffer =>
  bytes(createHash("sha256").update(publicPart(key)).digest().subarray(0, 20));

const keyIdentifier = (key: KeyObject): x509.Extension =>
  extension(x509.id_ce_subjectKeyIdentifier, new x509.SubjectKeyIdentifier(digestOf(key)));

const usage = (flags: number): x509.Extension =>
  extension(x509.id_ce_keyUsage, new x509.KeyUsage(flags), true);

const extension = (id: string, value: unknown, critical = false): x509.Extension =>
  new x509.Extension({ extnID: id, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });

const nameOf = (text: string): x509.Name =>
  new x509.Name([
    new x509.RelativeDistinguishedName([
      new x509.AttributeTypeAndValue({
        type: commonName,
        value: new x509.AttributeValue({ utf8String: text }),
      }),
    ]),
  ]);

/** The common name of a certificate that was made here. */
function subjectOf({ certificate }: Issued): string {
  const der = Buffer.from(certificate.replace(/-----[^-]+-----|\s/g, ""), "base64");
  const { subject } = AsnConvert.parse(der, x509.Certificate).tbsCertificate;
  return subject[0]![0]!.value.toString();
}

const generalNames = ({ names, addresses }: Subjects): x509.GeneralName[] => [
  ...names.map((dNSName) => new x509.GeneralName({ dNSName })),
  ...addresses.map((iPAddress) => new x509.GeneralName({ iPAddress })),
];

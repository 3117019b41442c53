import { createHash, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import {
  bits,
  explicit,
  implicit,
  integer,
  isTrue,
  objectId,
  octets,
  sequence,
  setOf,
  time,
  utf8,
} from "./der";

export interface CertificateOrder {
  subject: string;
  publicKey: KeyObject;
  issuer: { subject: string; privateKey: KeyObject };
  validFrom: Date;
  validTo: Date;
  /** DNS names and addresses; none makes the certificate an authority that signs others. */
  names: readonly string[];
}

const ecdsaWithSha256 = sequence(objectId("1.2.840.10045.4.3.2"));
const commonName = (text: string) => sequence(setOf(sequence(objectId("2.5.4.3"), utf8(text))));
const extension = (id: string, value: Buffer, isCritical = false) =>
  sequence(objectId(id), ...(isCritical ? [isTrue()] : []), octets(value));

/** A certificate by RFC 5280, P-256 and SHA-256, as PEM. */
export function signCertificate(order: CertificateOrder): string {
  const isAuthority = order.names.length === 0;
  const serial = randomBytes(16);
  serial[0]! &= 0x7f;
  serial[0]! |= 0x40;
  const issuerKey = createPublicKey(order.issuer.privateKey);
  const extensions = [
    extension("2.5.29.19", sequence(...(isAuthority ? [isTrue(), integer(Buffer.from([0]))] : [])), true),
    // keyCertSign, or digitalSignature.
    extension("2.5.29.15", isAuthority ? bits(Buffer.from([0x04]), 2) : bits(Buffer.from([0x80]), 7), true),
    extension("2.5.29.14", octets(keyId(order.publicKey))),
    extension("2.5.29.35", sequence(implicit(0, keyId(issuerKey)))),
    ...(isAuthority
      ? []
      : [
          extension("2.5.29.37", sequence(objectId("1.3.6.1.5.5.7.3.1"))),
          extension("2.5.29.17", sequence(...order.names.map(generalName))),
        ]),
  ];
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    commonName(order.issuer.subject),
    sequence(time(order.validFrom), time(order.validTo)),
    commonName(order.subject),
    order.publicKey.export({ type: "spki", format: "der" }),
    explicit(3, sequence(...extensions)),
  );
  const signature = sign("sha256", body, order.issuer.privateKey);
  return toPem(sequence(body, ecdsaWithSha256, bits(signature)));
}

function keyId(key: KeyObject): Buffer {
  return createHash("sha1")
    .update(key.export({ type: "spki", format: "der" }))
    .digest();
}

function generalName(name: string): Buffer {
  if (isIPv4(name)) return implicit(7, Buffer.from(name.split(".").map(Number)));
  if (isIPv6(name)) return implicit(7, ipv6Bytes(name));
  return implicit(2, Buffer.from(name));
}

function ipv6Bytes(address: string): Buffer {
  const [head = "", tail] = address.split("::");
  const words = (text: string) => (text === "" ? [] : text.split(":"));
  const [left, right] = [words(head), words(tail ?? "")];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const all = [...left, ...Array<string>(zeros).fill("0"), ...right];
  return Buffer.from(all.map((word) => word.padStart(4, "0")).join(""), "hex");
}

function toPem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

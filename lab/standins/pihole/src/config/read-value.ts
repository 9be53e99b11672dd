import { isIPv4, isIPv6 } from "node:net";
import type { Item, Value } from "./item";

export type Read =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

const ok = (value: Value): Read => ({ ok: true, value });
const bad = (problem: string): Read => ({ ok: false, problem });

const isInteger = (raw: unknown, min: number, max: number): raw is number =>
  typeof raw === "number" && Number.isInteger(raw) && raw >= min && raw <= max;

const integer = (raw: unknown, min: number, max: number, kind: string): Read =>
  isInteger(raw, min, max) ? ok(raw) : bad(`not of type ${kind}`);

const address = (raw: unknown, isAddress: (text: string) => boolean, kind: string): Read => {
  if (typeof raw !== "string") return bad("not of type string");
  return raw === "" || isAddress(raw) ? ok(raw) : bad(`not a valid ${kind} address`);
};

/** Reads a value that came as JSON (through the API, or from pihole.toml); the texts are FTL's hints. */
export function fromJson(item: Item, raw: unknown): Read {
  switch (item.type) {
    case "boolean":
      return typeof raw === "boolean" ? ok(raw) : bad("not of type bool");
    case "integer":
      return integer(raw, -(2 ** 31), 2 ** 31 - 1, "integer");
    case "unsigned integer":
      return integer(raw, 0, 2 ** 32 - 1, "unsigned integer");
    case "unsigned integer (16 bit)":
      return integer(raw, 0, 65535, "unsigned integer (16bit)");
    case "double":
      return typeof raw === "number" ? ok(raw) : bad("not a number");
    case "string":
    case "password (write-only string)":
      return typeof raw === "string" ? ok(raw) : bad("not of type string");
    case "enum (string)": {
      if (typeof raw !== "string") return bad("not of type string");
      const match = item.allowed?.find((each) => String(each).toLowerCase() === raw.toLowerCase());
      return match === undefined ? bad("invalid option") : ok(match);
    }
    case "enum (unsigned integer)":
      if (!isInteger(raw, 0, 255)) return bad("not of type integer");
      return item.allowed?.includes(raw) ? ok(raw) : bad("not within valid range");
    case "IPv4 address":
      return address(raw, isIPv4, "IPv4");
    case "IPv6 address":
      return address(raw, isIPv6, "IPv6");
    case "string array":
      if (!Array.isArray(raw)) return bad("not of type array");
      return raw.every((each) => typeof each === "string") ? ok(raw) : bad("array has invalid elements");
  }
}

/** Reads a value as an environment variable spells it: arrays split at `;`, booleans true/false/yes/no. */
export function fromEnvironment(item: Item, text: string): Read {
  switch (item.type) {
    case "boolean":
      if (/^(true|yes)$/i.test(text)) return ok(true);
      return /^(false|no)$/i.test(text) ? ok(false) : bad("is not a boolean");
    case "integer":
    case "unsigned integer":
    case "unsigned integer (16 bit)":
    case "double":
    case "enum (unsigned integer)": {
      const read = text.trim() === "" ? bad("") : fromJson(item, Number(text));
      return read.ok ? read : bad(`is not ${/^[aeiou]/.test(item.type) ? "an" : "a"} ${item.type}`);
    }
    case "string array":
      return ok(
        text
          .split(";")
          .map((each) => each.trim())
          .filter((each) => each !== ""),
      );
    case "enum (string)": {
      const read = fromJson(item, text);
      const allowed = JSON.stringify(item.allowed ?? []);
      return read.ok ? read : bad(`= ${JSON.stringify(text)} is invalid, allowed options are: ${allowed}`);
    }
    case "string":
    case "password (write-only string)":
    case "IPv4 address":
    case "IPv6 address": {
      const read = fromJson(item, text);
      return read.ok ? read : bad("is invalid");
    }
  }
}

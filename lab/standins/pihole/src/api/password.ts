import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const scheme = "$STANDIN-SCRYPT$";

/** Hashes a password. FTL's own scheme is BALLOON-SHA256: hashes of the two cannot be exchanged. */
export async function hashPassword(password: string): Promise<string> {
  if (password === "") return "";
  const salt = randomBytes(16);
  return `${scheme}${salt.toString("base64")}$${(await derive(password, salt, 32)).toString("base64")}`;
}

/** Whether the password is the hashed one; false for a hash that is not the stand-in's. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  if (password === "" || !hash.startsWith(scheme)) return false;
  const [salt = "", key = ""] = hash.slice(scheme.length).split("$");
  const expected = Buffer.from(key, "base64");
  const derived = await derive(password, Buffer.from(salt, "base64"), 32);
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

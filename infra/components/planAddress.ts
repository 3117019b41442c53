import { getAddress } from "ethers";
import { AddressInvalidError } from "./errors";

/** An account of the description, with the checksum that it should have. @throws ADDRESS_INVALID */
export function parseAddress(path: string, text: string): string {
  try {
    return getAddress(text);
  } catch {
    throw new AddressInvalidError({ path, text });
  }
}

import { DeployError } from "../vocab/errors";

/** Upper and lower case of an address carry its checksum. */
export class AddressInvalidError extends DeployError<"ADDRESS_INVALID"> {
  constructor(at: { path: string; text: string }) {
    super("ADDRESS_INVALID", `${at.path} has a slip of the pen: its checksum is wrong.`, {
      details: [`got: ${at.text}`],
      fix: "Copy the address again, or write it in small letters if you are sure of it.",
    });
  }
}

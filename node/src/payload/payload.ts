/** ExecutionPayloadV3 of the Engine API (Cancun and Prague), quantities as 0x-hex. */
export interface ExecutionPayload {
  parentHash: string;
  feeRecipient: string;
  stateRoot: string;
  receiptsRoot: string;
  logsBloom: string;
  prevRandao: string;
  blockNumber: string;
  gasLimit: string;
  gasUsed: string;
  timestamp: string;
  extraData: string;
  baseFeePerGas: string;
  blockHash: string;
  transactions: string[];
  withdrawals: unknown[];
  blobGasUsed: string;
  excessBlobGas: string;
}

/** A payload with what Prague passes beside it. */
export interface BuiltPayload {
  payload: ExecutionPayload;
  executionRequests: string[];
}

/** A payload ready for `engine_newPayloadV4`. */
export interface BoundPayload extends BuiltPayload {
  parentBeaconBlockRoot: string;
}

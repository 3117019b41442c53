import { NodeError } from "../faults";

/** The way by snapshots led nowhere; the next start takes every block from the peers. */
export class SnapshotsGivenUpError extends NodeError<"SNAPSHOTS_GIVEN_UP"> {
  constructor(reason: string) {
    super(
      "SNAPSHOTS_GIVEN_UP",
      "Joining by a snapshot is given up; blocks come from the peers from here on.",
      {
        details: [reason],
        fix: "Nothing, while a peer has all blocks. Where none has: docs/guide/node.md, A host that joins late.",
      },
    );
  }
}

import type { PlannedCelestia, PlannedHost } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";

/** Longest time without a new head, or without a new sample, before a light node counts as unhealthy. */
const stallSeconds = 120;

/** First process of the light node's container: makes its store, its account and the token where there are none. */
export function renderCelestiaStart(celestia: PlannedCelestia, host: PlannedHost): string {
  const core = [`--core.ip ${celestia.coreHost}`, `--core.port ${celestia.corePort}`];
  if (celestia.coreTls) core.push("--core.tls");
  return `#!/bin/bash
set -euo pipefail
umask 077
node=(--p2p.network ${celestia.network} --node.store /data/${celestia.network})
rm -f /tmp/progress
# Its output holds the words that the account's key is made from: they must not reach a log.
celestia light init "\${node[@]}" >/dev/null
# Enough to post blobs, not to manage the node. Who may read needs no token.
token=$(celestia light auth write "\${node[@]}" | tail -n 1)
printf '%s\\n' "$token" >/keys/celestia_token
exec celestia light start "\${node[@]}" ${core.join(" ")} --rpc.addr ${host.privateAddress} --rpc.port ${portOf("celestia", "rpc")}
`;
}

/**
 * Health of a light node: its head and its samples both advance. A node that follows the chain without sampling is
 * not healthy, although it answers.
 */
export function renderCelestiaProbe(host: PlannedHost): string {
  return `#!/bin/bash
# Shell patterns, not jq: whatever image runs this, bash and curl are all it needs.
set -u
progress=/tmp/progress
metrics=/metrics/celestia.prom

ask() {
  curl -sS -m 2 -H 'content-type: application/json' -d '{"jsonrpc":"2.0","id":1,"method":"'"$1"'","params":[]}' http://${host.privateAddress}:${portOf("celestia", "rpc")}
}

field() {
  [[ $1 =~ $2 ]] && echo "\${BASH_REMATCH[1]}"
}

fail() {
  printf 'cordillera_celestia_up 0\\n' >"$metrics.part" && mv "$metrics.part" "$metrics"
  echo "$1"
  exit 1
}

head=$(field "$(ask header.LocalHead)" '"height": *"?([0-9]+)') || fail "no head"
stats=$(ask das.SamplingStats) || fail "no sampling statistics"
[[ $stats =~ \\"is_running\\":\\ *true ]] || fail "sampling does not run"
caught=$(field "$stats" '"head_of_catchup": *([0-9]+)') || fail "no sampling statistics"
# Heights whose samples failed are in it too.
failed=$(field "$stats" '"failed": *\\{([^}]*)\\}')
IFS=, read -ra failures <<<"\${failed:-}"
sampled=$((caught - \${#failures[@]}))

now=$(date +%s)
read -r oldHead headAt oldSampled sampledAt 2>/dev/null <"$progress" || { oldHead=0 oldSampled=0; }
((head > oldHead)) && oldHead=$head headAt=$now
((sampled > oldSampled)) && oldSampled=$sampled sampledAt=$now
echo "$oldHead \${headAt:=$now} $oldSampled \${sampledAt:=$now}" >"$progress"

cat >"$metrics.part" <<END
cordillera_celestia_up 1
cordillera_celestia_head_height $head
cordillera_celestia_sampled_height $sampled
cordillera_celestia_head_stalled_seconds $((now - headAt))
cordillera_celestia_sampling_stalled_seconds $((now - sampledAt))
END
mv "$metrics.part" "$metrics"

((now - headAt < ${stallSeconds})) || { echo "head $head for $((now - headAt)) s"; exit 1; }
((now - sampledAt < ${stallSeconds})) || { echo "$sampled samples for $((now - sampledAt)) s, head $head"; exit 1; }
echo "head $head, $sampled samples"
`;
}

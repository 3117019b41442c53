import type { Plan, PlannedHost, PlannedTls } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";

const challengePort = portOf("acme", "challenge");
export const challengePath = "/.well-known/acme-challenge/";

/** HAProxy's runtime socket, on edges that fetch certificates. */
export const haproxySocket = "/run/haproxy/admin.sock";
/** Where HAProxy finds the fetched certificate; empty until there is one. */
export const certificateFolder = "/door/";

/**
 * HAProxy's way to the answers that certificate authorities ask for. Every edge fetches its own certificate for the
 * same names, and the authority asks any of them: an edge that does not know the answer says 404 or listens not at
 * all, and the next one is asked.
 */
export function renderChallengeBackend(plan: Plan): string {
  const edges = plan.hosts.filter((host) => host.services.some(({ name }) => name === "acme"));
  const targets = edges.map((edge) => `  server ${edge.name} ${edge.privateAddress}:${challengePort}`);
  return `backend acme
  balance roundrobin
  retries ${Math.max(3, edges.length)}
  option redispatch 1
  retry-on conn-failure empty-response response-timeout 404
${targets.join("\n")}
`;
}

/** The acme service of an edge: fetches a certificate, renews it after two thirds of its life, hands it to HAProxy. */
export function renderAcme(
  { names }: PlannedTls,
  acme: NonNullable<PlannedTls["acme"]>,
  host: PlannedHost,
): string {
  return `#!/bin/bash
set -u
umask 077
trap 'exit 0' TERM
names=(${names.join(" ")})
server=${acme.directoryUrl}
email="${acme.email}"
wanted="$server \${names[*]}"
certificate=/data/certificates/\${names[0]}.crt
live=${certificateFolder}door.pem

pause() { sleep "$1" & wait $!; }

pause_seconds() { echo $((failures == 0 || failures > 4 ? 3600 : 300 << (failures - 1))); }

haproxy() { socat -t 5 - ${haproxySocket}; }

at() { date -d "$(openssl x509 -in "$certificate" -noout "-$1" | cut -d= -f2)" +%s; }

is_wanted() { [[ -s $certificate && -e /data/wanted && $(</data/wanted) == "$wanted" ]]; }

is_due() {
  local start end
  start=$(at startdate) && end=$(at enddate) || return 0
  # HAProxy's probe counts it overdue after five sixths.
  echo $((start + (end - start) * 5 / 6)) >/data/overdue
  (($(date +%s) >= start + (end - start) * 2 / 3))
}

obtain() {
  # renew wants days: the decision is made above.
  local command=(run)
  is_wanted && command=(renew --days 36500 --no-random-sleep)
  lego --accept-tos --email "$email" --server "$server" "\${names[@]/#/--domains=}" --path /data --key-type ec256 \\
    --http --http.port ${host.privateAddress}:${challengePort} "\${command[@]}" && echo "$wanted" >/data/wanted
}

# HAProxy takes it at once and keeps its connections; the file is for its next start.
hand_over() {
  # An empty line would end what HAProxy reads.
  grep -hv '^$' "$certificate" "\${certificate%.crt}.key" >${certificateFolder}.door.pem
  mv ${certificateFolder}.door.pem "$live"
  local put
  put=$(printf 'set ssl cert %s <<\\n%s\\n\\n' "$live" "$(<"$live")" | haproxy)
  if [[ $put == *"not referenced"* ]]; then
    echo "new ssl cert $live" | haproxy
    printf 'set ssl cert %s <<\\n%s\\n\\n' "$live" "$(<"$live")" | haproxy
    echo "commit ssl cert $live" | haproxy
    echo "add ssl crt-list ${certificateFolder} $live" | haproxy
  else
    echo "commit ssl cert $live" | haproxy
  fi
}

tell() {
  {
    echo "cordillera_certificate_fetch_ok $1"
    is_wanted && echo "cordillera_certificate_expiry_timestamp_seconds $(at enddate)"
  } >/metrics/acme.part
  mv /metrics/acme.part /metrics/acme.prom
}

# Without HAProxy nobody passes the authority's question on.
until echo "show info" | haproxy >/dev/null 2>&1; do pause 1; done

is_wanted && hand_over
# Authorities count failures by the hour: the pause outlives a restart, unless another order takes its place.
read -r failures failed 2>/dev/null </data/failures
[[ \${failed:-} == "$wanted" ]] || failures=0
if ((failures > 0)); then
  left=$(($(stat -c %Y /data/failures) + $(pause_seconds) - $(date +%s)))
  ((left > 0)) && pause $left
fi
while true; do
  if ! is_wanted || is_due; then
    if obtain; then
      failures=0
      is_due
      hand_over
    else
      failures=$((failures + 1))
    fi
    echo "$failures $wanted" >/data/failures
  fi
  tell $((failures == 0))
  pause "$(pause_seconds)"
done
`;
}

/** Health of the acme service: HAProxy has a certificate, and its renewal is not overdue. */
export function renderAcmeProbe(): string {
  return `#!/bin/bash
[[ -s ${certificateFolder}door.pem ]] || { echo "no certificate yet"; exit 1; }
(($(date +%s) < $(</data/overdue))) || { echo "renewal is overdue"; exit 1; }
`;
}

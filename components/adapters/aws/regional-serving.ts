import { definitionFaults } from "../../gate/platform";
import { releaseKey } from "../../plan/clouds/physical-names";
import { uncheckedFaults } from "../../plan/clouds/balancer-token-faults";
import { refuse } from "../../plan/faults";
import { isOwn } from "../../gate/sidecar/platform";
import { type ReleasePlan, releasesOf, type ServingPlan } from "../../plan/serving/serving";
import type { Serving } from "../../regional-serving/contract";
import type { Scope } from "../../scope";
import { makeFront } from "./front";
import type { AwsLandingZone } from "./landing-zone";
import { makeArtifacts } from "./regional-serving/artifacts";
import { fargate } from "./regional-serving/capacity";
import { makeDeployers } from "./regional-serving/deployers";
import { makeGate } from "./regional-serving/gate";
import { gpuMachines } from "./regional-serving/gpu";
import { makeGroups } from "./regional-serving/groups";
import { taskShare } from "./regional-serving/sizes";
import type { AwsServingNodes } from "./nodes";
import { makeOwnServers } from "./regional-serving/own-servers";
import { makeRoles } from "./regional-serving/roles";
import { makeServers } from "./regional-serving/servers";

/**
 * Models in one region of AWS, on ECS with Fargate, or with machines of EC2 where a replica has GPUs: a bucket with an object for each
 * release, one service a release, the gate as another service before them, and a balancer before the gate. TLS of callers ends in the
 * balancer; from there to the gate and on to the servers the proxies of ECS do TLS by certificates of the region's authority. A change of
 * shares rolls the gate only.
 *
 * Differs from other clouds: calls over gRPC come in nowhere (a balancer takes them to targets of their own only), servers look no
 * features up, and items of tables are DynamoDB's own to serve.
 */
export function serveOnAws(name: string, plan: ServingPlan, landing: AwsLandingZone, { parent }: Scope): Serving {
    refuse([
        ...definitionFaults([plan]),
        ...(landing.settings.tokensAtBalancer ? uncheckedFaults(plan.cell.name, plan.auth, "auth") : []),
    ]);
    // Also if all others are drained, and there is no region to spill to: they return, and a link takes minutes to create.
    if (plan.cell.regions.length > 1 || plan.auth.jwt?.keys.kind === "uri") landing.network.openOutwards();
    const own = { parent, provider: landing.account.provider };
    const releases = releasesOf(plan.models).map(({ release }) => release);
    const artifacts = makeArtifacts(name, releases, landing, own);
    const roles = makeRoles(name, landing, artifacts, own);
    const front = makeFront(name, plan, landing, own);
    const groups = makeGroups(name, front.group, releases.some(isOwn), landing, own);
    const share = plan.hosting.gpu && taskShare(plan.hosting, landing.region);
    const capacity = share ? gpuMachines(name, share.type, machinesAtMost(releases), landing, own) : fargate(landing);
    const made = { artifacts, roles, groups, capacity };
    const servers = releasesOf(plan.models).map(({ model, release }) => ({
        key: releaseKey(model.name, release.version),
        ...(isOwn(release)
            ? makeOwnServers(name, plan, model, release, made, share, landing, own)
            : { service: makeServers(name, plan, model, release, made, share, landing, own) }),
    }));
    const ownRoles = servers.flatMap(server => ("roles" in server ? [server.roles] : []));
    const deployers = makeDeployers(name, plan, { ...made, own: ownRoles }, landing, own);
    const services = servers.map(({ service }) => service);
    const gate = makeGate(name, plan, { front, roles, group: groups.gate, servers: services }, landing, own);
    return {
        front: front.front,
        identity: roles.server.role.arn,
        nodes: {
            gate,
            balancer: front.front.balancer,
            artifacts: artifacts.bucket,
            role: roles.server.role,
            ...(deployers && { deployers }),
            ...Object.fromEntries(servers.map(({ key, service }) => [key, service])),
        } satisfies AwsServingNodes,
    };
}

/** One for each replica of each release; twice as many while they are rolled. */
function machinesAtMost(releases: readonly ReleasePlan[]): number {
    return 2 * releases.reduce((sum, { replicas }) => sum + Math.max(replicas.min, replicas.max), 0);
}

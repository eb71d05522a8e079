import assert from "node:assert/strict";
import fc from "fast-check";

import { cloudTable } from "../../../components/plan/clouds/table";
import type { DemandInput } from "../../../components/plan/config/demand";
import { flowsOf, judgedFlows } from "../../../components/plan/flows";
import { placeOf, type RegionRef, splitRef } from "../../../components/plan/places/catalogue";
import { distanceKm } from "../../../components/plan/places/distance";
import { covers } from "../../../components/plan/places/jurisdictions";
import { type Plan, parseConfig, plan } from "../../../components/plan/plan";
import { type FlowKind, isProtected } from "../../../components/plan/residency";
import type { ReleasePlan } from "../../../components/plan/serving/serving";
import { byVersion } from "../../../components/plan/serving/traffic";
import { always, frozen, planOf } from "../../support/always";
import { configs, type TrafficInput } from "../../support/arbitraries";
import { inAnyOrder } from "./any-order";
import { screening } from "./screening";

const servingsOf = (planned: Plan) => planned.cells.flatMap(({ servings }) => servings);

describe("for any valid config", () => {
    it("no region fails over to another cell, nor by another cell's host name, and every other of its own in traffic is a peer", () => {
        always(configs, written => {
            const inTraffic = except(written.routing?.drain);
            const { cells, domain } = planOf(written);
            for (const { cell, region, peers } of cells.flatMap(({ servings }) => servings)) {
                assert.deepEqual(
                    peers.map(peer => peer.region).sort(),
                    inTraffic(cell.regions).filter(other => other !== region),
                );
                assert.ok(peers.every(({ host }) => host.endsWith(`.${cell.name}.${domain}`)));
            }
        });
    });

    it("regions take over in the order that their cell says, and the rest after them, nearest first", () => {
        always(configs, written => {
            for (const { cell, region, place, peers } of servingsOf(planOf(written))) {
                const { failover = [] } = written.cells.find(({ name }) => name === cell.name)!;
                const order = peers.map(peer => peer.region);
                const said = failover.filter(ref => order.includes(ref as RegionRef));
                assert.deepEqual(order.slice(0, said.length), said, `of ${region}`);
                const distances = order.slice(said.length).map(ref => distanceKm(place, cell.places[ref]!));
                assert.deepEqual(
                    distances,
                    [...distances].sort((a, b) => a - b),
                );
            }
        });
    });

    it("every flow is proven, to places in its cell's jurisdictions or of data that may leave them", () => {
        always(configs, written => {
            const planned = planOf(written);
            for (const { cell, kind, dataClass, to, verdict, reason } of judgedFlows(planned)) {
                assert.equal(verdict, "proven", `${kind} of ${cell} to ${to.join()}: ${reason}`);
                const { jurisdictions } = written.cells.find(({ name }) => name === cell)!;
                const leaves = to.filter(ref => {
                    const country = (placeOf(ref) ?? written.places?.[ref])?.country ?? "nowhere";
                    return !jurisdictions.some(name => covers(name, country));
                });
                assert.ok(
                    leaves.length === 0 || (["metric", "cache"].includes(kind) && !isProtected(dataClass)),
                    `${kind} of ${dataClass} data from ${cell} to ${leaves.join()}`,
                );
            }
        });
    });

    it("there is a flow for whatever a cell's data goes to: peers, regions, copies, events, systems outside", () => {
        always(configs, written => {
            const planned = planOf(written);
            const flows = flowsOf(planned);
            const reached = (cell: string, ...kinds: FlowKind[]) =>
                new Set(flows.filter(flow => flow.cell === cell && kinds.includes(flow.kind)).flatMap(({ to }) => to));
            for (const { cell, servings, store } of planned.cells) {
                const { name, regions, backup } = cell;
                const peers = servings.flatMap(({ peers }) => peers.map(({ region }) => region));
                assert.deepEqual(reached(name, "failover"), new Set(peers));
                assert.deepEqual([...reached(name, "log")].sort(), regions);
                const copied = store?.backup === undefined ? [] : [backup!];
                // Where copies agree by majority, the backup location is one more of them.
                const counts = store !== undefined && regions.some(ref => cloudTable[splitRef(ref).cloud].quorum);
                const agreeing = counts && backup !== undefined ? [backup] : [];
                assert.deepEqual(reached(name, "key"), new Set([...regions, ...copied, ...agreeing]));
                assert.deepEqual([...reached(name, "artifact")].sort(), [...regions, ...copied].sort());
                if (store !== undefined) {
                    const replicas = [...reached(name, "replication"), cell.primary].sort();
                    assert.deepEqual(replicas, [...regions, ...agreeing].sort());
                    assert.deepEqual([...reached(name, "backup")], store.backup === undefined ? [] : [backup!]);
                    const hears =
                        store.sync !== undefined || store.tables.some(({ onChange }) => onChange !== undefined);
                    assert.deepEqual([...reached(name, "event")].sort(), hears ? regions : []);
                }
                const outside = (written.observability?.exports ?? []).filter(
                    ({ cells }) => cells?.includes(name) ?? true,
                );
                assert.deepEqual(reached(name, "export"), new Set(outside.map(({ place }) => place)));
            }
        });
    });

    it("clients of a cell are sent to all regions of that cell that are in traffic and to no other, from everywhere", () => {
        always(configs, written => {
            const inTraffic = except(written.routing?.drain);
            const regionsOf = new Map(written.cells.map(({ name, regions }) => [name, inTraffic(regions).sort()]));
            const { routings } = planOf(written);
            assert.deepEqual(
                routings.flatMap(({ cells }) => cells.map(({ name }) => name)).sort(),
                [...regionsOf.keys()].sort(),
            );
            for (const { cells, points } of routings) {
                for (const { order } of points) {
                    assert.deepEqual(
                        Object.fromEntries(Object.entries(order).map(([cell, regions]) => [cell, [...regions].sort()])),
                        Object.fromEntries(cells.map(({ name }) => [name, regionsOf.get(name)])),
                    );
                }
            }
        });
    });

    it("a region out of traffic is served as if it were in, and knows that it is out", () => {
        always(configs, written => {
            const { drain, ...routing } = written.routing ?? {};
            const servings = servingsOf(planOf(written));
            const drained = servings.filter(({ drained }) => drained).map(({ region }) => region);
            assert.deepEqual(drained.sort(), [...(drain ?? [])].sort());
            assert.deepEqual(servings.map(named), servingsOf(planOf({ ...written, routing })).map(named));
        });
    });

    it("the parts of a cell's rate make up the whole, and each is as small as it can be", () => {
        always(configs, written => {
            const rate = written.routing?.limits?.rate?.cell;
            for (const { servings } of planOf(written).cells) {
                const parts = servings.filter(({ drained }) => !drained).map(({ limits }) => limits.rate.region);
                assert.ok(parts.length > 0);
                for (const part of parts) {
                    assert.deepEqual(part, parts[0]);
                    assert.equal(part === undefined, rate === undefined);
                }
                if (rate !== undefined) {
                    assertShared(
                        rate.perSecond,
                        parts.map(part => part!.perSecond),
                    );
                    assertShared(
                        rate.burst ?? rate.perSecond,
                        parts.map(part => part!.burst),
                    );
                }
            }
        });
    });

    it("a backup serves no clients", () => {
        always(configs, written => {
            const planned = planOf(written);
            const backups = written.cells.flatMap(({ backup }) => backup ?? []);
            const serving = servingsOf(planned).flatMap(({ region, peers }) => [region, ...peers.map(p => p.region)]);
            const routed = planned.routings
                .flatMap(({ points }) => points)
                .flatMap(({ order }) => Object.values(order).flat());
            assert.ok(!backups.some(backup => [...serving, ...routed].includes(backup as RegionRef)));
        });
    });

    it("the shares of each model are those of its region's wave or its own, sum to 10,000 and come oldest first", () => {
        always(configs, written => {
            for (const { cell, models, region } of servingsOf(planOf(written))) {
                const here = written.models.filter(({ cells = [cell.name] }) => cells.includes(cell.name));
                assert.equal(models.length, here.length);
                for (const { name, releases } of models) {
                    const { traffic, regions = {} } = written.models.find(model => model.name === name)!;
                    assert.deepEqual(
                        new Map(releases.map(({ version, weight }) => [version, weight])),
                        new Map((regions[region]?.traffic ?? traffic).map(weighed).sort()),
                    );
                    assert.equal(
                        releases.reduce((sum, { weight }) => sum + weight, 0),
                        10_000,
                    );
                    assert.ok(releases.every(({ weight }) => Number.isInteger(weight) && weight >= 0));
                    const versions = releases.map(({ version }) => version);
                    assert.deepEqual([...versions].sort(byVersion), versions);
                }
            }
        });
    });

    it("no two regions have one host name", () => {
        always(configs, written => {
            const hosts = servingsOf(planOf(written)).map(({ host }) => host);
            assert.equal(new Set(hosts).size, hosts.length);
        });
    });

    it("the plan does not depend on the order of any list or key whose order says nothing", () => {
        const reordered = configs.chain(written => fc.tuple(fc.constant(written), inAnyOrder(written)));
        always(reordered, ([written, shuffled]) => {
            assert.deepEqual(planOf(shuffled), planOf(written));
        });
    });

    it("the plan does not depend on the order of many places in one city, to the last digit of their sum", () => {
        const places = fc
            .array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 9 })
            .map(parts =>
                parts.map(part => ({ city: "Lisbon", cell: "eu", share: part / parts.reduce((a, b) => a + b) })),
            );
        const reordered = places.chain(places =>
            fc.tuple(fc.constant(places), fc.shuffledSubarray(places, { minLength: places.length })),
        );
        always(reordered, ([places, shuffled]) => {
            const loadsOf = (places: DemandInput["places"]) => planOf({ ...screening(), demand: { places } }).loads;
            assert.deepEqual(loadsOf(shuffled), loadsOf(places));
        });
    });

    it("the same input gives the same bytes, and is left as it was", () => {
        always(configs, written => {
            const config = frozen(parseConfig(frozen(written)));
            assert.equal(JSON.stringify(plan(config)), JSON.stringify(planOf(structuredClone(written))));
        });
    });
});

/** A list without some regions. */
function except(regions: readonly string[] = []) {
    return (list: readonly string[]) => list.filter(region => !regions.includes(region));
}

function weighed({ version, percent }: TrafficInput[number]): [string, number] {
    return [version, Math.round(percent * 100)];
}

function assertShared(whole: number, parts: readonly number[]): void {
    const sum = parts.reduce((a, b) => a + b, 0);
    assert.ok(sum >= whole && sum - parts.length < whole, `${parts.join(" + ")} for ${whole}`);
}

/** What a region is called, and what of its models no other region has to do with. */
function named({ region, host, place, models, cell }: Plan["cells"][number]["servings"][number]) {
    const releasesOf = (releases: readonly ReleasePlan[]) => releases.map(({ replicas: _, ...release }) => release);
    return {
        region,
        host,
        place,
        cell: cell.host,
        models: models.map(({ releases, shadow, ...model }) => ({
            ...model,
            releases: releasesOf(releases),
            shadow: releasesOf(shadow === undefined ? [] : [shadow]),
        })),
    };
}

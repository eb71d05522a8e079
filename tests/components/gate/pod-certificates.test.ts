import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";

import { podGate } from "../../../components/gate/pod";
import { podSidecar } from "../../../components/gate/sidecar/pod";
import { isOwn } from "../../../components/gate/sidecar/platform";
import { planConfig } from "../../../components/plan/plan";
import { type Authority, authority, type Identity } from "../../support/certificates";
import { pinnedImage } from "../../support/images";
import { until } from "../../support/until";
import { screening } from "../plan/screening";
import { PodEnvoy } from "./pod-envoy";

const [fra, lis] = ["kubernetes:fra", "kubernetes:lis"] as const;
const region = "fra.eu.screening.example";

/** The serving of a region whose one release has a custom server. */
function serving() {
    const { cells, models, ...config } = screening();
    const { backup: _backup, ...cell } = { ...cells[0]!, regions: [fra, lis], primary: fra };
    const places = {
        [fra]: { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 },
        [lis]: { city: "Lisbon", country: "PT", latitude: 38.72, longitude: -9.14 },
    };
    const server = { protocol: "oip-http", image: pinnedImage("own"), port: 9000 } as const;
    const [release] = Object.values(models[0]!.releases);
    const model = {
        ...models[0]!,
        releases: { "1.0.0": { ...release!, server } },
        traffic: [{ version: "1.0.0", percent: 100 }],
    };
    return planConfig({ ...config, places, cells: [cell], models: [model] }).plan.cells[0]!.servings[0]!;
}

const serialOf = ({ cert }: Identity) => new X509Certificate(cert).serialNumber;

describe("the certificates of Envoys in pods", function () {
    this.timeout(60_000);
    let cell: Authority;
    let envoy: PodEnvoy;
    const issue = () => cell.issue({ hosts: [region, `servers.${region}`] });
    before(async () => {
        cell = await authority("cell");
    });
    beforeEach(() => {
        envoy = new PodEnvoy();
    });
    afterEach(() => envoy.stop());

    /** Long before they end: Secrets change at half of their certificates' lives. */
    const shows = (identity: Identity, at: "gate" | "observed" | "server", name: string) =>
        until(
            `${name} is shown the renewed certificate`,
            async () => (await envoy.shown(at, name)) === serialOf(identity),
        );

    it("are those that a gate shows once they are renewed, to clients, gates, hubs and watchers, without a restart", async () => {
        const [own, front] = [await issue(), await issue()];
        const place = { namespace: "screening-eu", clusterDomain: "cluster.local", hasFront: true };
        await envoy.start(podGate(serving(), place), { tls: own, front }, "gate");
        assert.equal(envoy.warnings, "");
        await shows(front, "gate", "eu.screening.example");
        await shows(own, "gate", region);
        const [later, laterFront] = [await issue(), await issue()];
        envoy.mount("tls", later);
        envoy.mount("front", laterFront);
        await shows(laterFront, "gate", "eu.screening.example");
        await shows(later, "gate", region);
        await shows(later, "gate", `watcher.${region}`);
        await shows(later, "observed", "any");
    });

    it("are trusted by another authority, once that is the cell's", async () => {
        const place = { namespace: "screening-eu", clusterDomain: "cluster.local", hasFront: false };
        await envoy.start(podGate(serving(), place), { tls: await issue() }, "gate");
        const other = await authority("another");
        const peer = await other.issue({ hosts: ["lis.eu.screening.example"] });
        assert.equal(await envoy.admits("gate", region, peer), false);
        envoy.mount("tls", await other.issue({ hosts: [region] }));
        await until("the other authority is trusted", () => envoy.admits("gate", region, peer));
    });

    it("are those that a sidecar shows once they are renewed", async () => {
        const plan = serving();
        const model = plan.models[0]!;
        const release = model.releases[0]!;
        assert.ok(isOwn(release));
        const own = await issue();
        await envoy.start(podSidecar(model, release, plan), { tls: own }, "server");
        await shows(own, "server", `servers.${region}`);
        const later = await issue();
        envoy.mount("tls", later);
        await shows(later, "server", `servers.${region}`);
    });
});

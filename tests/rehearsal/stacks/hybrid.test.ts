import assert from "node:assert/strict";

import { parse, stringify } from "yaml";

import type { CellSummary } from "../../../stacks/summary";
import { getTool } from "../../../tools";
import { CellClient } from "../../support/client";
import { HubClient } from "../../support/hub-client";
import { until } from "../../support/until";
import { planned } from "../../engine/steps";
import { Rehearsal } from "../rehearsal";
import { hasWholeLife, leftByAws, textOf } from "./life-cycle";

const stack = "hybrid";

before(async () => {
    for (const tool of ["envoy", "supervisord", "nats-server"] as const) await getTool(tool);
});

hasWholeLife(stack, leftByAws, rehearsal => {
    const outputs = async () =>
        JSON.parse(await rehearsal().engine.ask(["stack", "output", "--json", "--stack", stack])) as {
            cells: CellSummary[];
        };

    it("answers in the cell on this machine, from each of its regions, and in no other", async () => {
        const { cells } = await outputs();
        const [eu, lab] = cells;
        assert.deepEqual([eu!.name, eu!.url, eu!.points], ["eu", "https://eu.screening.example.com", []]);
        const answers = await Promise.all(
            lab!.points.map(({ city }) => new CellClient(rehearsal().project, lab!, city).ask()),
        );
        assert.ok(answers.length > 1);
        for (const { status, region } of answers) {
            assert.equal(status, 200);
            assert.ok(lab!.regions.includes(region!), region);
        }
    });

    it("has a page over the regions of this machine, which leads to the view that AWS keeps of its own", async () => {
        const hub = new HubClient(rehearsal());
        const state = await until("all regions report", async () => {
            const state = await hub.state();
            return state.regions.every(({ status }) => status === "serving") && state;
        });
        assert.deepEqual(
            state.regions.map(({ cell, region }) => `${cell} ${region}`),
            ["lab local:eu-central", "lab local:eu-west"],
        );
        assert.equal(state.elsewhere.length, 1);
        const { regions, url } = state.elsewhere[0]!;
        assert.deepEqual(regions, [{ cell: "eu", region: "aws:eu-west-1" }]);
        assert.match(url ?? "", /^https:\/\/eu-west-1\.console\.aws\.amazon\.com\/cloudwatch\//);
    });

    it("keeps in the state what the service returns: where clients enter, dashboards by cloud, roles by region", async () => {
        const { deployment } = await rehearsal().state();
        const service = deployment.resources?.find(({ type }) => type === "meridian:index:Service");
        const { dashboard, dashboards, endpoints, nameServers, points, roles } = service!.outputs as {
            dashboard: string;
            dashboards: Record<string, string>;
            endpoints: Record<string, string>;
            nameServers: string[];
            points: Record<string, object[]>;
            roles: Record<string, Record<string, string>>;
        };
        assert.deepEqual(endpoints, {
            eu: "https://eu.screening.example.com",
            lab: "https://lab.screening.example.com",
        });
        assert.deepEqual(Object.keys(dashboards).sort(), ["aws", "local"]);
        assert.ok(Object.values(dashboards).includes(dashboard));
        assert.ok(points.lab!.length > 1);
        assert.ok(nameServers.length > 0);
        assert.match(roles.eu!["aws:eu-west-1"]!, /^arn:aws:iam::/);
    });

    it("has one router for each cloud's names: records lead to AWS's region only", () => {
        const records = rehearsal()
            .things()
            .filter(({ type }) => type === "aws:route53/record:Record")
            .map(({ inputs }) => String(inputs.name));
        assert.ok(records.some(name => name.startsWith("eu.")));
        assert.ok(!records.some(name => name.startsWith("lab.")));
    });
});

interface Written {
    readonly config: {
        "meridian:cells": { name: string; regions: string[] }[];
        "meridian:observability": { home: string };
        "meridian:aws"?: object;
    };
}

/** The stack's file with some of its cells only. */
function written(home: string, ...cells: readonly string[]): string {
    const { config } = parse(textOf("hybrid")) as Written;
    const kept = config["meridian:cells"].filter(({ name }) => cells.includes(name));
    config["meridian:cells"] = kept;
    config["meridian:observability"].home = home;
    // A cloud that no cell is on has no settings.
    if (!JSON.stringify(kept).includes('"aws:')) delete config["meridian:aws"];
    return stringify({ config });
}

/** The same, with balancers that an update may delete. */
function unprotected(text: string): string {
    const { config } = parse(text) as Written;
    return stringify({
        config: { ...config, "meridian:aws": { ...config["meridian:aws"], deletionProtection: false } },
    });
}

describe("a stack on AWS that gets a cell on this machine", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;

    before(async () => {
        rehearsal = await Rehearsal.prepare("grown", written("aws:eu-west-1", "eu"));
        await rehearsal.up();
    });
    after(() => rehearsal.dispose());

    it("keeps all that it has on AWS, but for the dashboard, which leads to the other view", async () => {
        rehearsal.configure(written("aws:eu-west-1", "eu", "lab"));
        const { create = [], update = [], ...others } = await planned(rehearsal);
        assert.deepEqual(others, {});
        assert.deepEqual(update, ["hub-dashboard"]);
        assert.ok(create.length > 0);
    });

    it("keeps all that it has when its home moves to this machine, and when the cell goes again", async () => {
        await rehearsal.up();
        rehearsal.configure(written("local:eu-west", "eu", "lab"));
        assert.deepEqual(await planned(rehearsal), { update: ["hub-dashboard", "hub-file"] });
        await rehearsal.up();
        rehearsal.configure(written("aws:eu-west-1", "eu"));
        const { delete: deleted = [], update = [], ...others } = await planned(rehearsal);
        assert.deepEqual(others, {});
        assert.deepEqual(update, []);
        assert.ok(deleted.length > 0);
        assert.deepEqual(
            deleted.filter(name => /^(hub-dashboard|edge-eu)/.test(name) || name.includes("eu-west-1")),
            [],
        );
    });
});

describe("a stack on this machine that gets a cell on AWS", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;

    before(async () => {
        rehearsal = await Rehearsal.prepare("grown-here", written("local:eu-west", "lab"));
        await rehearsal.up();
    });
    after(() => rehearsal.dispose());

    /** Of AWS's router, and the component that is the parent of this machine's router from then on. */
    const ofRouters = ["edge-eu-eu-west-1", "edge-eu-eu-west-1", "edge-local"];
    const isOfRouter = (name: string) => name.startsWith("edge");

    it("keeps all that runs here, but for the hub's file, which leads to the other view", async () => {
        rehearsal.configure(written("local:eu-west", "eu", "lab"));
        const { create = [], ...others } = await planned(rehearsal);
        assert.deepEqual(others, { update: ["hub-file"] });
        assert.deepEqual(create.filter(isOfRouter), ofRouters);
        await rehearsal.up();
        assert.deepEqual(await planned(rehearsal), {});
    });

    it("keeps it when the cell on AWS goes again", async () => {
        // Its balancer is protected from deletion until an update lifts that.
        rehearsal.configure(unprotected(written("local:eu-west", "eu", "lab")));
        await rehearsal.up();
        rehearsal.configure(written("local:eu-west", "lab"));
        const { delete: deleted = [], ...others } = await planned(rehearsal);
        assert.deepEqual(others, { update: ["hub-file"] });
        assert.deepEqual(deleted.filter(isOfRouter), ofRouters);
        await rehearsal.up();
        assert.deepEqual(await planned(rehearsal), {});
    });
});

import assert from "node:assert/strict";

import { scheduleOf } from "../../../../components/adapters/kubernetes/replicated-store/backups";
import { kubernetes as facts } from "../../../../components/plan/clouds/kubernetes";
import { copiedSettings } from "../../../contract/adapters/kubernetes";
import { type Made, madeOf, withTables } from "./made";
import { configurationsOf, nameOf, of } from "./store-objects";

const bucket = copiedSettings.backups["kubernetes:hel-onprem"];

interface CronJob {
    readonly spec: {
        readonly schedule: string;
        readonly suspend: boolean;
        readonly concurrencyPolicy: string;
        readonly jobTemplate: {
            readonly spec: {
                readonly activeDeadlineSeconds: number;
                readonly template: {
                    readonly spec: {
                        readonly automountServiceAccountToken: boolean;
                        readonly securityContext: { readonly runAsNonRoot: boolean };
                        readonly containers: readonly {
                            readonly image: string;
                            readonly env: readonly { readonly name: string; readonly value: string }[];
                            readonly securityContext: object;
                        }[];
                        readonly volumes: readonly { readonly secret?: { readonly secretName: string } }[];
                    };
                };
            };
        };
    };
}

const withCopies = (backup: object = {}, more: object = {}) => {
    const change = withTables({ backup: { everyHours: 6, retainDays: 10, ...backup } });
    const backups = { "kubernetes:hel-onprem": { ...bucket, ...more } };
    return madeOf({ ...change, kubernetes: { ...change.kubernetes, store: { ...copiedSettings, backups } } });
};

const cronJobOf = (made: readonly Made[], name: string) => {
    const [found, ...others] = of(made, "CronJob", name);
    assert.deepEqual(others, []);
    const { spec } = found!.inputs as unknown as CronJob;
    const pod = spec.jobTemplate.spec.template.spec;
    const [container] = pod.containers;
    const env = Object.fromEntries(container!.env.map(({ name, value }) => [name, value]));
    return {
        ...spec,
        region: found!.region,
        pod,
        env,
        container: container!,
        deadline: spec.jobTemplate.spec.activeDeadlineSeconds,
    };
};

describe("copies of the tables of a cell in clusters", function () {
    this.timeout(60_000);

    it("have as long as there is until the next one, and six hours at least", async () => {
        const deadlineOf = async (everyHours: number) => {
            const { deadline, env } = cronJobOf(await withCopies({ everyHours }), "backup");
            return [deadline, env.DEADLINE_SECONDS];
        };
        assert.deepEqual(await deadlineOf(24), [86_400, "86400"]);
        assert.deepEqual(await deadlineOf(1), [21_600, "21600"]);
    });

    it("are made in the backup location alone, one at a time, within a deadline, and deleted after the days of the config", async () => {
        const made = await withCopies();
        const { concurrencyPolicy, deadline, env, pod, region, schedule, suspend } = cronJobOf(made, "backup");
        assert.deepEqual([region, schedule, suspend, concurrencyPolicy], ["hel", "0 */6 * * *", false, "Forbid"]);
        assert.deepEqual([deadline, env.DEADLINE_SECONDS, env.RETAIN_DAYS], [21_600, "21600", "10"]);
        assert.deepEqual([env.BUCKET, env.BUCKET_REGION, env.PREFIX], [bucket.bucket, "us-east-1", "screening/eu/"]);
        assert.deepEqual([pod.automountServiceAccountToken, pod.securityContext.runAsNonRoot], [false, true]);
        assert.deepEqual(
            of(made, "CronJob")
                .map(one => `${one.region} ${nameOf(one)}`)
                .sort(),
            ["hel backup", "hel restore"],
        );
    });

    it("are restored by a CronJob whose time never comes, with another certificate", async () => {
        const made = await withCopies();
        const { deadline, env, pod, suspend } = cronJobOf(made, "restore");
        assert.deepEqual([deadline, env.DEADLINE_SECONDS], [86_400, "86400"]);
        assert.deepEqual([suspend, env.TASK, env.REPLACE, env.COPY], [true, "restore", undefined, undefined]);
        const secretsOf = (spec: typeof pod) => spec.volumes.flatMap(({ secret }) => secret?.secretName ?? []);
        assert.deepEqual(secretsOf(pod), ["backup-keys", "restore-tls"]);
        assert.deepEqual(secretsOf(cronJobOf(made, "backup").pod), ["backup-keys", "backup-tls"]);
    });

    it("go to the folder of the config, with the region of its bucket", async () => {
        const { env } = cronJobOf(await withCopies({}, { prefix: "team/risk", region: "eu-north-1" }), "backup");
        assert.deepEqual([env.PREFIX, env.BUCKET_REGION], ["team/risk/screening/eu/", "eu-north-1"]);
    });

    it("have rights in the server of the backup location alone: one to read tables whole, the other to replace them", async () => {
        const configurations = configurationsOf(await withCopies());
        const users = Object.entries(configurations).flatMap(([place, { accounts }]) =>
            accounts.CELL.users
                .filter(({ user }) => /^(backup|restore)\./.test(user))
                .map(({ permissions, user }) => [place, user.split(".")[0], permissions.publish.allow]),
        );
        assert.deepEqual(users, [
            [
                "hel",
                "backup",
                [
                    "$JS.API.STREAM.SNAPSHOT.*",
                    "$JS.API.STREAM.INFO.*",
                    "$JS.API.DIRECT.GET.*",
                    "$JS.SNAPSHOT.ACK.>",
                    "meridian_copies.whole",
                ],
            ],
            [
                "hel",
                "restore",
                [
                    ...["INFO", "DELETE", "RESTORE", "UPDATE", "MSG.GET"].map(verb => `$JS.API.STREAM.${verb}.*`),
                    "$JS.SNAPSHOT.RESTORE.>",
                    ...["table.*.*.item.>", "table.*.*.change"],
                ],
            ],
        ]);
    });

    it("open the port of the bucket to their pods alone", async () => {
        const opened = of(await withCopies(), "NetworkPolicy").filter(({ inputs }) =>
            JSON.stringify(inputs).includes('"port":9000'),
        );
        assert.deepEqual(opened.map(one => `${one.region} ${nameOf(one)}`).sort(), ["hel backup", "hel restore"]);
        for (const { inputs } of opened) {
            const { egress, ingress } = inputs.spec as Readonly<Record<string, unknown>>;
            assert.deepEqual(
                [JSON.stringify(egress).includes('"app.kubernetes.io/name":"store"'), ingress],
                [true, undefined],
            );
        }
    });

    it("have the access key and the key of encryption in one Secret, and nowhere else", async () => {
        const made = await withCopies();
        const having = made.filter(({ inputs }) => JSON.stringify(inputs).includes("a-secret-of-the-bucket"));
        assert.deepEqual(
            having.map(one => `${one.kind} ${one.region} ${nameOf(one)}`),
            ["Secret hel backup-keys"],
        );
        const certified = of(made, "ConfigMap").flatMap(({ inputs, region }) => {
            const text = JSON.stringify(inputs);
            return /backup-tls|restore-tls/.test(text) ? [region] : [];
        });
        assert.deepEqual(certified, ["hel"]);
    });

    it("have the store keep when the newest was whole, and what serves tables report when that is too long ago", async () => {
        const found = of(await withCopies(), "ConfigMap").flatMap(({ inputs, region }) => {
            const data = (inputs.data ?? {}) as Record<string, string | undefined>;
            const text = data["store.json"] ?? data["tables.json"];
            if (text === undefined) return [];
            const { backup, copied } = JSON.parse(text) as { readonly backup?: object; readonly copied?: string[] };
            return [[region, backup ?? copied]];
        });
        const places = ["kubernetes:fra-onprem", "kubernetes:hel-onprem", "kubernetes:lis-onprem"];
        assert.deepEqual(found.sort(), [
            ["fra", { everyHours: 6 }],
            ["fra", places],
            ["hel", places],
            ["lis", { everyHours: 6 }],
        ]);
    });

    it("have nothing in clusters where they are not made", async () => {
        const made = await madeOf(withTables());
        assert.deepEqual(of(made, "CronJob"), []);
        assert.doesNotMatch(JSON.stringify(made), /backup-tls|restore-tls|backup-keys/);
    });

    it("have a schedule for all hours that a config may have", () => {
        const hours = facts.copies!.everyHours;
        assert.deepEqual(hours.map(scheduleOf), [
            ...[1, 2, 3, 4, 6, 8, 12].map(every => `0 */${every} * * *`),
            "0 3 * * *",
            "0 3 * * 0",
        ]);
    });
});

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { programsFolder } from "../../../../tools/image-contract";
import { podDirectories } from "../../../gate/pod";
import { ownSecrets } from "../../../plan/clouds/names/kubernetes-secrets";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import type { StorePlan } from "../../../plan/store/store-plan";
import type { KubernetesBackupZone } from "../backup-zone";
import type { KubernetesStoreNodes } from "../nodes";
import { authoritiesFile } from "../landing-zone/authorities";
import { labelsOf, metadataOf, unnamedOf } from "../objects";
import { plainPod, podTls, secured, variables } from "../pods";
import { storeEnvironment } from "./client";
import { openBackups } from "./network";
import { specOf, textOf } from "./operator";
import { storageKey } from "./configuration";
import { backupApp, nameIn, restoreApp } from "./zone";

const directories = { spec: "/spec", keys: "/keys", authorities: "/authorities" } as const;
const specFile = "store.json";
/** Of the Secret with what is encrypted by, and by what the bucket knows its client. */
const keyFiles = { access: "access-key", encryption: "encryption-key" } as const;

const hourSeconds = 3600;
/** A run may take longer than the hours between two: the next one is left out then. */
const leastHours = 6;
/** Of a restoration, which starts again with what was not restored by then. */
const restoringSeconds = 24 * hourSeconds;

/** At full hours in UTC: of those of the day that are as far apart, each day, or on Sundays (kubernetes.io/docs/concepts/workloads/controllers/cron-jobs). */
export function scheduleOf(everyHours: number): string {
    if (everyHours === 168) return "0 3 * * 0";
    return everyHours === 24 ? "0 3 * * *" : `0 */${everyHours} * * *`;
}

type Copying = Required<Pick<KubernetesStoreNodes, "backup" | "restore">>;

/**
 * Copies of the tables in the bucket of the backup location, at scheduled hours, and a suspended restore from which an operator creates a
 * Job. Both have certificates of their own, so that the process that copies can't change a table.
 */
export function makeBackups(
    name: string,
    plan: StorePlan,
    zone: KubernetesBackupZone,
    opts: pulumi.CustomResourceOptions,
): Copying[] {
    const { backup } = plan;
    const { settings } = zone;
    if (backup?.place !== zone.region) return [];
    const bucket = settings.store!.backups[zone.region]!;
    openBackups(name, new URL(bucket.bucket), zone);
    const first =
        opts.parent === undefined ? { provider: zone.provider } : { parent: opts.parent, provider: zone.provider };
    const spec = new k8s.core.v1.ConfigMap(
        `${nameIn(name, zone)}-copied`,
        { metadata: unnamedOf(backupApp, zone), immutable: true, data: { [specFile]: textOf(specOf(plan)) } },
        first,
    );
    const keys = new k8s.core.v1.Secret(
        `${nameIn(name, zone)}-backup-keys`,
        {
            metadata: metadataOf(ownSecrets.backupKeys, zone),
            stringData: {
                [keyFiles.access]: pulumi.secret(bucket.credentials),
                [keyFiles.encryption]: storageKey(settings.store!.key),
            },
        },
        first,
    );
    const deadlineSeconds = Math.max(backup.everyHours, leastHours) * hourSeconds;
    const made = { deadlineSeconds, keys: keys.metadata.name, spec: spec.metadata.name };
    const folder = bucket.prefix === undefined ? "" : `${bucket.prefix}/`;
    const common = {
        CELL: plan.cell.name,
        REGION: zone.region,
        ...storeEnvironment(zone),
        SPEC: `${directories.spec}/${specFile}`,
        BUCKET: bucket.bucket,
        BUCKET_REGION: bucket.region,
        PREFIX: `${folder}${settings.service}/${plan.cell.name}/`,
        ACCESS_KEY_FILE: `${directories.keys}/${keyFiles.access}`,
        ENCRYPTION_KEY_FILE: `${directories.keys}/${keyFiles.encryption}`,
        DEADLINE_SECONDS: String(deadlineSeconds),
        ...podTls,
    };
    const own = { ...opts, provider: zone.provider };
    return [
        {
            backup: new k8s.batch.v1.CronJob(
                `${nameIn(name, zone)}-${backupApp}`,
                cronJobOf(backupApp, zone, {
                    ...made,
                    environment: { ...common, TASK: "backup", RETAIN_DAYS: String(backup.retainDays) },
                    schedule: scheduleOf(backup.everyHours),
                    secretName: zone.certified.backup!,
                }),
                own,
            ),
            restore: new k8s.batch.v1.CronJob(
                `${nameIn(name, zone)}-${restoreApp}`,
                cronJobOf(restoreApp, zone, {
                    ...made,
                    deadlineSeconds: restoringSeconds,
                    environment: { ...common, TASK: "restore", DEADLINE_SECONDS: String(restoringSeconds) },
                    // Of a CronJob that is suspended no time comes.
                    schedule: scheduleOf(168),
                    suspend: true,
                    secretName: zone.certified.restore!,
                }),
                own,
            ),
        },
    ];
}

interface CronJobOf {
    readonly environment: EnvironmentOf<"backup">;
    readonly schedule: string;
    readonly suspend?: boolean;
    readonly secretName: pulumi.Input<string>;
    readonly deadlineSeconds: number;
    readonly keys: pulumi.Output<string>;
    readonly spec: pulumi.Output<string>;
}

function cronJobOf(
    app: string,
    zone: KubernetesBackupZone,
    { deadlineSeconds, environment, keys, schedule, secretName, spec, suspend = false }: CronJobOf,
    // The type that `transformations` change.
): k8s.batch.v1.CronJobArgs {
    const { authorities, settings } = zone;
    const labels = labelsOf(app, settings.service);
    const brought = authorities && { NODE_EXTRA_CA_CERTS: `${directories.authorities}/${authoritiesFile}` };
    const mounted = (name: string, mountPath: string) => ({ name, mountPath, readOnly: true });
    return {
        metadata: metadataOf(app, zone),
        spec: {
            schedule,
            timeZone: "Etc/UTC",
            suspend,
            concurrencyPolicy: "Forbid",
            // After a time at which the cluster was down: later than that the next time is near.
            startingDeadlineSeconds: hourSeconds,
            successfulJobsHistoryLimit: 1,
            failedJobsHistoryLimit: 3,
            jobTemplate: {
                metadata: { labels },
                spec: {
                    backoffLimit: 2,
                    activeDeadlineSeconds: deadlineSeconds,
                    podFailurePolicy: {
                        rules: [
                            // Errors that a retry does not fix.
                            { action: "FailJob", onExitCodes: { containerName: app, operator: "In", values: [2] } },
                            // A node was drained.
                            { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
                        ],
                    },
                    template: {
                        metadata: { labels },
                        spec: {
                            ...plainPod(zone, 30),
                            restartPolicy: "Never",
                            containers: [
                                secured(
                                    {
                                        image: settings.images.runtime,
                                        args: [`/${programsFolder}/backup.js`],
                                        env: variables({ ...environment, ...brought }),
                                        terminationMessagePolicy: "FallbackToLogsOnError",
                                        resources: {
                                            requests: { cpu: "100m", memory: "192Mi" },
                                            limits: { memory: "384Mi" },
                                        },
                                        volumeMounts: [
                                            mounted("spec", directories.spec),
                                            mounted("keys", directories.keys),
                                            mounted("tls", podDirectories.tls),
                                            ...(authorities ? [mounted("authorities", directories.authorities)] : []),
                                        ],
                                    },
                                    app,
                                ),
                            ],
                            volumes: [
                                { name: "spec", configMap: { name: spec } },
                                { name: "keys", secret: { secretName: keys, defaultMode: 0o440 } },
                                { name: "tls", secret: { secretName, defaultMode: 0o440 } },
                                ...(authorities ? [{ name: "authorities", configMap: { name: authorities } }] : []),
                            ],
                        },
                    },
                },
            },
        },
    };
}
